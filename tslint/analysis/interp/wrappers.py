"""Decorators of the project: the functions that they put around what they decorate, and calls of these."""

from __future__ import annotations

import ast

from tslint.analysis.interp import calls, expressions, running
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import Machine
from tslint.analysis.values import (
    Callable,
    Instance,
    LambdaValue,
    Partial,
    Unknown,
    Value,
    contains_unknown,
)
from tslint.project.classes import resolve
from tslint.project.entities import Class, Function


def wrapper_of(machine: Machine, function: Function) -> Value | None:
    """What stands in the place of a function of a module or class; None where no wrapper is known."""
    key = function.node
    if key not in machine.wrappers:
        machine.wrappers[key] = None  # a decorator that is decorated by itself
        machine.wrappers[key] = _wrapped(machine, function)
    return machine.wrappers[key]


def _wrapped(machine: Machine, function: Function) -> Value | None:
    chosen = [part for part in function.node.decorator_list if _is_of_project(function, part)]
    if not chosen:
        return None
    bare = Callable(function)
    value: Value = bare
    previous, machine.policy = machine.policy, machine.builder  # as when the module is imported
    try:
        for part in reversed(chosen):
            frame = Frame(machine, function.module, {})
            decorator = expressions.evaluate(frame, part)
            made = calls.apply(frame, part, decorator, Arguments([value], {}))
            value = made if isinstance(made, (Callable, LambdaValue, Partial, Instance)) else value
    finally:
        machine.policy = previous
    return value if value is not bare else None


def _is_of_project(function: Function, decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(resolve(function.module, target), (Function, Class))


def call(frame: Frame, node: ast.AST, function: Callable, wrapper: Value, arguments: Arguments) -> Value:
    """Call a function through its wrapper; by itself too, where the wrapper does not lead to it.

    What a wrapper hands on may be more than is known of it: then the function is judged by its own call.
    """
    machine = frame.machine
    inside = function.function.node
    outer = machine.led
    led = machine.led = set()
    given = arguments.after(function.receiver) if function.receiver is not None else arguments
    try:
        result = calls.apply(frame, node, wrapper, given)
    finally:
        machine.led = outer | led if outer is not None else None
    if inside in led and not isinstance(result, Unknown):
        return result
    bare = Callable(function.function, function.receiver, function.closure)
    own = running.run_function(frame, node, bare, arguments)
    return own if isinstance(result, Unknown) else result


def called(led: set[ast.AST], function: Callable, arguments: Arguments) -> tuple[Callable, Arguments]:
    """A function that is run inside a wrapper: one that gets all that it needs need not be run by itself.

    A method that is called with its object as the first argument, as wrappers do, is bound to that.
    """
    if not any(map(contains_unknown, arguments.all())) and not arguments.open:
        led.add(function.function.node)
    first = arguments.args[0] if arguments.args else None
    if function.receiver is None and function.function.owner is not None and isinstance(first, Instance):
        return Callable(function.function, first, function.closure), arguments.rest()
    return function, arguments
