"""Attributes that are None because the call that builds the module leaves their parameter out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function
from tslint.source.walking import walk

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler


def is_left_out(compiler: Compiler, instance: v.Instance, name: str) -> bool:
    """Whether an attribute is only what a parameter gives it, and the call of the class does not give that.

    An entry is built by nobody: what its users pass is open.
    """
    call = instance.site[1] if instance.site is not None else None
    if not isinstance(instance.cls, Class) or not isinstance(call, ast.Call):
        return False
    initialiser = hierarchy.find_member(instance.cls, "__init__")
    if not isinstance(initialiser, Function):
        return False
    parameter = compiler.once(_parameters, initialiser).get(name)
    return parameter is not None and not _gives(call, initialiser.node.args, parameter)


def _parameters(function: Function) -> dict[str, str]:
    """Attributes that `__init__` gives once, a parameter that it never rebinds."""
    given: dict[str, str] = {}
    stored: list[str] = []
    for node in walk(function.node):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            given |= {x.attr: node.value.id for x in node.targets if isinstance(x, ast.Attribute)}
        elif isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Store):
            stored.append(node.attr if isinstance(node, ast.Attribute) else f"local {node.id}")
    args = function.node.args
    own = {x.arg for x in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    return {
        attribute: name
        for attribute, name in given.items()
        if name in own and f"local {name}" not in stored and stored.count(attribute) == 1
    }


def _gives(call: ast.Call, args: ast.arguments, parameter: str) -> bool:
    """Whether a call gives a parameter a value, or may: through a star."""
    if any(isinstance(x, ast.Starred) for x in call.args) or any(x.arg is None for x in call.keywords):
        return True
    positional = [x.arg for x in (*args.posonlyargs, *args.args)][1:]
    return any(x.arg == parameter for x in call.keywords) or parameter in positional[: len(call.args)]
