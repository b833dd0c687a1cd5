"""Running one function again as the trace ran it, to see what its names hold from statement to statement."""

from __future__ import annotations

import ast
from collections.abc import Callable as Callable_
from collections.abc import Sequence

from tslint.analysis.interp import running
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.policy import thawed
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.trace.policy import TracePolicy
from tslint.analysis.values import Callable, Instance, Origin, Value
from tslint.project.modules import Project

_STEPS = 50_000  # one function, and what it calls


class _Silent(TracePolicy):
    """Goes the ways of a trace and tells nothing: what is there to be told was told when the entries ran."""

    plans = False

    def branch(
        self, frame: Frame, node: ast.AST, construct: str, test: ast.expr | ast.pattern, origin: Origin
    ) -> None: ...

    def check(self, frame: Frame, node: ast.AST, construct: str, test: ast.expr, origin: Origin) -> None: ...

    def loop(
        self, frame: Frame, node: ast.AST, construct: str, over: str, origin: Origin, source: ast.AST
    ) -> None: ...

    def freeze(
        self, frame: Frame, node: ast.AST, how: str, value: Value, origin: Origin, detail: str = ""
    ) -> Value:
        return thawed(value)

    def argument(self, frame: Frame, node: ast.AST, function: str, parameter: str, value: Value) -> None: ...

    def state(self, frame: Frame, node: ast.AST, how: str, name: str) -> None: ...

    def random(self, frame: Frame, node: ast.AST, name: str) -> None: ...

    def attribute_read(self, frame: Frame, node: ast.AST, owner: Instance, name: str, value: Value) -> Value:
        return value

    def scripted(self, frame: Frame, node: ast.AST, function: Callable, arguments: Arguments) -> None: ...

    def note(self, frame: Frame, node: ast.AST, kind: str, **facts: str) -> None: ...


class Observer:
    """Looks at functions one after another; what equal calls inside them give is found out once."""

    def __init__(self, project: Project, made: Callable_[[Machine], None] | None = None) -> None:
        """`made` is told of each machine before it is used."""
        self._project, self._made = project, made
        self._machine = self._new()

    def observe(self, unit: Unit) -> Watch:
        """What the names of a function hold while it runs with all that its callers gave it.

        Raises BudgetSpent where a bound ends the run.
        """
        machine, function = self._machine, unit.function
        machine.steps = _STEPS
        machine.watch = Watch(function.node)
        receivers: Sequence[Instance | None] = unit.receivers or [None]
        try:
            for receiver in receivers:
                target = Callable(function, receiver)
                frame = Frame(machine, function.module, {})
                running.run_function(frame, function.node, target, _arguments(unit, receiver is not None))
        except BaseException:
            self._machine = self._new()  # what a bound has ended is in no state to go on from
            raise
        return machine.watch

    def _new(self) -> Machine:
        machine = Machine(self._project, _Silent(), _STEPS)
        if self._made is not None:
            self._made(machine)
        return machine


def _arguments(unit: Unit, bound: bool) -> Arguments:
    spec: ast.arguments = unit.function.node.args
    positional = [a.arg for a in (*spec.posonlyargs, *spec.args)][1 if bound else 0 :]
    given = unit.arguments
    args = []
    for name in positional:
        if name not in given:
            break
        args.append(given[name])
    rest = [*positional[len(args) :], *(a.arg for a in spec.kwonlyargs)]
    return Arguments(args, {name: given[name] for name in rest if name in given})
