"""Work on a project in other processes, which have read what this one has and may read more."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from tslint.analysis.carried import packed, unpacked
from tslint.project.modules import Project

_R = TypeVar("_R")
_LENGTH = 8  # bytes that say how long what was read is


class Spread(Protocol):
    """Runs work in other processes, `jobs` at a time, and gives what each of them answers, in their order."""

    @property
    def jobs(self) -> int: ...

    def __call__(self, works: Sequence[Callable[[], bytes]]) -> list[bytes]: ...


class Bounded(Exception):
    """All together may have been led to more source than one process would read: which imports are read
    before the bound depends on all of the work.
    """


def elsewhere(
    project: Project, works: Sequence[Callable[[], _R]], spread: Spread, has_values: bool
) -> list[_R]:
    """What each work gives; what cannot be sent is done again here. Raises Bounded.

    `has_values`: results speak of modules, which this process then reads as well.
    """
    known = frozenset(project.imported())
    found = []
    answers = spread([partial(_answered, project, known, work) for work in works]) if works else []
    for work, data in zip(works, answers, strict=True):
        length = int.from_bytes(data[:_LENGTH], "little")
        imported, missed, bounded = marshal.loads(data[_LENGTH : _LENGTH + length])
        project.follow(imported, missed, has_values)
        if bounded or project.is_bounded():
            raise Bounded
        found.append(_result(work, data[_LENGTH + length :], project))
    return found


def _answered(project: Project, known: frozenset[str], work: Callable[[], object]) -> bytes:
    result = work()
    imported = {name: path for name, path in project.imported().items() if name not in known}
    read = marshal.dumps((imported, sorted(project.missed), project.is_bounded()))
    try:
        data = packed(result)
    except (pickle.PicklingError, RecursionError):
        data = b""
    return len(read).to_bytes(_LENGTH, "little") + read + data


def _result(work: Callable[[], _R], data: bytes, project: Project) -> _R:
    try:
        return unpacked(data, project) if data else work()
    except pickle.UnpicklingError:
        return work()
