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
_IMPORTING, _BUILDING = "importing", "building "
"""What a process began last, as the worker says it: its end there is not the piece's."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Whether one piece compiles: None where its code cannot be imported or built here, plan or no plan."""

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
        compiling = _Compiling(units, patches, search_path, warm, seconds)
        for unit in units:
            yield compiling.verdict(unit, (models or {}).get(unit, ()))


class _Compiling:
    """Asks the worker about one unit after the other, and knows which files cannot be imported at all."""

    def __init__(
        self,
        units: Sequence[str],
        patches: Mapping[str, str],
        search_path: Sequence[Path],
        warm: WarmWorker,
        seconds: float,
    ) -> None:
        self._units = units
        self._patches = dict(patches)
        self._search_path = [os.path.abspath(place) for place in search_path]
        self._warm = warm
        self._seconds = seconds
        self._unimportable: dict[str, str] = {}

    def verdict(self, unit: str, models: Sequence[str]) -> Compiled:
        """Whether a unit compiles."""
        file = unit.rpartition(":")[0]
        if file in self._unimportable:  # a file that hangs is waited for once
            return Compiled(unit, None, self._unimportable[file])
        phase, detail = self._compile(unit, models, self._patches)
        if phase == "done":
            return Compiled(unit, True)
        if phase == "imports":
            # Torch refutes a piece only if the code can be imported without it.
            plain, why = (phase, detail) if not self._patches else self._compile(unit, (), {})
            if plain == "imports":
                self._unimportable[file] = why
                return Compiled(unit, None, why)
        return Compiled(unit, None if phase == "open" else False, detail)

    def _compile(self, unit: str, models: Sequence[str], patches: Mapping[str, str]) -> tuple[str, str]:
        """How far a unit gets, `imports`, `open`, `failure`, `usage` or `done`, and what stops it."""
        request = {
            "unit": unit,
            "others": [other for other in self._units if other != unit],
            "models": list(models),
            "model_seconds": self._seconds / 3,
            "patches": dict(patches),
            "search_path": self._search_path,
        }
        result = self._call(request)
        steps = [event for event in result.events if event["event"] == "step"]
        if steps:
            return ("done", "") if steps[-1]["ok"] else (steps[-1]["kind"], steps[-1]["detail"])
        phase = "imports" if result.doing.startswith(_IMPORTING) else "failure"
        phase = "open" if result.doing.startswith(_BUILDING) else phase
        return phase, f"{result.doing}: the process {result.end}"

    def _call(self, request: dict[str, Any]) -> Result:
        """In a fork of the worker, or in a worker started for it where processes must not fork."""
        memory = memory_limit(ConfirmJob("", memory_limit=None), DEVICE)
        # A worker that is started, or started again after a model has killed it, is on nobody's account.
        until_started = time.monotonic() + SECONDS_EACH
        if may_fork(DEVICE):
            worker = self._warm.get(until_started)
            try:
                return worker.call("compile", request, memory, True, time.monotonic() + self._seconds)
            finally:
                self._warm.end_leftovers()
        with start(self._warm.python, until_started) as worker:
            return worker.call("compile", request, memory, False, time.monotonic() + self._seconds)


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
