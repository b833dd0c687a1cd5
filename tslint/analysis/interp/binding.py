"""Binding: from the arguments of a call expression to the names inside the function."""

from __future__ import annotations

import ast

from tslint.analysis.interp import expressions, iteration
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Env, Frame
from tslint.analysis.interp.statements import reports
from tslint.analysis.values import (
    UNKNOWN,
    Callable,
    ClassRef,
    LambdaValue,
    Mapping,
    Origin,
    Sequence,
    Tensor,
    Value,
    join_all,
)
from tslint.project.classes import find_member
from tslint.project.entities import Function
from tslint.project.modules import Module
from tslint.source.recalled import recalled

_Parameters = tuple[tuple[str, ast.expr | None], ...]


def given(frame: Frame, node: ast.Call, function: Value = UNKNOWN) -> Arguments:
    """Evaluate the arguments of a call of `function`, stars included."""
    result = Arguments([], {})
    for part in node.args:
        if part.__class__ is not ast.Starred:
            result.args.append(expressions.evaluate(frame, part))
        elif isinstance(part, ast.Starred):
            value = expressions.evaluate(frame, part.value)
            items = iteration.items_of(value)
            if items.known is not None:
                result.args.extend(items.known)
            else:
                _spread(frame, node, part.value, value, items, function)
                result.open = True
                if not result.kwargs and items.element is not UNKNOWN:
                    result.args.append(items.element)
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


def _spread(
    frame: Frame, node: ast.Call, source: ast.expr, value: Value, items: iteration.Items, function: Value
) -> None:
    """Tell `f(*x)`: the call has as many arguments as the example had rows."""
    policy = frame.machine.policy
    reason = ""
    if items.length < Origin.SHAPE:
        reason = "no input goes into it" if isinstance(value, Tensor) else ""
    elif reports(node):
        reason = "it only goes into a message"
    elif _takes_so_many(function):
        reason = "another number of rows fails in Python too"
    else:
        policy.loop(frame, source, "star", items.over, items.length, source)
    if reason:
        policy.note(frame, source, "harmless-question", reason=reason)


def _takes_so_many(function: Value) -> bool:
    """Whether a function takes one number of arguments and no other."""
    match function:
        case Callable():
            spec: ast.arguments | None = function.function.node.args
        case LambdaValue():
            spec = function.node.args
        case ClassRef():
            member = find_member(function.cls, "__init__")
            spec = member.node.args if isinstance(member, Function) else None
        case _:
            return False
    return spec is None or (spec.vararg is None and not spec.defaults)


def bind(frame: Frame, spec: ast.arguments, arguments: Arguments, module: Module) -> Env:
    """Bind arguments to parameters; defaults are evaluated in `module`, where the function is written."""
    env: Env = {}
    parameters, positional = _parameters(spec)
    args, kwargs = arguments.args, arguments.kwargs
    placed = min(len(args), positional)
    scope: Frame | None = None
    for index, (name, default) in enumerate(parameters):
        value = args[index] if index < placed else kwargs.get(name)
        if value is None:
            scope = scope or Frame(frame.machine, module, {})
            value = _missing(scope, default, arguments.open, name)
        env[name] = value
    rest: dict[object, Value] | None = None
    if spec.kwarg is not None:
        unnamed = [parameter.arg for parameter in spec.posonlyargs]
        rest = {name: v for name, v in kwargs.items() if name not in env or name in unnamed}
        frame.machine.bear(rest)
    if spec.vararg is not None:
        extra = args[positional:]
        env[spec.vararg.arg] = (
            Sequence("tuple", None, join_all(extra), Origin.CONFIGURATION)
            if arguments.open
            else Sequence("tuple", list(extra))
        )
    if spec.kwarg is not None:
        env[spec.kwarg.arg] = Mapping(None) if arguments.open else Mapping(rest, exact=not arguments.varied)
    return env


@recalled
def _parameters(spec: ast.arguments) -> tuple[_Parameters, int]:
    """The parameters with their defaults, those that take a position first, and how many these are."""
    positional = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
    defaults = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    named = [parameter.arg for parameter in spec.kwonlyargs]
    return tuple(zip([*positional, *named], [*defaults, *spec.kw_defaults], strict=True)), len(positional)


def _missing(scope: Frame, default: ast.expr | None, is_open: bool, name: str) -> Value:
    """The value of a parameter that the call does not name; a list or dict is the same for all calls."""
    if is_open or default is None:
        return UNKNOWN
    value = expressions.evaluate(scope, default)
    if isinstance(value, (Sequence, Mapping)):
        scope.machine.policy.container_made(value, "global", name)
    return value
