"""What may cross from traced code into a scripted piece and back (measured with torch 2.13)."""

from __future__ import annotations

from tslint.analysis.interp.units import Unit
from tslint.analysis.typing import type_of
from tslint.analysis.values import Origin, Scalar, Size, Value, alternatives
from tslint.torchspec import types as t


def refused(unit: Unit) -> str:
    """Why a scripted `unit` could not be called from the trace as its callers do; empty where it could."""
    for name, value in unit.arguments.items():
        reason = _argument(value)
        if reason:
            return f"its argument `{name}` is {reason}"
    result = type_of(unit.result) if unit.result is not None else t.UNKNOWN
    return (
        ""
        if crosses(result)
        else f"it returns {_said(result)}, and only tensors come out of a scripted piece"
    )


def _argument(value: Value) -> str:
    for part in alternatives(value):
        if isinstance(part, Size) or (isinstance(part, Scalar) and part.origin >= Origin.SHAPE):
            return "a size, which would be frozen: pass the tensor and read its size inside"
    if t.contains(type_of(value), t.UnknownType):
        return "of a type that is not known"
    return ""


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
