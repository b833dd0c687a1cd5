"""Running entries under trace: modules first, then what none of them reached."""

from __future__ import annotations

import time
from collections.abc import Callable as Callable_
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

from tslint.analysis.interp import attributes, decorators, hooks, objects, running, sites, wrappers
from tslint.analysis.interp.api import build
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import SECONDS, STEPS, Machine
from tslint.analysis.seen import Seen, cut_short
from tslint.analysis.trace.exportpolicy import Export
from tslint.analysis.trace.history import History
from tslint.analysis.trace.policy import TracePolicy
from tslint.analysis.values import Callable, Const, Instance, Origin, Unknown, Value, contains_tensor
from tslint.project.classes import find_member, is_module
from tslint.project.entities import Class, Function
from tslint.project.entries import Uses
from tslint.project.modules import Project

_R = TypeVar("_R")
Run = Callable_[[Frame], None]
_EXPORTS = 4  # exports of one class that are looked at


class Tracer:
    """All trace entries of a project, run on one machine so that equal calls are run once."""

    def __init__(
        self,
        project: Project,
        used: Uses | None = None,
        tells_calls: bool = False,
        history: History | None = None,
        given: Mapping[str, list[Export]] | None = None,
    ) -> None:
        """`used`: which functions name what; `tells_calls`: each call that leaves the project is an event;
        `history`: what an earlier trace did; `given`: by class, how the project's own code exports it.
        """
        self._used = used or Uses()
        self.given = given or {}
        self.policy = TracePolicy(tells_calls)
        self._history = history
        self.machine = history.machine(project, self.policy) if history else Machine(project, self.policy)
        self._spent: dict[str, float] = {}  # seconds by file

    def trace_class(self, cls: Class, inner: bool = False) -> Seen:
        """Build an `nn.Module` with its defaults and run its forward on tensors.

        `inner`: other modules of the project are built from it.
        """
        forward = find_member(cls, "forward")
        if not is_module(cls) or not isinstance(forward, Function):
            return Seen([])

        built: list[Instance] = []
        exports = self.given.get(cls.dotted, [])[:_EXPORTS]

        def make() -> None:
            built.append(self._step(("build", cls), lambda: build(self.machine, cls, Origin.CONFIGURATION)))
            built.extend(
                self._step(
                    ("sites", cls, *sites.makers_run(cls, self._used)),
                    lambda: sites.built_elsewhere(self.machine, cls, self._used),
                )
            )

        def run(frame: Frame) -> None:
            pairs: list[tuple[Instance, Arguments | None]] = [(e.model, e.arguments) for e in exports]
            for instance, given in pairs or [(instance, None) for instance in built]:
                outer = objects.own_call_of(instance) or forward
                method = attributes.bound(frame, outer.node, instance, outer, outer.name)
                if isinstance(method, Callable):
                    arguments = objects.entry_arguments(frame, outer, instance, False, inner)
                    arguments = hooks.before(frame, outer.node, instance, _as_given(arguments, given))
                    result = run_entry(frame, method, arguments, inner)
                    hooks.after(frame, outer.node, instance, arguments, result)
                    if instance.hooks or method.wrapper is not None:  # what they tell is of the model
                        self.machine.remember(forward, instance, list(self.machine.events.values()))

        return replace(
            self._run(cls, run, (inner, forward, *map(id, exports)), make), root=built[0] if built else None
        )

    def trace_function(self, function: Function, inner: bool = False) -> Seen:
        """Run a free function on tensors; one that takes none has nothing to trace."""

        def run(frame: Frame) -> None:
            target = Callable(function)
            if decorators.decorated(self.machine, target) is target:
                arguments = objects.entry_arguments(frame, function, None, configuration=False, inner=inner)
                if any(contains_tensor(value) for value in arguments.all()):
                    run_entry(frame, target, arguments, inner)
                    if target.wrapper is not None:
                        self.machine.remember(function, None, list(self.machine.events.values()))

        return self._run(function, run, (inner,))

    def reached(self, entity: Class | Function) -> Seen | None:
        """What calls from other entries told about a function or a module's forward; None if none reached
        it.
        """
        function = find_member(entity, "forward") if isinstance(entity, Class) else entity
        if not isinstance(function, Function):
            return None
        told = self.machine.by_function.get((function.module.path, function.node.lineno), {})
        if isinstance(entity, Class) and function.owner is not entity:  # inherited: judged with its own parts
            told = {cls: events for cls, events in told.items() if cls is entity}
        if not told:
            return None
        merged = {key: event for events in told.values() for key, event in events.items()}
        return Seen(list(merged.values()), whole=False)

    def _step(self, key: Hashable, perform: Callable_[[], _R]) -> _R:
        return perform() if self._history is None else self._history.step(self.machine, key, perform)

    def _run(
        self,
        entity: Class | Function,
        run: Run,
        how: tuple[object, ...],
        make: Callable_[[], None] | None = None,
    ) -> Seen:
        """Make what is run, and run it; `how` is what a run depends on beside the source."""
        machine = self.machine
        machine.events, machine.stack, machine.active = {}, [], []
        machine.steps = STEPS
        path, began = entity.module.path, time.thread_time()
        machine.deadline = began + SECONDS - self._spent.get(path, 0.0)
        self.policy.reset()
        if self._history is not None:
            self._history.enter()

        def whole() -> None:
            run(Frame(machine, entity.module, {}))
            if self.policy.second_call():
                machine.round += 1
                run(Frame(machine, entity.module, {}))

        cut = ""
        try:
            if make is not None:
                make()
            self._step(("run", entity, how), whole)
        except Exception as error:  # one entry that cannot be finished must not take the others with it
            cut = cut_short(error)
            machine.policy = self.policy
            machine.settle()
        self._spent[path] = self._spent.get(path, 0.0) + time.thread_time() - began
        if self._history is not None and self._spent[path] > SECONDS:
            self._history.spoiled = "a file took all the time that it may take"
        return Seen([replace(event, chain=event.chain[1:]) for event in machine.events.values()], cut)


def _as_given(assumed: Arguments, given: Arguments | None) -> Arguments:
    """The arguments of a call, those that are not known as they are assumed where nobody calls."""
    if given is None:
        return assumed
    args = [
        assumed.args[place] if isinstance(value, Unknown) and place < len(assumed.args) else value
        for place, value in enumerate(given.args)
    ]
    rest = assumed.args[len(args) :] if not given.kwargs else []
    args += [value for value in rest if isinstance(value, Const)]
    return Arguments(args, given.kwargs, given.open, given.varied)


def run_entry(frame: Frame, target: Callable, arguments: Arguments, inner: bool) -> Value:
    """Run the outermost function of an entry: what it returns leaves the trace, unless other code calls
    it.
    """
    node = target.function.node
    if target.wrapper is not None:
        return wrappers.call(frame, node, target, target.wrapper, arguments)
    return running.run_function(frame, node, target, arguments, entry=not inner)
