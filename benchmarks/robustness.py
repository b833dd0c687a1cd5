"""`python -m benchmarks.robustness [FOLDERS]`: no input makes tslint fail.

Ten thousand generated programs, mutated files, the standard library and the FOLDERS (of packages) go through
all modes, plan and fix; what fails, hangs or is not looked at to its end is told, with the slowest file.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.outcomes import Outcome, outcome
from tests.generated.mutations import mutated
from tests.generated.programs import program_in_bytes
from tests.generated.projects import project

MEMORY = 6 * 10**9
_SKIPPED = {"site-packages", "__pycache__"}
Job = Callable[[], Outcome]


def of_seeds(seeds: range) -> Outcome:
    """Generated programs, one a seed; one in ten is a folder of modules that import each other."""
    found = Outcome()
    for seed in seeds:
        files = project(seed) if seed % 10 == 9 else {"generated.py": program_in_bytes(seed)}
        found.add(_of_files(f"program {seed}", files))
    return found


def of_mutations(seed: int, paths: Sequence[Path]) -> Outcome:
    """Files with bytes damaged by chance."""
    random, found = Random(seed), Outcome()
    for path in paths:
        found.add(_of_files(f"{path} with seed {seed}", {"damaged.py": mutated(random, path.read_bytes())}))
    return found


def of_files(paths: Sequence[Path]) -> Outcome:
    """Files as they are, each alone."""
    found = Outcome()
    for path in paths:
        found.add(outcome(str(path), path))
    return found


def _of_files(name: str, files: Mapping[str, bytes]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(content)
        return outcome(name, Path(folder))


def outcomes(work: Sequence[Job], jobs: int) -> Iterator[Outcome]:
    """The outcome of each job, in their order, from `jobs` processes.

    A process that dies takes its pool along: what it had not given is done again, one job a process, and the
    job that kills that one too is told as a trouble.
    """
    given = 0
    try:
        with ProcessPoolExecutor(jobs, initializer=_limit) as pool:
            for future in [pool.submit(job) for job in work]:
                yield future.result()
                given += 1
    except BrokenProcessPool:
        for job in work[given : given + 2 * jobs]:
            yield _alone(job)
        yield from outcomes(work[given + 2 * jobs :], jobs)


def _alone(job: Job) -> Outcome:
    try:
        with ProcessPoolExecutor(1, initializer=_limit) as pool:
            return pool.submit(job).result()
    except BrokenProcessPool as error:
        return Outcome(1, {f"{error}": [str(getattr(job, "args", job))]})


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
    folders = [*(folder.resolve() for folder in asked.folders), *library]
    sources = {folder: _sources(folder) for folder in folders}
    every = [path for found in sources.values() for path in found] or [Path(__file__)]
    drawn = Random(asked.first).choices(every, k=asked.mutations)
    last = asked.first + asked.programs
    seeds = [range(start, min(start + 20, last)) for start in range(asked.first, last, 20)]
    stages: dict[str, list[Job]] = {
        "generated programs": [partial(of_seeds, some) for some in seeds],
        "mutated files": [partial(of_mutations, *some) for some in enumerate(_portions(drawn))],
        **{
            f"files of {folder.name}": [partial(of_files, some) for some in _portions(paths)]
            for folder, paths in sources.items()
        },
    }
    failed = False
    for what, work in stages.items():
        if work:
            failed |= _told(what, outcomes(work, asked.jobs))
    for folder in [] if asked.no_whole else folders:
        for mode in ("script", "trace", "hybrid"):
            line = whole(folder, mode)
            failed |= line.startswith("FAILED")
            print(line, flush=True)
    raise SystemExit(int(failed))


def _told(what: str, each: Iterable[Outcome]) -> bool:
    found = Outcome()
    for one in each:
        for said in one.troubles.keys() - found.troubles.keys():  # it may be long until the end
            print(f"  {said}: {one.troubles[said][0]}", flush=True)
        found.add(one)
        if sys.stderr.isatty():
            print(f"\r{found.inputs} {what}", end="\r", file=sys.stderr, flush=True)
    seconds, name = found.slowest
    print(f"{found.inputs} {what}: {sum(map(len, found.troubles.values()))} troubles", end="")
    print(f"; slowest {seconds:.1f} s, {name}; at most {found.megabytes} MB", flush=True)
    for said, names in found.troubles.items():
        print(f"  {len(names)} x {said}: {', '.join(names[:3])}")
    for reason, times in found.unfinished.most_common():
        print(f"  TS905, {times} times: {reason}, as {found.cut[reason]}", flush=True)
    return bool(found.troubles)


if __name__ == "__main__":
    main()
