"""Calls: arguments, dispatch on what is called, and running functions of the project."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from functools import partial

from tslint.analysis.events import Call
from tslint.analysis.interp import (
    annotated,
    expressions,
    externals,
    iteration,
    methods,
    objects,
    statements,
)
from tslint.analysis.interp.frame import Env, Frame, location
from tslint.analysis.interp.machine import DEPTH, Summary, signature
from tslint.analysis.interp.units import Unit
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Callable,
    Choice,
    ClassRef,
    Const,
    ExternalRef,
    Instance,
    LambdaValue,
    Mapping,
    Method,
    Origin,
    Partial,
    Scalar,
    Scripted,
    Sequence,
    Size,
    Super,
    Tensor,
    Unknown,
    Value,
    join_all,
)
from tslint.project.entities import Function


@dataclass(slots=True)
class Arguments:
    """Values of one call. `open` where a star argument of unknown length may supply more."""

    args: list[Value]
    kwargs: dict[str, Value]
    open: bool = False
    nodes: list[ast.expr] = field(default_factory=list)

    def get(self, position: int, name: str) -> Value | None:
        """An argument by position or by name."""
        if position < len(self.args):
            return self.args[position]
        return self.kwargs.get(name)

    def all(self) -> list[Value]:
        return [*self.args, *self.kwargs.values()]


def call(frame: Frame, node: ast.Call) -> Value:
    """Evaluate a call expression."""
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not frame.module.is_bound("super"):
        return _super(frame, node)
    function = expressions.evaluate(frame, node.func)
    return apply(frame, node, function, _arguments(frame, node))


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


def _arguments(frame: Frame, node: ast.Call) -> Arguments:
    result = Arguments([], {}, nodes=[*node.args, *(k.value for k in node.keywords)])
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
        value = expressions.evaluate(frame, keyword.value)
        if keyword.arg is not None:
            result.kwargs[keyword.arg] = value
        elif (
            isinstance(value, Mapping)
            and value.items is not None
            and all(isinstance(k, str) for k in value.items)
        ):
            result.kwargs.update({str(k): v for k, v in value.items.items()})
        else:
            result.open = True
    return result


def apply(frame: Frame, node: ast.AST, function: Value, arguments: Arguments) -> Value:
    """Call a value."""
    match function:
        case Callable():
            return run_function(frame, node, function, arguments)
        case ExternalRef():
            return externals.call(frame, node, function.dotted, arguments)
        case Method():
            return methods.call(frame, node, function, arguments)
        case ClassRef():
            return objects.construct(frame, node, function.cls, arguments)
        case Instance():
            return objects.invoke(frame, node, function, arguments)
        case LambdaValue():
            return _lambda(frame, function, arguments)
        case Partial():
            merged = Arguments(
                [*function.args, *arguments.args], {**function.kwargs, **arguments.kwargs}, arguments.open
            )
            return apply(frame, node, function.function, merged)
        case Scripted():
            return _scripted(frame, node, function, arguments)
        case Choice():
            parts = [part for part in function.values if not (isinstance(part, Const) and part.value is None)]
            results: list[Value] = []

            def one(part: Value) -> None:
                results.append(apply(frame, node, part, arguments))

            frame.machine.alternatives([partial(one, part) for part in parts])
            return join_all(results)
    return UNKNOWN


def _lambda(frame: Frame, function: LambdaValue, arguments: Arguments) -> Value:
    machine = frame.machine
    if machine.active.count(function.node) > 1 or len(machine.active) > DEPTH:
        return UNKNOWN
    env = bind(frame, function.node.args, arguments, function.module)
    inner = Frame(machine, function.module, env, closure=function.closure, owner=function.receiver_class)
    machine.active.append(function.node)
    try:
        return expressions.evaluate(inner, function.node.body)
    finally:
        machine.active.pop()


def _scripted(frame: Frame, node: ast.AST, function: Scripted, arguments: Arguments) -> Value:
    """A scripted function is compiled, not traced: only what crosses the border matters."""
    target = function.function
    if not isinstance(target, Callable):
        return UNKNOWN
    frame.machine.policy.scripted(frame, node, target, arguments)
    return scripted_result(target.function)


def scripted_result(function: Function) -> Value:
    """What a scripted function gives to the trace that calls it, from its annotation (Tensor where there
    is none).
    """
    value = annotated.from_annotation(function.module, function.node.returns)
    if value is None:
        returned = any(
            isinstance(part, ast.Return) and part.value is not None for part in ast.walk(function.node)
        )
        return Tensor() if returned else NONE
    if isinstance(value, Scalar):
        return Scalar(value.kind)
    if isinstance(value, Sequence) and value.items is None:
        return Sequence(
            value.kind,
            None,
            value.element,
            Origin.DATA if value.length >= Origin.SHAPE else value.length,
            "scripted list",
        )
    return value


def run_function(
    frame: Frame, node: ast.AST, target: Callable, arguments: Arguments, entry: bool = False
) -> Value:
    """Run a function of the project with these arguments (or recall what it gave for equal ones)."""
    machine, function = frame.machine, target.function
    if isinstance(function.node, ast.AsyncFunctionDef):
        return UNKNOWN
    if machine.active.count(function.node) > 1 or len(machine.active) > DEPTH:
        return UNKNOWN
    machine.reached.add((function.module.path, function.node.lineno))
    if target.receiver is not None:
        arguments = replace(arguments, args=[target.receiver, *arguments.args])
    key: tuple[object, ...] = (
        function.node,
        id(target.closure),
        tuple(signature(value) for value in arguments.args),
        tuple((name, signature(value)) for name, value in sorted(arguments.kwargs.items())),
        arguments.open,
        machine.policy.regime,
        machine.round,
        entry,
    )
    known = machine.summaries.get(key)
    if known is not None:
        return machine.replay(known)
    env = bind(frame, function.node.args, arguments, function.module, function)
    inner = Frame(
        machine, function.module, env, function, owner=function.owner, closure=target.closure, entry=entry
    )
    inner.receiver = target.receiver if target.receiver is not None else _first(env, function)
    step = Call(frame.module.path, location(node), function.dotted)
    unit: Unit | None = None
    if machine.policy.regime != "build":
        unit = machine.units.setdefault(function.dotted, Unit(function))
        own = _receiver_name(function) if target.receiver is not None else ""
        unit.called(
            {name: value for name, value in env.items() if name != own}, target.receiver, frame.callee()
        )
    outer_events, machine.events = machine.events, {}
    depth = len(machine.stack) + 1
    machine.stack.append(step)
    machine.active.append(function.node)
    try:
        result = run_body(inner, function.node.body)
    finally:
        machine.active.pop()
        machine.stack.pop()
        inner_events, machine.events = machine.events, outer_events
        for event in inner_events.values():  # also when a bound ends the run: what was seen stands
            machine.record(event)
    events = [replace(event, chain=event.chain[depth - 1 :]) for event in inner_events.values()]
    if unit is not None:
        unit.gave(result)
    if unit is not None and not any(isinstance(v, Unknown) for v in arguments.all()):
        machine.remember(function, events)
    # Code that builds things is run again unless all it takes and gives is plain: it may change what it
    # is given,
    # and what it made would be shared.
    if machine.policy.regime != "build" or all(map(_is_plain, (*arguments.all(), result))):
        machine.summaries[key] = Summary(result, events, (target, *arguments.all()))
    return result


def _is_plain(value: Value) -> bool:
    """Whether a value can be shared by all who get it: nothing in it is changed in place."""
    match value:
        case Const() | Scalar() | Tensor() | Size() | ExternalRef() | ClassRef():
            return True
        case Sequence(kind="tuple", items=list(items)):
            return all(map(_is_plain, items))
        case Choice():
            return all(map(_is_plain, value.values))
        case Callable():
            return value.receiver is None and value.closure is None
    return False


def _receiver_name(function: Function) -> str:
    """The name of a method's first parameter (`self`); empty for a function without one."""
    arguments = [*function.node.args.posonlyargs, *function.node.args.args]
    return arguments[0].arg if arguments else ""


def _first(env: Env, function: Function) -> Value | None:
    return env.get(_receiver_name(function)) if function.owner is not None else None


def run_body(frame: Frame, body: list[ast.stmt]) -> Value:
    """Run a function body and join what it returns."""
    through = statements.run_block(frame, body)
    if frame.yields:
        return Sequence("iterator", None, join_all(frame.yields), Origin.CONFIGURATION)
    if through:
        frame.returns.append(NONE)
    if not frame.returns:
        return UNKNOWN
    return join_all(frame.returns)


def bind(
    frame: Frame, spec: ast.arguments, arguments: Arguments, module: object, function: Function | None = None
) -> Env:
    """Bind arguments to parameters; defaults are evaluated where the function is written."""
    from tslint.project.modules import Module

    assert isinstance(module, Module)
    env: Env = {}
    positional = [*spec.posonlyargs, *spec.args]
    scope = Frame(frame.machine, module, {})
    defaults = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    for index, (parameter, default) in enumerate(zip(positional, defaults, strict=True)):
        value = arguments.args[index] if index < len(arguments.args) else arguments.kwargs.get(parameter.arg)
        env[parameter.arg] = (
            value if value is not None else missing(scope, parameter, default, arguments.open)
        )
    for parameter, kw_default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        value = arguments.kwargs.get(parameter.arg)
        env[parameter.arg] = (
            value if value is not None else missing(scope, parameter, kw_default, arguments.open)
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
        env[spec.kwarg.arg] = Mapping(None) if arguments.open else Mapping(rest)
    return env


def missing(scope: Frame, parameter: ast.arg, default: ast.expr | None, is_open: bool) -> Value:
    """The value of a parameter that the call does not name."""
    if is_open:
        return UNKNOWN
    if default is not None:
        return expressions.evaluate(scope, default)
    return UNKNOWN
