"""Inputs where the user gave none: guessed from the first layers, tried, and mended by torch's own errors."""

from __future__ import annotations

import heapq
import inspect
import itertools
import time
import typing
from typing import Any

import torch

from . import tensors
from .channel import Channel
from .describe import shorten
from .layers import BATCH, LENGTH, specs_of_model
from .refine import refine
from .sets import InputSet, named_sizes, plan_sets
from .specs import InputSpec, ListSpec, Size, TensorSpec, TupleSpec
from .target import Built, seed_everything

MOST_TRIES = 1000
MORE_TRIES = 40
"""How long to look on for inputs that take other sizes as well, once some are accepted."""
SIZES_TRIED = 8
MOST_REPAIRS = 8
"""How many errors in a row may mend one guess."""
GENERAL = (
    TensorSpec("float32", (BATCH, 4)),
    TensorSpec("float32", (BATCH,)),
    TensorSpec("float32", (BATCH, LENGTH, 4)),
    TensorSpec("float32", (BATCH, LENGTH, 2)),
    TensorSpec("float32", (BATCH, 3, Size("height", 32), Size("width", 32))),
    TensorSpec("bool", (BATCH, LENGTH)),
    TensorSpec("int64", (BATCH,), 0, 5),
    TensorSpec("float32", (Size("items", 4), Size("items", 4))),
)
"""Shapes that models without telling layers, and their further arguments, often take."""


def infer_inputs(channel: Channel, built: Built, device: str, seconds: float) -> list[InputSpec] | None:
    """Input specifications that the model accepts in eager mode; None where the search finds none.

    At most MOST_TRIES tries and about `seconds` of them.
    """
    kinds = _parameters(built)
    if not kinds:
        return None
    layers = specs_of_model(built.call) if built.is_module else []
    candidates = list(dict.fromkeys([*layers, *GENERAL]))
    give_up = time.monotonic() + seconds
    tried: set[tuple[TensorSpec, ...]] = set()
    # The likeliest guess first: a guess costs the ranks of its candidates, a repair as much as one rank.
    count = itertools.count()
    queue = [(cost, 0, next(count), specs) for cost, specs in _combinations(candidates, len(kinds))]
    heapq.heapify(queue)
    best: tuple[float, list[InputSpec]] | None = None
    last = MOST_TRIES
    while queue and len(tried) < last and time.monotonic() < give_up:
        cost, repairs, _, specs = heapq.heappop(queue)
        if specs in tried:
            continue
        tried.add(specs)
        whole = list(map(_wrap, kinds, specs))
        error = _error_of(channel, built, device, whole)
        if not error:
            taken = _share_of_sizes(channel, built, device, whole)
            if best is None or taken > best[0]:
                best = (taken, whole)
            if taken == 1.0:
                break
            last = min(last, len(tried) + MORE_TRIES)
        elif repairs < MOST_REPAIRS:
            for mended in _mended(error, specs):
                # A size that got fixed is one less to vary, so that is dearer.
                fixed = max(0, len(named_sizes(specs)) - len(named_sizes(mended)))
                heapq.heappush(queue, (cost + 1 + fixed, repairs + 1, next(count), mended))
    return best[1] if best else None


def _combinations(candidates: list[TensorSpec], count: int) -> list[tuple[int, tuple[TensorSpec, ...]]]:
    """Guesses for all arguments together, each with its cost."""
    ranks = range(len(candidates))
    few = ranks if count < 3 else ranks[: max(2, int((10 * MOST_TRIES) ** (1 / count)))]
    chosen = heapq.nsmallest(MOST_TRIES, itertools.product(few, repeat=count), key=sum)
    return [(sum(each), tuple(candidates[rank] for rank in each)) for each in chosen]


def _mended(message: str, specs: tuple[TensorSpec, ...]) -> list[tuple[TensorSpec, ...]]:
    try:
        named = named_sizes(specs)
    except ValueError:
        return []
    numbers = dict(plan_sets(specs)[0].sizes)
    values = {size: numbers[name] for name, size in named.items()}
    found = []
    for index, spec in enumerate(specs):
        for other in refine(message, spec, values):
            found.append((*specs[:index], other, *specs[index + 1 :]))
    return found


def _share_of_sizes(channel: Channel, built: Built, device: str, specs: list[InputSpec]) -> float:
    """On which share of the sets with other sizes the model answers as well."""
    first, *others = plan_sets(specs)
    resized = [chosen for chosen in others if chosen.sizes != first.sizes][:SIZES_TRIED]
    if not resized:
        return 1.0
    return sum(not _error_of(channel, built, device, specs, chosen) for chosen in resized) / len(resized)


def _error_of(
    channel: Channel, built: Built, device: str, specs: list[InputSpec], chosen: InputSet | None = None
) -> str:
    """The error that the model raises on one set (else the base) of these inputs; empty where it answers."""
    channel.begin("inputs", f"trying {', '.join(map(str, specs))}")
    try:
        inputs = tensors.make_inputs(specs, chosen or plan_sets(specs)[0])
        seed_everything(0)
        with torch.no_grad():
            answer = built.call(*tensors.fresh(inputs, device))
    except Exception as error:
        return shorten(str(error)) or type(error).__name__
    return "" if _has_tensor(answer) else "it answers without a tensor"


def _has_tensor(answer: Any) -> bool:
    if isinstance(answer, torch.Tensor):
        return True
    if isinstance(answer, dict):
        return any(map(_has_tensor, answer.values()))
    return isinstance(answer, (list, tuple)) and any(map(_has_tensor, answer))


def _wrap(kind: str, spec: TensorSpec) -> InputSpec:
    if kind == "list":
        return ListSpec((spec, spec))
    if kind.startswith("tuple"):
        return TupleSpec((spec,) * int(kind.partition(" ")[2]))
    return spec


def _parameters(built: Built) -> list[str]:
    """What each argument without a default is: `tensor`, `list`, `tuple N`; empty if one is none of these."""
    if isinstance(built.call, torch.jit.ScriptFunction):
        kinds = [str(argument.type) for argument in built.call.schema.arguments]
        named = {"Tensor": "tensor", "List[Tensor]": "list"}
        return [named[kind] for kind in kinds] if all(kind in named for kind in kinds) else []
    called = built.call.forward if built.is_module else built.call
    try:
        parameters = list(inspect.signature(called).parameters.values())
    except (TypeError, ValueError):
        return []
    try:
        hints = typing.get_type_hints(called)
    except Exception:
        hints = {}
    found = []
    for parameter in parameters:
        if parameter.default is not parameter.empty or parameter.kind is parameter.VAR_KEYWORD:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            continue
        kind = _kind(hints.get(parameter.name, torch.Tensor))
        if not kind or parameter.kind is parameter.KEYWORD_ONLY:
            return []
        found.append(kind)
    return found


def _kind(hint: Any) -> str:
    if hint is torch.Tensor or hint is Any:
        return "tensor"
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union and torch.Tensor in arguments:
        return "tensor"
    if origin is list and arguments == (torch.Tensor,):
        return "list"
    if origin is tuple and arguments and all(argument is torch.Tensor for argument in arguments):
        return f"tuple {len(arguments)}"
    return ""
