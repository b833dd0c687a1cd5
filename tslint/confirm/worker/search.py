"""Looks for inputs that take the side of a marked branch which no planned input takes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from . import tensors
from .branches import Observer
from .sets import InputSet, named_sizes, plan_sets
from .specs import InputSpec, TensorSpec, tensors_of

MOST_TRIES = 300
MOST_FOUND = 6
"""Sets that a search adds at most: every one of them is run by each export."""
KINDS = ("as it is", "low", "high", "lowest", "highest", "tiny", "huge")
FACTORS = {"tiny": 1e-3, "huge": 1e3}
Sets = list[tuple[str, tuple[Any, ...]]]


def search(
    observer: Observer,
    run: Callable[[tuple[Any, ...]], bool],
    specs: Sequence[InputSpec],
    sets: Sets,
    seconds: float,
) -> Sets:
    """More sets, each of which takes a side that none before has taken, within a budget.

    `run` runs the original under the observer, and says whether it answered.
    """
    give_up = time.monotonic() + seconds
    for _, inputs in sets:
        run(inputs)
    found: Sets = []
    for inputs in _candidates(specs, sets):
        if not observer.missing() or len(found) == MOST_FOUND or time.monotonic() > give_up:
            break
        before = observer.kept()
        answered = run(inputs)
        if not answered:
            observer.sides = before
        elif _gained(observer, before):
            found.append((f"searched {len(found) + 1}", inputs))
    return found


def _gained(observer: Observer, before: list[set[int]]) -> bool:
    """Whether a branch that had gone one way has gone another."""
    return any(len(old) < 2 and len(observer.sides[index]) > len(old) for index, old in enumerate(before))


def _candidates(specs: Sequence[InputSpec], sets: Sets) -> Iterator[tuple[Any, ...]]:
    """The same inputs with all tensors changed in one way, then each in a way of its own."""
    chance = random.Random(7)
    leaves: list[TensorSpec] = [leaf for spec in specs for leaf in tensors_of(spec)]
    sizes = [chosen.sizes for chosen in plan_sets(specs)] if specs else []
    named = list(named_sizes(specs)) if specs else []
    for number in range(MOST_TRIES):
        if specs:
            # Sizes vary on their own as well: what a branch compares may be two of them.
            own = tuple((name, dict(chance.choice(sizes))[name]) for name in named)
            made = tensors.make_inputs(specs, InputSet("", own, "other values", 1000 + number))
        else:
            made = sets[number % len(sets)][1]
        kinds = iter(
            [KINDS[number]] * 99 if number < len(KINDS) else (chance.choice(KINDS) for _ in range(99))
        )
        bounds = iter([(leaf.low, leaf.high) for leaf in leaves])

        def changed(tensor: torch.Tensor, kinds: Any = kinds, bounds: Any = bounds) -> torch.Tensor:
            return change(tensor, next(kinds, KINDS[0]), *next(bounds, (None, None)))

        yield tensors.map_tensors(made, changed)


def change(
    tensor: torch.Tensor, kind: str, low: float | None = None, high: float | None = None
) -> torch.Tensor:
    """The tensor in its lower or upper half, at an end of its range, or a thousand times smaller or larger.

    What has no range stays finite; integers keep to the range that is known to be valid.
    """
    if kind == KINDS[0] or tensor.numel() == 0 or tensor.is_complex():
        return tensor
    if tensor.dtype == torch.bool:
        return torch.full_like(tensor, kind in ("high", "highest", "huge"))
    whole = not tensor.is_floating_point()
    if low is None or high is None:
        if not whole:
            if kind in FACTORS:
                return tensor * FACTORS[kind]
            sign = -1.0 if kind.startswith("low") else 1.0
            return sign * tensor.abs() * (1.0 if kind in ("low", "high") else 10.0)
        low, high = tensors.DEFAULT_INTEGERS if not tensor.numel() else _span(tensor)
    last = high - 1 if whole else low + 0.999 * (high - low)
    if kind in ("lowest", "tiny"):
        return torch.full_like(tensor, low)
    if kind in ("highest", "huge"):
        return torch.full_like(tensor, last)
    half = (low + last) // 2 if whole else (low + last) / 2
    return tensor.clamp(max=half) if kind == "low" else tensor.clamp(min=half)


def _span(tensor: torch.Tensor) -> tuple[int, int]:
    return min(0, int(tensor.min())), int(tensor.max()) + 1
