"""One unit of a plan compiled on its own: no model, no inputs."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import torch

from . import shadow
from .channel import Channel, StepFailed, attempt
from .compiling import BUILDS_NONE, Compiler, Unit, module_class_of, scripted_in
from .describe import describe
from .target import extend_path

BUILDING = "building "
"""How a process says that it builds something: if that ends it, nothing is known of what is compiled."""


def compile_alone(job: dict[str, Any], channel: Channel) -> None:
    """Step *compiles* for `unit`; a failure is of the kind `imports` where its file cannot be imported, and
    `open` where a class cannot be built.
    """
    # Many of these run one after the other: a pool of threads for each would cost more than it gives.
    torch.set_num_threads(1)
    finder = shadow.install(job["patches"])
    extend_path(job["search_path"])
    unit = Unit(job["unit"])
    # The other pieces of the plan stand in the same files: what they lack is no error of this one.
    compiler = Compiler([job["unit"], *job["others"]])
    what = "the patched code" if job["patches"] else "the code"
    try:
        with compiler.watching(), attempt(channel, "compiles", f"importing {what}"):
            found = unit.find(job["search_path"], finder)
            owner = module_class_of(unit, found, job["search_path"], finder)
    except StepFailed as failure:
        if failure.kind == "usage":  # it was imported, and has no such name
            raise
        raise StepFailed("compiles", failure.detail, "imports") from failure
    if unit.name in compiler.errors:
        raise StepFailed("compiles", compiler.errors[unit.name])
    if owner is None:
        with attempt(channel, "compiles", "scripting it"):
            if not isinstance(found, torch.jit.ScriptFunction):
                torch.jit.script(found)
        channel.passed("compiles")
    else:
        channel.passed("compiles", _Modules(job, channel, compiler, finder).compile(unit, owner))


class _Modules:
    """Compiles a submodule: built without arguments, or else as a model holds it that needs none."""

    def __init__(
        self, job: dict[str, Any], channel: Channel, compiler: Compiler, finder: shadow.ShadowFinder
    ) -> None:
        self._job = job
        self._channel = channel
        self._compiler = compiler
        self._finder = finder

    def compile(self, unit: Unit, owner: type[torch.nn.Module]) -> str:
        """Where it compiles; StepFailed of the kind `open` where no instance can be had."""
        own, why = self._built(unit, owner.__name__, owner)
        if own is not None:
            with attempt(self._channel, "compiles", "scripting it"):
                torch.jit.script(own)
            return "compiles"
        give_up = time.monotonic() + self._job["model_seconds"]
        for name in self._job["models"]:
            if time.monotonic() > give_up:
                break
            model, _ = self._built(unit, name.rpartition(":")[2], functools.partial(self._model, name))
            with attempt(self._channel, "compiles", "scripting it"):
                told = scripted_in(owner, model)
            if told != BUILDS_NONE:
                return told
        raise StepFailed("compiles", f"not built here: {why}", "open")

    def _model(self, name: str) -> Any:
        return Unit(name).find(self._job["search_path"], self._finder)()

    def _built(self, unit: Unit, name: str, make: Callable[[], Any]) -> tuple[torch.nn.Module | None, str]:
        """A module without arguments, or why there is none; StepFailed where it finds that `unit` fails."""
        self._channel.begin("compiles", BUILDING + name)
        made, why = None, "it is no module"
        try:
            with self._compiler.watching():
                made = make()
        except BaseException as error:  # what only a builder with arguments, weights or a network can do
            why = describe(error)
        if unit.name in self._compiler.errors:
            raise StepFailed("compiles", self._compiler.errors[unit.name])
        return (made, "") if isinstance(made, torch.nn.Module) else (None, why)
