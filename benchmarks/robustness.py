"""`python -m benchmarks.robustness [FOLDERS]`: no input makes tslint fail.

Ten thousand generated programs, mutated files, the standard library and the FOLDERS (of packages) go through
all modes, plan and fix; what fails, hangs or is not looked at to its end is told, with the slowest file.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Literal

from tests.generated.mutations import mutated
from tests.generated.programs import program
from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.engine.fixing import fix
from tslint.engine.planning import plan
from tslint.rules.model import Report

SECONDS = 120
"""What one file may take in one step before it counts as a hang."""
MEMORY = 6 * 10**9
STEPS = ("script", "trace", "hybrid", "plan", "fix")
_SKIPPED = {"site-packages", "__pycache__", "idlelib", "lib2to3", "test"}


class Hang(BaseException):
    """A step took too long; no handler of errors in between may stop this."""


@dataclass(slots=True)
class Outcome:
    """What came of one or more inputs: troubles by what raised them, entries cut by their reasons."""

    inputs: int = 0
    troubles: dict[str, list[str]] = field(default_factory=dict)
    unfinished: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: Outcome) -> None:
        """Take in the outcome of further inputs."""
        self.inputs += other.inputs
        for said, names in other.troubles.items():
            self.troubles.setdefault(said, []).extend(names)
        self.unfinished += other.unfinished
        self.slowest = max(self.slowest, other.slowest)


def outcome(name: str, path: Path, steps: Iterable[str] = STEPS, seconds: int = SECONDS) -> Outcome:
    """Send one file through the steps. An error of tslint itself counts, also where it would be caught."""
    found = Outcome(1)
    before = os.environ.get("TSLINT_DEBUG")
    os.environ["TSLINT_DEBUG"] = "raise"  # what would cut an entry short is raised
    try:
        for step in steps:
            started = time.perf_counter()
            said = _failure(lambda: _count(found, _STEPS[step](path, step)), seconds)  # noqa: B023
            if said:
                found.troubles.setdefault(said, []).append(f"{name} ({step})")
            found.slowest = max(found.slowest, (time.perf_counter() - started, f"{name} ({step})"))
    finally:
        os.environ.pop("TSLINT_DEBUG")
        if before is not None:
            os.environ["TSLINT_DEBUG"] = before
    return found


def _failure(run: Callable[[], None], seconds: int) -> str:
    previous = signal.signal(signal.SIGALRM, _hang)
    signal.alarm(seconds)
    try:
        run()
    except (Exception, Hang) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = f"hang beyond {seconds} s" if isinstance(error, Hang) else f"{type(error).__name__}: {error}"
        return f"{what} at {'/'.join(Path(last.filename).parts[-3:])}:{last.lineno}"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
    return ""


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang


def _count(found: Outcome, report: Report | None) -> None:
    for finding in report.findings if report is not None else ():
        if finding.code == "TS905":
            found.unfinished[finding.message.rpartition(": ")[2]] += 1


def _settings(path: Path, mode: Literal["script", "trace", "hybrid"] = "hybrid") -> Settings:
    return Settings(path.parent, mode=mode, entries=("*",), follow_imports="none", jobs=1)


def _check(path: Path, step: str) -> Report:
    return check([path], _settings(path, step))  # type: ignore[arg-type]


def _plan(path: Path, step: str) -> None:
    plan([path], _settings(path))


def _fix(path: Path, step: str) -> None:
    fixed, _ = fix([path], _settings(path), unsafe=True)
    fixed.diffs(path.parent)


_STEPS = {"script": _check, "trace": _check, "hybrid": _check, "plan": _plan, "fix": _fix}


# -- many inputs ---------------------------------------------------------------------------------------------


def of_seeds(seeds: range) -> Outcome:
    """Generated programs, one a seed."""
    return _of_texts((f"program {seed}", program(seed).encode()) for seed in seeds)


def of_mutations(job: tuple[int, list[Path]]) -> Outcome:
    """Files with bytes damaged by chance."""
    seed, paths = job
    random = Random(seed)
    return _of_texts((f"{path} with seed {seed}", mutated(random, path.read_bytes())) for path in paths)


def of_files(paths: list[Path]) -> Outcome:
    """Files as they are, each alone."""
    found = Outcome()
    for path in paths:
        found.add(outcome(str(path), path))
    return found


def _of_texts(texts: Iterable[tuple[str, bytes]]) -> Outcome:
    found = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated.py"
        for name, text in texts:
            path.write_bytes(text)
            found.add(outcome(name, path))
    return found


def whole(folder: Path, mode: str) -> str:
    """`tslint check` over a folder, every entry; returns a line about it."""
    words = ["check", str(folder), "--mode", mode, "--entry", "*", "--no-cache", "--quiet", "--statistics"]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tslint", *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )
    said = f"; {done.stderr.strip().splitlines()[-1]}" if done.stderr.strip() else ""
    verdict = "FAILED" if done.returncode not in (0, 1, 2) or "internal error" in done.stderr else "done"
    return f"{verdict}: {folder.name}, {mode}: {time.perf_counter() - started:.0f} s{said}"


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _sources(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.py"))
    return [path for path in files if not _SKIPPED & set(path.relative_to(folder).parts)]


def _portions(paths: list[Path], size: int = 10) -> Iterator[list[Path]]:
    for start in range(0, len(paths), size):
        yield paths[start : start + size]


def main() -> None:
    """Run what is asked for and print what it came to; exits with 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.robustness", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="packages, besides the standard library")
    parser.add_argument("--programs", type=int, default=10_000, help="generated programs (10000)")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first (0)")
    parser.add_argument("--mutations", type=int, default=1_000, help="damaged files (1000)")
    parser.add_argument("--no-library", action="store_true", help="leave the standard library out")
    parser.add_argument("--no-whole", action="store_true", help="files one by one alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    library = [] if asked.no_library else [Path(sysconfig.get_paths()["stdlib"])]
    folders = [*library, *(folder.resolve() for folder in asked.folders)]
    sources = {folder: _sources(folder) for folder in folders}
    every = [path for found in sources.values() for path in found] or [Path(__file__)]
    drawn = Random(asked.first).choices(every, k=asked.mutations)
    last = asked.first + asked.programs
    seeds = [range(start, min(start + 20, last)) for start in range(asked.first, last, 20)]
    failed = False
    with ProcessPoolExecutor(asked.jobs, initializer=_limit) as pool:
        failed |= _told("generated programs", pool.map(of_seeds, seeds))
        failed |= _told("mutated files", pool.map(of_mutations, enumerate(_portions(drawn))))
        for folder, paths in sources.items():
            failed |= _told(f"files of {folder.name}", pool.map(of_files, _portions(paths)))
    for folder in [] if asked.no_whole else folders:
        for mode in ("script", "trace", "hybrid"):
            line = whole(folder, mode)
            failed |= line.startswith("FAILED")
            print(line, flush=True)
    raise SystemExit(int(failed))


def _told(what: str, outcomes: Iterable[Outcome]) -> bool:
    found = Outcome()
    for one in outcomes:
        found.add(one)
    seconds, name = found.slowest
    print(f"{found.inputs} {what}: {sum(map(len, found.troubles.values()))} troubles", end="")
    print(f"; slowest {seconds:.1f} s, {name}" if name else "", flush=True)
    for said, names in found.troubles.items():
        print(f"  {len(names)} x {said}: {', '.join(names[:3])}")
    for reason, times in found.unfinished.most_common():
        print(f"  TS905, {times} times: {reason}", flush=True)
    return bool(found.troubles)


if __name__ == "__main__":
    main()
