"""Whether what two runs saw is the same, object for object, though each made objects of its own."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from tslint.analysis.values import (
    Callable,
    Choice,
    Const,
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


class _Pairs:
    """What was compared so far: an object of one side stands for one object of the other."""

    def __init__(self) -> None:
        self._left: dict[int, object] = {}
        self._right: dict[int, object] = {}

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
        if kind not in _CONTAINERS:
            return bool(one == other)
        known, back = self._left.get(id(one)), self._right.get(id(other))
        if known is not None or back is not None:
            return known is other and back is one
        self._left[id(one)], self._right[id(other)] = other, one
        if kind is dict:
            return list(one) == list(other) and self._all(one.values(), other.values(), depth)
        return self._all(
            one if kind is list else _parts(one), other if kind is list else _parts(other), depth
        )

    def _all(self, ones: Any, others: Any, depth: int) -> bool:
        return len(ones) == len(others) and all(
            self.equal(a, b, depth - 1) for a, b in zip(ones, others, strict=True)
        )


def _parts(value: Value) -> list[object]:
    return [getattr(value, field.name) for field in fields(value)]  # type: ignore[arg-type]


def _same(one: object, other: object) -> bool:
    """Whether two constants are the same: `1` is neither `True` nor `1.0`."""
    if type(one) is not type(other):
        return False
    return one == other if isinstance(one, _ATOMS) else repr(one) == repr(other)
