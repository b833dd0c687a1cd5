"""Numbers that a model is built with: whole by default, perhaps fractions in another configuration."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tslint.analysis.interp.units import Unit
from tslint.project.classes import find_member
from tslint.project.entities import Class, Function
from tslint.source.walking import walk


def is_float(unit: Unit, given: str, name: str, block: Sequence[ast.AST]) -> bool:
    """Whether an attribute that holds an int (`given`: `self.limit`) is a float as far as a block cares.

    `__init__` says so of the argument that it keeps, or the block, where it is called `name`, only compares
    it and divides by it, an argument of `__init__`, which gives the same either way.
    """
    owner = unit.receivers[0].cls if unit.receivers else None
    kept = _kept(owner, given.rpartition(".")[2]) if isinstance(owner, Class) else None
    if kept is None:
        return False
    function, parameter = kept
    if parameter.annotation is not None:
        return isinstance(parameter.annotation, ast.Name) and parameter.annotation.id == "float"
    return _only_compared(name, block)


def _kept(cls: Class, attribute: str) -> tuple[Function, ast.arg] | None:
    """The argument of `__init__` that is kept as an attribute: `self.limit = limit`, and nothing else is."""
    function = find_member(cls, "__init__")
    if not isinstance(function, Function):
        return None
    spec = function.node.args
    parameters = {a.arg: a for a in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}
    values: list[ast.expr] = []
    for node in walk(function.node):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                values += _assigned(target, node.value, attribute)
    if len(values) != 1 or not isinstance(values[0], ast.Name):
        return None
    parameter = parameters.get(values[0].id)
    return (function, parameter) if parameter is not None else None


def _assigned(target: ast.expr, value: ast.expr, attribute: str) -> list[ast.expr]:
    """What an assignment gives to an attribute of the object."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        pairs = zip(target.elts, value.elts, strict=True)
        return [found for one, other in pairs for found in _assigned(one, other, attribute)]
    if isinstance(target, ast.Attribute) and target.attr == attribute and isinstance(target.value, ast.Name):
        return [value]
    return []


def _only_compared(name: str, block: Sequence[ast.AST]) -> bool:
    """Whether a name is only one side of comparisons by size, and what something is divided by."""
    uses = harmless = 0
    for statement in block:
        for node in walk(statement):
            if isinstance(node, ast.Name) and node.id == name:
                uses += 1
            elif isinstance(node, ast.Compare) and all(isinstance(op, _BY_SIZE) for op in node.ops):
                if not any(map(_counts, (node.left, *node.comparators))):
                    harmless += sum(_is(part, name) for part in (node.left, *node.comparators))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                harmless += _is(node.right, name)
    return uses == harmless


_BY_SIZE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _counts(node: ast.expr) -> bool:
    """Whether an expression is a size: who compares with it means a whole number."""
    names = {getattr(part, "attr", getattr(part, "id", "")) for part in walk(node)}
    return bool(names & {"size", "shape", "ndim", "dim", "numel", "len"})


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
