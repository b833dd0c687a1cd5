"""Binding: from the arguments of a call expression to the names inside the function."""

from __future__ import annotations

import ast

from tslint.analysis.interp import expressions, iteration
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Env, Frame
from tslint.analysis.values import UNKNOWN, Mapping, Origin, Sequence, Value, join_all
from tslint.project.modules import Module


def given(frame: Frame, node: ast.Call) -> Arguments:
    """Evaluate the arguments of a call expression, stars included."""
    result = Arguments([], {})
    for part in node.args:
        if isinstance(part, ast.Starred):
            value = expressions.evaluate(frame, part.value)
            items = iteration.items_of(value)
            if items.known is not None:
                result.args.extend(items.known)
            else:
                result.open = True
                if not result.kwargs and items.element is not UNKNOWN:
                    result.args.append(items.element)
        else:
            result.args.append(expressions.evaluate(frame, part))
    for keyword in node.keywords:
        if keyword.arg is not None:
            result.kwargs[keyword.arg] = expressions.evaluate(frame, keyword.value)
            continue
        value = expressions.receiver(frame, keyword.value)
        if (
            isinstance(value, Mapping)
            and value.items is not None
            and all(isinstance(k, str) for k in value.items)
        ):
            result.kwargs.update({str(k): v for k, v in value.items.items()})
            result.varied = result.varied or not expressions.spreads_all(frame, keyword.value, value)
        else:
            result.open = True
    return result


def bind(frame: Frame, spec: ast.arguments, arguments: Arguments, module: Module) -> Env:
    """Bind arguments to parameters; defaults are evaluated in `module`, where the function is written."""
    env: Env = {}
    positional = [*spec.posonlyargs, *spec.args]
    scope = Frame(frame.machine, module, {})
    defaults = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    for index, (parameter, default) in enumerate(zip(positional, defaults, strict=True)):
        value = arguments.args[index] if index < len(arguments.args) else arguments.kwargs.get(parameter.arg)
        env[parameter.arg] = (
            value if value is not None else _missing(scope, default, arguments.open, parameter)
        )
    for parameter, kw_default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        value = arguments.kwargs.get(parameter.arg)
        env[parameter.arg] = (
            value if value is not None else _missing(scope, kw_default, arguments.open, parameter)
        )
    if spec.vararg is not None:
        extra = arguments.args[len(positional) :]
        env[spec.vararg.arg] = (
            Sequence("tuple", None, join_all(extra), Origin.CONFIGURATION)
            if arguments.open
            else Sequence("tuple", list(extra))
        )
    if spec.kwarg is not None:
        named = {parameter.arg for parameter in (*positional, *spec.kwonlyargs)}
        rest: dict[object, Value] = {name: v for name, v in arguments.kwargs.items() if name not in named}
        frame.machine.bear(rest)
        env[spec.kwarg.arg] = Mapping(None) if arguments.open else Mapping(rest, exact=not arguments.varied)
    return env


def _missing(scope: Frame, default: ast.expr | None, is_open: bool, parameter: ast.arg) -> Value:
    """The value of a parameter that the call does not name; a list or dict is the same for all calls."""
    if is_open or default is None:
        return UNKNOWN
    value = expressions.evaluate(scope, default)
    if isinstance(value, (Sequence, Mapping)):
        scope.machine.policy.container_made(value, "global", parameter.arg)
    return value
