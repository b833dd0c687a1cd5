"""Methods of dicts, and taking keys out of them: what is known of their keys stays right."""

from __future__ import annotations

import ast

from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Const,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Value,
    join,
    join_all,
)

_READS = frozenset({"items", "keys", "values", "get", "copy", "__contains__", "__len__"})


def method(frame: Frame, node: ast.AST, receiver: Mapping, name: str, arguments: Arguments) -> Value:
    """`receiver.name(...)`."""
    if name in ("items", "keys", "values"):
        return _view(receiver, name)
    if name in ("get", "pop", "setdefault"):
        return _item(frame, node, receiver, name, arguments)
    if name == "update":
        _update(frame, receiver, arguments)
        return NONE
    if name == "copy":
        return Mapping(
            dict(receiver.items) if receiver.items is not None else None,
            receiver.key,
            receiver.element,
            receiver.length,
        )
    if name not in _READS:
        receiver.exact = False
    return UNKNOWN


def _item(frame: Frame, node: ast.AST, receiver: Mapping, name: str, arguments: Arguments) -> Value:
    """`get`, `pop` and `setdefault`."""
    key = arguments.get(0, "key") or UNKNOWN
    default = arguments.get(1, "default")
    if isinstance(key, Scalar) and key.origin >= Origin.SHAPE:
        frame.machine.policy.freeze(frame, node, "key", key, key.origin)
    if isinstance(key, Const):
        frame.machine.policy.item_read(frame, receiver, key.value)
    if receiver.items is None or not isinstance(key, Const):
        receiver.exact = receiver.exact and name == "get"
        every = [*receiver.items.values()] if receiver.items is not None else [receiver.element]
        return join_all([*every, default if default is not None else NONE])
    try:
        found = receiver.items.get(key.value)
    except TypeError:
        return UNKNOWN
    otherwise = default if default is not None else (UNKNOWN if name == "pop" else NONE)
    if found is not None and frame.owns(receiver) and key.value in frame.machine.doubts(receiver.items):
        value = join(found, otherwise)
    else:
        value = found if found is not None else otherwise
    if name == "pop":
        take(frame, receiver, key)
    elif name == "setdefault" and found is None:
        _put(frame, receiver, key.value, value)
    return value


def take(frame: Frame, receiver: Mapping, key: Value) -> None:
    """Take a key out of a dict, where its own function does so; what others share keeps what it had."""
    if not isinstance(key, Const) or receiver.items is None or not frame.owns(receiver):
        receiver.exact = False
        return
    if key.value in receiver.items:
        frame.machine.remove(receiver.items, key.value)


def _put(frame: Frame, receiver: Mapping, key: object, value: Value) -> None:
    """Put a key into a dict whose keys are known; an expression that may not be evaluated leaves it open."""
    assert receiver.items is not None
    absent = key not in receiver.items
    frame.machine.write(receiver.items, key, value)
    if absent and frame.machine.skippable:
        frame.machine.doubt(receiver.items, key)


def _update(frame: Frame, receiver: Mapping, arguments: Arguments) -> None:
    other = arguments.args[0] if arguments.args else Mapping({}, exact=True)
    if receiver.items is None:
        return
    if not isinstance(other, Mapping) or other.items is None or arguments.open:
        receiver.items, receiver.element, receiver.exact = None, UNKNOWN, False
        return
    known = not arguments.args and not arguments.varied
    receiver.exact = receiver.exact and known
    for key, value in (*other.items.items(), *arguments.kwargs.items()):
        _put(frame, receiver, key, value)


def _view(receiver: Mapping, name: str) -> Value:
    length = receiver.length
    if receiver.items is not None:
        keys: list[Value] = [Const(key) for key in receiver.items]
        values = list(receiver.items.values())
        if name == "items":
            return Sequence(
                "iterator",
                [Sequence("tuple", [k, v]) for k, v in zip(keys, values, strict=True)],
                length=length,
                over="dict",
            )
        return Sequence("iterator", keys if name == "keys" else values, length=length, over="dict")
    pair = Sequence("tuple", [receiver.key, receiver.element])
    element = {"items": pair, "keys": receiver.key, "values": receiver.element}[name]
    return Sequence("iterator", None, element, length, "dict")
