"""Every piece that a project's plans script, compiled through one warm worker that imports torch once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.confirm.job import interpreter, memory_limit
from tslint.confirm.model import ConfirmJob
from tslint.confirm.warm import WarmWorker

SECONDS_EACH = 60.0


@dataclass(frozen=True, slots=True)
class Compiled:
    """Whether one piece compiles: None where that takes a model whose arguments are not known."""

    unit: str
    ok: bool | None
    detail: str = ""

    @property
    def word(self) -> str:
        """`confirmed`, `refuted` or `open`."""
        return {True: "confirmed", False: "refuted", None: "open"}[self.ok]


def compile_all(
    units: Sequence[str],
    patches: Mapping[str, str],
    search_path: Sequence[Path],
    python: str,
    seconds: float = SECONDS_EACH,
) -> Iterator[Compiled]:
    """One verdict for each unit, each from a fork of its own; no file is written.

    TslintError where the interpreter cannot be run, TorchMissing where it has no torch.
    """
    memory = memory_limit(ConfirmJob("", memory_limit=None), "cpu")
    with WarmWorker(interpreter(python)) as warm:
        for unit in units:
            request = {
                "unit": unit,
                "patches": dict(patches),
                "search_path": [os.path.abspath(place) for place in search_path],
            }
            # A worker that a model has killed is started again, which is not on the next one's account.
            worker = warm.get(time.monotonic() + SECONDS_EACH)
            result = worker.call("compile", request, memory, True, time.monotonic() + seconds)
            warm.end_leftovers()
            steps = [event for event in result.events if event["event"] == "step"]
            if not steps:
                yield Compiled(unit, False, f"{result.doing}: the process {result.end}")
            else:
                ok = steps[-1]["ok"] or (None if steps[-1]["kind"] == "open" else False)
                yield Compiled(unit, ok, steps[-1]["detail"])
