"""Calls: dispatch on what is called."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable as Function
from functools import partial

from tslint.analysis.interp import (
    binding,
    border,
    expressions,
    externals,
    methods,
    objects,
    running,
    wrappers,
)
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import DEPTH
from tslint.analysis.values import (
    DERIVED,
    UNKNOWN,
    Callable,
    Choice,
    ClassRef,
    Const,
    ExternalRef,
    Instance,
    LambdaValue,
    Method,
    Partial,
    Scripted,
    Super,
    Unknown,
    Value,
    contains_input,
    join_all,
)
from tslint.project.classes import find_member


def call(frame: Frame, node: ast.Call) -> Value:
    """Evaluate a call expression."""
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not frame.module.is_bound("super"):
        return _super(frame, node)
    if isinstance(node.func, ast.Attribute):
        function = expressions.attribute(frame, node.func)
    else:
        function = expressions.evaluate(frame, node.func)
    return apply(frame, node, function, binding.given(frame, node, function))


def _super(frame: Frame, node: ast.Call) -> Value:
    if frame.owner is None or frame.receiver is None:
        return UNKNOWN
    owner = frame.owner
    if node.args:
        named = expressions.evaluate(frame, node.args[0])
        if not isinstance(named, ClassRef):
            return UNKNOWN
        owner = named.cls
    return Super(frame.receiver, owner)


def apply(frame: Frame, node: ast.AST, function: Value, arguments: Arguments) -> Value:
    """Call a value. What unknown code makes of an input is derived from it."""
    policy = frame.machine.policy
    if policy.tells_calls:
        policy.called(frame, node, function)
    result = _apply(frame, node, function, arguments)
    if isinstance(result, Unknown) and _is_unknown_code(function):
        frame.machine.policy.given_away(arguments.all())
        return DERIVED if any(map(contains_input, arguments.all())) else UNKNOWN
    return result


_OWN = frozenset({"builtins", "math", "numpy", "torch", *sys.stdlib_module_names})


def _is_unknown_code(function: Value) -> bool:
    """Whether nothing is known about a function: not even that it is one of Python's, NumPy's or torch's."""
    match function:
        case ExternalRef():
            return function.dotted.partition(".")[0] not in _OWN
        case Method():
            return isinstance(function.receiver, (Instance, Super))
        case Instance():
            return isinstance(function.cls, str) or find_member(function.cls, "forward") is None
    return isinstance(function, Unknown)


def _apply(frame: Frame, node: ast.AST, function: Value, arguments: Arguments) -> Value:
    kind = function.__class__
    if kind is Callable:
        return _function(frame, node, function, arguments)  # type: ignore[arg-type]
    if kind is Method:
        return methods.call(frame, node, function, arguments)  # type: ignore[arg-type]
    if kind is Instance:
        return objects.invoke(frame, node, function, arguments)  # type: ignore[arg-type]
    handler = _HANDLERS.get(kind)
    return handler(frame, node, function, arguments) if handler is not None else UNKNOWN


def _function(frame: Frame, node: ast.AST, function: Callable, arguments: Arguments) -> Value:
    if function.wrapper is not None and frame.machine.policy.regime != "build":
        return wrappers.call(frame, node, function, function.wrapper, arguments)
    led = frame.machine.led
    if led is not None:
        function, arguments = wrappers.called(led, function, arguments)
    return running.run_function(frame, node, function, arguments)


def _external(frame: Frame, node: ast.AST, function: ExternalRef, arguments: Arguments) -> Value:
    return externals.call(frame, node, function.dotted, arguments)


def _class(frame: Frame, node: ast.AST, function: ClassRef, arguments: Arguments) -> Value:
    return objects.construct(frame, node, function.cls, arguments)


def _partial(frame: Frame, node: ast.AST, function: Partial, arguments: Arguments) -> Value:
    merged = Arguments(
        [*function.args, *arguments.args],
        {**function.kwargs, **arguments.kwargs},
        arguments.open,
        arguments.varied,
    )
    return apply(frame, node, function.function, merged)


def _scripted(frame: Frame, node: ast.AST, function: Scripted, arguments: Arguments) -> Value:
    target = function.function
    return border.call(frame, node, target, arguments) if isinstance(target, Callable) else UNKNOWN


def _choice(frame: Frame, node: ast.AST, function: Choice, arguments: Arguments) -> Value:
    parts = [part for part in function.values if not (isinstance(part, Const) and part.value is None)]
    results: list[Value] = []

    def one(part: Value) -> None:
        results.append(apply(frame, node, part, arguments))

    frame.machine.alternatives([partial(one, part) for part in parts])
    return join_all(results)


def _lambda(frame: Frame, node: ast.AST, function: LambdaValue, arguments: Arguments) -> Value:
    machine = frame.machine
    if machine.active.count(function.node) > 1 or len(machine.active) > DEPTH:
        return UNKNOWN
    env = binding.bind(frame, function.node.args, arguments, function.module)
    inner = Frame(machine, function.module, env, closure=function.closure, owner=function.receiver_class)
    machine.active.append(function.node)
    try:
        return expressions.evaluate(inner, function.node.body)
    finally:
        machine.active.pop()


_HANDLERS: dict[type[Value], Function[..., Value]] = {
    ExternalRef: _external,
    ClassRef: _class,
    LambdaValue: _lambda,
    Partial: _partial,
    Scripted: _scripted,
    Choice: _choice,
}
