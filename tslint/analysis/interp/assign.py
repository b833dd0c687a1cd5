"""Assignments: to names, attributes, items and patterns."""

from __future__ import annotations

import ast

from tslint.analysis.interp import attributes, containers, expressions, operators, stored, subscripts
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import (
    UNKNOWN,
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
)


def store(frame: Frame, target: ast.expr, value: Value, source: ast.expr) -> None:
    """Bind `value` to a target; `source` is the expression it came from."""
    match target:
        case ast.Name():
            if target.id in frame.global_names:
                frame.machine.policy.state(frame, target, "global", target.id)
                frame.machine.globals[frame.module.path, target.id] = UNKNOWN
            else:
                frame.env[target.id] = value
                if frame.narrowed:
                    prefix = f"{target.id}."
                    for key in [key for key in frame.env if key.startswith(prefix)]:
                        del frame.env[key]
        case ast.Attribute():
            attributes.assign(frame, target, value, source)
        case ast.Subscript():
            subscripts.assign(frame, target, value, source)
        case ast.Tuple() | ast.List():
            _unpack(frame, target, value, source)
        case ast.Starred():
            store(frame, target.value, value, source)


def _unpack(frame: Frame, target: ast.Tuple | ast.List, value: Value, source: ast.expr) -> None:
    count = len(target.elts)
    starred = next((i for i, part in enumerate(target.elts) if isinstance(part, ast.Starred)), None)
    parts: list[Value] = [UNKNOWN] * count
    children = _children(value, count) if starred is None else None
    if children is not None:
        parts = children
    elif isinstance(value, Sequence) and value.items is not None:
        items = value.items
        if starred is None and len(items) == count:
            parts = list(items)
        elif starred is not None and len(items) >= count - 1:
            tail = count - starred - 1
            middle = items[starred : len(items) - tail]
            parts = [*items[:starred], Sequence("list", list(middle)), *items[len(items) - tail :]]
        else:
            parts = [join_all(items)] * count
    else:
        element = part_of(value)
        parts = [element] * count
        if starred is None and isinstance(value, Tensor) and value.shape >= Origin.SHAPE:
            reason = "another number of rows fails in Python too"
            frame.machine.policy.note(frame, source, "harmless-question", reason=reason)
        if starred is not None:
            if isinstance(value, Sequence) and value.length >= Origin.SHAPE:
                frame.machine.policy.loop(frame, source, "unpacking", value.over, value.length, source)
            parts[starred] = Sequence("list", None, element, Origin.CONFIGURATION)
    for part_target, part in zip(target.elts, parts, strict=True):
        store(frame, part_target, part, source)


def _children(value: Value, count: int) -> list[Value] | None:
    """The children of a container of modules, where there are `count`: `for attn, ff in self.layers`."""
    rows = [
        part.items
        for part in alternatives(value)
        if isinstance(part, Instance) and part.is_module and part.keys is None and part.items is not None
    ]
    if len(rows) != len(alternatives(value)) or any(len(row) != count for row in rows):
        return None
    return [join_all(list(column)) for column in zip(*rows, strict=True)]


def part_of(value: Value) -> Value:
    """What unpacking into a fixed number of names gives each: the trace keeps these faithfully."""
    match value:
        case Tensor():
            return value
        case Size():
            return Scalar("int", value.origin)
        case Sequence():
            return element_of(value)
        case Const() if isinstance(value.value, str):
            return Scalar("str", value.origin)
        case Mapping():
            return value.key
        case Derived():
            return value
    parts = alternatives(value)
    return join_all([part_of(part) for part in parts]) if len(parts) > 1 else UNKNOWN


def augmented(frame: Frame, node: ast.AugAssign) -> None:
    """`target op= value`: in place for tensors and lists, a rebinding for anything else."""
    value = expressions.evaluate(frame, node.value)
    target = node.target
    old = expressions.evaluate(frame, target)
    if isinstance(node.op, ast.Add) and isinstance(old, Instance) and containers.container_kind(old.cls):
        containers.extend(frame, old, value)  # `modules += [...]` is their extend
        return
    new = operators.binary(frame, node, node.op, old, value)
    if isinstance(target, ast.Name):
        if target.id in frame.global_names:
            frame.machine.policy.state(frame, target, "global", target.id)
        else:
            frame.env[target.id] = new
    elif isinstance(target, ast.Attribute):
        kept = stored.accumulated(frame, target, old, [value])
        if kept is not old:
            new = kept  # it is changed in place
        in_place = any(isinstance(part, (Tensor, Instance)) for part in alternatives(old))
        attributes.assign(frame, target, new, node.value, in_place=in_place, depends=True)
    elif isinstance(target, ast.Subscript):
        if isinstance(target.value, ast.Attribute):
            stored.accumulated(frame, target.value, old, [value])
        subscripts.assign(frame, target, new, node.value, depends=True)
