"""What an earlier trace of the same project did, step by step: what an edit left alone is not done again.

A step is the making of a module, or the run of an entry. What it read, what it took from earlier steps, and
all that it left behind is put down. It is recalled only where doing it again would come to the very same:
none of the functions that it read has changed, and every step that it took something from was recalled.
"""

from __future__ import annotations

import ast
from collections.abc import Callable as Callable_
from collections.abc import Hashable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from tslint.analysis.events import Event
from tslint.analysis.interp.machine import BudgetSpent, Machine, Summary
from tslint.analysis.interp.policy import Policy
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.moved import Gone, Mover
from tslint.analysis.trace.equal import counterparts
from tslint.analysis.trace.exports import Exports, exporters, find_exports
from tslint.analysis.trace.observing import Observed, Observing, Remarks
from tslint.analysis.trace.pristine import Change, Pristine
from tslint.analysis.trace.recorded import RecordedMachine, RecordedUnit
from tslint.analysis.values import Callable, ClassRef, ExternalRef, ModuleValue, Value
from tslint.project.entities import Function
from tslint.project.modules import Project
from tslint.source.watched import Read, reading

_K = TypeVar("_K")
_V = TypeVar("_V")
_R = TypeVar("_R")
_AMPLE = 20_000  # of the budget of an entry: nobody asks whether more is left
_PLAIN = (Callable, ClassRef, ExternalRef, ModuleValue)
"""What a global name is where it is no variable: whoever asks first, it comes to the same."""


@dataclass(eq=False, slots=True)
class Step:
    """What one step read, used, gave and left behind; `began` are the budget and round that it met."""

    began: tuple[int, int]
    reads: set[Read] = field(default_factory=set)
    uses: set[Step] = field(default_factory=set)
    value: Any = None
    ended: tuple[int, int] = (0, 0)
    is_cut: bool = False  # whether it did not come to its end, or cannot be recalled for other reasons
    events: list[Event] = field(default_factory=list)
    added: dict[tuple[str, Hashable], Any] = field(default_factory=dict)
    calls: list[tuple[Function, tuple[Any, ...]]] = field(default_factory=list)
    callers: set[tuple[Function, str]] = field(default_factory=set)
    told: list[tuple[Function, Value | None, list[Event]]] = field(default_factory=list)
    made: list[Value] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


class History:
    """The steps of one trace, and of the one before it.

    `spoiled` says why the next trace cannot build on this one; empty where it can.
    """

    def __init__(self) -> None:
        self.spoiled = ""
        self._builds: History | None = None  # what the script regime has built
        self.changed: set[Read] = set()
        self.recalled: set[Step] = set()
        self._pristine = Pristine()
        self._entry: set[Step] = set()
        self._changing: set[Step] = set()  # steps of this trace that changed what earlier ones made
        self._known: dict[Hashable, Step] = {}
        self._steps: dict[Hashable, Step] = {}
        self._owners: dict[tuple[str, Hashable], Step] = {}
        self._current: Step | None = None
        self._exports = Exports()
        self._watches: dict[Function, Observed] = {}
        self._remarks: dict[Function, Remarks] = {}
        self._remarked: set[Function] = set()  # of which something was asked since the steps
        self._looked: list[Observed] = []  # what was observed since the steps, in order
        self._observing: Observing | None = None
        self._idle = False  # whether everything so far was recalled
        self._project: Project | None = None
        self._taken: list[object] = []  # what the step at hand took from others
        self._movers: list[Mover] = []  # what has moved since the last trace

    # -- between traces --------------------------------------------------------------------------------------

    def move(self, mover: Mover) -> None:
        """What is kept has moved, and is the same otherwise."""
        self._movers.append(mover)
        if self._builds is not None:
            self._builds.move(mover)

    def begin(self, changed: set[Read]) -> None:
        """Begin another trace, after an edit that changed these functions."""
        self._known, self._steps = self._steps, {}
        self._owners, self.recalled, self.changed = {}, set(), changed
        self._changing = set()
        for seen in reversed(self._looked):
            self._undo(seen.changes)
        for step in reversed(self._known.values()):
            self._undo(step.changes)
        self._looked, self._idle, self._observing = [], True, None
        self._remarked = set()
        self._watches = {
            function: watched
            for function, watched in self._watches.items()
            if watched.reads.isdisjoint(changed)
        }
        movers, self._movers = self._movers, []
        for mover in movers:
            for step in self._known.values():
                step.is_cut = step.is_cut or not _move(step, mover)
        if self._builds is not None:
            self._builds.begin(changed)

    def end(self) -> None:
        """The trace, and all that goes on from it, is over."""
        self._known = {}
        looked = set(self._looked)
        self._watches = {function: seen for function, seen in self._watches.items() if seen in looked}
        self._remarks = {function: self._remarks[function] for function in self._remarked}
        if not self.spoiled and not self._idle and self._pristine.changes():
            self.spoiled = "compiling a piece has changed what it was given"
        self._pristine.keep(made for step in self._steps.values() for made in step.made)
        if self._builds is not None:
            self._builds.end()
            self.spoiled = self.spoiled or self._builds.spoiled

    def builds(self) -> History:
        """What the script regime builds: other objects than a trace, of the same code."""
        if self._builds is None:
            self._builds = History()
        return self._builds

    def reads(self) -> frozenset[Read]:
        """The functions whose bodies the last trace has read, or those that it recalls."""
        return frozenset().union(
            *(step.reads for step in self._steps.values()),
            *(seen.reads for seen in self._looked),
            self._builds.reads() if self._builds is not None else (),
        )

    def machine(self, project: Project, policy: Policy) -> RecordedMachine:
        """The machine for a trace."""
        self._project = project
        return RecordedMachine(project, policy, self)

    def _undo(self, changes: list[Change]) -> None:
        for change in changes[::-1]:
            self._pristine.put(change.subject, change.before)

    def disturbed(self) -> bool:
        """Whether something since the end has changed what is kept."""
        changes = self._builds is not None and self._builds.disturbed()
        return changes or bool(self._pristine.changes())

    # -- steps -----------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """An entry begins: what it makes, it runs, so that each of its steps hangs on those before it."""
        self._entry = set()

    def step(self, machine: Machine, key: Hashable, perform: Callable_[[], _R]) -> _R:
        """Do something, or recall what it came to when it was done before."""
        assert isinstance(machine, RecordedMachine)
        known = self._known.get(key)
        if known is not None and self._holds(known, machine):
            self._steps[key] = known
            self.recalled.add(known)
            self._entry.add(known)
            return self._recall(known, machine)  # type: ignore[no-any-return]
        self._idle = False
        self._taken = []
        step = self._current = self._steps[key] = Step((machine.steps, machine.round), uses=set(self._entry))
        self._entry.add(step)
        outer, machine.events = machine.events, {}
        try:
            with reading(step.reads):
                step.value = perform()
        except Exception:
            step.is_cut = True
            raise
        finally:
            self._current = None
            step.events = list(machine.events.values())
            machine.events = outer
            for event in step.events:
                machine.record(event)
            self._leave(step, machine)
        if known is not None and self._stays(known, step):
            self._put_in_place(known, key, step, machine)
            return known.value  # type: ignore[no-any-return]
        return step.value  # type: ignore[no-any-return]

    def _leave(self, step: Step, machine: RecordedMachine) -> None:
        """Put down what a step leaves behind, at its end or where a bound has ended it."""
        step.ended = (machine.steps, machine.round)
        # A step that changes what others made is met, unseen, by all that follow.
        step.uses |= self._changing
        step.changes = self._pristine.changes([*self._taken, *(used.value for used in self._entry)])
        if step.changes:
            self._changing.add(step)
        step.made = self._pristine.take(step.value, *step.added.values(), *(seen for _, seen in step.calls))

    def _stays(self, known: Step, step: Step) -> bool:
        """Whether a step that was done again has made what it had made before, so that this can stay.

        Then who took that from it needs not be run for others. Expressions that made the parts may have moved
        or be others: they are put right.
        """
        if known.calls or step.calls or known.changes or step.changes:
            return False
        if not known.uses <= self.recalled or not step.uses <= self.recalled:
            return False
        before, now = _lasting(known), _lasting(step)
        if before.keys() != now.keys():
            return False
        pairs = counterparts([known.value, *before.values()], [step.value, *(now[at] for at in before)])
        for old, new in pairs or ():
            old.site = new.site
            self._pristine.see(old)
        return pairs is not None

    def _put_in_place(self, known: Step, key: Hashable, step: Step, machine: RecordedMachine) -> None:
        """Have an earlier step be the one that was done, with what it made."""
        tables, lasting = machine.tables(), _lasting(known)
        step.added |= lasting
        for place in step.added:
            self._owners[place] = known
        for (name, at), value in lasting.items():
            dict.__setitem__(tables[name], at, value)
        value, made = known.value, known.made
        for each in fields(Step):
            setattr(known, each.name, getattr(step, each.name))
        known.value, known.made = value, made
        self._steps[key] = known
        self._entry.remove(step)
        self._entry.add(known)
        self.recalled.add(known)

    def _holds(self, step: Step, machine: RecordedMachine) -> bool:
        if step.is_cut or not _as_far(step, machine) or not step.reads.isdisjoint(self.changed):
            return False
        tables = machine.tables()
        if not self._changing <= step.uses:
            return False
        return step.uses <= self.recalled and not any(key in tables[name] for name, key in step.added)

    def _recall(self, step: Step, machine: RecordedMachine) -> Any:
        tables = machine.tables()
        for (name, key), value in step.added.items():
            dict.__setitem__(tables[name], key, value)
            self._owners[name, key] = step
        for event in step.events:
            machine.record(event)
        for function, seen in step.calls:
            unit = machine.units.setdefault(function.dotted, Unit(function))
            assert isinstance(unit, RecordedUnit)
            unit.take(seen)
        for function, receiver, events in step.told:
            Machine.remember(machine, function, receiver, events)
        for change in step.changes:
            self._pristine.put(change.subject, change.after)
        if step.changes:
            self._changing.add(step)
        machine.steps -= step.began[0] - step.ended[0]
        machine.round = step.ended[1]
        return step.value

    # -- beside the steps ------------------------------------------------------------------------------------

    def exports(self, project: Project) -> Exports:
        """What the project's own exports tell: looked for again where there are any."""
        if not project.survey("exports", lambda: exporters(project)):
            return Exports()
        # The models of the last time stay until those of this time are made, so that none takes the place of
        # another.
        self._exports = find_exports(project)
        return self._exports

    def observe(self, project: Project, unit: Unit) -> Watch:
        """Run a function and look at its names, unless it was looked at with equal calls before."""
        assert isinstance(unit, RecordedUnit)
        known = self._watches.get(unit.function)
        before = {seen for seen in self._looked if seen.changes}
        if known is None or known.before != before or not known.saw(unit.seen):
            known = self._observed(project, unit, before)
        elif known not in self._looked:
            for change in known.changes:
                self._pristine.put(change.subject, change.after)
        if known not in self._looked:
            self._looked.append(known)
        if known.watch is None:
            raise known.error or BudgetSpent
        return known.watch

    def remarks(self, unit: Unit) -> dict[ast.stmt, str]:
        """What was said of the statements of a function when it was called with equal ones."""
        assert isinstance(unit, RecordedUnit)
        self._remarked.add(unit.function)
        known = self._remarks.get(unit.function)
        if known is None or not known.saw(unit.seen):
            known = self._remarks[unit.function] = Remarks(unit.seen)
        return known.said

    def _observed(self, project: Project, unit: RecordedUnit, before: set[Observed]) -> Observed:
        if self._pristine.changes(unit.seen):
            self.spoiled = "compiling a piece has changed what it was given"
        self._idle = False
        if self._observing is None:
            self._observing = Observing(project)
        found = self._watches[unit.function] = self._observing.observe(unit, unit.seen, before)
        found.changes = self._pristine.changes(unit.seen)
        return found

    # -- what the tables tell --------------------------------------------------------------------------------

    def took(self, name: str, key: Hashable, found: object) -> None:
        """The step at hand takes something out of a table."""
        owner = self._owners.get((name, key))
        if self._current is None or owner is None or owner is self._current:
            return
        self._taken.append(found)
        if name != "globals" or not isinstance(found, _PLAIN):
            self._current.uses.add(owner)
        else:  # what the name means was looked up by its owner alone
            self._note(key)

    def _note(self, key: Hashable) -> None:
        """Put down that it was asked what a name means."""
        assert isinstance(key, tuple)
        path, name = key
        module = self._project.by_path(path) if self._project is not None else None
        if module is not None:
            module.lookup(name)

    def put(self, name: str, key: Hashable, value: object) -> None:
        """The step at hand puts something into a table."""
        if self._current is None:
            self.spoiled = "something was made outside of all steps"
            return
        self._current.added[name, key] = value
        self._owners[name, key] = self._current

    def saw(self, function: Function, seen: tuple[Any, ...]) -> None:
        """The step at hand calls a function."""
        if self._current is not None:
            self._current.calls.append((function, seen))

    def saw_again(self, function: Function, caller: str) -> None:
        """The step at hand calls a function as it was called before."""
        if self._current is not None and (function, caller) not in self._current.callers:
            self._current.callers.add((function, caller))
            self._current.calls.append((function, ("recalled", caller)))

    def heard(self, function: Function, receiver: Value | None, events: list[Event]) -> None:
        """The step at hand learns what a function tells."""
        if self._current is not None:
            self._current.told.append((function, receiver, events))


def _lasting(step: Step) -> dict[tuple[str, Hashable], Any]:
    """What a step put into the tables that hold objects: what calls gave is each caller's own, where things
    are built.
    """
    return {place: value for place, value in step.added.items() if place[0] != "summaries"}


def _as_far(step: Step, machine: Machine) -> bool:
    """Whether a step would come as far with the budget that there is as with the one that it met."""
    budget, number = step.began
    spent = budget - step.ended[0]
    enough = min(budget, machine.steps) - spent > _AMPLE
    return number == machine.round and (budget == machine.steps or enough)


def _move(step: Step, mover: Mover) -> bool:
    """Have the events of a step where they are now; False where one is gone."""
    try:
        step.events = [mover.event(event) for event in step.events]
        step.told = [
            (function, receiver, [mover.event(event) for event in events])
            for function, receiver, events in step.told
        ]
        for place, value in step.added.items():
            if isinstance(value, Summary) and value.events:
                step.added[place] = replace(value, events=[mover.event(event) for event in value.events])
    except Gone:
        return False
    return True
