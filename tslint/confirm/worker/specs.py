"""Descriptions of a model's inputs: tensors with fixed and named sizes, in tuples, lists and dicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

DTYPES = (
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "complex64",
    "complex128",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
)
FLOATING = ("float32", "float64", "float16", "bfloat16", "complex64", "complex128")


@dataclass(frozen=True)
class Size:
    """A named size: the same name is the same number within one run, and varies between runs.

    `base` is its first value (chosen where None); `low` and `high` (both inclusive) bound what is tried.
    """

    name: str
    base: int | None = None
    low: int | None = None
    high: int | None = None

    def __str__(self) -> str:
        text = self.name if self.base is None else f"{self.name}={self.base}"
        if self.low is not None:
            text = f"{self.low}<={text}"
        return text if self.high is None else f"{text}<={self.high}"


@dataclass(frozen=True)
class TensorSpec:
    """A tensor by dtype and sizes; values lie in `low` (inclusive) to `high` (exclusive) where given."""

    dtype: str
    sizes: tuple[int | Size, ...]
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        text = f"{self.dtype}[{', '.join(map(str, self.sizes))}]"
        if self.low is None or self.high is None:
            return text
        return f"{text} in {self.low}..{self.high}"


@dataclass(frozen=True)
class TupleSpec:
    """A tuple of inputs."""

    items: tuple[InputSpec, ...]

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.items))}{',' if len(self.items) == 1 else ''})"


@dataclass(frozen=True)
class ListSpec:
    """A list of inputs."""

    items: tuple[InputSpec, ...]

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.items))}]"


@dataclass(frozen=True)
class DictSpec:
    """A dict of inputs with string keys."""

    items: tuple[tuple[str, InputSpec], ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key!r}: {value}" for key, value in self.items) + "}"


InputSpec = Union[TensorSpec, TupleSpec, ListSpec, DictSpec]  # noqa: UP007 (Python 3.8 has no `|` here)


def tensors_of(spec: InputSpec) -> list[TensorSpec]:
    """Every tensor in a specification, from left to right."""
    if isinstance(spec, TensorSpec):
        return [spec]
    if isinstance(spec, DictSpec):
        return [tensor for _, value in spec.items for tensor in tensors_of(value)]
    return [tensor for item in spec.items for tensor in tensors_of(item)]


def to_json(spec: InputSpec) -> dict[str, Any]:
    """The specification as plain data for the worker's job."""
    if isinstance(spec, TensorSpec):
        sizes = [
            [size.name, size.base, size.low, size.high] if isinstance(size, Size) else size
            for size in spec.sizes
        ]
        return {"kind": "tensor", "dtype": spec.dtype, "sizes": sizes, "low": spec.low, "high": spec.high}
    if isinstance(spec, DictSpec):
        return {"kind": "dict", "items": [[key, to_json(value)] for key, value in spec.items]}
    kind = "tuple" if isinstance(spec, TupleSpec) else "list"
    return {"kind": kind, "items": [to_json(item) for item in spec.items]}


def from_json(data: dict[str, Any]) -> InputSpec:
    """The specification that `to_json` wrote."""
    if data["kind"] == "tensor":
        sizes = tuple(Size(*size) if isinstance(size, list) else size for size in data["sizes"])
        return TensorSpec(data["dtype"], sizes, data["low"], data["high"])
    if data["kind"] == "dict":
        return DictSpec(tuple((key, from_json(value)) for key, value in data["items"]))
    items = tuple(from_json(item) for item in data["items"])
    return TupleSpec(items) if data["kind"] == "tuple" else ListSpec(items)
