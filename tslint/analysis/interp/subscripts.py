"""Indexing and slicing."""

from __future__ import annotations

import ast

from tslint.analysis import forms
from tslint.analysis.interp import dicts, expressions, formed, special, stored
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import (
    INPUT,
    UNKNOWN,
    Choice,
    ClassRef,
    Const,
    Derived,
    ExternalRef,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    element_of,
    join,
    join_all,
    origin_of,
    shape_only,
)


def read(frame: Frame, node: ast.Subscript, value: Value) -> Value:
    """`value[index]`."""
    if isinstance(value, Choice):
        parts = [part for part in value.values if not (isinstance(part, Const) and part.value is None)]
        return join_all([read(frame, node, part) for part in parts])
    if isinstance(value, (ClassRef, ExternalRef)):
        return value  # Generic[T], Tensor[...]
    if isinstance(value, Derived) and isinstance(node.slice, ast.Tuple):
        value = INPUT  # of all that a module gives, only tensors take several indices
    if isinstance(value, Tensor):
        return _of_tensor(frame, node, value)
    if isinstance(node.slice, ast.Slice) and isinstance(value, Instance):
        own = special.call(frame, node, value, "getitem", UNKNOWN)
        if own is not None:
            return own
    if isinstance(node.slice, ast.Slice):
        return _sliced(frame, node, node.slice, value)
    index = expressions.evaluate(frame, node.slice)
    own = special.call(frame, node, value, "getitem", index) if isinstance(value, Instance) else None
    if own is not None:
        return own
    match value:
        case Size():
            return Scalar("int", value.origin)
        case Sequence():
            if value.over == "batch" and value.length >= Origin.SHAPE and not frame.tests:
                frame.machine.policy.loop(frame, node, "index", value.over, value.length, node.value)
            return _item(frame, node, value.items, element_of(value), index)
        case Mapping():
            return _lookup(frame, node, value, index)
        case Instance() if value.is_module:
            return _child(frame, node, value, index)
        case Derived():
            return value
        case Const(value=str(text)) if isinstance(index, Const) and isinstance(index.value, int):
            inside = -len(text) <= index.value < len(text)
            return Const(text[index.value], value.origin) if inside else UNKNOWN
    return UNKNOWN


def _of_tensor(frame: Frame, node: ast.Subscript, value: Tensor) -> Tensor:
    """Tensor indexing is recorded, with sizes and 0-d tensors in it; a list of sizes is not."""
    data, shape = value.data, value.shape
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    values: list[Value | None] = []
    for part in parts:
        if isinstance(part, ast.Slice):
            values.append(None)
            for bound in (part.lower, part.upper, part.step):
                if bound is not None:
                    inner = expressions.evaluate(frame, bound)
                    shape = max(shape, origin_of(inner))
            continue
        index = expressions.evaluate(frame, part)
        values.append(index)
        if isinstance(index, Sequence) and index.kind == "list" and shape_only(index) >= Origin.SHAPE:
            # Python's numbers are copied into a constant; a list of tensors is taken for a tuple of indices.
            frame.machine.policy.freeze(frame, part, "index", index, shape_only(index))
        if isinstance(index, Tensor):
            data = max(data, index.data)
            shape = max(shape, index.shape, index.data if index.data >= Origin.SHAPE else Origin.CONSTANT)
        elif isinstance(index, (Const, Scalar)):
            data = max(data, index.origin)
    return Tensor(data, shape, formed.indexed(value.form, parts, values))


def _sliced(frame: Frame, node: ast.Subscript, bounds: ast.Slice, value: Value) -> Value:
    limits = [
        expressions.evaluate(frame, part) if part is not None else Const(None)
        for part in (bounds.lower, bounds.upper, bounds.step)
    ]
    for limit, part in zip(limits, (bounds.lower, bounds.upper, bounds.step), strict=True):
        if isinstance(value, (Sequence, Instance)) and part is not None and _frozen_index(limit):
            frame.machine.policy.freeze(frame, part, "index", limit, _index_origin(limit))
    if isinstance(value, Size):
        return value
    if isinstance(value, Sequence):
        cut = _known_slice(limits)
        if value.items is not None and cut is not None:
            return Sequence(value.kind, value.items[cut], length=value.length)
        return Sequence(
            value.kind, None, element_of(value), max(value.length, Origin.CONFIGURATION), value.over
        )
    if isinstance(value, Instance) and value.is_module:
        cut = _known_slice(limits)
        if value.items is not None and cut is not None:
            return Instance(value.cls, dict(value.attributes), is_module=True, items=value.items[cut])
        return Instance(value.cls, {}, is_module=True, element=_any_child(value))
    if isinstance(value, Const) and isinstance(value.value, str):
        cut = _known_slice(limits)
        if cut is None:
            return Scalar("str", value.origin)
        return Const(value.value[cut], max(value.origin, *map(origin_of, limits)))
    return value if isinstance(value, Derived) else UNKNOWN


def _known_slice(limits: list[Value]) -> slice | None:
    """The slice that constant limits make; None where one is not known, or is no limit."""
    known: list[int | None] = []
    for limit in limits:
        if not isinstance(limit, Const) or not (limit.value is None or isinstance(limit.value, int)):
            return None
        known.append(limit.value)
    return slice(*known) if known[2] != 0 else None


def _frozen_index(index: Value) -> bool:
    return _index_origin(index) >= Origin.SHAPE


def _index_origin(index: Value) -> Origin:
    if isinstance(index, Tensor):
        return index.data
    return index.origin if isinstance(index, (Const, Scalar)) else Origin.CONSTANT


def _item(
    frame: Frame, node: ast.Subscript, items: list[Value] | None, element: Value, index: Value
) -> Value:
    if _frozen_index(index):
        frame.machine.policy.freeze(frame, node.slice, "index", index, _index_origin(index))
    if items is not None and isinstance(index, Const) and isinstance(index.value, int):
        return items[index.value] if -len(items) <= index.value < len(items) else UNKNOWN
    return join_all(items) if items else element


def _lookup(frame: Frame, node: ast.Subscript, value: Mapping, index: Value) -> Value:
    stored = value.items is None and shape_only(value.key) >= Origin.SHAPE  # found as it was put there
    if shape_only(index) >= Origin.SHAPE and isinstance(index, Scalar) and not stored:
        frame.machine.policy.freeze(frame, node.slice, "key", index, shape_only(index))
    if isinstance(index, Const):
        frame.machine.policy.item_read(frame, value, index.value)
    if value.items is not None:
        if isinstance(index, Const):
            try:
                return value.items.get(index.value, UNKNOWN)
            except TypeError:
                return UNKNOWN
        return join_all(value.items.values())
    return value.element


def _any_child(value: Instance) -> Value:
    return join_all(value.items) if value.items else value.element


def _child(frame: Frame, node: ast.Subscript, value: Instance, index: Value) -> Value:
    if value.keys is not None and isinstance(index, Const) and isinstance(index.value, str):
        if value.items is not None and index.value in value.keys:
            return value.items[value.keys.index(index.value)]
        return UNKNOWN
    return _item(frame, node, value.items, value.element, index)


def assign(
    frame: Frame, target: ast.Subscript, value: Value, source: ast.expr, depends: bool = False
) -> None:
    """`receiver[index] = value`."""
    receiver = expressions.receiver(frame, target.value)
    index = expressions.evaluate(frame, target.slice)
    match receiver:
        case Mapping():
            _put(frame, target, receiver, index, value, depends)
        case Sequence():
            _put_item(frame, target, receiver, index, value)
        case Tensor():
            if (
                isinstance(target.value, ast.Attribute)
                and target.value.attr == "data"
                and _data(value) >= Origin.SHAPE
            ):
                frame.machine.policy.note(frame, target.value, "data-attribute")
            if not depends:
                _spread(frame, target, receiver, value)
                stored.overwritten(frame, target.value, receiver, value)
            widened = Tensor(max(receiver.data, _data(value), _data(index)), receiver.shape, receiver.form)
            if isinstance(target.value, ast.Name) and target.value.id in frame.env:
                frame.env[target.value.id] = widened
        case Instance() if receiver.is_module and receiver.items is not None and isinstance(index, Const):
            if receiver.keys is not None and isinstance(index.value, str):
                if index.value not in receiver.keys:
                    receiver.keys.append(index.value)
                    receiver.items.append(value)
            elif isinstance(index.value, int) and -len(receiver.items) <= index.value < len(receiver.items):
                receiver.items[index.value] = value
        case Instance() if receiver.is_module:
            receiver.items, receiver.keys = None, None
            receiver.element = join(receiver.element, value)


def remove(frame: Frame, target: ast.Subscript) -> None:
    """`del receiver[index]`."""
    receiver = expressions.receiver(frame, target.value)
    index = expressions.evaluate(frame, target.slice)
    if isinstance(receiver, Mapping):
        dicts.take(frame, receiver, index)


def _spread(frame: Frame, target: ast.Subscript, receiver: Tensor, value: Value) -> None:
    """Tell a value that is stored into more places than it has, as many as an input says."""
    if receiver.shape < Origin.SHAPE or not isinstance(value, Tensor) or value.form is None:
        return
    place = _of_tensor(frame, target, receiver)
    if forms.spreads(place.form, value.form):
        frame.machine.policy.note(frame, target, "broadcast-store")


def _data(value: Value) -> Origin:
    if isinstance(value, Tensor):
        return value.data
    return value.origin if isinstance(value, (Const, Scalar)) else Origin.CONSTANT


def _put(
    frame: Frame, target: ast.Subscript, mapping: Mapping, index: Value, value: Value, depends: bool
) -> None:
    if isinstance(index, Const):
        frame.machine.policy.item_store(frame, target, mapping, index.value, value, depends)
    elif isinstance(target.value, ast.Name) and target.value.id not in frame.env and depends:
        frame.machine.policy.state(frame, target, "global", target.value.id)
    if mapping.items is not None and isinstance(index, Const):
        try:
            hash(index.value)
        except TypeError:
            return
        frame.machine.write(mapping.items, index.value, value)
        return
    mapping.exact = False
    if isinstance(index, Tensor) and index.data >= Origin.SHAPE:
        return
    inner = [*mapping.items.values()] if mapping.items else []
    keys: list[Value] = [Const(key) for key in mapping.items] if mapping.items else []
    mapping.key = join_all([*keys, index]) if mapping.items is not None else join(mapping.key, index)
    mapping.element = join_all([*inner, value]) if mapping.items is not None else join(mapping.element, value)
    mapping.items = None
    mapping.length = max(mapping.length, Origin.CONFIGURATION)


def _put_item(frame: Frame, target: ast.Subscript, sequence: Sequence, index: Value, value: Value) -> None:
    if _frozen_index(index):
        frame.machine.policy.freeze(frame, target.slice, "index", index, _index_origin(index))
    if sequence.items is not None:
        if (
            isinstance(index, Const)
            and isinstance(index.value, int)
            and -len(sequence.items) <= index.value < len(sequence.items)
        ):
            sequence.items[index.value] = value
        else:
            sequence.items = [join(item, value) for item in sequence.items]
    else:
        sequence.element = join(sequence.element, value)
