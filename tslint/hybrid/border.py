"""What may cross from traced code into a scripted piece and back (measured with torch 2.13)."""

from __future__ import annotations

from tslint.analysis.interp.units import Unit
from tslint.analysis.typing import type_of
from tslint.analysis.values import Choice, Origin, Scalar, Sequence, Size, Value, alternatives
from tslint.torchspec import types as t


def refused(unit: Unit) -> str:
    """Why a scripted `unit` could not be called from the trace as its callers do; empty where it could."""
    for name, value in unit.arguments.items():
        reason = crossing(value)
        if reason:
            return f"its argument `{name}` is {reason}"
    result = type_of(unit.result) if unit.result is not None else t.UNKNOWN
    return (
        ""
        if crosses(result)
        else f"it returns {_said(result)}, and only tensors come out of a scripted piece"
    )


def crossing(value: Value) -> str:
    """Why a value cannot go from the trace into a scripted piece, in words after its name; empty where it
    can.
    """
    if any(map(_is_size, alternatives(value))):
        return "a size, which would be frozen: pass the tensor and read its size inside"
    if t.contains(type_of(value), t.UnknownType):
        return "of a type that is not known"
    return ""


def _is_size(value: Value) -> bool:
    """Whether a number of the input is in a value: the tracer gives it to scripted code as a constant."""
    match value:
        case Size():
            return True
        case Scalar():
            return value.origin >= Origin.SHAPE
        case Sequence(items=list(items)):
            return any(map(_is_size, items))
        case Sequence():
            return _is_size(value.element)
        case Choice():
            return any(map(_is_size, value.values))
    return False


def crosses(result: t.Type) -> bool:
    """Whether the tracer keeps a result of that type faithfully: tensors, tuples and dicts of them."""
    match result:
        case t.TensorType():
            return True
        case t.TupleType():
            return bool(result.elems) and all(crosses(part) for part in result.elems)
        case t.DictType():
            return result.key == t.STR and crosses(result.value)
    return False


def _said(result: t.Type) -> str:
    return "something unknown" if t.contains(result, t.UnknownType) else str(result)
