"""`python -m benchmarks [FOLDER]`: what `tslint check` takes, as ratios to a bare libcst loop and to ruff.

FOLDER holds the sources to check; without it timm 1.0.31 is downloaded (its wheel is unpacked, nothing
imported).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

TIMM = "timm==1.0.31"
_PARSE = """
import gc, pathlib, sys, libcst
gc.disable()
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    libcst.parse_module(path.read_bytes())
"""


class Taken(NamedTuple):
    """Seconds of all processors, user and system, of a command and its children, and on the clock."""

    cpu: float
    wall: float


def taken(command: Sequence[str], cwd: Path) -> Taken:
    """What a command takes; raises SystemExit where it fails outright."""
    # What is installed has bytecode: a checkout that may write none would be compiled anew in every run.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode not in (0, 1):
        said = done.stderr.decode()[-500:]
        raise SystemExit(f"{' '.join(command[:4])} ended with {done.returncode}: {said}")
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return Taken(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - began)


def timm_sources(folder: Path) -> Path:
    """Download and unpack timm's wheel without installing it."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), TIMM]
    subprocess.run(pip, check=True)
    wheel = next(folder.glob("timm-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked" / "timm"


def measure(sources: Path, rounds: int) -> dict[str, Taken]:
    """Medians over `rounds`, the commands taken in turn so that a slow moment hits them alike."""
    binaries = Path(sys.executable).parent
    tslint, ruff = str(binaries / "tslint"), str(binaries / "ruff")
    check = [tslint, "check", "--quiet", str(sources)]
    commands = {
        "libcst.parse_module of every file": [sys.executable, "-c", _PARSE, str(sources)],
        "ruff check --no-cache": [ruff, "check", "--no-cache", "--quiet", str(sources)],
        "python -c pass": [sys.executable, "-c", "pass"],
        "tslint --version": [tslint, "--version"],
        "tslint check, cold": [*check, "--no-cache"],
        "tslint check --mode script, cold": [*check, "--no-cache", "--mode", "script"],
        "tslint check, warm": check,
    }
    subprocess.run(check, cwd=sources.parent, capture_output=True, check=False)  # fills the cache
    times: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(taken(command, sources.parent))
    return {name: Taken(*map(statistics.median, zip(*found, strict=True))) for name, found in times.items()}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Time tslint beside its peers.")
    parser.add_argument("folder", nargs="?", type=Path, help="sources to check (default: timm, downloaded)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sources = arguments.folder.resolve() if arguments.folder else timm_sources(Path(scratch))
        figures = measure(sources, arguments.rounds)
    parse, ruff = figures["libcst.parse_module of every file"], figures["ruff check --no-cache"]
    print(f"{'CPU seconds':>12}  {'x parse':>8}  {'x ruff':>8}  {'on the clock':>13}  {'x parse':>8}")
    for name, (cpu, wall) in figures.items():
        ratios = f"{cpu / parse.cpu:8.2f}  {cpu / ruff.cpu:8.2f}"
        print(f"{cpu:12.2f}  {ratios}  {wall:13.2f}  {wall / parse.wall:8.2f}  {name}")
    if arguments.json:
        written = {name: figure._asdict() for name, figure in figures.items()}
        arguments.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
