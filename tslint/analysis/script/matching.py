"""Which overload a call takes: TorchScript's schema matching with its implicit conversions.

Source: torch/csrc/jit/frontend/schema_matching.cpp. A call that hangs on an unknown type matches; where
several
overloads could then be meant the result is unknown unless they agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tslint.analysis.script import dialect
from tslint.analysis.script.sugared import Simple
from tslint.ir.records import record
from tslint.torchspec import types as t
from tslint.torchspec.records import Argument, Schema
from tslint.torchspec.relations import bind, is_subtype, substitute

_FROM_TENSOR = (t.FloatType, t.IntType, t.ComplexType, t.NumberType)
_FROM_NUMBER = (t.FloatType, t.IntType, t.ComplexType)
UNDEFINED = object()  # the default of a Tensor parameter that Python gives None
_REPEATED = (t.IntType, t.FloatType)
# Types without parts that no conversion makes something else of where they are wanted.
_PLAIN = frozenset({t.TensorType, t.IntType, t.FloatType, t.BoolType, t.StrType})


@record
class Match:
    """The result of a call that matches; `implicit` names arguments where a Tensor became a number."""

    result: t.Type
    schema: Schema | None = None
    implicit: tuple[str, ...] = ()
    certain: bool = True
    undefined: str = ""  # an omitted argument whose default is an undefined Tensor


@record
class Mismatch:
    """Why an overload does not fit."""

    reason: str
    argument: str = ""
    expected: t.Type | None = None
    found: t.Type | None = None
    index: int | None = None


def unwrap(kind: t.Type) -> t.Type:
    """What an Optional holds; any other type itself."""
    return kind.elem if isinstance(kind, t.OptionalType) else kind


def _to_list(kind: t.Type, target: t.Type) -> bool:
    """Whether a tuple converts to a list type (`convertibleToList`)."""
    if isinstance(kind, t.UnknownType):
        return True
    if not isinstance(target, t.ListType):
        return False
    if is_subtype(kind, target):
        return True
    if isinstance(kind, (t.TupleType, t.NamedTupleType)):
        elems = kind.elems
        return all(is_subtype(elem, target.elem) or isinstance(target.elem, t.VarType) for elem in elems)
    return False


def convert(value: Simple, target: t.Type, allow: bool = True) -> Simple:
    """`tryConvertToType`: the value as it is after the conversions that torch applies on its own."""
    if isinstance(value.type, t.UnknownType):
        return value
    if isinstance(target, t.OptionalType):
        if not isinstance(value.type, (t.OptionalType, t.NoneType)):
            return convert(value, target.elem, allow)
        return value
    if value.empty and isinstance(target, t.ListType) and not isinstance(target.elem, t.VarType):
        return Simple(target)
    if isinstance(value.type, (t.TupleType, t.NamedTupleType)):
        if isinstance(target, t.ListType) and _to_list(value.type, target):
            if isinstance(target.elem, t.VarType):
                return value
            return Simple(target)
        if (
            isinstance(target, t.TupleType)
            and len(target.elems) == len(value.type.elems)
            and not is_subtype(value.type, target)
        ):
            pairs = zip(value.type.elems, target.elems, strict=True)
            return Simple(t.TupleType(tuple(convert(Simple(a), b, allow).type for a, b in pairs)))
    if allow:
        if isinstance(value.type, t.TensorType) and isinstance(target, _FROM_TENSOR):
            return Simple(target)
        if isinstance(value.type, t.NumberType) and isinstance(target, _FROM_NUMBER):
            return Simple(target)
        if isinstance(value.type, t.BoolType) and dialect.takes_bool_for_int():
            if isinstance(target, t.FloatType):
                return Simple(t.FLOAT)
            if isinstance(target, (t.IntType, t.NumberType)):
                return Simple(t.INT)
        if isinstance(value.type, t.StrType) and isinstance(target, t.DeviceType):
            return Simple(t.DEVICE)
    return value


class _Matcher:
    """One schema against one call."""

    def __init__(self, schema: Schema, allow: bool) -> None:
        self.schema = schema
        self.allow = allow
        self.bound: dict[str, t.Type] = {}
        self.implicit: list[str] = []
        self.certain = True

    def argument(self, formal: Argument, value: Simple) -> Mismatch | None:
        made_of = type(value.type)
        if made_of in _PLAIN and made_of is type(formal.type):
            return None  # most arguments are of the very type that is wanted
        if t.contains(value.type, t.UnknownType) or t.contains(formal.type, t.UnknownType):
            self.certain = False
        if isinstance(value.type, _REPEATED) and formal.size is not None:
            wanted = unwrap(formal.type)
            if isinstance(wanted, t.ListType) and wanted.elem == value.type:
                return None
        concrete = formal.type
        given = convert(value, concrete, self.allow)
        if t.contains(concrete, t.VarType):
            if not self._bind(concrete, given.type):
                return self.wrong(formal, value)
            concrete = substitute(concrete, self.bound)
            given = convert(given, concrete, self.allow)
        if not is_subtype(given.type, concrete):
            return self.wrong(formal, value)
        if isinstance(value.type, t.TensorType) and not isinstance(given.type, t.TensorType):
            self.implicit.append(formal.name)
        return None

    def _bind(self, formal: t.Type, actual: t.Type) -> bool:
        """Bind type variables; False where one does not take what is given."""
        before = dict(self.bound)
        if not bind(formal, actual, self.bound):
            return False
        for name, kind in before.items():
            # A variable that was bound takes subtypes only.
            now = self.bound[name]
            if now != kind and not isinstance(now, t.NumberType) and not t.contains(now, t.UnknownType):
                return False
        return True

    def wrong(self, formal: Argument, value: Simple) -> Mismatch:
        expected = formal.type
        reason = (
            f"Expected a value of type '{expected}' for argument '{formal.name}'"
            f" but instead found type '{value.type}'"
        )
        return Mismatch(reason, formal.name, expected, value.type)

    def varargs(self, formal: Argument, position: int, rest: Sequence[Simple]) -> bool | Mismatch:
        """Whether the remaining positional arguments form the last list (`zeros(1, 2)`)."""
        arguments = self.schema.arguments
        last = position + 1 == len(arguments) or arguments[position + 1].kwarg_only
        wanted = formal.type
        if not last or not isinstance(wanted, t.ListType) or isinstance(wanted.elem, t.VarType):
            return False
        if formal.size is not None:
            return False
        first = rest[0].type
        if isinstance(first, t.UnknownType):
            self.certain = False
            return len(rest) > 1
        if isinstance(first, t.ListType) or _to_list(first, wanted):
            return False
        for value in rest:
            given = convert(value, wanted.elem, True)
            if not is_subtype(given.type, wanted.elem):
                return self.wrong(formal, value)
            if t.contains(value.type, t.UnknownType):
                self.certain = False
            if isinstance(value.type, t.TensorType) and not isinstance(given.type, t.TensorType):
                self.implicit.append(formal.name)
        return True


def match_one(
    schema: Schema,
    args: Sequence[Simple],
    kwargs: Mapping[str, Simple],
    *,
    receiver: Simple | None = None,
    allow: bool = True,
) -> Match | Mismatch:
    """`tryMatchSchema`: whether a call fits one overload."""
    matcher = _Matcher(schema, allow)
    used = 0
    taken: set[str] = set()
    undefined = ""
    positions: dict[str, int] = {}
    for position, formal in enumerate(schema.arguments):
        if formal.name == "self" and receiver is not None:
            value, receiver = receiver, None
        elif not formal.kwarg_only and used < len(args):
            listed: bool | Mismatch = False
            if allow and isinstance(formal.type, t.ListType):
                listed = matcher.varargs(formal, position, args[used:])
            if isinstance(listed, Mismatch):
                return listed
            if listed:
                used = len(args)
                continue
            value = args[used]
            positions[formal.name] = used
            used += 1
        elif (given := _keyword(schema, formal, kwargs)) is not None:
            value = kwargs[given]
            taken.add(given)
        elif formal.has_default:
            if formal.default is UNDEFINED:
                undefined = formal.name
            continue
        else:
            return Mismatch(f"Argument {formal.name} not provided", formal.name, formal.type)
        wrong = matcher.argument(formal, value)
        if wrong is not None:
            return Mismatch(
                wrong.reason, wrong.argument, wrong.expected, wrong.found, positions.get(formal.name)
            )
    if receiver is not None:
        return Mismatch("Provided self argument not used in schema")
    if used < len(args) and not schema.variadic:
        wanted = sum(1 for formal in schema.arguments if not formal.kwarg_only)
        return Mismatch(f"Expected at most {wanted} arguments but found {len(args)} positional arguments")
    for name in kwargs:
        if name not in taken:
            known = any(formal.name == name for formal in schema.arguments)
            text = f"Argument {name} specified twice" if known else f"Unknown keyword argument '{name}'"
            return Mismatch(text, name)
    result = substitute(_result(schema), matcher.bound)
    return Match(result, schema, tuple(matcher.implicit), matcher.certain, undefined)


def _keyword(schema: Schema, formal: Argument, kwargs: Mapping[str, Simple]) -> str | None:
    """The keyword that gives an argument (`findInputWithName`): `self` of torch's own operators is `input`
    in Python, and both words do.
    """
    if formal.name == "self" and schema.name.startswith("aten::"):
        return next((name for name in kwargs if name in ("self", "input")), None)
    return formal.name if formal.name in kwargs else None


def _result(schema: Schema) -> t.Type:
    """The type of a call; several named results are a NamedTuple (`torch.max(x, 1).values`)."""
    names = schema.return_names
    if len(schema.returns) > 1 and len(names) == len(schema.returns) and all(names):
        fields = tuple(zip(names, schema.returns, strict=True))
        return t.NamedTupleType(f"{schema.name}.{schema.overload}", fields)
    return schema.result


def match(
    schemas: Sequence[Schema],
    args: Sequence[Simple],
    kwargs: Mapping[str, Simple],
    *,
    receiver: Simple | None = None,
) -> Match | Mismatch:
    """`matchSchemas`: the first overload that fits, without conversions first; else why the last one
    does not.
    """
    if not schemas:
        return Match(t.UNKNOWN, certain=False)
    if len(schemas) == 1:
        return match_one(schemas[0], args, kwargs, receiver=receiver)
    values = [*args, *kwargs.values()] if receiver is None else [receiver, *args, *kwargs.values()]
    key = (id(schemas), receiver is None, *map(_key, values), *kwargs, dialect.takes_bool_for_int())
    if None in key:
        return _match_overloads(schemas, args, kwargs, receiver)
    known = _KNOWN.get(key)
    if known is not None and known[0] is schemas:
        return known[1]
    found = _match_overloads(schemas, args, kwargs, receiver)
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    _KNOWN[key] = (schemas, found)
    return found


# What came of calls of torch's overloads with values of these types: the same few come again and again.
_KNOWN: dict[tuple[object, ...], tuple[Sequence[Schema], Match | Mismatch]] = {}
_MOST = 20_000


def _key(value: Simple) -> object:
    """What a match hangs on in a value; None where that is a type of types of types, which may be huge."""
    kind = value.type
    made_of = type(kind)
    if made_of in t.ATOMS and not value.empty:
        return made_of
    if any(type(child) not in t.ATOMS for child in kind.children):
        return None
    return (kind, value.empty)


def _match_overloads(
    schemas: Sequence[Schema],
    args: Sequence[Simple],
    kwargs: Mapping[str, Simple],
    receiver: Simple | None,
) -> Match | Mismatch:
    failure = Mismatch("Arguments for call are not valid")
    for allow in (False, True):
        possible: list[Match] = []
        for schema in schemas:
            found = match_one(schema, args, kwargs, receiver=receiver, allow=allow)
            if isinstance(found, Mismatch):
                failure = found
            elif found.certain:
                return _settle([*possible, found])
            else:
                possible.append(found)
        if possible:
            return _settle(possible)
    return Mismatch("Arguments for call are not valid", failure.argument, failure.expected, failure.found)


def _settle(possible: Sequence[Match]) -> Match:
    """One result for several overloads that may be meant."""
    first = possible[0]
    if len(possible) == 1:
        return first
    same = all(found.result == first.result for found in possible)
    return Match(first.result if same else t.UNKNOWN, None, (), False)
