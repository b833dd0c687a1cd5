"""Running functions of the project on abstract values, and recalling what equal calls gave."""

from __future__ import annotations

import ast

from tslint.analysis.events import Call
from tslint.analysis.interp import binding, plain, statements
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Env, Frame, location
from tslint.analysis.interp.machine import DEPTH, Machine, Summary, signature
from tslint.analysis.interp.units import Unit
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Callable,
    Instance,
    Origin,
    Sequence,
    Value,
    contains_input,
    contains_tensor,
    contains_unknown,
    join_all,
    shape_only,
)
from tslint.project.entities import Function
from tslint.project.receivers import receiver_of


def run_function(
    frame: Frame,
    node: ast.AST,
    target: Callable,
    arguments: Arguments,
    entry: bool = False,
    anew: bool = False,
) -> Value:
    """Run a function of the project with these arguments (or recall what it gave for equal ones).

    `anew`: it is the `__init__` of a new object, of which no call can have been equal.
    """
    machine, function = frame.machine, target.function
    if isinstance(function.node, ast.AsyncFunctionDef):
        return UNKNOWN
    if machine.active.count(function.node) > 1 or len(machine.active) > DEPTH:
        return UNKNOWN
    if target.receiver is not None:
        arguments = arguments.after(target.receiver)
    key = _key(target, arguments, machine, entry) if not anew else ()
    known = machine.summaries.get(key) if key and not _is_watched(machine, function) else None
    step = Call(frame.module.path, location(node), function.dotted)
    if known is not None:
        unit = machine.units.get(function.dotted)
        if unit is not None and machine.policy.plans:
            unit.recalled(frame.callee())
        result = machine.replay(known, step)
        return (plain.copied(result, machine.level) or result) if known.fresh else result
    env = binding.bind(frame, function.node.args, arguments, function.module)
    inner = Frame(
        machine, function.module, env, function, owner=function.owner, closure=target.closure, entry=entry
    )
    if function.node.args.kwarg is not None:
        inner.hold(function.node.args.kwarg.arg)
    inner.receiver = target.receiver if target.receiver is not None else env.get(receiver_of(function))
    unit = _note_call(frame, target, env) if machine.policy.plans else None
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
    events = [event.under(event.chain[depth - 1 :]) for event in inner_events.values()]
    if unit is not None:
        unit.gave(result)
        if _is_telling(arguments.all()):
            machine.remember(function, target.receiver, events)
    if not key:
        return result
    if machine.policy.regime != "build":
        machine.summaries[key] = Summary(result, events, (target, *arguments.all()))
    elif all(map(plain.is_plain, arguments.all())):
        # Code that builds things may change what it is given, and what it gives is each caller's own.
        kept = plain.copied(result, -machine.level)
        if kept is not None:
            machine.summaries[key] = Summary(
                kept, events, (target, *arguments.all()), fresh=kept is not result
            )
    return result


def _is_watched(machine: Machine, function: Function) -> bool:
    """Whether this is the outermost call of the function that is looked at: it is run, whatever is known."""
    watch = machine.watch
    return watch is not None and watch.function is function.node and function.node not in machine.active


def _is_telling(given: list[Value]) -> bool:
    """Whether a call says what a function does with inputs: nothing unknown is given, and not parameters in
    the place of every tensor.
    """
    if any(map(contains_unknown, given)):
        return False
    if any(contains_input(value) or shape_only(value) >= Origin.SHAPE for value in given):
        return True
    return not any(map(contains_tensor, given))


def arguments_key(arguments: Arguments) -> tuple[object, ...]:
    """Under which equal abstractions of arguments meet."""
    return (
        tuple([signature(value) for value in arguments.args]),
        tuple([(name, signature(value)) for name, value in sorted(arguments.kwargs.items())]),
        arguments.open,
    )


def _key(target: Callable, arguments: Arguments, machine: Machine, entry: bool) -> tuple[object, ...]:
    """Under which calls meet that do the same."""
    return (
        target.function.node,
        id(target.closure),
        *arguments_key(arguments),
        arguments.varied and target.function.node.args.kwarg is not None,
        machine.policy.regime,
        machine.decides_by_default,
        machine.round,
        entry,
    )


def _note_call(frame: Frame, target: Callable, env: Env) -> Unit:
    """Remember with what a function was called, for those who plan to script it."""
    function = target.function
    unit = frame.machine.units.setdefault(function.dotted, Unit(function))
    own = receiver_of(function) if target.receiver is not None else ""
    given = {name: value for name, value in env.items() if name != own}
    unit.called(given, target.receiver, frame.callee())
    return unit


def _refuse(frame: Frame) -> None:
    """An `__init__` that always raises with these arguments: what other arguments give the object is open."""
    function, made = frame.function, frame.receiver
    if function is not None and function.node.name == "__init__" and isinstance(made, Instance):
        made.open = True


def run_body(frame: Frame, body: list[ast.stmt]) -> Value:
    """Run a function body and join what it returns."""
    through = statements.run_block(frame, body)
    if frame.yields:
        return Sequence("iterator", None, join_all(frame.yields), Origin.CONFIGURATION)
    if through:
        frame.returns.append(NONE)
    if not frame.returns:
        _refuse(frame)
        return UNKNOWN
    return join_all(frame.returns)
