"""`with` statements: what may be entered.

Source: `emitWith` of ir_emitter.cpp.
"""

from __future__ import annotations

import ast

from tslint.analysis.script import expressions
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import (
    UNKNOWN,
    PythonClass,
    PythonFunction,
    Simple,
    TorchFunction,
)
from tslint.torchspec import types as t


def enter(em: Emitter, item: ast.withitem) -> None:
    """One `with` item: it must be an object with `__enter__` and `__exit__`."""
    node = item.context_expr
    before = len(em.events)
    value = expressions.emit_sugared(em, node)
    told = len(em.events) > before
    entered = UNKNOWN
    if isinstance(value, Simple):
        kind = value.type
        if isinstance(kind, t.ClassType):
            entered_type = _script_class(em, node, kind, told)
            _bind(em, item, Simple(entered_type))
            return
        if not isinstance(kind, t.UnknownType) and not told:
            text = "With item expression must return an object"
            em.report("unsupported-context", node, name=ast.unparse(node), type=str(kind), torch=text)
    elif isinstance(value, (PythonClass, PythonFunction, TorchFunction)) and not told:
        text = f"{value.kind} cannot be used as a value"
        em.report("unsupported-context", node, name=ast.unparse(node), type=value.kind, torch=text)
    _bind(em, item, entered)


def _bind(em: Emitter, item: ast.withitem, value: object) -> None:
    if isinstance(item.optional_vars, ast.Name) and isinstance(value, (Simple, type(UNKNOWN))):
        em.scopes.set(item.optional_vars.id, value)
    elif item.optional_vars is not None:
        for name in ast.walk(item.optional_vars):
            if isinstance(name, ast.Name):
                em.scopes.set(name.id, UNKNOWN)


def _script_class(em: Emitter, node: ast.expr, kind: t.ClassType, told: bool) -> t.Type:
    classes = em.compiler.classes
    if classes.is_open(kind) or told:
        return t.UNKNOWN
    opening, closing = classes.method(kind, "__enter__"), classes.method(kind, "__exit__")
    if opening is None or closing is None:
        text = "Object returned by with item expression does not define __enter__ and __exit__ methods"
        em.report("unsupported-context", node, name=ast.unparse(node), type=str(kind), torch=text)
        return t.UNKNOWN
    exit_summary = classes.compile_method(em, closing, node)
    if exit_summary is not None and exit_summary.known:
        arguments = exit_summary.schema.arguments
        if len(arguments) != 3:
            text = "__exit__ must have four arguments"
            em.report("unsupported-context", node, name=ast.unparse(node), type=str(kind), torch=text)
        for position, argument in enumerate(arguments, start=1):
            if not isinstance(argument.type, (t.AnyType, t.UnknownType)):
                text = f"argument {position} of __exit__ must have Any type"
                em.report("unsupported-context", node, name=ast.unparse(node), type=str(kind), torch=text)
                break
    enter_summary = classes.compile_method(em, opening, node)
    return enter_summary.result if enter_summary is not None else t.UNKNOWN
