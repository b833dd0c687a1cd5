"""Building the attribute table of a class from its `__init__`, as an object that nobody configured."""

from __future__ import annotations

from collections.abc import Callable as Callable_
from collections.abc import Hashable
from typing import Protocol, TypeVar

from tslint.analysis.interp import objects, running
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import STEPS, BudgetSpent, Machine
from tslint.analysis.interp.policy import Policy
from tslint.analysis.values import Callable, Instance, Origin
from tslint.project.classes import find_member
from tslint.project.entities import Class, Function
from tslint.project.modules import Project

_R = TypeVar("_R")


def build(machine: Machine, cls: Class, default_origin: Origin) -> Instance:
    """The object that `cls(...)` gives with its default arguments; arguments without a default are unknown.

    `default_origin` is CONSTANT where the defaults are taken as the configuration that is exported, and
    CONFIGURATION where code under any other configuration is to be looked at too.
    """
    instance = objects.new_instance(cls)
    frame = Frame(machine, cls.module, {})
    previous, machine.policy = machine.policy, machine.builder
    before, machine.default_origin = machine.default_origin, default_origin
    try:
        initializer = find_member(cls, "__init__")
        if isinstance(initializer, Function):
            arguments = objects.entry_arguments(frame, initializer, instance, configuration=True)
            running.run_function(frame, initializer.node, Callable(initializer, instance), arguments)
            if instance.items == [] and initializer.node.args.vararg is not None:
                instance.items = None  # its children are what nobody has given yet
        elif instance.items is not None:
            instance.items, instance.open = None, True
    except (BudgetSpent, RecursionError):
        instance.open = True
    finally:
        machine.policy, machine.default_origin = previous, before
    instance.unsure = machine.unsure(instance.attributes)
    return instance


class Recall(Protocol):
    """What an earlier look at the same project did, step by step."""

    def machine(self, project: Project, policy: Policy) -> Machine:
        """The machine whose steps are put down."""

    def enter(self) -> None:
        """Something begins that hangs on nothing before it but what it takes."""

    def step(self, machine: Machine, key: Hashable, perform: Callable_[[], _R]) -> _R:
        """Do something, or recall what it came to."""


class Builder:
    """Attribute tables of a project's modules for the script regime: their defaults are what is compiled.

    Equal constructions at one place of the source are run once for all classes that reach it.
    """

    def __init__(self, project: Project, history: Recall | None = None) -> None:
        """`history` knows what was built before an edit of the project."""
        self._history = history
        self.machine = Machine(project, Policy()) if history is None else history.machine(project, Policy())

    def build(self, cls: Class) -> Instance:
        """The attribute table of one class; each may take as many steps as a single one."""
        self.machine.steps = STEPS
        self.machine.settle()
        if self._history is None:
            return build(self.machine, cls, Origin.CONSTANT)
        self._history.enter()
        return self._history.step(
            self.machine, ("build", cls), lambda: build(self.machine, cls, Origin.CONSTANT)
        )


def build_instance(project: Project, cls: Class) -> Instance:
    """The attribute table of one module class, made apart from all others."""
    return Builder(project).build(cls)
