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
    PythonValue,
    Simple,
    TorchFunction,
)
from tslint.project.entities import External
from tslint.source.walking import walk
from tslint.torchspec import types as t

# Contexts that autocast_mode.cpp reads (torch/csrc/jit/passes), with the parameters they take by place.
_AUTOCAST = {
    "torch.autocast": ("device_type", "dtype", "enabled"),
    "torch.amp.autocast": ("device_type", "dtype", "enabled"),
    "torch.cuda.amp.autocast": ("enabled",),
    "torch.cpu.amp.autocast": ("enabled",),
}


def enter(em: Emitter, item: ast.withitem) -> None:
    """One `with` item: it must be an object with `__enter__` and `__exit__`."""
    node = item.context_expr
    before = len(em.events)
    value = expressions.emit_sugared(em, node)
    _autocast(em, node)
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
    elif isinstance(value, PythonValue):
        em.as_value(value, node)
    elif isinstance(value, (PythonClass, PythonFunction, TorchFunction)) and not told:
        text = f"{value.kind} cannot be used as a value"
        em.report("unsupported-context", node, name=ast.unparse(node), type=value.kind, torch=text)
    _bind(em, item, entered)


def _autocast(em: Emitter, node: ast.expr) -> None:
    """`torch.autocast(device, enabled=...)`: what it is given must be a constant when it runs."""
    if not isinstance(node, ast.Call):
        return
    callee = em.compiler.resolve(em.namespace, node.func)
    if not isinstance(callee, External) or callee.dotted not in _AUTOCAST:
        return
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    given |= dict(zip(_AUTOCAST[callee.dotted], node.args, strict=False))
    for name in ("device_type", "enabled"):
        value = given.get(name)
        if value is not None and _varies(em, value):
            text = f"Autocast {name.partition('_')[0]} argument must be a constant"
            em.report("fails-when-run", value, construct=f"`{name}` of autocast", detail=text)
            return


def _varies(em: Emitter, node: ast.expr) -> bool:
    """Whether a value is surely no constant of the graph."""
    if isinstance(node, ast.Starred):
        return False
    em.muted += 1
    value = expressions.emit_expr(em, node)
    em.muted -= 1
    if value.is_constant or isinstance(value.type, t.UnknownType):
        return False
    return not isinstance(node, ast.Name) or node.id not in em.origins


def _bind(em: Emitter, item: ast.withitem, value: object) -> None:
    if isinstance(item.optional_vars, ast.Name) and isinstance(value, (Simple, type(UNKNOWN))):
        em.scopes.set(item.optional_vars.id, value)
    elif item.optional_vars is not None:
        for name in walk(item.optional_vars):
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
