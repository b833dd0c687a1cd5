"""Attributes of a module that may be None, or a module: what another configuration makes of them."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function
from tslint.project.receivers import is_name, receiver_of, with_receivers
from tslint.source.walking import walk

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler


def maybe_none(cls: Class) -> set[str]:
    """Attributes that are None only under some configuration: not every assignment in `__init__` is a
    plain None.
    """
    found: set[str] = set()
    for entity in hierarchy.linearise(cls):
        member = entity.members.get("__init__") if isinstance(entity, Class) else None
        if not isinstance(member, Function):
            continue
        plain = _plain_parameters(member)
        for name, value in given_values(member):
            if isinstance(value, ast.Name) and value.id in plain:
                continue
            if not (isinstance(value, ast.Constant) and value.value is None):
                found.add(name)
    return found


_PLAIN_DATA = {"int", "float", "str", "bool", "complex", "None", "Optional"}


def _plain_parameters(function: Function) -> set[str]:
    """Parameters annotated as a number or text or None: their default is taken for the configuration."""
    args = function.node.args
    return {
        parameter.arg
        for parameter in (*args.posonlyargs, *args.args, *args.kwonlyargs)
        if parameter.annotation is not None and _names_plain_data(parameter.annotation)
    }


def _names_plain_data(annotation: ast.expr) -> bool:
    names = [inner.id for inner in walk(annotation) if isinstance(inner, ast.Name)]
    text = any(isinstance(x, ast.Constant) and isinstance(x.value, str) for x in walk(annotation))
    return bool(names) and not text and _PLAIN_DATA.issuperset(names)


def is_module_elsewhere(compiler: Compiler, cls: Class | None, name: str) -> bool:
    """Whether every other assignment in `__init__` gives the attribute a module of torch or of the
    project.
    """
    initialiser = hierarchy.find_member(cls, "__init__") if cls is not None else None
    if not isinstance(initialiser, Function):
        return False
    values = [x for given, x in compiler.once(given_values, initialiser) if given == name]
    others = [x for x in values if not (isinstance(x, ast.Constant) and x.value is None)]
    return bool(others) and all(_makes_module(compiler, initialiser, x) for x in others)


def _makes_module(compiler: Compiler, function: Function, node: ast.expr | None) -> bool:
    if isinstance(node, ast.IfExp):
        sides = [x for x in (node.body, node.orelse) if not (isinstance(x, ast.Constant) and x.value is None)]
        return bool(sides) and all(_makes_module(compiler, function, side) for side in sides)
    if not isinstance(node, ast.Call):
        return False
    callee = compiler.resolve(function.module, node.func)
    if isinstance(callee, External):
        return compiler.torch_module(callee.dotted) is not None
    return isinstance(callee, Class) and compiler.classes.kind(callee).kind == "module"


def given_values(function: Function) -> list[tuple[str, ast.expr | None]]:
    """Attributes of its object that a method gives a value, with what it gives them."""
    own, node = receiver_of(function), function.node
    return function.module.project.scan(("given", own), node, partial(_given_in, node, own))


def _given_in(function: ast.AST, own: str) -> list[tuple[str, ast.expr | None]]:
    return [pair for node in walk(function) for pair in _given(node, own)]


def _given(node: ast.AST, own: str) -> list[tuple[str, ast.expr | None]]:
    if isinstance(node, ast.Assign):
        return [
            (target.attr, value)
            for outer in node.targets
            for target, value in _pairs(outer, node.value)
            if isinstance(target, ast.Attribute) and is_name(target.value, own)
        ]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
        if not is_name(node.target.value, own):
            return []
        return [(node.target.attr, node.value)]
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("register_buffer", "register_parameter", "add_module")
        and len(node.args) > 1
        and isinstance(node.args[0], ast.Constant)
    ):
        return [(str(node.args[0].value), node.args[1])]
    return []


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr | None]]:
    """The targets of an assignment, each with its own part of the value where that is written out."""
    if not isinstance(target, ast.Tuple):
        return [(target, value)]
    written = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
    starred = any(isinstance(x, ast.Starred) for x in (*target.elts, *getattr(value, "elts", ())))
    parts = list(value.elts) if isinstance(value, ast.Tuple) and written and not starred else None
    return [(x, parts[place] if parts is not None else None) for place, x in enumerate(target.elts)]


def is_module_or_none(value: v.Value) -> bool:
    """Whether a value is an `nn.Module` or None."""
    if isinstance(value, v.Const):
        return value.value is None
    return isinstance(value, v.Instance) and value.is_module


def called(cls: Class) -> frozenset[str]:
    """Attributes of the object that code of its class calls: whatever they are, they are no bools."""
    return cls.module.project.survey(("called", cls), partial(_called, cls), of_bodies=True)


def _called(cls: Class) -> frozenset[str]:
    return frozenset(
        node.func.attr
        for entity in hierarchy.linearise(cls)
        if isinstance(entity, Class)
        for node, own in with_receivers(entity.node)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and is_name(node.func.value, own)
    )
