"""How a check is spread over processes: whole parts, and in script mode shares of a part.

What is found does not depend on it: parts are the same for any number of processes, and the entries of script
mode do not know of each other. Under trace what one entry reaches counts for others: a part stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.analysis.api import Share
from tslint.config.settings import Settings
from tslint.engine import pool

SMALL = 2**18
"""Bytes of source that are not worth a process of their own."""


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
