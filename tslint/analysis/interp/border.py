"""The border to scripted code: what traced code gives to it, and what it may take from it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tslint.analysis.interp import annotated, running
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.policy import Policy, thawed
from tslint.analysis.values import (
    UNKNOWN,
    Callable,
    Choice,
    Const,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
    element_of,
    kind_of,
)


class Inside(Policy):
    """Compiled code: nothing in it is frozen, and an input may decide how long a list becomes."""

    regime = "scripted"

    def __init__(self) -> None:
        self.decided = False

    def branch(
        self, frame: Frame, node: ast.AST, construct: str, test: ast.expr | ast.pattern, origin: Origin
    ) -> None:
        self.decided = True

    def loop(
        self, frame: Frame, node: ast.AST, construct: str, over: str, origin: Origin, source: ast.AST
    ) -> None:
        self.decided = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scripted function gives; `decided` where an input had a say in its loops and branches."""

    value: Value
    decided: bool
    keep: tuple[object, ...]  # the arguments, whose identities are part of the key


def call(frame: Frame, node: ast.AST, target: Callable, arguments: Arguments) -> Value:
    """Call a scripted function. It is compiled, not traced: only what crosses the border matters."""
    machine = frame.machine
    if isinstance(machine.policy, Inside):
        return running.run_function(frame, node, target, arguments)
    function = target.function
    machine.policy.scripted(frame, node, target, arguments)
    declared = annotated.from_annotation(function.module, function.node.returns)
    found = _outcome(frame, node, target, arguments) if machine.policy.regime != "build" else None
    inferred = found.value if found is not None else UNKNOWN
    given = inferred if declared is None or isinstance(declared, Unknown) else declared
    refused = _refused(given)
    if refused:
        machine.policy.note(frame, node, "scripted-number-output", function=function.name, type=refused)
        return _plain(given)
    if isinstance(given, Sequence) and given.items is None:
        if isinstance(inferred, Sequence) and inferred.items is not None:
            return inferred
        origin = max(inferred.length, inferred.grown) if isinstance(inferred, Sequence) else Origin.CONSTANT
        if found is not None and (found.decided or origin >= Origin.SHAPE):
            machine.policy.note(frame, node, "scripted-list-output", function=function.name)
        return Sequence("list", None, element_of(given), Origin.CONFIGURATION)
    if isinstance(given, Unknown) and declared is None:
        return Tensor()
    return given


def _outcome(frame: Frame, node: ast.AST, target: Callable, arguments: Arguments) -> Outcome:
    """Run the function with what crosses the border: sizes are plain numbers on the other side."""
    machine = frame.machine
    given = *running.arguments_key(arguments), arguments.varied
    key = (target.function.node, id(target.receiver), id(target.closure), *given)
    known = machine.scripted.get(key)
    if known is None:
        inner = Arguments(
            [_crossed(value) for value in arguments.args],
            {name: _crossed(value) for name, value in arguments.kwargs.items()},
            arguments.open,
            arguments.varied,
        )
        value, decided = _run(machine, frame, node, target, inner)
        known = Outcome(value, decided, (target, *arguments.all()))
        machine.scripted[key] = known
    assert isinstance(known, Outcome)
    return known


def _run(
    machine: Machine, frame: Frame, node: ast.AST, target: Callable, arguments: Arguments
) -> tuple[Value, bool]:
    inside = Inside()
    before, machine.policy = machine.policy, inside
    machine.round += 1  # what equal calls decide is to be seen again
    try:
        return running.run_function(frame, node, target, arguments), inside.decided
    finally:
        machine.policy = before


def _crossed(value: Value) -> Value:
    return thawed(value) if isinstance(value, (Const, Scalar)) and value.origin >= Origin.SHAPE else value


def _plain(value: Value) -> Value:
    """A refused value without origin: that it cannot be had is told."""
    return Scalar(kind_of(value)) if isinstance(value, (Const, Scalar)) and kind_of(value) else UNKNOWN


def _refused(value: Value, depth: int = 3) -> str:
    """The type that the tracer cannot take over the border (torch/csrc/jit/frontend/tracer.cpp,
    `setValueTrace`); empty where all are tensors or not known.
    """
    match value:
        case Const() | Scalar():
            return "None" if kind_of(value) == "NoneType" else kind_of(value)
        case Size():
            return "List[int]"
        case Sequence() if depth:
            parts = value.items if value.items is not None else [value.element]
            return next((kind for part in parts if (kind := _refused(part, depth - 1))), "")
        case Mapping() if depth:
            inner = list(value.items.values()) if value.items is not None else [value.element]
            return next((kind for part in inner if (kind := _refused(part, depth - 1))), "")
        case Choice() if depth:
            kinds = [_refused(part, depth - 1) for part in value.values]
            return kinds[0] if all(kinds) else ""
    return ""
