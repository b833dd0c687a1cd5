"""Attributes that a module surely lacks: `__init__` gives them under a condition that the code which builds
the module does not meet.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator

from tslint.analysis import values as v
from tslint.analysis.script import assigned
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.project.receivers import is_name, with_receivers
from tslint.source.walking import walk


def built_without(cls: Class, instance: v.Instance, name: str) -> bool:
    """Whether `__init__`, as it ran for this object, left the attribute out, nothing else gives it, and no
    default of an entry decided that: an entry is built by nobody, so its users may pass something else.
    """
    if instance.open or name in instance.attributes:
        return False
    functions = assigned.reached(cls)
    if sum(_gives(node, name) for each in functions for node in walk(each.node)) != _mentions(cls, name):
        return False
    deciding = {p for each in functions for p in _deciding(each, name)}
    call = instance.site[1] if instance.site is not None else None
    if not isinstance(call, ast.Call):
        return not deciding
    return not any(_is_guess(instance.maker, given) for given in _passed(cls, call, deciding))


def _deciding(function: Function, name: str) -> set[str]:
    """Parameters that decide whether `self.name` is given: its conditions name them or what they give."""
    node = function.node
    tests = [
        inner.iter if isinstance(inner, ast.For) else inner.test
        for inner in walk(node)
        if isinstance(inner, (ast.If, ast.While, ast.For))
        and any(isinstance(part, ast.Return) or _gives(part, name) for part in walk(inner))
    ]
    asked = {ast.unparse(inner) for test in tests for inner in walk(test) if isinstance(inner, ast.Attribute)}
    for inner in walk(node):
        if isinstance(inner, ast.Assign) and any(ast.unparse(target) in asked for target in inner.targets):
            tests.append(inner.value)
    names = {inner.id for test in tests for inner in walk(test) if isinstance(inner, ast.Name)}
    arguments = node.args
    return names & {x.arg for x in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)[1:]}


def _passed(cls: Class, call: ast.Call, parameters: set[str]) -> Iterator[ast.expr]:
    """What a call gives for these parameters, and what it may: stars."""
    initialiser = hierarchy.find_member(cls, "__init__")
    spec = initialiser.node.args if isinstance(initialiser, Function) else None
    names = [x.arg for x in (*spec.posonlyargs, *spec.args)][1:] if spec is not None else []
    for place, given in enumerate(call.args):
        if isinstance(given, ast.Starred) or (place < len(names) and names[place] in parameters):
            yield given
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg in parameters:
            yield keyword.value


def _is_guess(maker: Function | None, given: ast.expr) -> bool:
    """Whether a class passes on what its own `__init__` was given, which has a default."""
    if maker is None or maker.owner is None or maker.node.name != "__init__":
        return False
    spec = maker.node.args
    ordered = [*spec.posonlyargs, *spec.args]
    optional = {x.arg for x in ordered[len(ordered) - len(spec.defaults) :]}
    optional |= {
        x.arg for x, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if default is not None
    }
    optional |= {x.arg for x in (spec.vararg, spec.kwarg) if x is not None}
    return any(isinstance(inner, ast.Name) and inner.id in optional for inner in walk(given))


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
    found = {id(node) for entity in ancestors for node in walk(entity.node) if _gives(node, name)}
    for module in {id(entity.module): entity.module for entity in ancestors}.values():
        for statement in _speaking_of(module, name):
            for node, own in with_receivers(statement):
                if isinstance(node, ast.Attribute) and not is_name(node.value, own) and _gives(node, name):
                    found.add(id(node))
    return len(found)


def _speaking_of(module: Module, name: str) -> Iterator[ast.stmt]:
    """The statements of a file in whose lines a name stands: text is searched faster than trees."""
    lines = [number for number, line in enumerate(module.source.lines, 1) if name in line]
    for statement in module.source.tree.body:
        at = bisect_left(lines, statement.lineno)
        if at < len(lines) and lines[at] <= (statement.end_lineno or statement.lineno):
            yield statement


def _ancestors(cls: Class) -> Iterator[Class]:
    return (entity for entity in hierarchy.linearise(cls) if isinstance(entity, Class))
