"""Decorators: which make a function scripted, static or a property, and which change nothing here."""

from __future__ import annotations

import ast

from tslint.analysis.interp import wrappers
from tslint.analysis.interp.machine import Machine
from tslint.analysis.values import Callable, Scripted, Value
from tslint.ir.scripting import SCRIPTS
from tslint.project.classes import resolve
from tslint.project.entities import External, Function


def names(function: Function) -> list[str]:
    """Dotted names of the decorators of a function, outermost first; empty strings for what is not known."""
    found = []
    for decorator in function.node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        entity = resolve(function.module, target)
        if isinstance(entity, External):
            found.append(entity.dotted)
        elif entity is None and isinstance(target, ast.Name):
            found.append(f"builtins.{target.id}")
        else:
            found.append("")
    return found


def decorated(machine: Machine, value: Callable) -> Value:
    """The function as its decorators leave it: scripted, or with what those of the project put around it."""
    function = value.function
    if not function.node.decorator_list:
        return value
    if any(name in SCRIPTS for name in names(function)):
        return Scripted(value)
    if machine.traces and value.closure is None:
        value.wrapper = wrappers.wrapper_of(machine, function)
    return value


def method_kind(function: Function) -> str:
    """How a class member is reached: `static`, `class`, `property` or `method`."""
    found = names(function)
    if "builtins.staticmethod" in found:
        return "static"
    if "builtins.classmethod" in found:
        return "class"
    if "builtins.property" in found or "functools.cached_property" in found:
        return "property"
    return "method"
