"""Where a project builds a class that needs arguments: the objects that its functions make by default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tslint.analysis.interp import objects, running
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import OBJECTS, BudgetSpent, Found, Machine
from tslint.analysis.values import Callable, Instance
from tslint.project.classes import find_member
from tslint.project.entities import Class, Function
from tslint.project.entries import Uses

_BUILDERS = 3  # functions that are run for one class
_STEPS = 20_000  # for each of these functions
_LEVELS = 3  # functions between the one that is run and the one that names the class


def needs_arguments(function: Function, bound: bool = False) -> bool:
    """Whether a call must name arguments; `bound`: the first parameter is the object."""
    spec = function.node.args
    positional = len(spec.posonlyargs) + len(spec.args) - len(spec.defaults) - bound
    return positional > 0 or any(default is None for default in spec.kw_defaults)


def built_elsewhere(machine: Machine, cls: Class, used: Uses) -> list[Instance]:
    """Objects of a class whose `__init__` needs arguments, as functions of the project make them."""
    made: list[Instance] = []
    for function in makers_run(cls, used):
        if len(made) >= OBJECTS:
            break
        made += [found for found in _made_by(machine, function, cls) if found not in made]
    return made[:OBJECTS]


def makers(cls: Class, used: Uses) -> list[Function]:
    """The functions of the project that are run for objects of a class.

    Of those that name the same definitions only the first: they build the same, of other numbers.
    """
    found: dict[frozenset[str], Function] = {}
    for function in _roots(cls.dotted, used.functions):
        found.setdefault(used.named[function.dotted], function)
        if len(found) == _BUILDERS:
            break
    return list(found.values())


def makers_run(cls: Class, used: Uses) -> list[Function]:
    """The functions that are run for objects of a class: none where its `__init__` needs no arguments."""
    initializer = find_member(cls, "__init__")
    if not isinstance(initializer, Function) or not needs_arguments(initializer, bound=True):
        return []
    return makers(cls, used)


def _made_by(machine: Machine, function: Function, cls: Class) -> list[Instance]:
    """The objects of a class that a function makes.

    A function that builds a whole model is left when there are enough of them, and run again for a class of
    which it had not made as many until then.
    """
    whole = machine.factories.get((function.dotted, None))
    if whole is not None:
        return whole.get(cls, [])
    known = machine.factories.get((function.dotted, cls))
    if known is not None:
        return known[cls]
    made = machine.made = {}
    machine.wanted = cls
    before, machine.policy = machine.policy, machine.builder
    try:
        ended = _run(machine, function)
    finally:
        machine.policy, machine.made, machine.wanted = before, None, None
    machine.factories[function.dotted, None if ended else cls] = made
    return made.get(cls, [])


def _run(machine: Machine, function: Function) -> bool:
    """Run a factory with its defaults; False where it was left because enough was found."""
    steps, machine.steps = machine.steps, min(machine.steps, _STEPS)
    frame = Frame(machine, function.module, {})
    try:
        arguments = objects.entry_arguments(frame, function, None, configuration=True)
        running.run_function(frame, function.node, Callable(function), arguments)
    except Found:
        machine.settle()
        return False
    except (BudgetSpent, RecursionError):
        machine.settle()
    finally:
        machine.steps = steps
    return True


def _roots(dotted: str, functions: Mapping[str, list[Function]]) -> Iterator[Function]:
    """Functions that lead to a name, those first that can be called without arguments."""
    near = list(functions.get(dotted, ()))
    seen = {function.dotted for function in near}
    rest: list[Function] = []
    for _ in range(_LEVELS):
        further: list[Function] = []
        for function in near:
            if not needs_arguments(function):
                yield function
                continue
            rest.append(function)
            for user in functions.get(function.dotted, ()):
                if user.dotted not in seen:
                    seen.add(user.dotted)
                    further.append(user)
        near = further
    yield from rest
