"""Arguments for trial calls: tensors in families of shapes that fit together, numbers by type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import torch

from tslint.torchspec import types as t
from tslint.torchspec.records import Argument, Schema
from tslint.torchspec.relations import without_none

Shape = tuple[int, ...]

# Shapes by argument name, that of every other tensor under "". The first family that a call takes is used.
_FAMILIES: Final[tuple[Mapping[str, Shape], ...]] = (
    {"": (4, 4)},
    {"": (2, 4, 8, 8), "weight": (4, 4, 3, 3), "bias": (4,), "grid": (2, 8, 8, 2)},
    {"": (2, 4, 8), "weight": (4, 4, 3), "bias": (4,)},
    {"": (4,)},
    {"": (2, 4, 4, 4, 4), "weight": (4, 4, 3, 3, 3), "bias": (4,), "grid": (2, 4, 4, 4, 3)},
    {"": (2, 4, 8), "weight": (4,), "bias": (4,), "running_mean": (4,), "running_var": (4,)},
    {"": (2, 3), "theta": (2, 2, 3), "query": (2, 4, 8), "key": (2, 4, 8), "value": (2, 4, 8)},
    {"": (4, 4), "target": (4,), "index": (4,), "weight": (4,)},
    {"": (2, 4, 4)},
    {"": (4, 4), "vec": (4,), "vec1": (4,), "vec2": (4,), "batch1": (2, 4, 4), "batch2": (2, 4, 4)},
    {"": ()},
    {"": (4,), "weight": (10, 4), "offsets": (2,)},
)
_DTYPES: Final = (torch.float32, torch.int64, torch.complex64, torch.bool)
_INDEXES: Final = ("index", "indices", "target", "offsets", "boundaries", "repeats")
_MASKS: Final = ("mask", "condition")
_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "mode": ("constant", "bilinear"),
    "reduce": ("sum",),
    "equation": ("ij->ij",),
}
NUMBERS: Final = (1, 2, 4, 0, 3)


def tensors(schema: Schema) -> Iterator[dict[str, Any]]:
    """Fitting sets of values for the required tensors of a schema (and lists of tensors)."""
    wanted = [found for found in schema.arguments if not found.has_default and "Tensor" in found.declared]
    if not wanted:
        yield {}
        return
    for family in _FAMILIES:
        for dtype in _DTYPES:
            values: dict[str, Any] = {}
            for argument in wanted:
                tensor = _tensor(argument.name, family.get(argument.name, family[""]), dtype, schema.name)
                values[argument.name] = [tensor, tensor.clone()] if "[]" in argument.declared else tensor
            yield values


def _tensor(name: str, shape: Shape, dtype: torch.dtype, function: str) -> torch.Tensor:
    if name in _INDEXES or (name == "input" and "embedding" in function):
        return torch.zeros(shape, dtype=torch.int64)
    if name in _MASKS:
        return torch.ones(shape, dtype=torch.bool)
    generator = torch.Generator().manual_seed(len(name) + 1)
    values = torch.rand(shape, generator=generator) + 0.25
    return values.to(dtype) if dtype.is_floating_point or dtype.is_complex else (values * 3).to(dtype)


def others(schema: Schema, target: str) -> Iterator[dict[str, Any]]:
    """Values for the required arguments that are no tensors; none where one of them cannot be guessed."""
    wanted = [
        argument
        for argument in schema.arguments
        if not argument.has_default and argument.name != target and "Tensor" not in argument.declared
    ]
    seen: list[dict[str, Any]] = []
    for number in (1, 2):
        guesses = [list(candidates(argument, number)) for argument in wanted]
        if not all(guesses):
            return
        for place in range(max(map(len, guesses), default=1)):
            values = {
                argument.name: found[min(place, len(found) - 1)]
                for argument, found in zip(wanted, guesses, strict=True)
            }
            if values not in seen:
                seen.append(values)
                yield values


def candidates(argument: Argument, number: int) -> Iterator[Any]:
    """Values for an argument that is no tensor, built around `number`."""
    if argument.declared.rstrip("?") in ("ScalarType", "Layout", "MemoryFormat"):
        return
    match without_none(argument.type):
        case t.IntType() | t.NumberType() | t.UnionType():
            yield number
        case t.FloatType():
            yield float(number)
        case t.BoolType():
            yield False
        case t.StrType():
            yield from _TEXTS.get(argument.name, ("sum",))
        case t.ListType(elem=t.IntType() | t.FloatType()):
            yield from _lists(argument, number)


def _lists(argument: Argument, number: int) -> Iterator[list[int]]:
    """Lists that start with `number`: as long as the schema says, or of the lengths that shapes have."""
    if argument.size is not None and argument.size > 1:
        yield [number] * argument.size
        return
    yield [number]
    yield [number, 4]
    yield [number, number]
    yield [number, 2, 4]
    yield [number, 0]
    yield [number, 4, 8]
    yield [number, 2, 0]
    yield [number, 4, 8, 8]
    yield [number, number, number, number]


def copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with tensors of their own, for a call that may write to them."""
    return {name: _copy(value) for name, value in values.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
