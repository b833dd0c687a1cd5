"""Which inputs are tried: from one description several sets, with other values and other named sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .specs import InputSpec, Size, tensors_of

FIRST_BASE = 3
"""Named sizes begin at 3, 4, 5, ...: distinct, so that one taken for another shows."""
SMALL = (1, 2, 7, 12)
"""Sizes tried besides a small base: 1 is where broadcasting and squeezing hide mistakes."""
LARGE_FROM = 16
"""From this base on a size is an image's or a signal's, and is varied around its base."""
MOST_SIZE_SETS = 16
VALUES = ("base", "negated", "zeros", "scaled", "other values")


@dataclass(frozen=True)
class InputSet:
    """One set of inputs: its name in the report, the named sizes, what its values are, and their seed."""

    label: str
    sizes: tuple[tuple[str, int], ...]
    values: str
    seed: int


def named_sizes(specs: Sequence[InputSpec]) -> dict[str, Size]:
    """The named sizes with what all their mentions say together; ValueError where they exclude each other."""
    found: dict[str, Size] = {}
    for spec in specs:
        for tensor in tensors_of(spec):
            for size in tensor.sizes:
                if isinstance(size, Size):
                    found[size.name] = _join(found[size.name], size) if size.name in found else size
    for size in found.values():
        low, high = _bounds(size)
        if high is not None and low > high:
            raise ValueError(f"no size can be at least {low} and at most {high}: {size.name}")
        if size.base is not None and not (low <= size.base and (high is None or size.base <= high)):
            raise ValueError(f"the first value {size.base} of {size.name} lies outside its bounds")
    return found


def _join(one: Size, other: Size) -> Size:
    if one.base is not None and other.base is not None and one.base != other.base:
        raise ValueError(f"{one.name} cannot be {one.base} and {other.base} in one run")
    lows = [size.low for size in (one, other) if size.low is not None]
    highs = [size.high for size in (one, other) if size.high is not None]
    return Size(
        one.name,
        other.base if one.base is None else one.base,
        max(lows) if lows else None,
        min(highs) if highs else None,
    )


def _bounds(size: Size) -> tuple[int, int | None]:
    return (1 if size.low is None else size.low), size.high


def _clamp(value: int, size: Size) -> int:
    low, high = _bounds(size)
    return max(low, value if high is None else min(value, high))


def _others(size: Size, base: int) -> list[int]:
    """Other sizes than the base, those that its bounds name first."""
    near = (base // 2, base * 2, base * 3 // 2, base - 1) if base >= LARGE_FROM else SMALL
    named = [bound for bound in (size.low, size.high) if bound is not None]
    tried: list[int] = []
    for value in [*named, *(_clamp(value, size) for value in near)]:
        if value != base and value not in tried:
            tried.append(value)
    return tried


def plan_sets(specs: Sequence[InputSpec]) -> list[InputSet]:
    """The sets to run, the one to trace with first; at least six."""
    sizes = named_sizes(specs)
    base = {
        name: _clamp(FIRST_BASE + index, size) if size.base is None else size.base
        for index, (name, size) in enumerate(sizes.items())
    }
    at_base = tuple(base.items())
    sets = [InputSet(values, at_base, values, int(values == "other values")) for values in VALUES]
    others = {name: _others(size, base[name]) for name, size in sizes.items()}
    each = max(2, MOST_SIZE_SETS // max(1, len(sizes)))
    for name, tried in others.items():
        for value in tried[:each]:
            changed = tuple((key, value if key == name else size) for key, size in at_base)
            sets.append(InputSet(f"{name}={value}", changed, "other values", len(sets) + 1))
    if sum(bool(tried) for tried in others.values()) > 1:
        together = tuple((key, others[key][-1] if others[key] else size) for key, size in at_base)
        label = ", ".join(f"{key}={value}" for key, value in together)
        sets.append(InputSet(label, together, "other values", len(sets) + 1))
    while len(sets) < 6:
        sets.append(InputSet("more values", at_base, "other values", len(sets) + 1))
    return sets
