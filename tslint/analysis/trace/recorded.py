"""A machine whose tables and calls are put down step by step, so that a later trace can do without them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Generic, Protocol, TypeVar

from tslint.analysis.events import Event
from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.policy import Policy
from tslint.analysis.interp.units import Unit
from tslint.analysis.values import Value
from tslint.project.entities import Function
from tslint.project.modules import Project

_K = TypeVar("_K")
_V = TypeVar("_V")


class Recorder(Protocol):
    """Who puts down what a trace does."""

    def took(self, name: str, key: Hashable, found: object) -> None:
        """Something is taken out of a table."""

    def put(self, name: str, key: Hashable, value: object) -> None:
        """Something is put into a table."""

    def saw(self, function: Function, seen: tuple[Any, ...]) -> None:
        """A function is called."""

    def saw_again(self, function: Function, caller: str) -> None:
        """A function is called as it was called before."""

    def heard(self, function: Function, receiver: Value | None, events: list[Event]) -> None:
        """It is learned what a function tells."""


class Shared(dict[_K, _V], Generic[_K, _V]):
    """A table that all steps share: who put something in, and who took it out, is put down."""

    def __init__(self, name: str, history: Recorder) -> None:
        super().__init__()
        self._name, self._history = name, history

    def get(self, key: _K, default: Any = None) -> Any:
        found = super().get(key)
        if found is None:
            return default
        self._history.took(self._name, key, found)
        return found

    def __setitem__(self, key: _K, value: _V) -> None:
        super().__setitem__(key, value)
        self._history.put(self._name, key, value)


class RecordedUnit(Unit):
    """A unit whose calls are put down; `history` is told of each."""

    def __init__(self, function: Function, history: Recorder) -> None:
        super().__init__(function)
        self.history, self.seen = history, list[tuple[Any, ...]]()

    def called(self, arguments: Any, receiver: Value | None, caller: str) -> None:
        self._put(("called", dict(arguments), receiver, caller))

    def gave(self, result: Value) -> None:
        self._put(("gave", result))

    def recalled(self, caller: str) -> None:
        super().recalled(caller)
        self.history.saw_again(self.function, caller)

    def _put(self, seen: tuple[Any, ...]) -> None:
        self.take(seen)
        self.history.saw(self.function, seen)

    def take(self, seen: tuple[Any, ...]) -> None:
        """Take in a call or a result, of this time or of an earlier one."""
        if seen[0] == "recalled":
            super().recalled(seen[1])
            return
        self.seen.append(seen)
        if seen[0] == "gave":
            super().gave(seen[1])
        else:
            _, arguments, receiver, caller = seen
            super().called(arguments, receiver, caller)


class _Units(dict[str, Unit]):
    def __init__(self, history: Recorder) -> None:
        super().__init__()
        self._history = history

    def setdefault(self, key: str, default: Unit) -> Unit:
        if key not in self:
            self[key] = RecordedUnit(default.function, self._history)
        return self[key]


class RecordedMachine(Machine):
    """A machine whose tables are shared by the steps of a history."""

    def __init__(self, project: Project, policy: Policy, history: Recorder) -> None:
        super().__init__(project, policy)
        self.history = history
        self.summaries = Shared("summaries", history)
        self.globals = Shared("globals", history)
        self.scripted = Shared("scripted", history)
        self.factories = Shared("factories", history)
        self.units = _Units(history)

    def remember(self, function: Function, receiver: Value | None, events: list[Event]) -> None:
        super().remember(function, receiver, events)
        self.history.heard(function, receiver, events)

    def tables(self) -> dict[str, Shared[Any, Any]]:
        """The shared tables by name."""
        found: dict[str, Any] = {
            "summaries": self.summaries,
            "globals": self.globals,
            "scripted": self.scripted,
            "factories": self.factories,
        }
        return found
