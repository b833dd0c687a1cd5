"""What becomes of one file in every mode, plan and fix: done, failed, hanging, or cut short by a bound."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Literal

from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.engine.fixing import fix
from tslint.engine.planning import plan
from tslint.rules.model import Report

SECONDS = 120
"""What one file may take of the processor in one step before it counts as a hang."""
IDLE = 10
"""How many times as long it may take by the clock: a step may also wait for ever."""
STEPS = ("script", "trace", "hybrid", "plan", "fix")


class Hang(BaseException):
    """A step took too long; no handler of errors in between may stop this."""


@dataclass(slots=True)
class Outcome:
    """What came of one or more inputs: troubles by what raised them, entries cut by their reasons."""

    inputs: int = 0
    troubles: dict[str, list[str]] = field(default_factory=dict)
    unfinished: Counter[str] = field(default_factory=Counter)
    cut: dict[str, str] = field(default_factory=dict)
    """An input for each reason."""
    slowest: tuple[float, str] = (0.0, "")
    megabytes: int = 0
    """What the process took at most, so far."""

    def add(self, other: Outcome) -> None:
        """Take in the outcome of further inputs."""
        self.inputs += other.inputs
        for said, names in other.troubles.items():
            self.troubles.setdefault(said, []).extend(names)
        self.unfinished += other.unfinished
        self.cut = {**other.cut, **self.cut}
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)


def outcome(name: str, path: Path, steps: Iterable[str] = STEPS, seconds: float = SECONDS) -> Outcome:
    """Send one file through the steps. An error of tslint itself counts, also where it would be caught."""
    found = Outcome(1)
    before = os.environ.get("TSLINT_DEBUG")
    os.environ["TSLINT_DEBUG"] = "raise"  # what would cut an entry short is raised
    try:
        for step in steps:
            told = f"{name} ({step})"
            started = time.process_time()
            said = _failure(lambda: _count(found, told, _STEPS[step](path, step)), seconds)  # noqa: B023
            if said:
                found.troubles.setdefault(said, []).append(told)
            found.slowest = max(found.slowest, (time.process_time() - started, told))
    finally:
        os.environ.pop("TSLINT_DEBUG")
        if before is not None:
            os.environ["TSLINT_DEBUG"] = before
    found.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def _failure(run: Callable[[], None], seconds: float) -> str:
    try:
        with _bounded(seconds):
            run()
    except (Exception, Hang) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = f"hang beyond {seconds} s" if isinstance(error, Hang) else f"{type(error).__name__}: {error}"
        return f"{what} at {'/'.join(Path(last.filename).parts[-3:])}:{last.lineno}"
    return ""


@contextlib.contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raise Hang inside after `seconds` of the processor, so that a busy machine makes no hang of it."""
    timers = (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, seconds * IDLE),
    )
    previous = [signal.signal(number, _hang) for _, number, _ in timers]
    try:
        for timer, _, limit in timers:
            signal.setitimer(timer, limit)
        yield
    finally:
        for (timer, number, _), handler in zip(timers, previous, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang


def _count(found: Outcome, told: str, report: Report | None) -> None:
    for finding in report.findings if report is not None else ():
        if finding.code == "TS905":
            reason = finding.message.rpartition(": ")[2]
            found.unfinished[reason] += 1
            found.cut.setdefault(reason, f"{told}, line {finding.span.line}")


def _settings(path: Path, mode: Literal["script", "trace", "hybrid"] = "hybrid") -> Settings:
    root = path if path.is_dir() else path.parent
    follow = "project" if path.is_dir() else "none"
    return Settings(root, mode=mode, entries=("*",), follow_imports=follow, jobs=1)  # type: ignore[arg-type]


def _check(path: Path, step: str) -> Report:
    return check([path], _settings(path, step))  # type: ignore[arg-type]


def _plan(path: Path, step: str) -> None:
    plan([path], _settings(path))


def _fix(path: Path, step: str) -> None:
    fixed, _ = fix([path], _settings(path), unsafe=True)
    fixed.diffs(path.parent)


_STEPS = {"script": _check, "trace": _check, "hybrid": _check, "plan": _plan, "fix": _fix}
