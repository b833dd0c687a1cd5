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
    """Runs work in other processes, and gives what each of them answers, in their order; `here` is done in
    this one meanwhile. There are `jobs` of them, with this one.
    """

    @property
    def jobs(self) -> int: ...

    def __call__(self, works: Sequence[Callable[[], bytes]], here: Callable[[], None]) -> list[bytes]: ...


class Bounded(Exception):
    """All together may have been led to more source than one process would read: which imports are read
    before the bound depends on all of the work.
    """


def elsewhere(
    project: Project, works: Sequence[Callable[[], _R]], spread: Spread, has_values: bool
) -> list[_R]:
    """What each work gives; one in `jobs` is done here, and again what cannot be sent. Raises Bounded.

    `has_values`: results speak of modules, which this process then reads as well.
    """
    known = frozenset(project.imported())
    found: dict[int, _R] = {}

    def here() -> None:
        for place in range(0, len(works), spread.jobs):
            found[place] = works[place]()

    others = [(place, work) for place, work in enumerate(works) if place % spread.jobs]
    answers = spread([partial(_answered, project, known, work) for _, work in others], here)
    for (place, work), data in zip(others, answers, strict=True):
        length = int.from_bytes(data[:_LENGTH], "little")
        imported, missed, bounded = marshal.loads(data[_LENGTH : _LENGTH + length])
        project.follow(imported, missed, has_values)
        if bounded or project.is_bounded():
            raise Bounded
        found[place] = _result(work, data[_LENGTH + length :], project)
    if works and project.is_bounded():
        raise Bounded
    return [found[place] for place in range(len(works))]


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
