"""TorchScript types of abstract values: what a trace saw, as an annotation would say it."""

from __future__ import annotations

from tslint.analysis.values import (
    Choice,
    Const,
    Mapping,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    element_of,
    join_all,
)
from tslint.torchspec import types as t
from tslint.torchspec.relations import make_optional, make_union

_SCALARS: dict[str, t.Type] = {
    "int": t.INT,
    "float": t.FLOAT,
    "bool": t.BOOL,
    "str": t.STR,
    "complex": t.COMPLEX,
    "NoneType": t.NONE,
}


def type_of(value: Value) -> t.Type:
    """The TorchScript type of a value; Unknown where it is not known."""
    match value:
        case Tensor():
            return t.TENSOR
        case Const():
            return _SCALARS.get(type(value.value).__name__, t.UNKNOWN)
        case Scalar():
            return _SCALARS.get(value.kind, t.UNKNOWN)
        case Size():
            return t.ListType(t.INT)
        case Sequence() if value.kind == "tuple" and value.items is not None:
            return t.TupleType(tuple(type_of(item) for item in value.items))
        case Sequence() if value.kind == "list":
            return t.ListType(type_of(element_of(value)))
        case Mapping():
            if value.items:
                return t.DictType(
                    _common([type_of(Const(key)) for key in value.items]),
                    type_of(join_all(value.items.values())),
                )
            return t.DictType(type_of(value.key), type_of(value.element))
        case Choice():
            return _one_of([type_of(part) for part in value.values])
    return t.UNKNOWN


def _common(types: list[t.Type]) -> t.Type:
    return types[0] if len(set(types)) == 1 else t.UNKNOWN


def _one_of(types: list[t.Type]) -> t.Type:
    if any(t.contains(part, t.UnknownType) for part in types):
        return t.UNKNOWN
    firm = [part for part in types if part != t.NONE]
    if len(firm) == 1 and len(firm) < len(types):
        return make_optional(firm[0])
    return make_union(types)
