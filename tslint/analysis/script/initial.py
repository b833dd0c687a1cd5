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

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler
    from tslint.analysis.script.instances import ScriptModule

_DEPTH = 6
_SCALARS = (t.IntType, t.FloatType, t.StrType, t.TensorType)
_CALLED = ("builtin", "function", "dispatch", "special", "unscriptable")
_OBJECTS = (v.Callable, v.LambdaValue, v.Partial, v.ClassRef)


def check(compiler: Compiler, em: Emitter, module: ScriptModule, lines: dict[str, ast.AST]) -> None:
    """Tell of annotated attributes that hold something else, and of constants that are none."""
    assert module.cls is not None
    for name, held in module.casts.items():
        value, kind = held
        if not casts(compiler, value, kind):
            given = infer(compiler, value)
            shown = given.type_name if isinstance(given, Failed) else str(given)
            text = f"Could not cast attribute '{name}' to type {kind}"
            place = lines.get(name) or classbodies.header(module.cls)
            em.report("attribute-type-change", place, name=name, type=shown, expected=str(kind), torch=text)
    for name, value in module.frozen.items():
        what = _no_constant(compiler, value)
        if what:
            text = f"'{what}' object in attribute '{module.name}.{name}' is not a valid constant"
            place = _entry(module.cls, name) or classbodies.header(module.cls)
            facts = {"name": name, "type": module.name, "why": "type", "python": what, "torch": text}
            em.tell("unknown-attribute", place, facts)


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
