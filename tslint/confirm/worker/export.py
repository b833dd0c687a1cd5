"""One export: the code as it is or as a plan wants it, traced on the base inputs or scripted, and saved."""

from __future__ import annotations

import contextlib
import os
import warnings
from typing import Any

import torch

from . import shadow, tensors
from .channel import Channel, StepFailed, attempt
from .compiling import Compiler, Unit
from .describe import shorten, show_path
from .target import Built, build, load_target, load_weights, seed_everything

MOST_WARNINGS = 50


def export(job: dict[str, Any], channel: Channel) -> None:
    """Steps *imports*, *builds*, *compiles* (where units are given), *exports* (where inputs are given)."""
    finder = shadow.install(job["patches"])
    compiler = Compiler(job["units"])
    with compiler.watching():
        found = load_target(channel, job, job["target"], finder)
        channel.passed("imports")
        built = _build_after_errors(channel, job, found, compiler)
        model = built.call if built is not None and built.is_module else None
        units = compiler.verdicts(channel, job["search_path"], finder, model)
    if built is not None:
        channel.passed("builds")
    _report_units(channel, units)
    if built is None or job["inputs"] is None:
        return
    with attempt(channel, "exports", "loading the original's weights"):
        notes = [note for note in [load_weights(built, job["weights"])] if note]
    strict, told = True, list[str]()
    if _is_scripted_whole(built, job):
        with attempt(channel, "exports", "scripting the model as a whole"):
            exported = torch.jit.script(built.call)
        notes.append("scripted as a whole")
    else:
        with attempt(channel, "exports", "tracing on the base inputs"):
            exported, strict, told = _trace(built, job)
    if not strict:
        notes.append("traced with strict=False, because it returns a list or a dict")
    with attempt(channel, "exports", "saving the export"):
        exported.save(job["save"])
    size = f"{os.path.getsize(job['save']) / 1e6:.2f} MB"
    channel.passed("exports", "; ".join([size, *notes]), warnings=told)


def _is_scripted_whole(built: Built, job: dict[str, Any]) -> bool:
    """Whether the plan scripts the model itself."""
    return built.is_module and any(Unit(name).names(type(built.call)) for name in job["as_a_whole"])


def _build_after_errors(
    channel: Channel, job: dict[str, Any], found: Any, compiler: Compiler
) -> Built | None:
    """The model; None where it cannot be built because a unit did not compile."""
    try:
        return build(channel, job, found)
    except StepFailed:
        if compiler.errors:
            return None
        raise


def _report_units(channel: Channel, units: list[dict[str, Any]]) -> None:
    failed = [unit for unit in units if not unit["ok"]]
    if failed:
        detail = "; ".join(f"{unit['name']}: {unit['detail']}" for unit in failed)
        channel.send("units", units=units)
        raise StepFailed("compiles", shorten(detail))
    detail = f"{len(units)} of {len(units)} units" if units else "nothing to script"
    channel.passed("compiles", detail, units=units)


def _trace(built: Built, job: dict[str, Any]) -> tuple[Any, bool, list[str]]:
    """The export, whether it was traced strictly, and the tracer's warnings."""
    if isinstance(built.call, (torch.jit.ScriptModule, torch.jit.ScriptFunction)):
        return built.call, True, []
    kept = _mutable_state(built)
    strict = True
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            traced = _trace_once(built, job, strict)
        except RuntimeError as error:
            # torch names the way out for models that return lists and dicts, and users take it.
            if "strict=False" not in str(error):
                raise
            _restore(kept)
            caught.clear()
            strict = False
            traced = _trace_once(built, job, strict)
    # The trace ran the model once; what is saved has to start where the original starts.
    _restore(kept)
    return traced, strict, _told(caught)


def _trace_once(built: Built, job: dict[str, Any], strict: bool) -> Any:
    inputs = tensors.fresh(torch.load(job["inputs"]), job["device"])
    seed_everything(0)
    with torch.no_grad():
        return torch.jit.trace(built.call, inputs, check_trace=False, strict=strict)


def _mutable_state(built: Built) -> list[tuple[torch.Tensor, torch.Tensor]]:
    if not built.is_module:
        return []
    held = [*built.call.parameters(), *built.call.buffers()]
    return [(tensor, tensor.detach().clone()) for tensor in held]


def _restore(kept: list[tuple[torch.Tensor, torch.Tensor]]) -> None:
    with torch.no_grad():
        for tensor, before in kept:
            with contextlib.suppress(
                RuntimeError
            ):  # an expanded buffer takes no writes, so it kept its values
                if not torch.equal(tensor, before):
                    tensor.copy_(before)


def _told(caught: list[warnings.WarningMessage]) -> list[str]:
    """The tracer's own warnings, each with the line that it is about."""
    told = []
    for warning in caught:
        if issubclass(warning.category, torch.jit.TracerWarning):
            message = str(warning.message).split(". ")[0]
            told.append(f"{show_path(warning.filename)}:{warning.lineno}: {shorten(message, 300)}")
    return list(dict.fromkeys(told))[:MOST_WARNINGS]
