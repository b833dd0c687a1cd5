"""Attributes that a module surely lacks: `__init__` gives them under a condition that the call which built
the module, as it stands in the source, does not meet.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from typing import Any

from tslint.analysis import values as v
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function

_UNKNOWN = object()
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}
_Known = dict[str, object]


def lacks(cls: Class, instance: v.Instance, name: str) -> bool:
    """Whether the object cannot have the attribute: every assignment of it stands under an `if` of the
    class's own `__init__` that the arguments of its construction decide the other way.
    """
    initialiser = cls.members.get("__init__")
    call = instance.site[1] if instance.site is not None else None
    if not isinstance(initialiser, Function) or not isinstance(call, ast.Call):
        return False
    stores = list(_stores(initialiser.node.body, name, ()))
    known = _given(initialiser.node, call)
    if known is None or not stores:
        return False
    known |= _kept(initialiser.node, known)
    passed = all(any(_passes(test, wanted, known) for test, wanted in guards) for guards in stores)
    return passed and len(stores) == _mentions(cls, name)


_Guards = tuple[tuple[ast.expr, bool], ...]


def _stores(body: list[ast.stmt], name: str, guards: _Guards) -> Iterator[_Guards]:
    """The conditions under which each assignment of `self.name` in plain branches is reached."""
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _stores(statement.body, name, (*guards, (statement.test, True)))
            yield from _stores(statement.orelse, name, (*guards, (statement.test, False)))
            continue
        for node in ast.walk(statement):
            if _gives(node, name):
                yield guards


def _gives(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == name and isinstance(node.ctx, ast.Store)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, (ast.Attribute, ast.Name))
        and any(isinstance(arg, ast.Constant) and arg.value == name for arg in node.args)
    )


def _mentions(cls: Class, name: str) -> int:
    """How often the class and its ancestors give themselves an attribute of that name, or their files give it
    to another object.
    """
    ancestors = list(_ancestors(cls))
    found = {id(node) for entity in ancestors for node in ast.walk(entity.node) if _gives(node, name)}
    for module in {id(entity.module): entity.module for entity in ancestors}.values():
        for node in ast.walk(module.source.tree):
            if isinstance(node, ast.Attribute) and not _is_self(node.value) and _gives(node, name):
                found.add(id(node))
    return len(found)


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _ancestors(cls: Class) -> Iterator[Class]:
    return (entity for entity in hierarchy.linearise(cls) if isinstance(entity, Class))


def _given(function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> _Known | None:
    """The parameters whose values the call fixes, as written or by their defaults."""
    arguments = function.args
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(k.arg is None for k in call.keywords):
        return None
    names = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)]
    defaults: dict[str, ast.expr] = dict(
        zip(names[len(names) - len(arguments.defaults) :], arguments.defaults, strict=True)
    )
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            defaults[parameter.arg] = default
    written = dict(zip(names[1:], call.args, strict=False))
    written |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}
    rebound = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return {
        name: value.value
        for name, value in (defaults | written).items()
        if isinstance(value, ast.Constant) and name not in rebound
    }


def _kept(function: ast.FunctionDef | ast.AsyncFunctionDef, known: _Known) -> _Known:
    """Attributes that hold a known parameter from their only assignment on: `self.flag = flag`."""
    found: _Known = {}
    parameters = [*function.args.posonlyargs, *function.args.args]
    own = parameters[0].arg if parameters else ""
    for statement in function.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
            kept = isinstance(target, ast.Attribute) and ast.unparse(target.value) == own
            if kept and isinstance(value, ast.Name) and value.id in known:
                found[ast.unparse(target)] = known[value.id]
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            text = f"{own}.{node.attr}"
            if text in found and sum(_gives(inner, node.attr) for inner in ast.walk(function)) > 1:
                del found[text]
    return found


def _passes(test: ast.expr, wanted: bool, known: _Known) -> bool:
    """Whether a condition is surely not as wanted."""
    value = _value(test, known)
    return value is not _UNKNOWN and bool(value) is not wanted


def _value(node: ast.expr, known: _Known) -> object:
    """What an expression over known values gives; `_UNKNOWN` for anything else."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name() | ast.Attribute():
            return known.get(ast.unparse(node), _UNKNOWN)
        case ast.UnaryOp(op=ast.Not()):
            value = _value(node.operand, known)
            return value if value is _UNKNOWN else not value
        case ast.BoolOp():
            return _both(node, [_value(part, known) for part in node.values])
        case ast.Compare(ops=[comparison], comparators=[other]) if type(comparison) in _COMPARISONS:
            sides = (_value(node.left, known), _value(other, known))
            if _UNKNOWN in sides:
                return _UNKNOWN
            try:
                return _COMPARISONS[type(comparison)](*sides)
            except TypeError:
                return _UNKNOWN
    return _UNKNOWN


def _both(node: ast.BoolOp, values: list[object]) -> object:
    """`and` is false where one part is, `or` true where one is, whatever the others are."""
    decisive = isinstance(node.op, ast.Or)
    if any(value is not _UNKNOWN and bool(value) is decisive for value in values):
        return decisive
    return _UNKNOWN if _UNKNOWN in values else not decisive
