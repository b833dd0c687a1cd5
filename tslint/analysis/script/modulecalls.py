"""Calls of modules and of their methods."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tslint.analysis.script import assigned, calls, drifts, instances
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import UNKNOWN, ModuleMethod, ModuleValue, Simple, Sugared
from tslint.project.entities import Function
from tslint.source.watched import note_all, unread
from tslint.torchspec import types as t
from tslint.torchspec.records import Schema

if TYPE_CHECKING:
    from tslint.analysis.script.modules import ModuleTable

Operands = Sequence[tuple[ast.expr, Simple]]

_CONTAINERS = (
    "torch.nn.ModuleList",
    "torch.nn.ModuleDict",
    "torch.nn.ParameterList",
    "torch.nn.ParameterDict",
)


def call(
    table: ModuleTable,
    em: Emitter,
    callee: ModuleValue | ModuleMethod,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """`module(...)` is its forward; `module.method(...)`."""
    if isinstance(callee, ModuleMethod):
        return _method(table, em, callee, args, kwargs, node, operands)
    return forward(table, em, callee, args, kwargs, node, operands)


def forward(
    table: ModuleTable,
    em: Emitter,
    module: ModuleValue,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """`module(...)`."""
    described = table.describe(module.instance)
    if described.cls is not None and "forward" in em.compiler.once(assigned.replaced, described.cls):
        return UNKNOWN
    method = instances.method(described.cls, "forward") if described.cls is not None else None
    if method is not None:
        return _method(table, em, ModuleMethod(module, "forward", method), args, kwargs, node, operands)
    if described.container == "torch.nn.Sequential":
        return _sequential(table, em, module, args, kwargs, node, operands)
    if described.container in _CONTAINERS:
        text = f"Module '{described.name}' has no attribute 'forward'"
        em.report("not-callable", node, name=ast.unparse(node.func), type=described.name, torch=text)
        return UNKNOWN
    if described.forward:
        return calls.call_schemas(em, "forward", described.forward, args, kwargs, node, operands)
    return UNKNOWN


def _sequential(
    table: ModuleTable,
    em: Emitter,
    module: ModuleValue,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """A Sequential passes one value from child to child."""
    if len(args) != 1 or kwargs:
        text = "Sequential's forward takes exactly one argument"
        em.report("no-matching-overload", node, name="Sequential", reason=text, torch=text)
        return UNKNOWN
    children = table.children(module)
    if children is None:
        return UNKNOWN
    value: Sugared = args[0]
    for child in children:
        if not isinstance(child, ModuleValue):
            return UNKNOWN
        given = em.as_value(value, node)
        value = forward(table, em, child, [given], {}, node, [(operands[0][0], given)] if operands else [])
    return value


def _method(
    table: ModuleTable,
    em: Emitter,
    callee: ModuleMethod,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    if callee.function is None:
        if callee.schema is None:
            return UNKNOWN
        described = table.describe(callee.module.instance)
        schemas: tuple[Schema, ...] = (callee.schema,)
        if callee.name == "forward" and described.forward:
            schemas = described.forward
        return calls.call_schemas(em, callee.name, schemas, args, kwargs, node, operands)
    if has_overloads(table, callee):
        return calls.call_schemas(em, callee.name, _declared(table, callee), args, kwargs, node, operands)
    summary = table.compile_method(em, callee.module, callee.function, node)
    if summary is None:
        if em.compiler.is_active(callee.function) and _same_module(em, callee):
            text = f"method '{callee.name}' is called recursively. Recursive calls are not supported"
            em.report("recursion", node, name=callee.name, torch=text)
        return UNKNOWN
    if not summary.known:
        return UNKNOWN
    result = calls.call_schemas(em, callee.name, (summary.schema,), args, kwargs, node, operands)
    return drifts.of_function(summary, result, node)


def _same_module(em: Emitter, callee: ModuleMethod) -> bool:
    """Whether the module called is the one whose method is being compiled (a child of the same class is
    not).
    """
    signature = instances.signature_of(em.compiler, callee.module.instance)
    function = callee.function
    return function is not None and any(
        identity[0] == id(function.node) and identity[1] == signature for identity in em.compiler.active
    )


def _declared(table: ModuleTable, callee: ModuleMethod) -> tuple[Schema, ...]:
    """The signatures that a method's overload declarations give it."""
    from tslint.analysis.script.functions import declare

    function = callee.function
    owner = function.owner if function is not None else None
    if function is None or owner is None:
        return ()
    schemas = []
    for node in owner.node.body:
        if not isinstance(node, ast.FunctionDef) or node.name != callee.name or node is function.node:
            continue
        if any("overload" in ast.unparse(decorator) for decorator in node.decorator_list):
            entity = Function(function.module, node, function.qualname, owner)
            schemas.append(declare(table.compiler, entity, callee.module, "overload", "unknown").schema)
    return tuple(schemas)


def has_overloads(table: ModuleTable, callee: ModuleMethod) -> bool:
    """Whether a method has `@torch.jit._overload_method` declarations: the signature is then one of
    several.
    """
    owner = callee.function.owner if callee.function is not None else None
    if owner is None:
        return False
    note_all((owner.token(callee.name),))
    same = [s for s in unread(owner.node) if isinstance(s, ast.FunctionDef) and s.name == callee.name]
    return any("overload" in ast.unparse(d) for s in same for d in s.decorator_list)


__all__ = ["UNKNOWN", "call", "forward", "t"]
