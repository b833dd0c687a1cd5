"""The state of objects that outlive a step of the analysis: what a step changes can be undone and redone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from tslint.analysis.interp.machine import Summary
from tslint.analysis.values import Value

State = tuple[Any, ...]


class Change(NamedTuple):
    """One object, as it was and as it became."""

    subject: Value
    before: State
    after: State


class Pristine:
    """Objects with the state in which they were last seen."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Value, State]] = {}

    def take(self, *roots: object) -> list[Value]:
        """Look at everything that these hold, and was not looked at before; returns what was new."""
        new: list[Value] = []
        pending = list(roots)
        while pending:
            part = pending.pop()
            if isinstance(part, Summary):
                pending.append(part.result)
            elif isinstance(part, (list, tuple)):
                pending += part
            elif isinstance(part, dict):
                pending += part.values()
            elif isinstance(part, Value) and id(part) not in self._seen and _names(type(part)):
                state = _state(part)
                self._seen[id(part)] = part, state
                new.append(part)
                pending += state
        return new

    def keep(self, subjects: Iterable[Value]) -> None:
        """Forget all but these."""
        self._seen = {id(subject): self._seen[id(subject)] for subject in subjects}

    def changes(self) -> list[Change]:
        """What has changed since it was last seen; from now on it is seen as it is."""
        found = []
        for subject, before in self._seen.values():
            after = _state(subject)
            if not _alike(before, after):
                found.append(Change(subject, before, after))
        for change in found:
            self._seen[id(change.subject)] = change.subject, change.after
        return found

    def put(self, subject: Value, state: State) -> None:
        """Have an object be as it was, or will be."""
        for name, held in zip(_names(type(subject)), state, strict=True):
            if isinstance(held, _Held):
                if isinstance(held.container, dict):
                    half = len(held.parts) // 2
                    held.container.clear()
                    held.container.update(zip(held.parts[:half], held.parts[half:], strict=True))
                else:
                    held.container[:] = held.parts
            found = held.container if isinstance(held, _Held) else held
            if getattr(subject, name) is not found:
                setattr(subject, name, found)
        self._seen[id(subject)] = subject, state


class _Held(NamedTuple):
    """A list or dict with what is in it."""

    container: Any
    parts: tuple[Any, ...]


def _state(value: Value) -> State:
    return tuple(_shallow(getattr(value, name)) for name in _names(type(value)))


def _shallow(part: Any) -> Any:
    if isinstance(part, dict):
        return _Held(part, (*part, *part.values()))
    return _Held(part, tuple(part)) if isinstance(part, list) else part


def _alike(one: State, other: State) -> bool:
    """Whether two states hold the very same objects."""
    for a, b in zip(one, other, strict=True):
        if a is b:
            continue
        if not isinstance(a, _Held) or not isinstance(b, _Held) or a.container is not b.container:
            return False
        if len(a.parts) != len(b.parts) or any(x is not y for x, y in zip(a.parts, b.parts, strict=True)):
            return False
    return True


_FIELDS: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    """The fields of an abstract value; none of what is no record."""
    known = _FIELDS.get(kind)
    if known is None:
        known = _FIELDS[kind] = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
    return known
