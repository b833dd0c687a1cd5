"""Whether what two runs saw is the same, object for object, though each made objects of its own."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from tslint.analysis.values import (
    Callable,
    Choice,
    Const,
    Instance,
    LambdaValue,
    Mapping,
    Method,
    Partial,
    Scripted,
    Sequence,
    Super,
    Value,
)

_DEPTH = 60
_CONTAINERS = frozenset({dict, list, Callable, Choice, LambdaValue, Mapping, Partial, Scripted, Sequence})
_ATOMS = (type(None), bool, int, str)


def equal(one: object, other: object) -> bool:
    """Whether two structures of values are equal, and share parts in the same way.

    A module or other instance, a function, a class and a node of syntax are equal to themselves alone.
    """
    return _Pairs().equal(one, other, _DEPTH)


def counterparts(one: object, other: object) -> list[tuple[Instance, Instance]] | None:
    """The instances of two structures that stand for each other, where they are equal but for the expressions
    that made these; None where they are not.
    """
    found = _Pairs(into_instances=True)
    return found.instances if found.equal(one, other, 2 * _DEPTH) else None


class _Pairs:
    """What was compared so far: an object of one side stands for one object of the other."""

    def __init__(self, into_instances: bool = False) -> None:
        self._left: dict[int, object] = {}
        self._right: dict[int, object] = {}
        self._compared = _CONTAINERS | {Instance} if into_instances else _CONTAINERS
        self.instances: list[tuple[Instance, Instance]] = []

    def equal(self, one: Any, other: Any, depth: int) -> bool:
        kind = type(one)
        if kind is not type(other) or not depth:
            return False
        if kind is tuple:
            return self._all(one, other, depth)
        if kind is Const:
            return one is other or (one.origin == other.origin and _same(one.value, other.value))
        if kind in (Method, Super):
            return self._all(_parts(one), _parts(other), depth)
        if kind not in self._compared:
            return bool(one == other)
        known, back = self._left.get(id(one)), self._right.get(id(other))
        if known is not None or back is not None:
            return known is other and back is one
        self._left[id(one)], self._right[id(other)] = other, one
        if kind is dict:
            keys = zip(one, other, strict=False)
            return all(_same(a, b) for a, b in keys) and self._all(one.values(), other.values(), depth)
        if kind is list:
            return self._all(one, other, depth)
        if kind is Instance:
            if one is other:
                return True
            self.instances.append((one, other))
        return self._all(_parts(one), _parts(other), depth)

    def _all(self, ones: Any, others: Any, depth: int) -> bool:
        return len(ones) == len(others) and all(
            self.equal(a, b, depth - 1) for a, b in zip(ones, others, strict=True)
        )


def _parts(value: Value) -> list[object]:
    names = _FIELDS.get(type(value))
    if names is None:
        names = _FIELDS[type(value)] = [f.name for f in fields(value) if f.name != "site"]  # type: ignore[arg-type]
    return [getattr(value, name) for name in names]


_FIELDS: dict[type, list[str]] = {}


def _same(one: object, other: object) -> bool:
    """Whether two constants are the same: `1` is neither `True` nor `1.0`."""
    if type(one) is not type(other):
        return False
    if isinstance(one, _ATOMS):
        return one == other
    return one is other or repr(one) == repr(other)
