"""Containers of modules and of parameters that are indexed or sliced.

Source: `emitSubscript` of ir_emitter.cpp and `ModuleValue::getitem` of python_sugared_value.cpp.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.analysis.script import expressions
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.instances import ScriptModule
from tslint.analysis.script.sugared import UNKNOWN, ModuleValue, Simple, Sugared
from tslint.torchspec import types as t

if TYPE_CHECKING:
    from tslint.analysis.script.modules import ModuleTable

_DICTIONARIES = ("torch.nn.ModuleDict", "torch.nn.ParameterDict")
_SLICED = ("torch.nn.ModuleList", "torch.nn.Sequential")
_INDEXED = ("ModuleList", "Sequential", "ModuleDict", "ParameterList", "and ParameterDict")
_LISTS = ("torch.nn.ModuleList", "torch.nn.Sequential", "torch.nn.ParameterList")


def item(table: ModuleTable, em: Emitter, holder: ModuleValue, node: ast.Subscript) -> Sugared:
    """`container[index]`."""
    module = table.describe(holder.instance)
    if isinstance(node.slice, ast.Slice):
        if module.container not in _SLICED:
            if not _is_known(module):
                return UNKNOWN
            text = "Only ModuleList or Sequential modules can be used as tuple"
            return _tell_slice(em, node, node.slice, text)
        return _slice(table, em, holder, node)
    index = expressions.emit_expr(em, node.slice)
    if module.container in _DICTIONARIES:
        return _by_key(table, em, holder, module, index, node)
    if module.container in _LISTS:
        return _by_number(table, em, holder, module, index, node)
    if not _is_known(module):
        return UNKNOWN
    text = f"Only {', '.join(_INDEXED)} modules are subscriptable"
    em.report("not-subscriptable", node, type=module.name, torch=text)
    return UNKNOWN


def _is_known(module: ScriptModule) -> bool:
    return not module.open and (module.cls is not None or module.spec is not None)


def _by_number(
    table: ModuleTable,
    em: Emitter,
    holder: ModuleValue,
    module: ScriptModule,
    index: Simple,
    node: ast.Subscript,
) -> Sugared:
    items = holder.instance.items
    if not index.is_constant or not isinstance(index.constant, int):
        if not isinstance(index.type, t.UnknownType):
            text = (
                "Expected integer literal for index but got a variable or non-integer."
                " ModuleList/Sequential indexing is only supported with integer literals"
            )
            em.report(
                "module-index",
                node,
                name=ast.unparse(node.value),
                index=ast.unparse(node.slice),
                torch=text,
            )
        return _element(holder)
    if items is None:
        return _element(holder)
    if not -len(items) <= index.constant < len(items):
        text = f"Index {index.constant} is out of range of length {len(items)}"
        em.report("module-index", node, name=ast.unparse(node.value), index=str(index.constant), torch=text)
        return UNKNOWN
    if module.container == "torch.nn.ParameterList":
        return Simple(t.TENSOR)
    return table.child(holder, items[index.constant], str(index.constant))


def _element(holder: ModuleValue) -> Sugared:
    element = holder.instance.element
    if isinstance(element, v.Instance) and element.is_module:
        return ModuleValue(element, f"{holder.path}.0")
    return UNKNOWN


def _by_key(
    table: ModuleTable,
    em: Emitter,
    holder: ModuleValue,
    module: ScriptModule,
    index: Simple,
    node: ast.Subscript,
) -> Sugared:
    if isinstance(index.type, t.UnknownType):
        return UNKNOWN
    if not index.is_constant or not isinstance(index.constant, str):
        text = (
            "Unable to extract string literal index. ModuleDict indexing is only supported with "
            "string literals"
        )
        em.report(
            "module-index", node, name=ast.unparse(node.value), index=ast.unparse(node.slice), torch=text
        )
        return UNKNOWN
    keys, items = holder.instance.keys, holder.instance.items
    if keys is None:
        return UNKNOWN
    if index.constant not in keys:
        text = f"Key Error, {index.constant}"
        em.report("module-index", node, name=ast.unparse(node.value), index=repr(index.constant), torch=text)
        return UNKNOWN
    if module.container == "torch.nn.ParameterDict":
        return Simple(t.TENSOR)
    if items is None or len(items) != len(keys):
        child = holder.instance.attributes.get(index.constant)
        return table.child(holder, child, index.constant) if child is not None else UNKNOWN
    return table.child(holder, items[keys.index(index.constant)], index.constant)


def _slice(table: ModuleTable, em: Emitter, holder: ModuleValue, node: ast.Subscript) -> Sugared:
    """A slice of a container is a tuple of plain values: its modules cannot be called."""
    numbers: list[int | None] = []
    index = node.slice
    assert isinstance(index, ast.Slice)
    for part in (index.lower, index.upper, index.step):
        value = expressions.emit_expr(em, part) if part is not None else None
        if value is None:
            numbers.append(None)
        elif value.is_constant and isinstance(value.constant, int):
            numbers.append(value.constant)
        elif isinstance(value.type, t.UnknownType):
            return UNKNOWN
        else:
            return _tell_slice(em, node, part or index, "tuple slice indices must be integer constants")
    children = table.children(holder)
    if children is None or numbers[2] == 0:
        return UNKNOWN
    taken = children[slice(*numbers)]
    if not all(isinstance(child, ModuleValue) for child in taken):
        return UNKNOWN
    return Simple(
        t.TupleType(tuple(table.type_of(child) for child in taken if isinstance(child, ModuleValue)))
    )


def _tell_slice(em: Emitter, node: ast.Subscript, part: ast.expr, text: str) -> Sugared:
    name = ast.unparse(node.value)
    em.report("module-index", node, name=name, index=ast.unparse(part), torch=text)
    return UNKNOWN


def check_items(em: Emitter, holder: ModuleValue, wanted: t.InterfaceType, node: ast.Subscript) -> None:
    """`child: Interface = container[index]`: every child must meet the interface."""
    from tslint.analysis.script import interfaces

    interface = em.compiler.classes.interfaces.get(wanted.qualname)
    for item in holder.instance.items or ():
        if interface is not None and isinstance(item, v.Instance) and item.is_module:
            why = interfaces.unmet(em.compiler, em, item, interface, node)
            if why:
                text = f"Attribute is not of annotated type {interface.name}: {why}"
                what = f"a module of `{ast.unparse(node.value)}` does not meet it: {why}"
                em.report("unsupported-interface", node, name=interface.name, construct=what, torch=text)
