"""How a check is spread over processes: whole parts, or shares of a part.

What is found does not depend on it: parts are the same for any number of processes, and the entries of script
mode do not know of each other. Under trace what one entry reaches counts for others: the process that has a
part has models run by others, and takes in what they saw in the order of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.analysis.api import Share
from tslint.config.settings import Settings
from tslint.engine import pool
from tslint.engine.progress import Progress

SMALL = 2**18
"""Bytes of source that are not worth a process of their own."""

_WHOLE = 4  # parts that are done one beside the other, however many processes there may be


@dataclass(frozen=True, slots=True)
class Piece:
    """The files of a part, its number, and which share of its entries is looked at; None for all."""

    part: int
    files: Sequence[Path]
    share: Share | None
    size: float


def processes(settings: Settings, parts: Sequence[Sequence[Path]]) -> int:
    """How many processes are worth it for these parts; 1 for none beside this one."""
    jobs = settings.jobs or pool.usable_cores()
    if jobs == 1 or not pool.can_fork():
        return 1
    return max(1, min(jobs, sum(map(_size, parts)) // SMALL))


def are_apart(parts: int, settings: Settings, jobs: int) -> bool:
    """Whether each of so many parts is better looked at in a process of its own: one that has others run
    models reads and plans alone.
    """
    return jobs > 1 and (settings.mode == "script" or parts >= min(jobs, _WHOLE))


@dataclass(frozen=True, slots=True)
class Helpers:
    """Other processes that do what they are given of the analysis at hand, `jobs` at a time."""

    jobs: int
    progress: Progress

    def __call__(self, works: Sequence[Callable[[], bytes]]) -> list[bytes]:
        tasks = [pool.Task("some of the models", work) for work in works]
        return pool.run(tasks, self.jobs, lambda over: self.progress("analysing", over, len(tasks)))


def pieces(parts: Sequence[tuple[int, Sequence[Path]]], settings: Settings, jobs: int) -> list[Piece]:
    """The work on parts (with their numbers), the largest pieces first."""
    sizes = [_size(files) for _, files in parts]
    fair = sum(sizes) / jobs
    found = []
    for (number, files), size in zip(parts, sizes, strict=True):
        count = round(size / fair) if settings.mode == "script" and size > fair else 1
        shares = [Share(each, count) for each in range(count)] if count > 1 else [None]
        found += [Piece(number, files, share, size / count) for share in shares]
    return sorted(found, key=lambda piece: -piece.size)


def _size(files: Sequence[Path]) -> int:
    total = 0
    for path in files:
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total
