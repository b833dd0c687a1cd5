"""One unit of a plan compiled on its own: no model, no inputs."""

from __future__ import annotations

from typing import Any

import torch

from . import shadow
from .channel import Channel, StepFailed, attempt
from .compiling import Compiler, Unit, module_class_of
from .target import extend_path


def compile_alone(job: dict[str, Any], channel: Channel) -> None:
    """Step *compiles* for `unit`; of the kind `open` where a class cannot be built without arguments."""
    finder = shadow.install(job["patches"])
    extend_path(job["search_path"])
    unit = Unit(job["unit"])
    compiler = Compiler([job["unit"]])
    with compiler.watching(), attempt(channel, "compiles", "importing the patched code"):
        found = unit.find(job["search_path"], finder)
        owner = module_class_of(unit, found, job["search_path"], finder)
    if compiler.errors:
        raise StepFailed("compiles", next(iter(compiler.errors.values())))
    if owner is not None:
        try:
            found = owner()
        except TypeError as error:
            raise StepFailed("compiles", f"not built here: {error}", "open") from error
    with attempt(channel, "compiles", "scripting it"):
        if not isinstance(found, (torch.jit.ScriptFunction, torch.jit.ScriptModule)):
            torch.jit.script(found)
    channel.passed("compiles")
