"""Every piece that a project's plans script, compiled through one warm worker that imports torch once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tslint.confirm.job import interpreter, memory_limit
from tslint.confirm.model import ConfirmJob
from tslint.confirm.process import Result
from tslint.confirm.run import may_fork
from tslint.confirm.warm import WarmWorker, start
from tslint.rules.model import Proof

SECONDS_EACH = 60.0
DEVICE = "cpu"
"""Compiling computes nothing: the device on which a model will run has no say in it."""
_BUILDING = "building "
"""As the worker says it: what ends there says nothing about the piece."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Whether one piece compiles: None where that takes a model whose arguments are not known."""

    unit: str
    ok: bool | None
    detail: str = ""


def compile_all(
    units: Sequence[str],
    patches: Mapping[str, str],
    search_path: Sequence[Path],
    python: str,
    seconds: float = SECONDS_EACH,
    models: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Compiled]:
    """One verdict for each unit, each from a process of its own; no file is written.

    `models` names for a unit the models that hold it: where a class takes arguments, they may build it.
    TslintError where the interpreter cannot be run, TorchMissing where it has no torch.
    """
    with WarmWorker(interpreter(python)) as warm:
        for unit in units:
            request = {
                "unit": unit,
                "others": [other for other in units if other != unit],
                "models": list((models or {}).get(unit, ())),
                "patches": dict(patches),
                "search_path": [os.path.abspath(place) for place in search_path],
            }
            result = _compile(request, warm, seconds)
            steps = [event for event in result.events if event["event"] == "step"]
            if not steps:
                ok = None if result.doing.startswith(_BUILDING) else False
                yield Compiled(unit, ok, f"{result.doing}: the process {result.end}")
            else:
                ok = steps[-1]["ok"] or (None if steps[-1]["kind"] == "open" else False)
                yield Compiled(unit, ok, "" if ok else steps[-1]["detail"])


def _compile(request: dict[str, Any], warm: WarmWorker, seconds: float) -> Result:
    """In a fork of the worker, or in a worker started for it where processes must not fork."""
    memory = memory_limit(ConfirmJob("", memory_limit=None), DEVICE)
    # A worker that is started, or started again after a model has killed it, is on nobody's account.
    until_started = time.monotonic() + SECONDS_EACH
    if may_fork(DEVICE):
        worker = warm.get(until_started)
        try:
            return worker.call("compile", request, memory, True, time.monotonic() + seconds)
        finally:
            warm.end_leftovers()
    with start(warm.python, until_started) as worker:
        return worker.call("compile", request, memory, False, time.monotonic() + seconds)


def proof_of(pieces: Sequence[str], compiled: Mapping[str, Compiled]) -> Proof | None:
    """What the verdicts on its pieces come to for a finding; None where none of them was compiled."""
    found = [compiled[piece] for piece in pieces if piece in compiled]
    if not found:
        return None
    for ok in (False, None):
        for each in found:
            if each.ok is ok:
                name = each.unit.rpartition(":")[2]
                return Proof(ok, f"{name}: {each.detail}" if each.detail else name)
    return Proof(True)
