"""Plain values: what several callers may be given without seeing what one of them does to it."""

from __future__ import annotations

from collections.abc import Collection

from tslint.analysis.values import (
    Callable,
    Choice,
    ClassRef,
    Const,
    Derived,
    ExternalRef,
    Mapping,
    ModuleValue,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
)

_FIXED = frozenset({Const, Scalar, Tensor, Size, ExternalRef, ClassRef, ModuleValue, Unknown, Derived})
_MOST = 64  # items of a list that is copied
_DEPTH = 8  # lists in lists, and ways in ways: a function that calls itself nests both


def is_plain(value: Value) -> bool:
    """Whether a value can be shared by all who get it: nothing in it is changed in place."""
    kind = type(value)
    if kind in _FIXED:
        return True
    if kind is Sequence and isinstance(value, Sequence):
        return value.kind == "tuple" and value.items is not None and all(map(is_plain, value.items))
    if isinstance(value, Choice):
        return all(map(is_plain, value.values))
    return isinstance(value, Callable) and value.receiver is None and value.closure is None


def copied(value: Value, levels: int, depth: int = _DEPTH) -> Value | None:
    """The value with lists and dicts of its own; None where it holds what is shared by nature (an object).

    `levels` is added to the number of branches around the making of a list. What is plain is not copied.
    """
    if is_plain(value):
        return value
    if not depth:
        return None
    if isinstance(value, Sequence):
        return _list(value, levels, depth)
    if isinstance(value, Mapping):
        return _dict(value, levels, depth)
    if isinstance(value, Choice):
        parts = _all(value.values, levels, depth)
        return Choice(tuple(parts)) if parts is not None else None
    return None


def _list(value: Sequence, levels: int, depth: int) -> Value | None:
    items = _all(value.items, levels, depth) if value.items is not None else None
    element = copied(value.element, levels, depth - 1)
    if element is None or (value.items is not None and items is None):
        return None
    return Sequence(value.kind, items, element, value.length, value.over, value.level + levels, value.grown)


def _dict(value: Mapping, levels: int, depth: int) -> Value | None:
    parts = _all(value.items.values(), levels, depth) if value.items is not None else None
    key, element = copied(value.key, levels, depth - 1), copied(value.element, levels, depth - 1)
    if key is None or element is None or (value.items is not None and parts is None):
        return None
    items = (
        dict(zip(value.items, parts, strict=True)) if value.items is not None and parts is not None else None
    )
    return Mapping(items, key, element, value.length)


def _all(values: Collection[Value], levels: int, depth: int) -> list[Value] | None:
    if len(values) > _MOST:
        return None
    found = [copied(value, levels, depth - 1) for value in values]
    return None if any(part is None for part in found) else [part for part in found if part is not None]
