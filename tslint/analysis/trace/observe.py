"""Running one function again as the trace ran it, to see what its names hold from statement to statement."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tslint.analysis.interp import running
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.trace.policy import TracePolicy
from tslint.analysis.values import Callable, Instance
from tslint.project.modules import Project

_STEPS = 50_000  # one function, and what it calls


def observe(project: Project, unit: Unit) -> Watch:
    """What the names of a function hold while it runs with all that its callers gave it.

    Raises BudgetSpent where a bound ends the run.
    """
    function = unit.function
    machine = Machine(project, TracePolicy(), _STEPS)
    machine.watch = Watch(function.node)
    receivers: Sequence[Instance | None] = unit.receivers or [None]
    for receiver in receivers:
        target = Callable(function, receiver)
        frame = Frame(machine, function.module, {})
        running.run_function(frame, function.node, target, _arguments(unit, receiver is not None))
        machine.round += 1  # equal calls run again: they are watched
    return machine.watch


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
