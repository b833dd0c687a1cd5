"""Functions that only make a function or a module: nobody scripts the factory, what it makes is judged."""

from __future__ import annotations

import ast

from tslint.project.entities import Class, Function
from tslint.project.modules import make_class


def product(function: Function) -> Function | Class | None:
    """The nested function or class that a function makes and returns; None where it is no such factory."""
    node = function.node
    nested = {s.name: s for s in node.body if isinstance(s, (ast.FunctionDef, ast.ClassDef))}
    if not nested or not node.body:
        return None
    last = node.body[-1]
    if not isinstance(last, ast.Return) or last.value is None:
        return None
    value = last.value.func if isinstance(last.value, ast.Call) else last.value
    if not isinstance(value, ast.Name):
        return None
    made = nested.get(value.id)
    prefix = f"{function.qualname}.<locals>"
    if isinstance(made, ast.FunctionDef) and value is last.value:
        return Function(function.module, made, f"{prefix}.{made.name}")
    if isinstance(made, ast.ClassDef):
        return make_class(function.module, made, f"{prefix}.{made.name}")
    return None
