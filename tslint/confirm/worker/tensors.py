"""Makes tensors out of input descriptions, and copies of inputs that a model cannot spoil."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import torch

from .sets import InputSet
from .specs import FLOATING, DictSpec, InputSpec, ListSpec, Size, TensorSpec

DEFAULT_INTEGERS = (0, 10)
"""Values of an integer tensor without a range: small, so that they are indexes into most things."""
SCALE = 10.0


def make_inputs(specs: Sequence[InputSpec], chosen: InputSet) -> tuple[Any, ...]:
    """The positional inputs of one set, on the CPU."""
    sizes = dict(chosen.sizes)
    made = []
    for index, spec in enumerate(specs):
        generator = torch.Generator().manual_seed(zlib.crc32(f"{chosen.seed}/{index}".encode()))
        made.append(_make(spec, sizes, chosen.values, generator))
    return tuple(made)


def _make(spec: InputSpec, sizes: dict[str, int], values: str, generator: torch.Generator) -> Any:
    if isinstance(spec, TensorSpec):
        shape = [sizes[size.name] if isinstance(size, Size) else size for size in spec.sizes]
        return vary(_base(spec, shape, generator), values, spec.low, spec.high)
    if isinstance(spec, DictSpec):
        return {key: _make(value, sizes, values, generator) for key, value in spec.items}
    items = [_make(item, sizes, values, generator) for item in spec.items]
    return items if isinstance(spec, ListSpec) else tuple(items)


def _base(spec: TensorSpec, shape: list[int], generator: torch.Generator) -> torch.Tensor:
    dtype = getattr(torch, spec.dtype)
    if spec.dtype == "bool":
        return torch.rand(shape, generator=generator) < 0.5
    if spec.dtype not in FLOATING:
        low, high = DEFAULT_INTEGERS if spec.low is None or spec.high is None else (spec.low, spec.high)
        return torch.randint(int(low), int(high), shape, generator=generator).to(dtype)
    if spec.low is not None and spec.high is not None:
        unit = torch.rand(shape, generator=generator, dtype=torch.float64)
        return (spec.low + unit * (spec.high - spec.low)).to(dtype)
    if spec.dtype.startswith("complex"):
        return torch.randn(shape, generator=generator, dtype=torch.complex64).to(dtype)
    return torch.randn(shape, generator=generator).to(dtype)


def vary(
    tensor: torch.Tensor, values: str, low: float | None = None, high: float | None = None
) -> torch.Tensor:
    """The tensor with its values changed as a set asks, kept within `low` (inclusive) to `high` (exclusive).

    `negated` mirrors in the range where there is one; `scaled` is ten times as large, or at the range's end.
    """
    if values in ("base", "other values"):
        return tensor
    if tensor.dtype == torch.bool:
        return {
            "negated": torch.logical_not(tensor),
            "zeros": torch.zeros_like(tensor),
            "scaled": torch.ones_like(tensor),
        }[values]
    whole = not (tensor.is_floating_point() or tensor.is_complex())
    if low is None or high is None:
        if not whole:
            return {"negated": -tensor, "zeros": torch.zeros_like(tensor), "scaled": tensor * SCALE}[values]
        low, high = _range_of(tensor)
    last = high - 1 if whole else high
    if values == "negated":
        return (low + last - tensor).to(tensor.dtype)
    if values == "zeros":
        return torch.full_like(tensor, 0 if low <= 0 <= last else low)
    return torch.full_like(tensor, last if whole else low + 0.999 * (high - low))


def _range_of(tensor: torch.Tensor) -> tuple[int, int]:
    """The range that an integer tensor already spans: what is known to be valid in it."""
    if tensor.numel() == 0:
        return DEFAULT_INTEGERS
    return min(0, int(tensor.min())), int(tensor.max()) + 1


def map_tensors(value: Any, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """The same containers (lists, tuples, dicts) with every tensor changed; TypeError for anything else.

    Named tuples become tuples: a saved model knows no class of the user's.
    """
    if isinstance(value, torch.Tensor):
        return change(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {key: map_tensors(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [map_tensors(item, change) for item in value]
    if isinstance(value, tuple):
        return tuple(map_tensors(item, change) for item in value)
    raise TypeError(f"inputs are tensors in tuples, lists and dicts, not {type(value).__name__}")


def fresh(inputs: Any, device: str) -> Any:
    """A copy of the inputs on the device, so that a model that writes into them spoils nobody else's."""
    return map_tensors(inputs, lambda tensor: tensor.detach().clone().to(device))


def show(value: Any) -> str:
    """Inputs in words, as a specification would say them: `float32[3, 4], (int64[3],)`."""
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).replace('torch.', '')}{list(value.shape)}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(show(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return repr(value)
