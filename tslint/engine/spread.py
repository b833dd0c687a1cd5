"""How a check is spread over processes: whole parts, or shares of the entries of one part.

What is found does not depend on it: parts are the same for any number of processes, and so are shares.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine import pool
from tslint.engine.progress import Progress

SMALL = 2**18
"""Bytes of source that are not worth a process of their own."""

_WHOLE = 4  # parts that are done one beside the other, however many processes there may be


def processes(settings: Settings, parts: Sequence[Sequence[Path]]) -> int:
    """How many processes are worth it for these parts; 1 for none beside this one."""
    jobs = settings.jobs or pool.usable_cores()
    if jobs == 1 or not pool.can_fork():
        return 1
    return max(1, min(jobs, sum(map(_size, parts)) // SMALL))


def are_apart(parts: int, jobs: int) -> bool:
    """Whether each of so many parts is better looked at in a process of its own: one that has others look at
    entries reads and plans alone.
    """
    return jobs > 1 and parts >= min(jobs, _WHOLE)


@dataclass(frozen=True, slots=True)
class Helpers:
    """Other processes that do what they are given of the analysis at hand, each a share: with this one
    `jobs`, of which there are two at least.
    """

    jobs: int
    progress: Progress

    def __call__(self, works: Sequence[Callable[[], bytes]], here: Callable[[], None]) -> list[bytes]:
        # What one process has found out of torch and of the project serves all of its works.
        count = min(self.jobs - 1, len(works))
        shares = [works[number::count] for number in range(count)]
        tasks = [pool.Task("some of the entries", partial(_one_by_one, share)) for share in shares]
        answers = pool.run(tasks, count, lambda over: self.progress("analysing", over, count), here)
        found = [b""] * len(works)
        for number, answer in enumerate(answers):
            found[number::count] = marshal.loads(answer)
        return found


def _one_by_one(works: Sequence[Callable[[], bytes]]) -> bytes:
    return marshal.dumps([work() for work in works])


def largest_first(parts: Sequence[tuple[int, Sequence[Path]]]) -> list[tuple[int, Sequence[Path]]]:
    """Parts with their numbers in the order in which they are begun: what takes long is not to come last."""
    return sorted(parts, key=lambda part: -_size(part[1]))


def _size(files: Sequence[Path]) -> int:
    total = 0
    for path in files:
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total
