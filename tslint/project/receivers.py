"""The object that a method is called on: what it is called there, and the code that speaks of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tslint.project.entities import Function
from tslint.source.walking import children, walk

_Definition = (ast.FunctionDef, ast.AsyncFunctionDef)


def receiver_of(function: Function) -> str:
    """The name of the object in a method, mostly `self`; empty for a function that has none."""
    return _first_name(function.node) if function.owner is not None else ""


def own_attributes(function: Function) -> Iterator[ast.Attribute]:
    """Where a method reads, gives or deletes an attribute of its object."""
    own = receiver_of(function)
    for node in walk(function.node):
        if isinstance(node, ast.Attribute) and is_name(node.value, own):
            yield node


def with_receivers(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every node of a class or a file, with the name of the object in whose method it stands, or nothing."""
    waiting = [(tree, "", False)]
    while waiting:
        node, own, in_class = waiting.pop()
        yield node, own
        if isinstance(node, ast.ClassDef):
            own, in_class = "", True
        elif isinstance(node, _Definition):
            own, in_class = _first_name(node) if in_class else own, False
        waiting += [(child, own, in_class) for child in children(node)]


def is_name(node: ast.AST, name: str) -> bool:
    """Whether an expression is that name; nothing is, for the name of no object."""
    return isinstance(node, ast.Name) and node.id == name


def _first_name(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The first parameter of a function in the body of a class, unless a decorator says what else it gets."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id in ("staticmethod", "classmethod"):
            return ""
    parameters = [*node.args.posonlyargs, *node.args.args]
    return parameters[0].arg if parameters else ""
