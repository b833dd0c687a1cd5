"""How a parameter is used: what can be no tensor is not taken for one, although nothing says what it is."""

from __future__ import annotations

import ast

from tslint.analysis.interp import tensors, torchfacts
from tslint.source.recalled import recalled
from tslint.source.walking import walk
from tslint.source.watched import note

Node = ast.FunctionDef | ast.AsyncFunctionDef
_ATTRIBUTES = {"shape", "data", "ndim", "itemsize", "nbytes", "dtype", "device", "layout", "grad_fn", "names"}


def is_no_tensor(function: Node, name: str) -> bool:
    """Whether the body asks of `name` what no tensor has: a string key, an attribute that tensors lack."""
    note(function)
    return name in _no_tensors(function)


@recalled
def _no_tensors(function: Node) -> frozenset[str]:
    found: set[str] = set()
    walked: list[tuple[str, str]] = []  # what is walked over, and the name of its items
    for node in walk(function):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
                found.add(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if not is_of_tensors(attribute):
                found.add(name)
            case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In() | ast.NotIn()]):
                found.update(part.id for part in node.comparators if isinstance(part, ast.Name))
            case ast.For(target=ast.Name(id=item), iter=ast.Name(id=name)):
                walked.append((name, item))
            case ast.comprehension(target=ast.Name(id=item), iter=ast.Name(id=name)):
                walked.append((name, item))
    found.update(name for name, item in walked if item in found)
    return frozenset(found)


def is_asked_as_tensor(function: Node, name: str) -> bool:
    """Whether the body asks of `name` what only tensors have, no list, dict or string."""
    return name in _tensors(function)


@recalled
def _tensors(function: Node) -> frozenset[str]:
    return frozenset(
        node.value.id
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if is_of_tensors(node.attr) and not any(hasattr(kind, node.attr) for kind in (list, dict, str))
    )


def is_of_tensors(attribute: str) -> bool:
    """Whether tensors have the attribute; what torchspec does not list is looked up among the treated."""
    return (
        attribute in _ATTRIBUTES
        or attribute in tensors.TREATED
        or attribute in torchfacts.TENSOR_VIEWS
        or attribute in torchfacts.TENSOR_FLAGS
        or torchfacts.is_tensor_member(attribute)
    )
