"""A value in words: its type as TorchScript writes it, and on what it depends."""

from __future__ import annotations

from dataclasses import dataclass

from tslint.analysis.script.sugared import ModuleValue, Simple, Sugared
from tslint.analysis.typing import type_of
from tslint.analysis.values import (
    Const,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    origin_of,
)
from tslint.torchspec import types as t

_TEXT = 60  # characters of a constant that are shown


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a name: its type, and where its value comes from (empty where that is not known)."""

    type: str
    origin: str = ""


def of_trace(value: Value) -> Said | None:
    """What a trace knows of a value; None where that is nothing."""
    if isinstance(value, Instance):
        kind = "module" if value.is_module else "object"
        origin = "" if isinstance(value.cls, str) else f"a {kind} of the project"
        if value.scripted:
            origin = "scripted: compiled, not traced"
        return Said(value.class_name.rpartition(".")[2], origin)
    found = type_of(value)
    if t.contains(found, t.UnknownType):
        return None
    return Said(str(found), _origin(value))


def of_script(value: Sugared) -> Said | None:
    """What the compiler knows of a value; None where that is nothing."""
    if isinstance(value, ModuleValue):
        return Said(value.instance.class_name.rpartition(".")[2])
    if not isinstance(value, Simple) or t.contains(value.type, t.UnknownType):
        return None
    return Said(str(value.type), f"constant: {_short(value.constant)}" if value.is_constant else "")


def _origin(value: Value) -> str:
    match value:
        case Tensor():
            return _of_tensor(value)
        case Const(origin=Origin.CONSTANT):
            return f"constant: {_short(value.value)}"
        case Const(origin=Origin.CONFIGURATION):
            return f"configuration: {_short(value.value)} here; baked into a trace"
        case Const() | Scalar() | Size():
            return _of_number(value.origin)
        case Sequence() | Mapping():
            return _of_container(value)
    return ""


def _of_tensor(value: Tensor) -> str:
    if value.data is Origin.DATA:
        return "data of an input; recorded by a trace"
    if value.data is Origin.SHAPE:
        return "made from the shape of an input; recorded by a trace"
    return "a parameter, buffer or constant of the module"


def _of_number(origin: Origin) -> str:
    if origin >= Origin.SHAPE:
        what = "data" if origin is Origin.DATA else "shape"
        return f"{what} of an input; recorded by a trace until it becomes a Python number"
    if origin is Origin.KEPT:
        return "size of a parameter or buffer"
    return "a Python number or flag: baked into a trace"


def _of_container(value: Sequence | Mapping) -> str:
    if value.length >= Origin.SHAPE:
        what = "data" if value.length is Origin.DATA else "shape"
        return f"its length depends on the {what} of an input: baked into a trace"
    origin = origin_of(value)
    if origin >= Origin.SHAPE:
        return f"holds what comes from the {'data' if origin is Origin.DATA else 'shape'} of an input"
    return "configuration: baked into a trace"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _TEXT else text[: _TEXT - 3] + "..."
