"""Walking over values: what a loop, a comprehension or `list()` meets, and what fixes the number of
rounds.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tslint.analysis.interp import special
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.lengths import MANY
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Choice,
    Const,
    Derived,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    alternatives,
    element_of,
    join_all,
    kind_of,
)


@dataclass(slots=True)
class Items:
    """The items of an iterable: all of them where known, else what any one may be."""

    known: list[Value] | None
    element: Value
    length: Origin = Origin.CONSTANT
    over: str = "list"


def items_of(value: Value) -> Items:
    """What iterating over a value gives, without telling anything."""
    match value:
        case Tensor():
            row = Tensor(value.data, value.shape)
            return Items(None, row, value.shape, "tensor")
        case Size():
            return Items(None, Scalar("int", value.origin), Origin.CONFIGURATION, "size")
        case Sequence():
            if value.items is not None and len(value.items) <= MANY:
                return Items(list(value.items), element_of(value), value.length, value.over)
            return Items(None, element_of(value), value.length, value.over)
        case Mapping():
            if value.items is not None:
                return Items([Const(key) for key in value.items], UNKNOWN, value.length, "dict")
            return Items(None, value.key, value.length, "dict")
        case Const() if isinstance(value.value, (str, tuple)):
            return Items([Const(part, value.origin) for part in value.value[:64]], UNKNOWN)
        case Instance() if value.is_module:
            if value.keys is not None:
                return Items([Const(key) for key in value.keys], Scalar("str"))
            if value.items is not None:
                known = list(value.items) if len(value.items) <= MANY else None
                return Items(known, join_all(value.items))
            return Items(None, value.element, Origin.CONFIGURATION)
        case Derived():
            return Items(None, value)
        case Choice():
            parts = [items_of(part) for part in value.values]
            return Items(None, join_all([_any(part) for part in parts]), max(part.length for part in parts))
    return Items(None, UNKNOWN)


def _any(items: Items) -> Value:
    return join_all(items.known) if items.known else items.element


def iterate(frame: Frame, node: ast.AST, value: Value, at: ast.AST, construct: str) -> Items:
    """Items of a value that is walked now: a number of rounds that an input decides is told."""
    value = special.walked(frame, node, value)
    items = items_of(value)
    if items.length >= Origin.SHAPE:
        frame.machine.policy.loop(frame, at, construct, items.over, items.length, node)
    if isinstance(value, Sequence) and value.kind == "iterator" and items.known is None:
        items = Items(None, items.element, min(items.length, Origin.CONFIGURATION), items.over)
    return items


def collected(frame: Frame, node: ast.AST, value: Value, kind: str, construct: str) -> Value:
    """`list(value)`, `tuple(value)`: the items in a new sequence, the number of them told if an input
    decides it.
    """
    if isinstance(value, Size):
        return (
            Size(value.origin)
            if kind == "tuple"
            else Sequence(kind, None, Scalar("int", value.origin), Origin.CONFIGURATION)
        )
    items = iterate(frame, node, value, node, construct)
    length = min(items.length, Origin.CONFIGURATION)
    if items.known is not None:
        return Sequence(kind, list(items.known), length=length)
    return Sequence(kind, None, items.element, length)


def returned(frame: Frame, node: ast.expr, value: Value) -> Value:
    """What an entry returns: a size leaves the trace as a tensor, and a plain number cannot leave it at
    all.
    """
    parts = alternatives(value)
    for part in parts:
        inner = part.items if isinstance(part, Sequence) and part.items is not None else [part]
        for position, item in enumerate(inner):
            at = node
            if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == len(inner):
                at = node.elts[position]
            if isinstance(item, (Scalar, Size)) and item.origin >= Origin.SHAPE:
                frame.machine.policy.freeze(frame, at, "output", item, item.origin)
            elif (len(parts) == 1 and kind_of(item) in _PLAIN) or (item == NONE and item is not value):
                frame.machine.policy.note(frame, at, "untraceable-output", type=kind_of(item))
    return value


_PLAIN = {"int", "float", "bool", "str", "complex"}  # what torch.jit.trace refuses as an output
