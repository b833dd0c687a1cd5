"""How TorchScript's types relate: subtyping, unification, unions, type variables.

Follows `isSubtypeOfExt`, `unifyTypes` and `UnionType::create` of ATen/core (type.cpp, union_type.cpp).
`Unknown` is ours: a subtype and a supertype of everything, so that what is not known leads to no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tslint.torchspec import types as t

_NUMBERS: tuple[t.Type, ...] = (t.INT, t.FLOAT, t.COMPLEX)
_TUPLES = (t.TupleType, t.NamedTupleType)

# The order of c10::TypeKind, by which torch sorts the members of a union.
_KIND_ORDER: tuple[type[t.Type], ...] = (
    t.AnyType,
    t.EnumType,
    t.AnyEnumType,
    t.TensorType,
    t.StorageType,
    t.TupleType,
    t.ListType,
    t.DictType,
    t.NumberType,
    t.FloatType,
    t.ComplexType,
    t.FutureType,
    t.AwaitType,
    t.RRefType,
    t.IntType,
    t.NoneType,
    t.StrType,
    t.GeneratorType,
    t.BoolType,
    t.OptionalType,
    t.VarType,
    t.DeviceType,
    t.StreamType,
    t.FunctionType,
    t.ClassType,
    t.CapsuleType,
    t.InterfaceType,
    t.QSchemeType,
    t.AnyListType,
    t.AnyTupleType,
    t.AnyClassType,
    t.UnionType,
    t.UnknownType,
)
_KIND = {kind: place for place, kind in enumerate(_KIND_ORDER)} | {
    t.NamedTupleType: _KIND_ORDER.index(t.TupleType)
}


def same(left: t.Type, right: t.Type) -> bool:
    """Whether two types are equal, where `Unknown` equals anything at any depth."""
    if left == right or isinstance(left, t.UnknownType) or isinstance(right, t.UnknownType):
        return True
    if type(left) is not type(right) or isinstance(left, t.UnionType):
        return False
    ours, theirs = left.children, right.children
    if not ours or len(ours) != len(theirs):
        return False
    if isinstance(left, t.NamedTupleType) and left.qualname != str(right):
        return False
    return all(same(a, b) for a, b in zip(ours, theirs, strict=True))


def is_subtype(left: t.Type, right: t.Type) -> bool:
    """Whether a value of type `left` may stand where `right` is wanted, without any implicit conversion.

    `int <: number`, `None <: Optional[T]`, `T <: Optional[T]`, `T <: Union[T, ...]`, tuples and futures are
    covariant, lists and dicts invariant, a NamedTuple is a subtype of the plain tuple, `bool` not of `int`.
    Whether a class implements an interface is not known here: only equal classes are subtypes.
    """
    if isinstance(left, t.UnknownType) or isinstance(right, (t.UnknownType, t.AnyType)):
        return True
    if isinstance(left, t.OptionalType):
        if isinstance(right, t.OptionalType):
            return is_subtype(left.elem, right.elem)
        if isinstance(right, t.UnionType):
            return _holds(right, t.NONE) and _holds(right, left.elem)
        return False
    if isinstance(left, t.UnionType):
        wanted = _members(right)
        return all(any(is_subtype(member, other) for other in wanted) for member in left.members)
    if isinstance(right, t.OptionalType):
        return isinstance(left, t.NoneType) or is_subtype(left, right.elem)
    if isinstance(right, t.UnionType):
        return _holds(right, left)
    return _is_plain_subtype(left, right)


def _is_plain_subtype(left: t.Type, right: t.Type) -> bool:
    """`is_subtype` where neither side is an Optional, a Union, Any or Unknown."""
    match left:
        case t.IntType() | t.FloatType() | t.ComplexType():
            return left == right or isinstance(right, t.NumberType)
        case t.ListType():
            return isinstance(right, t.AnyListType) or same(left, right)
        case t.TupleType() | t.NamedTupleType():
            return isinstance(right, t.AnyTupleType) or _is_sub_tuple(left, right)
        case t.FutureType() if isinstance(right, t.FutureType):
            return is_subtype(left.elem, right.elem)
        case t.AwaitType() if isinstance(right, t.AwaitType):
            return is_subtype(left.elem, right.elem)
        case t.RRefType() if isinstance(right, t.RRefType):
            return is_subtype(left.elem, right.elem)
        case t.EnumType():
            return isinstance(right, t.AnyEnumType) or left == right
        case t.ClassType():
            return isinstance(right, t.AnyClassType) or left == right
        case _:
            return same(left, right)


def _is_sub_tuple(left: t.TupleType | t.NamedTupleType, right: t.Type) -> bool:
    """Element by element; a NamedTuple is wanted only by one with the same field names."""
    if isinstance(right, t.NamedTupleType):
        if not isinstance(left, t.NamedTupleType):
            return False
        if [name for name, _ in left.fields] != [name for name, _ in right.fields]:
            return False
    elif not isinstance(right, t.TupleType):
        return False
    return len(left.elems) == len(right.elems) and all(map(is_subtype, left.elems, right.elems))


def _members(right: t.Type) -> tuple[t.Type, ...]:
    """The alternatives that a value may take to fit `right`."""
    match right:
        case t.UnionType():
            return right.members
        case t.OptionalType():
            return (t.NONE, *(_NUMBERS if isinstance(right.elem, t.NumberType) else (right.elem,)))
        case t.NumberType():
            return _NUMBERS
        case _:
            return (right,)


def _holds(union: t.UnionType, member: t.Type) -> bool:
    """Whether one alternative of `union` takes `member` (a number needs int, float and complex)."""
    if isinstance(member, t.NumberType):
        return all(number in union.members for number in _NUMBERS)
    return any(is_subtype(member, other) for other in union.members)


def unify(left: t.Type, right: t.Type, *, default_to_union: bool = False) -> t.Type | None:
    """The type of what is `left` on one path and `right` on the other, or None where torch finds none.

    A supertype of the two if one is the other's, `None` with `T` gives `Optional[T]`, tuples and futures go
    element by element; `default_to_union` gives a Union instead of None, as torch does for the branches of an
    `if` on a variable that is annotated with a Union.
    """
    if isinstance(left, t.UnknownType) or isinstance(right, t.UnknownType):
        return t.UNKNOWN
    found = _unify(left, right, default_to_union)
    return make_union((left, right)) if found is None and default_to_union else found


def _unify(left: t.Type, right: t.Type, default_to_union: bool) -> t.Type | None:
    if is_subtype(left, right):
        return _vaguer(left, right) if is_subtype(right, left) else right
    if is_subtype(right, left):
        return left
    if isinstance(left, t.NoneType):
        return make_optional(right)
    if isinstance(right, t.NoneType):
        return make_optional(left)
    if isinstance(left, t.OptionalType) or isinstance(right, t.OptionalType):
        elem = unify(_inner(left), _inner(right))
        return None if elem is None else make_optional(elem)
    if isinstance(left, _TUPLES) and isinstance(right, _TUPLES):
        return _unify_tuples(left.elems, right.elems, default_to_union)
    if isinstance(left, t.FutureType) and isinstance(right, t.FutureType):
        elem = unify(left.elem, right.elem)
        return None if elem is None else t.FutureType(elem)
    return None


def _inner(optional: t.Type) -> t.Type:
    """What an Optional holds; any other type itself."""
    return optional.elem if isinstance(optional, t.OptionalType) else optional


def _unify_tuples(left: Sequence[t.Type], right: Sequence[t.Type], default_to_union: bool) -> t.Type | None:
    if len(left) != len(right):
        return None
    elems = []
    for ours, theirs in zip(left, right, strict=True):
        elem = unify(ours, theirs, default_to_union=default_to_union)
        if elem is None:
            return None
        elems.append(elem)
    return t.TupleType(tuple(elems))


def _vaguer(left: t.Type, right: t.Type) -> t.Type:
    """Of two types that are subtypes of each other, the one that leaves more open (`List[Unknown]`)."""
    return left if left != right and t.contains(left, t.UnknownType) else right


def unify_all(elements: Iterable[t.Type], *, default_to_union: bool = False) -> t.Type | None:
    """`unify` from left to right, as torch does for the elements of a literal; None for no elements."""
    result: t.Type | None = None
    for place, element in enumerate(elements):
        if place == 0:
            result = element
        elif result is None:
            return None
        else:
            result = unify(result, element, default_to_union=default_to_union)
    return result


def make_optional(elem: t.Type) -> t.Type:
    """`Optional[elem]`, flat: an Optional stays itself, a Union takes None as one more member."""
    match elem:
        case t.OptionalType() | t.NoneType() | t.UnknownType():
            return elem
        case t.UnionType():
            return make_union((elem, t.NONE))
        case _:
            return t.OptionalType(elem)


def make_union(members: Iterable[t.Type]) -> t.Type:
    """`Union[...]` as torch makes it: flat, no duplicates or subtypes; `Union[T, None]` is `Optional[T]`."""
    flat: list[t.Type] = []
    for member in members:
        _flatten(member, flat)
    if any(isinstance(member, t.UnknownType) for member in flat):
        return t.UNKNOWN
    kept = _coalesce(flat)
    kept.sort(key=lambda member: (_KIND[type(member)], str(member)))
    if len(kept) == 1:
        return kept[0]
    others = [member for member in kept if not isinstance(member, t.NoneType)]
    if len(others) < len(kept):
        if len(others) == 1:
            return t.OptionalType(others[0])
        if len(others) == len(_NUMBERS) and all(number in others for number in _NUMBERS):
            return t.OptionalType(t.NUMBER)
    elif len(kept) == len(_NUMBERS) and all(number in kept for number in _NUMBERS):
        return t.NUMBER
    return t.UnionType(tuple(kept))


def _flatten(member: t.Type, into: list[t.Type]) -> None:
    match member:
        case t.UnionType():
            for inner in member.members:
                _flatten(inner, into)
        case t.OptionalType():
            _flatten(member.elem, into)
            into.append(t.NONE)
        case t.NumberType():
            into.extend(_NUMBERS)
        case _:
            into.append(member)


def _coalesce(members: list[t.Type]) -> list[t.Type]:
    """Merge members that unify, from the right, as torch's filterDuplicateSubtypes; None is left alone."""
    kept = list(members)
    for place in range(len(members) - 1, 0, -1):
        for other in range(min(place - 1, len(kept) - 1), -1, -1):
            if isinstance(kept[place], t.NoneType) != isinstance(kept[other], t.NoneType):
                continue
            merged = unify(kept[other], kept[place])
            if merged is not None:
                kept[other] = merged
                kept[place] = kept[-1]
                kept.pop()
                break
    return kept


def without_none(kind: t.Type) -> t.Type:
    """What remains of a type after `is not None`."""
    if isinstance(kind, t.OptionalType):
        return kind.elem
    if isinstance(kind, t.UnionType):
        return make_union(member for member in kind.members if not isinstance(member, t.NoneType))
    return kind


def bind(formal: t.Type, actual: t.Type, bound: dict[str, t.Type]) -> bool:
    """Match `actual` against a schema's type, noting its type variables in `bound`; False where that fails.

    Follows `matchTypeVariables`: a variable seen again must unify with what it was, an Optional takes a plain
    value, and `None` for an `Optional[t]` says nothing about `t`. A type without variables always matches
    here: whether `actual` is a subtype of it is asked afterwards.
    """
    if not t.contains(formal, t.VarType):
        return True
    if isinstance(actual, t.UnknownType):
        for name in _variables(formal):
            bound[name] = t.UNKNOWN
        return True
    match formal:
        case t.VarType():
            before = bound.get(formal.name)
            merged = actual if before is None else unify(before, actual)
            if merged is None:
                return False
            bound[formal.name] = merged
            return True
        case t.OptionalType():
            if isinstance(actual, t.NoneType):
                return True
            return bind(formal.elem, _inner(actual), bound)
        case t.ListType() if isinstance(actual, (t.TupleType, t.NamedTupleType)):
            elem = unify_all(actual.elems)
            return elem is not None and bind(formal.elem, elem, bound)
        case t.TupleType() if isinstance(actual, t.NamedTupleType):
            return bind(formal, t.TupleType(actual.elems), bound)
        case _:
            if type(formal) is not type(actual) or len(formal.children) != len(actual.children):
                return False
            return all(bind(a, b, bound) for a, b in zip(formal.children, actual.children, strict=True))


def _variables(formal: t.Type) -> list[str]:
    if isinstance(formal, t.VarType):
        return [formal.name]
    return [name for child in formal.children for name in _variables(child)]


def substitute(formal: t.Type, bound: Mapping[str, t.Type]) -> t.Type:
    """`formal` with its type variables replaced; one that was never bound becomes `Unknown`."""
    match formal:
        case t.VarType():
            return bound.get(formal.name, t.UNKNOWN)
        case t.ListType():
            return t.ListType(substitute(formal.elem, bound))
        case t.DictType():
            return t.DictType(substitute(formal.key, bound), substitute(formal.value, bound))
        case t.TupleType():
            return t.TupleType(tuple(substitute(elem, bound) for elem in formal.elems))
        case t.OptionalType():
            return make_optional(substitute(formal.elem, bound))
        case t.FutureType():
            return t.FutureType(substitute(formal.elem, bound))
        case t.AwaitType():
            return t.AwaitType(substitute(formal.elem, bound))
        case t.RRefType():
            return t.RRefType(substitute(formal.elem, bound))
        case _:
            return formal
