"""Observations that are kept: with which calls each was made, and whose bodies were read for it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.trace.equal import equal
from tslint.analysis.trace.observe import Observer
from tslint.analysis.trace.pristine import Change
from tslint.project.modules import Project
from tslint.source.watched import Read, reading

_K = TypeVar("_K")
_V = TypeVar("_V")
Calls = list[tuple[Any, ...]]


@dataclass(eq=False, slots=True)
class Observed:
    """What was seen of a function (or why not), with which calls, and whose bodies were read for it.

    `before` are those observed earlier that changed what they were given; `changes` is what this one changed.
    """

    seen: Calls
    before: set[Observed]
    reads: set[Read] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    watch: Watch | None = None
    error: Exception | None = None

    def saw(self, calls: Calls) -> bool:
        """Whether these are the calls that it was made with, or equal to them."""
        if _same(self.seen, calls):
            return True
        if self.changes or not equal(self.seen, calls):
            return False
        self.seen = calls
        return True


@dataclass(eq=False, slots=True)
class Remarks:
    """What those who cut blocks say of the statements of a function that was called in these ways."""

    seen: Calls
    said: dict[ast.stmt, str] = field(default_factory=dict)

    def saw(self, calls: Calls) -> bool:
        """Whether these are calls for which the same would be said."""
        if not _same(self.seen, calls) and not equal(self.seen, calls):
            return False
        self.seen = calls
        return True


def _same(one: Calls, other: Calls) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


class Observing:
    """Observes functions one after another; what one found out, others use, and read what it read."""

    def __init__(self, project: Project) -> None:
        self._current: Observed | None = None
        self._observer = Observer(project, self._made)

    def observe(self, unit: Unit, seen: Calls, before: set[Observed]) -> Observed:
        """Run a function and look at its names."""
        found = self._current = Observed(seen, before)
        with reading(found.reads):
            try:
                found.watch = self._observer.observe(unit)
            except Exception as error:
                found.error = error
        self._current = None
        return found

    def _made(self, machine: Machine) -> None:
        machine.summaries = _Common(self)
        machine.globals = _Common(self)
        machine.scripted = _Common(self)
        machine.factories = _Common(self)

    def at_hand(self) -> Observed | None:
        """The observation that is being made."""
        return self._current


class _Common(dict[_K, _V], Generic[_K, _V]):
    """A table that observations share: who takes something out hangs on what was read to put it in."""

    def __init__(self, observing: Observing) -> None:
        super().__init__()
        self._observing = observing
        self._owners: dict[_K, Observed] = {}

    def get(self, key: _K, default: Any = None) -> Any:
        found = super().get(key)
        if found is None:
            return default
        owner, current = self._owners.get(key), self._observing.at_hand()
        if owner is not None and current is not None and owner is not current:
            current.reads |= owner.reads
        return found

    def __setitem__(self, key: _K, value: _V) -> None:
        super().__setitem__(key, value)
        current = self._observing.at_hand()
        if current is not None:
            self._owners[key] = current
