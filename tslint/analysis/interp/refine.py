"""What a test tells about names and attributes once its outcome is known."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function
from typing import TYPE_CHECKING

from tslint.analysis.values import (
    UNKNOWN,
    Choice,
    Const,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    alternatives,
    kind_of,
)

if TYPE_CHECKING:
    from tslint.analysis.interp.frame import Env, Frame


def refine(frame: Frame, env: Env, test: ast.expr, outcome: bool) -> None:
    """Narrow `env` by `test` having come out as `outcome`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        refine(frame, env, test.operand, not outcome)
    elif isinstance(test, ast.BoolOp):
        if isinstance(test.op, ast.And) == outcome:
            for part in test.values:
                refine(frame, env, part, outcome)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1:
        comparator = test.comparators[0]
        if isinstance(comparator, ast.Constant) and comparator.value is None:
            if isinstance(test.ops[0], (ast.Is, ast.Eq)):
                _narrow(frame, env, test.left, is_none if outcome else is_not_none, outcome)
            elif isinstance(test.ops[0], (ast.IsNot, ast.NotEq)):
                _narrow(frame, env, test.left, is_not_none if outcome else is_none, not outcome)
    elif isinstance(test, (ast.Name, ast.Attribute)):
        if outcome:
            _narrow(frame, env, test, is_not_none, False)
    elif isinstance(test, ast.NamedExpr):
        refine(frame, env, test.target, outcome)
    elif isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "isinstance":
        _isinstance(env, test, outcome)


def is_none(value: Value) -> bool:
    """Whether a value is certainly None."""
    return isinstance(value, Const) and value.value is None


def is_not_none(value: Value) -> bool:
    """Whether a value can be something else than None."""
    return not is_none(value)


def _narrow(frame: Frame, env: Env, place: ast.expr, keep: Function[[Value], bool], to_none: bool) -> None:
    """Keep the alternatives of a local that fit; one that none fits becomes unknown (a default,
    overridden).
    """
    key = path_of(place)
    value = env.get(key) if key else None
    if value is None and key and isinstance(place, ast.Attribute):
        value = held_by(env, place)
    if value is None:
        return
    frame.narrowed = frame.narrowed or isinstance(place, ast.Attribute)
    kept = [part for part in alternatives(value) if keep(part)]
    if not kept:
        env[key] = Const(None, Origin.CONFIGURATION) if to_none and not isinstance(value, Tensor) else UNKNOWN
    elif len(kept) < len(alternatives(value)):
        env[key] = kept[0] if len(kept) == 1 else Choice(tuple(kept))


def path_of(place: ast.expr) -> str:
    """The key under which a local (`x`) or an attribute of one (`self.norm`) is narrowed; empty for
    anything else.
    """
    if isinstance(place, ast.Name):
        return place.id
    if isinstance(place, ast.Attribute) and isinstance(place.value, ast.Name):
        return f"{place.value.id}.{place.attr}"
    return ""


def held_by(env: Env, place: ast.Attribute) -> Value | None:
    """What the attribute table of a local object holds under that name."""
    owner = env.get(place.value.id) if isinstance(place.value, ast.Name) else None
    return owner.attributes.get(place.attr) if isinstance(owner, Instance) else None


_KINDS = {"int", "float", "bool", "str", "complex"}


def _isinstance(env: Env, test: ast.Call, outcome: bool) -> None:
    if len(test.args) != 2 or not isinstance(test.args[0], ast.Name) or test.args[0].id not in env:
        return
    wanted = {
        part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "?")
        for part in _classes(test.args[1])
    }
    value = env[test.args[0].id]
    parts = alternatives(value)
    fits = [part for part in parts if (name := class_name(part)) and (name in wanted)]
    unsure = [part for part in parts if not class_name(part)]
    if outcome:
        if fits and len(fits) + len(unsure) < len(parts):
            kept = [*fits, *unsure]
            env[test.args[0].id] = kept[0] if len(kept) == 1 else Choice(tuple(kept))
        elif not fits and len(wanted) == 1:
            env[test.args[0].id] = _of_class(wanted.pop(), value)
    elif fits and len(fits) < len(parts):
        rest = [part for part in parts if part not in fits]
        env[test.args[0].id] = rest[0] if len(rest) == 1 else Choice(tuple(rest))


def _classes(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def class_name(value: Value) -> str:
    """The Python class of a value as `isinstance` names it; empty where it is not known."""
    match value:
        case Const() | Scalar():
            return kind_of(value) if origin_is_plain(value) else "Tensor"
        case Tensor():
            return "Tensor"
        case Size():
            return "Size"
        case Sequence():
            return value.kind if value.kind in ("list", "tuple", "set") else ""
        case Mapping():
            return "dict"
        case Instance() if not value.open:
            return value.class_name.rpartition(".")[2]
    return ""


def origin_is_plain(value: Const | Scalar) -> bool:
    """Whether a number is a plain Python number under trace (a size is a 0-d tensor there)."""
    return value.origin < Origin.SHAPE


def _of_class(name: str, value: Value) -> Value:
    if name in _KINDS:
        return Scalar(name)
    return Tensor() if name == "Tensor" and not isinstance(value, Tensor) else UNKNOWN
