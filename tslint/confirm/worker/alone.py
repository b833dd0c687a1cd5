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
    # Many of these run one after the other: a pool of threads for each would cost more than it gives.
    torch.set_num_threads(1)
    finder = shadow.install(job["patches"])
    extend_path(job["search_path"])
    unit = Unit(job["unit"])
    # The other pieces of the plan stand in the same files: what they lack is no error of this one.
    compiler = Compiler([job["unit"], *job["others"]])
    with compiler.watching(), attempt(channel, "compiles", "importing the patched code"):
        found = unit.find(job["search_path"], finder)
        owner = module_class_of(unit, found, job["search_path"], finder)
    if unit.name in compiler.errors:
        raise StepFailed("compiles", compiler.errors[unit.name])
    if owner is not None:
        try:
            found = owner()
        except TypeError as error:
            raise StepFailed("compiles", f"not built here: {error}", "open") from error
    with attempt(channel, "compiles", "scripting it"):
        if not isinstance(found, (torch.jit.ScriptFunction, torch.jit.ScriptModule)):
            torch.jit.script(found)
    channel.passed("compiles")
