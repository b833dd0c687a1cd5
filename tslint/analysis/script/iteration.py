"""Loops: what can be iterated, what each item is, which loops are unrolled.

Source: `emitFor`, `SugaredValue::iter` (sugared_value.cpp).
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from tslint.analysis.script import assignments, expressions
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.scopes import type_of
from tslint.analysis.script.sugared import (
    UNKNOWN,
    EnumClass,
    Items,
    ModuleItems,
    ModuleValue,
    Range,
    Simple,
    Sugared,
    Unknown,
    Zipped,
)
from tslint.torchspec import types as t

_UNROLLED = 64  # children of a container that are emitted one by one; more are told by the first ones


@dataclass(frozen=True, slots=True)
class Iterable:
    """What a loop walks: one kind of item, or (`unrolled`) each item by itself, None where these are
    unknown.
    """

    item: Sugared
    unrolled: tuple[Sugared, ...] | None = None
    is_unrolled: bool = False
    doubtful: bool = False  # what is walked is not known: it may be unrolled


def emit_for(em: Emitter, node: ast.For) -> None:
    """A `for` statement."""
    from tslint.analysis.script import statements, told

    loop(em, node.target, node.iter, lambda: statements.emit_block(em, node.body))
    told.emit_else(em, node)


def loop(em: Emitter, target: ast.expr, iterable: ast.expr, body: Callable[[], None]) -> None:
    """Emit a loop's body for what it walks: once in a block of its own, or unrolled in the current one."""
    value = expressions.emit_sugared(em, iterable)
    walked = iterate(em, value, iterable)
    comprehension = not isinstance(getattr(target, "ctx", None), ast.Store) or em.depth > 0
    if walked.is_unrolled:
        em.loop_kinds.append("unrolled")
        if walked.unrolled is None:
            _emit_unknown_times(em, target, walked.item, iterable, body)
        else:
            for item in walked.unrolled[:_UNROLLED]:
                if em.scopes.top.exits:
                    break
                if comprehension:
                    em.scopes.push()
                _bind(em, target, item, iterable)
                body()
                if comprehension:
                    em.scopes.pop()
        em.loop_kinds.pop()
        return
    em.loop_kinds.append("loop")
    emit = _emit_unknown_times if walked.doubtful else _emit_once
    emit(em, target, walked.item, iterable, body)
    em.loop_kinds.pop()


def _emit_once(
    em: Emitter, target: ast.expr, item: Sugared, iterable: ast.expr, body: Callable[[], None]
) -> None:
    em.scopes.push(loop=True)
    _bind(em, target, item, iterable)
    body()
    em.scopes.close_loop()


def _emit_unknown_times(
    em: Emitter, target: ast.expr, item: Sugared, iterable: ast.expr, body: Callable[[], None]
) -> None:
    """An unrolled loop over a container of unknown length: what a name is in or after it cannot be told."""
    before = dict(em.scopes.visible())
    em.scopes.push()
    for name, value in before.items():
        if isinstance(value, Simple) and isinstance(value.type, (t.NoneType, t.TupleType)):
            em.scopes.top.names[name] = Simple(t.UNKNOWN)  # one of its own: an assignment gives another
    changed = dict(em.scopes.top.names)
    _bind(em, target, item, iterable)
    body()
    frame = em.scopes.pop()
    for name, value in frame.names.items():
        if changed.get(name) is not value:
            em.scopes.top.names[name] = value if type_of(before.get(name)) == type_of(value) else UNKNOWN


def _bind(em: Emitter, target: ast.expr, item: Sugared, iterable: ast.expr) -> None:
    if isinstance(target, (ast.Tuple, ast.List)) and isinstance(item, ModuleValue):
        hint = "module cannot be used as a tuple"
        em.report("unpack-type", iterable, type="module", torch=hint)
        item = UNKNOWN
    assignments.assign_value(em, target, item, iterable)


def iterate(em: Emitter, value: Sugared, node: ast.expr) -> Iterable:
    """`iter`: what a loop over a value gives."""
    match value:
        case Unknown():
            return Iterable(UNKNOWN, doubtful=True)
        case Range():
            return Iterable(Simple(t.INT))
        case Zipped():
            return _zipped(em, value, node)
        case Items():
            return Iterable(UNKNOWN, value.items, is_unrolled=True)
        case EnumClass():
            return Iterable(Simple(value.type))
        case ModuleItems():
            return Iterable(UNKNOWN, value.items, is_unrolled=True)
        case ModuleValue():
            children = em.compiler.modules.children(value)
            if children is None:
                em.compiler.modules.check_iterable(em, value, node)
            return Iterable(UNKNOWN, children, is_unrolled=True)
    simple = em.as_value(value, node)
    match simple.type:
        case t.ListType():
            return Iterable(Simple(simple.type.elem))
        case t.DictType():
            return Iterable(Simple(simple.type.key))
        case t.StrType():
            return Iterable(Simple(t.STR))
        case t.TensorType():
            return Iterable(Simple(t.TENSOR))
        case t.TupleType() | t.NamedTupleType():
            items = tuple(Simple(elem) for elem in simple.type.elems)
            return Iterable(UNKNOWN, items, is_unrolled=True)
        case t.UnknownType():
            return Iterable(UNKNOWN, doubtful=True)
    shown = em.compiler.classes.display(simple.type)
    hint = f"'{shown}' object is not iterable"
    em.mismatch("not-iterable", node, [node], type=shown, expected="", torch=hint)
    return Iterable(UNKNOWN)


def _zipped(em: Emitter, value: Zipped, node: ast.expr) -> Iterable:
    """`zip` and `enumerate`: unrolled if any part is, and then every part needs a static length."""
    parts = [
        Iterable(Simple(t.INT)) if isinstance(child, Range) and child.counter else iterate(em, child, node)
        for child in value.children
    ]
    if any(part.is_unrolled for part in parts):
        return _unrolled_zip(em, value, parts, node)
    items = [part.item for part in parts]
    doubtful = any(part.doubtful for part in parts)
    if doubtful or any(isinstance(item, Unknown) for item in items):
        return Iterable(Items(tuple(items)), doubtful=doubtful)
    types = [item.type for item in items if isinstance(item, Simple)]
    return Iterable(Simple(t.TupleType(tuple(types))))


def _unrolled_zip(em: Emitter, value: Zipped, parts: list[Iterable], node: ast.expr) -> Iterable:
    lengths: list[int] = []
    for child, part in zip(value.children, parts, strict=True):
        if isinstance(child, Range) and child.counter:
            continue  # enumerate's counter goes along with anything
        if part.is_unrolled:
            if part.unrolled is not None:
                lengths.append(len(part.unrolled))
        elif not isinstance(part.item, Unknown):
            hint = (
                "Can not iterate over a module list or tuple with a value that does not have a statically"
                " determinable length"
            )
            em.report("static-iteration", node, torch=hint)
            return Iterable(UNKNOWN, None, is_unrolled=True)
    if not lengths or any(part.is_unrolled and part.unrolled is None for part in parts):
        return Iterable(Items(tuple(part.item for part in parts)), None, is_unrolled=True)
    rows: list[Sugared] = []
    for position in range(min(lengths)):
        row = tuple(p.unrolled[position] if p.unrolled is not None else p.item for p in parts)
        rows.append(Items(row))
    return Iterable(UNKNOWN, tuple(rows), is_unrolled=True)
