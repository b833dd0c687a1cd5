"""Operators on abstract values: arithmetic, comparison, and where they freeze what an input gave."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable as Function
from typing import Any

from tslint.analysis.interp import formed, special
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.lengths import MANY, is_long
from tslint.analysis.values import (
    DERIVED,
    UNKNOWN,
    Choice,
    ClassRef,
    Const,
    Derived,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
    alternatives,
    element_of,
    join_all,
    kind_of,
    origin_of,
    shape_only,
)

_BINARY: dict[type[ast.operator], Function[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.Pow: operator.pow,
}
_COMPARE: dict[type[ast.cmpop], Function[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_BIG = 1 << 40  # results of folding beyond that are not computed


def fold(one: object, other: object, op: ast.operator) -> Value | None:
    """The constant that two constants give; None where Python would raise or the result is too large to
    keep.
    """
    small = all(not isinstance(v, int) or abs(v) < _BIG for v in (one, other))
    plain = all(isinstance(v, (int, float, str, tuple, complex)) for v in (one, other))
    if not small or not plain:
        return None
    if isinstance(op, (ast.Pow, ast.LShift)) and isinstance(other, int) and abs(other) > 64:
        return None
    if isinstance(op, ast.Mult) and any(isinstance(v, (str, tuple)) for v in (one, other)):
        return None
    if is_long(one, other, op):
        return None
    try:
        return Const(_BINARY[type(op)](one, other))
    except Exception:  # whatever Python raises here, the program raises when it runs
        return None


def binary(frame: Frame, node: ast.AST, op: ast.operator, left: Value, right: Value) -> Value:
    """`left op right`, as Python does it on plain values and torch on tensors."""
    if isinstance(left, Choice) or isinstance(right, Choice):
        return join_all(
            [binary(frame, node, op, a, b) for a in alternatives(left) for b in alternatives(right)]
        )
    if isinstance(left, Const) and isinstance(right, Const):
        folded = fold(left.value, right.value, op)
        if isinstance(folded, Const):
            return Const(folded.value, max(left.origin, right.origin))
        origin = max(left.origin, right.origin, Origin.CONFIGURATION)
        if isinstance(left.value, str) or isinstance(right.value, str):
            return Scalar("str", origin)
        if isinstance(left.value, tuple) or isinstance(right.value, tuple):
            return UNKNOWN
        return Scalar(_numeric(kind_of(left), kind_of(right), op), origin)
    own = special.binary(frame, node, op, left, right)
    if own is not None:
        return own
    drawn = _drawn(left) or _drawn(right)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        if drawn:
            frame.machine.policy.random(frame, node, drawn)
        return _with_tensor(left, right)
    if isinstance(left, (Const, Scalar)) and isinstance(right, (Const, Scalar)):
        kinds = (kind_of(left), kind_of(right))
        if "str" in kinds and isinstance(op, ast.Mult):
            repeat = left if kinds[1] == "str" else right
            if origin_of(repeat) >= Origin.SHAPE:
                frame.machine.policy.freeze(frame, node, "repeat", repeat, origin_of(repeat))
                return Scalar("str")
        if "str" in kinds:
            return Scalar("str", max(left.origin, right.origin))
        return Scalar(_numeric(*kinds, op), max(left.origin, right.origin), drawn)
    carried = _carried(left, right)
    if carried is not None:
        return Scalar("number", carried)
    if isinstance(left, Derived) or isinstance(right, Derived):
        return DERIVED
    if isinstance(op, ast.Mult):
        return _repeat(frame, node, left, right)
    if isinstance(op, ast.Mod) and kind_of(left) == "str":
        return Scalar("str", shape_only(right))
    if isinstance(op, ast.Add):
        return _concatenate(left, right)
    if isinstance(op, ast.BitOr) and isinstance(left, Mapping) and isinstance(right, Mapping):
        return Mapping(None, UNKNOWN, UNKNOWN, max(left.length, right.length))
    return UNKNOWN


def _drawn(value: Value) -> str:
    return value.drawn if isinstance(value, Scalar) else ""


def _carried(left: Value, right: Value) -> Origin | None:
    """A size combined with something unknown: configuration in all likelihood, so the trace carries the
    result.
    """
    for one, other in ((left, right), (right, left)):
        if (
            isinstance(one, Scalar)
            and one.origin >= Origin.SHAPE
            and one.kind != "str"
            and isinstance(other, Unknown)
        ):
            return one.origin
    return None


def _numeric(left: str, right: str, op: ast.operator) -> str:
    if isinstance(op, ast.Div):
        return "float"
    if "complex" in (left, right):
        return "complex"
    return "float" if "float" in (left, right) else "int"


def _with_tensor(left: Value, right: Value) -> Value:
    data, shape = Origin.CONSTANT, Origin.CONSTANT
    for part in (left, right):
        match part:
            case Tensor():
                data, shape = max(data, part.data), max(shape, part.shape)
            case Const() | Scalar():
                data = max(data, part.origin)
            case Derived():
                data, shape = Origin.DATA, Origin.SHAPE
            case Unknown():
                data = max(data, Origin.CONFIGURATION)
    return Tensor(data, shape, formed.binary(left, right))


def _repeat(frame: Frame, node: ast.AST, left: Value, right: Value) -> Value:
    """`[v] * n`: a list whose length `n` gives (a size given here is frozen without a warning)."""
    sequence, count = (left, right) if isinstance(left, (Sequence, Size)) else (right, left)
    if not isinstance(count, (Const, Scalar, Tensor)):
        return UNKNOWN
    if isinstance(count, Scalar) and count.origin >= Origin.SHAPE:
        frame.machine.policy.freeze(frame, node, "repeat", count, count.origin)
    if isinstance(sequence, Sequence):
        if sequence.items is not None and isinstance(count, Const) and isinstance(count.value, int):
            total = count.value * len(sequence.items)
            if 0 <= total <= 64:
                return Sequence(
                    sequence.kind, sequence.items * count.value, length=max(sequence.length, count.origin)
                )
        return Sequence(sequence.kind, None, element_of(sequence), Origin.CONFIGURATION)
    return UNKNOWN


def _concatenate(left: Value, right: Value) -> Value:
    def parts(value: Value) -> tuple[list[Value] | None, Value, Origin, str] | None:
        if isinstance(value, Sequence):
            return value.items, element_of(value), value.length, value.kind
        if isinstance(value, Size):
            return None, Scalar("int", value.origin), Origin.CONFIGURATION, "tuple"
        return None

    one, other = parts(left), parts(right)
    if one is None or other is None:
        return UNKNOWN
    length = max(one[2], other[2])
    if one[0] is not None and other[0] is not None and len(one[0]) + len(other[0]) <= MANY:
        return Sequence(one[3], [*one[0], *other[0]], length=length)
    known = [part[1] for part in (one, other) if part[0] != []]
    return Sequence(one[3], None, join_all(known), length)


def unary(op: ast.unaryop, value: Value) -> Value:
    """`-value`, `+value`, `~value`."""
    if isinstance(value, Const):
        try:
            if isinstance(op, ast.USub):
                return Const(-value.value, value.origin)  # type: ignore[operator]
            if isinstance(op, ast.UAdd):
                return Const(+value.value, value.origin)  # type: ignore[operator]
            return Const(~value.value, value.origin)  # type: ignore[operator]
        except TypeError:
            return UNKNOWN
    if isinstance(value, (Tensor, Scalar, Derived)):
        return value
    return join_all([unary(op, part) for part in value.values]) if isinstance(value, Choice) else UNKNOWN


def compare(frame: Frame, node: ast.Compare, values: list[Value]) -> Value:
    """A (chained) comparison. Inside a test the statement tells of it; elsewhere `in` and size
    comparisons freeze.
    """
    results = [_compare_two(frame, node, op, values[i], values[i + 1]) for i, op in enumerate(node.ops)]
    if len(results) == 1:
        return results[0]
    origin = max(origin_of(result) for result in results)
    if all(isinstance(result, Const) for result in results):
        return Const(all(bool(result.value) for result in results if isinstance(result, Const)), origin)
    if any(
        isinstance(result, Const) and not result.value and result.origin is Origin.CONSTANT
        for result in results
    ):
        return Const(False)
    if any(isinstance(result, Unknown) for result in results) and origin < Origin.SHAPE:
        return UNKNOWN
    return _frozen_unless_testing(frame, node, origin)


def _frozen_unless_testing(frame: Frame, node: ast.Compare, origin: Origin) -> Value:
    if origin >= Origin.SHAPE and not frame.testing:
        frame.machine.policy.branch(frame, node, "comparison", node, origin)
        return Scalar("bool")
    return Scalar("bool", origin)


def _compare_two(frame: Frame, node: ast.Compare, op: ast.cmpop, left: Value, right: Value) -> Value:
    if isinstance(op, (ast.Is, ast.IsNot)):
        return _identity(op, left, right)
    if isinstance(op, (ast.In, ast.NotIn)):
        return _membership(frame, node, op, left, right)
    if isinstance(left, Choice) or isinstance(right, Choice):
        parts = [_compare_two(frame, node, op, a, b) for a in alternatives(left) for b in alternatives(right)]
        known = [part for part in parts if not isinstance(part, Unknown)]
        return join_all(parts) if len(known) == len(parts) else UNKNOWN
    if isinstance(left, Const) and isinstance(right, Const):
        try:
            return Const(bool(_COMPARE[type(op)](left.value, right.value)), max(left.origin, right.origin))
        except Exception:  # not comparable: the program raises when it runs
            return UNKNOWN
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        if any(
            isinstance(part, Const) and (part.value is None or isinstance(part.value, str))
            for part in (left, right)
        ):
            return UNKNOWN
        return _with_tensor(left, right)
    sized = [part for part in (left, right) if isinstance(part, (Size, Sequence))]
    if sized:
        return _compare_sequences(frame, node, left, right)
    if isinstance(left, (Const, Scalar)) and isinstance(right, (Const, Scalar)):
        return Scalar("bool", max(left.origin, right.origin, Origin.CONFIGURATION))
    carried = _carried(left, right)
    return Scalar("bool", carried) if carried is not None else UNKNOWN


def _compare_sequences(frame: Frame, node: ast.Compare, left: Value, right: Value) -> Value:
    """Tuples are compared item by item, each asked for its truth: sizes freeze there and then."""
    if any(isinstance(part, Unknown) for part in (left, right)):
        known = right if isinstance(left, Unknown) else left
        return (
            _frozen_unless_testing(frame, node, shape_only(known))
            if shape_only(known) >= Origin.SHAPE
            else UNKNOWN
        )
    if not all(isinstance(part, (Size, Sequence)) for part in (left, right)):
        return UNKNOWN
    return _frozen_unless_testing(frame, node, max(shape_only(left), shape_only(right)))


def _identity(op: ast.cmpop, left: Value, right: Value) -> Value:
    same: bool | None = None
    origin = Origin.CONSTANT
    none = [isinstance(part, Const) and part.value is None for part in (left, right)]
    if any(none):
        other = left if none[1] else right
        verdicts = {_is_none(part) for part in alternatives(other)}
        if len(verdicts) == 1:
            same = verdicts.pop()
        if isinstance(other, Const) and same is not None:
            origin = other.origin
    elif isinstance(left, Const) and isinstance(right, Const) and isinstance(left.value, bool):
        same = left.value is right.value
        origin = max(left.origin, right.origin)
    elif isinstance(left, ClassRef) and isinstance(right, ClassRef):
        same = left.cls is right.cls or left.cls.node is right.cls.node
    if same is None:
        return UNKNOWN
    return Const(same if isinstance(op, ast.Is) else not same, origin)


def _is_none(value: Value) -> bool | None:
    if isinstance(value, Const):
        return value.value is None
    return None if isinstance(value, Unknown) else False


def _membership(frame: Frame, node: ast.Compare, op: ast.cmpop, left: Value, right: Value) -> Value:
    if isinstance(right, Tensor):
        origin = max(right.data, origin_of(left) if not isinstance(left, Tensor) else left.data)
        return _frozen_unless_testing(frame, node, origin) if origin >= Origin.SHAPE else UNKNOWN
    if isinstance(left, Const) and isinstance(right, Sequence) and right.items is not None:
        known = [item for item in right.items if isinstance(item, Const)]
        if len(known) == len(right.items):
            found = any(item.value == left.value for item in known)
            origin = max([left.origin, *(item.origin for item in known)])
            return Const(found if isinstance(op, ast.In) else not found, origin)
    if isinstance(left, Const) and isinstance(right, Mapping) and right.items is not None:
        try:
            sure = frame.has_key(right, left.value) is not None
            found = left.value in right.items
        except TypeError:
            return UNKNOWN
        origin = left.origin if sure else max(left.origin, Origin.CONFIGURATION)
        return Const(found if isinstance(op, ast.In) else not found, origin)
    if isinstance(right, (Sequence, Size)):
        origin = max(
            shape_only(left), left.data if isinstance(left, Tensor) else Origin.CONSTANT, shape_only(right)
        )
        return _frozen_unless_testing(frame, node, origin) if origin >= Origin.SHAPE else UNKNOWN
    return UNKNOWN
