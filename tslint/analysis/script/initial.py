"""What attributes hold when torch takes them over: cast to their annotations, constants where they must be.

Source: `_get_valid_constant` and `init_fn` (torch/jit/_recursive.py), `toIValue` (torch/csrc/jit/python).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.analysis.script import classbodies
from tslint.analysis.script.defaults import fits_default
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.inference import Failed, infer
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Variable
from tslint.torchspec import types as t
from tslint.torchspec.relations import unify_all

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler
    from tslint.analysis.script.instances import ScriptModule

_DEPTH = 6
_SCALARS = (t.IntType, t.FloatType, t.StrType, t.TensorType)
_PLAIN: dict[type, t.Type] = {int: t.INT, float: t.FLOAT, bool: t.BOOL, str: t.STR}
_CALLED = ("builtin", "function", "dispatch", "special", "unscriptable")
_OBJECTS = (v.Callable, v.LambdaValue, v.Partial, v.ClassRef)


def check(compiler: Compiler, em: Emitter, module: ScriptModule, lines: dict[str, ast.AST]) -> None:
    """Tell of annotated attributes that hold something else, and of constants that are none."""
    assert module.cls is not None
    for name, value in module.instance.attributes.items():
        if isinstance(module.attributes.get(name), (t.Type, Failed)) and not name.startswith("__"):
            _outright(compiler, em, name, value, lines.get(name) or classbodies.header(module.cls))
    for name, held in module.casts.items():
        value, kind, owner, annotation = held
        if not casts(compiler, value, kind):
            given = infer(compiler, value)
            shown = given.type_name if isinstance(given, Failed) else str(given)
            text = f"Could not cast attribute '{name}' to type {kind}"
            elsewhere = lines.get(name) or classbodies.header(module.cls)
            place = annotation if owner.module is em.module else elsewhere
            em.report("attribute-type-change", place, name=name, type=shown, expected=str(kind), torch=text)
    for name, value in module.frozen.items():
        what = _no_constant(compiler, value)
        if what:
            text = f"'{what}' object in attribute '{module.name}.{name}' is not a valid constant"
            place = _entry(module.cls, name) or classbodies.header(module.cls)
            facts = {"name": name, "type": module.name, "why": "type", "python": what, "torch": text}
            em.tell("unknown-attribute", place, facts)


def _outright(compiler: Compiler, em: Emitter, name: str, value: v.Value, place: ast.AST) -> None:
    """An attribute that torch does not leave out where it cannot take it: it fails, used or not."""
    if isinstance(value, v.Const) and type(value.value) is int and not -(2**63) <= value.value < 2**63:
        text = f"Could not cast attribute '{name}' to type int"
        em.report("integer-out-of-range", place, torch=text)
    elif isinstance(value, v.Mapping):
        key = _key_of(compiler, value)
        if isinstance(key, (t.TupleType, t.NoneType)) and not t.contains(key, t.UnknownType):
            text = f"Error inferring type for {name}: Cannot create dict for key type '{key}'"
            em.report("unsupported-dict-key", place, name=str(key), torch=text)


def _key_of(compiler: Compiler, value: v.Mapping) -> t.Type | Failed | None:
    """The type that torch makes of a dict's keys; None where it is not known, or it gives up before."""
    held = value.items.values() if value.items is not None else [value.element]
    parts = [infer(compiler, item) for item in held]
    kinds = [part for part in parts if isinstance(part, t.Type)]
    element = unify_all(kinds) if len(kinds) == len(parts) else None
    if element is None or t.contains(element, t.UnknownType):
        return None
    if value.items is None:
        return infer(compiler, value.key) if value.length == v.Origin.CONSTANT else None
    keys = [_key(key) for key in value.items]
    return unify_all([kind for kind in keys if kind is not None]) if None not in keys else None


def _key(value: object) -> t.Type | None:
    """The type of a key of Python's, where it is a tuple of plain values or None."""
    if value is None:
        return t.NONE
    if isinstance(value, tuple) and all(type(part) in _PLAIN for part in value):
        return t.TupleType(tuple(_PLAIN[type(part)] for part in value))
    return None


def _entry(cls: Class, name: str) -> ast.AST | None:
    """The word in `__constants__` that makes an attribute a constant."""
    member = cls.members.get("__constants__")
    if isinstance(member, Variable):
        for value in member.values:
            for inner in getattr(value, "elts", ()):
                if isinstance(inner, ast.Constant) and inner.value == name:
                    return inner
    return None


def _no_constant(compiler: Compiler, value: v.Value, depth: int = _DEPTH) -> str:
    """Python's name for the type of a value that is no constant; empty for one that is, or is not known."""
    if depth <= 0:
        return ""
    match value:
        case v.Const(value=bytes() | complex() as held):
            return type(held).__name__
        case v.Mapping():
            return "dict"
        case v.Sequence(kind="list" | "tuple", items=items):
            return next(
                (what for item in items or () if (what := _no_constant(compiler, item, depth - 1))), ""
            )
        case v.Sequence(kind="set"):
            return "set"
        case v.Callable() | v.LambdaValue():
            return "function"
        case v.ExternalRef(dotted=dotted):
            spec = compiler.outside(dotted)
            return "function" if spec is not None and spec.kind in _CALLED else ""
        case v.ClassRef():
            return "type"
        case v.Instance(cls=Class() as cls) if not value.is_module and not hierarchy.externals(cls):
            return cls.name
    return ""


def casts(compiler: Compiler, value: v.Value, kind: t.Type, depth: int = _DEPTH) -> bool:
    """Whether Python's value becomes one of a type; True also where that is not known."""
    if depth <= 0 or t.contains(kind, t.UnknownType):
        return True
    if isinstance(kind, t.OptionalType):
        none = isinstance(value, v.Const) and value.value is None
        return none or casts(compiler, value, kind.elem, depth)
    match value:
        case v.Tensor() if isinstance(kind, (t.IntType, t.FloatType, t.ComplexType)):
            return True  # one of a single element is taken for a number
        case v.Const() | v.Scalar() | v.Tensor():
            given = infer(compiler, value)
            return isinstance(given, (Failed, t.UnknownType)) or fits_default(given, kind)
        case v.Sequence(kind="list" | "tuple", items=items):
            if isinstance(kind, (*_SCALARS, t.DictType)):
                return False
            return items is None or _items(compiler, items, kind, depth)
        case v.Mapping(items=pairs):
            if isinstance(kind, t.DictType):
                held = (pairs or {}).values()
                return all(casts(compiler, item, kind.value, depth - 1) for item in held)
            return not isinstance(kind, _SCALARS)
        case v.Choice():
            return any(casts(compiler, part, kind, depth - 1) for part in value.values)
    return not isinstance(value, _OBJECTS) or not isinstance(kind, (*_SCALARS, t.ListType, t.DictType))


def _items(compiler: Compiler, items: list[v.Value], kind: t.Type, depth: int) -> bool:
    if isinstance(kind, t.ListType):
        return all(casts(compiler, item, kind.elem, depth - 1) for item in items)
    if isinstance(kind, (t.TupleType, t.NamedTupleType)):
        if len(items) != len(kind.elems):
            return False
        pairs = zip(items, kind.elems, strict=True)
        return all(casts(compiler, item, elem, depth - 1) for item, elem in pairs)
    return True
