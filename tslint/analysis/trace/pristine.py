"""The state of objects that outlive a step of the analysis: what a step changes can be undone and redone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from operator import attrgetter, is_
from typing import Any, NamedTuple

from tslint.analysis.interp.machine import Summary
from tslint.analysis.values import Value


class _Held(NamedTuple):
    """A list or dict (with its keys) and what is in it."""

    container: Any
    keys: list[Any]
    parts: tuple[Any, ...]


class State(NamedTuple):
    """What the fields of an object hold, and what is in those that are lists or dicts."""

    fields: tuple[Any, ...]
    held: tuple[_Held, ...]


class Change(NamedTuple):
    """One object, as it was and as it became."""

    subject: Value
    before: State
    after: State


class _Kind(NamedTuple):
    """A kind of abstract values: its fields, and whether they can change."""

    names: tuple[str, ...]
    read: Callable[[Any], tuple[Any, ...]]
    changes: bool


_Seen = tuple[Value, Callable[[Any], tuple[Any, ...]], State]
_FEW = 4000  # objects that are all looked at sooner than it is found out which of them were within reach


class Pristine:
    """Objects with the state in which they were last seen."""

    def __init__(self) -> None:
        self._seen: dict[int, _Seen] = {}

    def take(self, *roots: object) -> list[Value]:
        """Look at everything that these hold, and was not looked at before; returns what was new."""
        new: list[Value] = []
        pending = list(roots)
        passed: set[int] = set()
        while pending:
            part = pending.pop()
            if isinstance(part, Value):
                if id(part) in self._seen or id(part) in passed:
                    continue
                kind = _kind(type(part))
                if kind.changes:
                    state = _state(part, kind)
                    self._seen[id(part)] = part, kind.read, state
                    new.append(part)
                    pending += state.fields
                elif kind.names:
                    passed.add(id(part))
                    pending += kind.read(part)
            else:
                pending += _inside(part)
        return new

    def keep(self, subjects: Iterable[Value]) -> None:
        """Forget all but these."""
        self._seen = {id(subject): self._seen[id(subject)] for subject in subjects}

    def changes(self, roots: Sequence[object] | None = None) -> list[Change]:
        """What has changed since it was last seen; from now on it is seen as it is.

        `roots`: only what they led to was within reach.
        """
        found = []
        few = roots is None or len(self._seen) <= _FEW
        for subject, read, (before, held) in self._seen.values() if few else self._reached(roots or ()):
            if all(map(is_, read(subject), before)) and (not held or _all_hold(held)):
                continue
            found.append(Change(subject, State(before, held), _state(subject, _kind(type(subject)))))
        for change in found:
            self._see(change.subject, change.after)
        return found

    def _reached(self, roots: Iterable[object]) -> Iterator[_Seen]:
        """Of the objects those to which some others led when they were last seen."""
        pending = list(roots)
        passed: set[int] = set()
        while pending:
            part = pending.pop()
            if isinstance(part, Value):
                if id(part) in passed:
                    continue
                passed.add(id(part))
                known = self._seen.get(id(part))
                if known is None:
                    pending += _kind(type(part)).read(part)
                    continue
                yield known
                pending += [each for each in known[2].fields if not isinstance(each, (dict, list))]
                for held in known[2].held:
                    pending += held.parts
            else:
                pending += _inside(part)

    def see(self, subject: Value) -> None:
        """See an object as it is now."""
        self._see(subject, _state(subject, _kind(type(subject))))

    def put(self, subject: Value, state: State) -> None:
        """Have an object be as it was, or will be."""
        for container, keys, parts in state.held:
            if isinstance(container, dict):
                container.clear()
                container.update(zip(keys, parts, strict=True))
            else:
                container[:] = parts
        for name, value in zip(_kind(type(subject)).names, state.fields, strict=True):
            if getattr(subject, name) is not value:
                setattr(subject, name, value)
        self._see(subject, state)

    def _see(self, subject: Value, state: State) -> None:
        self._seen[id(subject)] = subject, _kind(type(subject)).read, state


def _inside(part: object) -> Iterable[object]:
    """What lies right in something that is no value."""
    if isinstance(part, Summary):
        return (part.result,)
    if isinstance(part, dict):
        return part.values()
    return part if isinstance(part, (list, tuple)) else ()


def _state(value: Value, kind: _Kind) -> State:
    found = kind.read(value)
    return State(found, tuple([_held(part) for part in found if isinstance(part, (dict, list))]))


def _held(part: Any) -> _Held:
    if isinstance(part, dict):
        return _Held(part, list(part), tuple(part.values()))
    return _Held(part, [], tuple(part))


def _all_hold(held: tuple[_Held, ...]) -> bool:
    """Whether lists and dicts still hold the very same objects."""
    for container, keys, parts in held:
        if len(container) != len(parts):
            return False
        if isinstance(container, dict):
            if not all(map(is_, container.values(), parts)) or list(container) != keys:
                return False
        elif not all(map(is_, container, parts)):
            return False
    return True


_KINDS: dict[type, _Kind] = {}


def _kind(kind: type) -> _Kind:
    known = _KINDS.get(kind)
    if known is None:
        known = _KINDS[kind] = _kind_of(kind)
    return known


def _kind_of(kind: type) -> _Kind:
    names = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
    changes = bool(names) and not kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    if len(names) > 1:
        return _Kind(names, attrgetter(*names), changes)
    return _Kind(names, lambda value: tuple(getattr(value, name) for name in names), changes)
