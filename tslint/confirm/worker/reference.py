"""The original, unpatched model in eager mode: its weights, the inputs, and what it answers to them."""

from __future__ import annotations

import functools
import inspect
import os
from typing import Any

import torch

from . import shadow, tensors
from .branches import Observer
from .channel import Channel, StepFailed, attempt
from .describe import describe
from .infer import infer_inputs
from .isolate import time_limit
from .outputs import plain
from .search import search
from .sets import plan_sets
from .specs import InputSpec, from_json
from .target import (
    Built,
    build,
    is_required,
    load_module,
    load_target,
    load_weights,
    pick,
    seed_everything,
    weights_of,
)
from .watch import Watch

FACTORY_CALLS = 8
"""How often a factory that takes a number is called: once for each set."""
SECONDS_A_TRY = 3.0
NO_INPUTS = "no inputs: pass --input 'float32[batch, 4]' (one for each argument) or a factory"


def reference(job: dict[str, Any], channel: Channel) -> None:
    """Steps *imports*, *builds*, *inputs*: writes weights.pt, and for each set inputs-N.pt and eager-N.pt."""
    watch = Watch(job["branches"], job["unsaved"])
    finder = shadow.install(job["unsaved"], watch.trees)
    found = load_target(channel, job, job["target"], finder)
    channel.passed("imports")
    built = build(channel, job, found)
    channel.passed("builds", "a module" if built.is_module else "a function")
    weights = os.path.join(job["directory"], "weights.pt")
    with attempt(channel, "builds", "saving the weights"):
        torch.save(weights_of(built), weights)
    source, specs, made = _inputs(channel, job, built, finder)
    if watch.branches:
        channel.begin("inputs", "searching inputs that take the other sides of branches")
        sought = watch.observer()
        run = functools.partial(_answers, built, job["device"], watch, sought)
        made += search(sought, run, specs, made, job["infer_seconds"])
    if source == "inferred" or watch.branches:
        # A search ran the model: start again with one that has never run.
        built = build(channel, job, found)
        with attempt(channel, "builds", "loading the weights"):
            load_weights(built, weights)
    observer = watch.observer()
    tried = []
    for index, (label, inputs) in enumerate(made):
        before = observer.kept()
        with watch.watching(observer):
            tried.append(_run(channel, job, built, index, label, inputs))
        if tried[-1]["eager_error"]:
            # Nothing is compared on this set, so it proves nothing about a branch.
            observer.sides = before
    if tried[0]["eager_error"]:
        raise StepFailed("inputs", f"the model itself raises on the base inputs: {tried[0]['eager_error']}")
    raising = sum(bool(each["eager_error"]) for each in tried)
    detail = f"{len(tried)} sets, {source}: {tried[0]['inputs']}"
    if raising:
        detail += f"; the model itself raises on {raising} of them"
    missing = observer.missing()
    detail += "".join(f"\nnot exercised: {each}" for each in missing)
    channel.passed(
        "inputs", detail, source=source, specs=list(map(str, specs)), sets=tried, not_exercised=missing
    )


def _answers(built: Built, device: str, watch: Watch, observer: Observer, inputs: tuple[Any, ...]) -> bool:
    """Run the original under an observer; whether it answered."""
    seed_everything()
    try:
        with torch.no_grad(), watch.watching(observer), time_limit(SECONDS_A_TRY):
            built.call(*tensors.fresh(inputs, device))
    except BaseException:
        return False
    return True


def _inputs(
    channel: Channel, job: dict[str, Any], built: Built, finder: shadow.ShadowFinder
) -> tuple[str, list[InputSpec], list[tuple[str, tuple[Any, ...]]]]:
    """Where the inputs come from (`given`, `factory`, `inferred`), their description, and the sets."""
    if job["specs"] is not None:
        specs = [from_json(spec) for spec in job["specs"]]
        return "given", specs, _from_specs(channel, specs)
    if job["factory"]:
        return "factory", [], _from_factory(channel, job, finder)
    inferred = infer_inputs(channel, built, job["device"], job["infer_seconds"])
    if inferred is None:
        raise StepFailed("inputs", NO_INPUTS, "no-inputs")
    return "inferred", inferred, _from_specs(channel, inferred)


def _from_specs(channel: Channel, specs: list[InputSpec]) -> list[tuple[str, tuple[Any, ...]]]:
    with attempt(channel, "inputs", "making the inputs"):
        return [(chosen.label, tensors.make_inputs(specs, chosen)) for chosen in plan_sets(specs)]


def _from_factory(
    channel: Channel, job: dict[str, Any], finder: shadow.ShadowFinder
) -> list[tuple[str, tuple[Any, ...]]]:
    """Sets from the user's factory: it takes a set's number, or gives one set or a list of them.

    A set is a tuple of arguments, or one argument. A single set is varied in its values.
    """
    name = job["factory"]
    place, _, qualname = name.rpartition(":")
    with attempt(channel, "inputs", f"calling {name}"):
        module = load_module(place, job["search_path"], finder, "inputs", f"the factory is {name}")
        factory = pick(module, place, qualname, "inputs")
        if not callable(factory):
            raise StepFailed("inputs", f"the factory {name} is no function", "usage")
        required = _required(factory)
        if required > 1:
            said = f"the factory {name} wants {required} arguments; it takes none, or the number of the set"
            raise StepFailed("inputs", said, "usage")
        seed_everything()
        if required:
            given = [factory(number) for number in range(FACTORY_CALLS)]
        else:
            result = factory()
            given = result if isinstance(result, list) else [result]
        sets = [each if isinstance(each, tuple) else (each,) for each in given]
        if not sets:
            raise StepFailed(
                "inputs", f"{name} gives an empty list; it should give at least one set of inputs"
            )
        _require_tensors(name, sets)
        if len(sets) > 1:
            return [("base" if index == 0 else f"set {index}", each) for index, each in enumerate(sets)]
        values = ("base", "negated", "zeros", "scaled")
        return [
            (kind, tensors.map_tensors(sets[0], functools.partial(tensors.vary, values=kind)))
            for kind in values
        ]


def _required(factory: Any) -> int:
    return sum(map(is_required, inspect.signature(factory).parameters.values()))


def _require_tensors(name: str, sets: list[tuple[Any, ...]]) -> None:
    """Every set of a factory holds tensors, in containers that can be saved."""
    held: list[torch.Tensor] = []
    for each in sets:
        before = len(held)
        try:
            tensors.map_tensors(each, held.append)
        except TypeError as error:
            raise StepFailed("inputs", f"what the factory {name} gives is no set: {error}", "usage") from None
        if len(held) == before:
            said = f"the factory {name} gives {tensors.show(each)}, a set without a tensor"
            raise StepFailed("inputs", said, "usage")


def _run(
    channel: Channel, job: dict[str, Any], built: Built, index: int, label: str, inputs: tuple[Any, ...]
) -> dict[str, Any]:
    """Run the original on one set; its answer or its error is kept for the comparison."""
    with attempt(channel, "inputs", f"copying the inputs '{label}'"):
        copied = tensors.fresh(inputs, "cpu")
        torch.save(copied, os.path.join(job["directory"], f"inputs-{index}.pt"))
    channel.begin("inputs", f"running the original model on '{label}'")
    kept: dict[str, Any] = {"value": None}
    error = ""
    try:
        seed_everything(index)
        with torch.no_grad():
            kept["value"] = plain(built.call(*tensors.fresh(inputs, job["device"])))
    except BaseException as raised:
        error = describe(raised)
    torch.save(kept, os.path.join(job["directory"], f"eager-{index}.pt"))
    return {"label": label, "inputs": tensors.show(copied), "eager_error": error}
