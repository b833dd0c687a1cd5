"""One run of the interpreter: budget, journal of changes, memory of calls, and the events it gathers."""

from __future__ import annotations

import ast
import math
import time
from collections.abc import Callable as Function
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tslint.analysis.events import Call, Event
from tslint.analysis.interp.policy import Policy
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.values import (
    Callable,
    Choice,
    ClassRef,
    Const,
    Derived,
    ExternalRef,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
    join,
)
from tslint.ir.cures import Cure
from tslint.project.entities import Class
from tslint.project.entities import Function as Definition
from tslint.project.modules import Module, Project
from tslint.source.positions import span_of

STEPS = 400_000  # expressions evaluated for one entry; beyond that the rest is unknown
SECONDS = 10  # of the processor, for the entries of one file; no code that people write comes near
CLOCK = 1023  # steps between two looks at the clock, as a mask
DEPTH = 40  # calls inside calls


_Journal = list[tuple[dict[Any, Any], Any, Any]]


OBJECTS = 2
"""Objects of one class that are looked at."""


class BudgetSpent(Exception):
    """The entry took more steps than it may: what was found so far stands, the rest is unknown."""


class Found(BudgetSpent):
    """A factory has made what it was run for."""


@dataclass(slots=True)
class Summary:
    """What a call gave, with its events relative to the callee."""

    result: Value
    events: list[Event]
    keep: tuple[object, ...]  # the arguments, kept alive because their identities are part of the key
    fresh: bool = False  # whether each caller gets lists and dicts of its own


class Machine:
    """The state that all frames of one entry share."""

    def __init__(self, project: Project, policy: Policy, steps: int = STEPS) -> None:
        self.project, self.policy, self.steps = project, policy, steps
        self.stack: list[Call] = []
        self.active: list[object] = []  # function nodes being run, for recursion
        self.events: dict[tuple[object, ...], Event] = {}
        self.summaries: dict[tuple[object, ...], Summary] = {}
        self.scripted: dict[tuple[object, ...], object] = {}  # what scripted functions give to traced code
        self.globals: dict[tuple[str, str], Value] = {}
        self.units: dict[str, Unit] = {}
        self.by_function: dict[tuple[str, int], dict[Class | None, dict[tuple[object, ...], Event]]] = {}
        self._journal: _Journal | None = None
        # The way through undecided branches that is running, and in which each table was made, by number.
        self._way, self._ways, self._born = 0, 0, dict[int, int]()
        # Tables by their ids, with the keys that not every way gives them, and the level of those ways.
        self._unsure: dict[int, tuple[dict[Any, Any], dict[Any, int]]] = {}
        self.round = 0  # raised where equal calls are to be run again
        self.level = 0  # how many undecided branches enclose the running statement
        self.deciding: list[Origin] = []  # what each of them depends on
        self.skippable = 0  # how many expressions enclose the present one that may not be evaluated
        self.complete = True
        self.builder: Policy = policy if policy.regime == "build" else Policy()
        self.traces = policy.regime == "trace"
        self.default_origin = Origin.CONFIGURATION
        self.deadline = math.inf
        self.wrappers: dict[ast.AST, Value | None] = {}  # by the function that they stand for
        self.led: set[ast.AST] | None = None  # what the wrapper that is running has run
        self.watch: Watch | None = None  # the function whose names are looked at while it runs
        self.made: dict[Class, list[Instance]] | None = None  # objects by class, while a factory is run
        self.wanted: Class | None = None  # the class whose objects it is run for
        self.constructing = 0  # how many objects are being made around the running statement
        # What each factory made, by its name, and by the class for which it was left (None: by its end).
        self.factories: dict[tuple[str, Class | None], dict[Class, list[Instance]]] = {}

    @property
    def decides_by_default(self) -> bool:
        """Whether what runs is a factory itself, which makes its objects as its defaults say."""
        return self.made is not None and not self.constructing

    def step(self) -> None:
        """Count one step; raises BudgetSpent where the entry has had its steps, or its file its time."""
        left = self.steps = self.steps - 1
        if left < 0 or not left & CLOCK:
            self.look_at_bounds()

    def look_at_bounds(self) -> None:
        """End the run where its steps, or the time of its file, are spent: raises BudgetSpent."""
        if self.steps < 0:
            raise BudgetSpent(f"it takes more than {STEPS:,} steps")
        if time.thread_time() > self.deadline:
            raise BudgetSpent(f"its file takes more than {SECONDS} seconds of the processor")

    # -- changes to shared objects, undone and joined at branches -------------------------------------------

    def bear(self, table: dict[Any, Any]) -> None:
        """A table is made: as long as the way that makes it runs, no other way can have seen it."""
        if self._journal is not None:
            self._born[id(table)] = self._way

    def write(self, table: dict[Any, Any], key: Any, value: Value) -> None:
        """Change an attribute table or a dict that outlives a branch."""
        if self._journal is not None and self._born.get(id(table), -1) < self._way:
            self._journal.append((table, key, table.get(key, _ABSENT)))
        if self._unsure:
            self._settle(table, key)
        table[key] = value

    def _settle(self, table: dict[Any, Any], key: Any) -> None:
        """What was not sure of a key is sure from here on."""
        if id(table) in self._unsure:
            since = self._unsure[id(table)][1]
            if since.get(key, -1) >= self.level:
                del since[key]

    def remove(self, table: dict[Any, Any], key: Any) -> None:
        """Take a key out of a dict; where that may not happen at all, whether it is there is not sure."""
        if self.skippable:
            self.doubt(table, key)
            return
        if self._journal is not None and self._born.get(id(table), -1) < self._way:
            self._journal.append((table, key, table.get(key, _ABSENT)))
        self._settle(table, key)
        table.pop(key, None)

    def doubt(self, table: dict[Any, Any], key: Any) -> None:
        """Have it that a key may or may not be in a table."""
        self._unsure.setdefault(id(table), (table, {}))[1][key] = self.level

    def doubts(self, table: dict[Any, Any]) -> Collection[Any]:
        """The keys that may or may not be in a table."""
        found = self._unsure.get(id(table))
        return found[1] if found is not None else ()

    def unsure(self, table: dict[Any, Any]) -> frozenset[Any]:
        """The keys that only some of the ways through the code so far give a table."""
        return frozenset(self._unsure.pop(id(table), (table, {}))[1])

    def alternatives(self, runs: list[Function[[], object]], origin: Origin = Origin.CONSTANT) -> None:
        """Run code that may or may not happen, each run from the same state, and join what they changed.

        A run that gives False never comes to its end. `origin`: what decides which of them happens.
        """
        outer = self._journal
        self.level += 1
        self.deciding.append(origin)
        try:
            self._alternatives(runs, outer)
        finally:
            self.level -= 1
            self.deciding.pop()

    def _alternatives(self, runs: list[Function[[], object]], outer: _Journal | None) -> None:
        ended: list[bool] = []
        outcomes: list[dict[tuple[int, Any], tuple[dict[Any, Any], Any, Any]]] = []
        originals: dict[tuple[int, Any], Any] = {}
        before = self._way
        for run in runs:
            self._journal = []
            self._way = self._ways = self._ways + 1
            try:
                ended.append(run() is not False)
            finally:
                journal, self._journal, self._way = self._journal, outer, before
            outcomes.append(_undone(journal, originals))
        if not originals:
            return
        for place, (table, key, _) in {k: v for outcome in outcomes for k, v in outcome.items()}.items():
            values = [outcome[place][2] if place in outcome else originals[place] for outcome in outcomes]
            present = [value for value in values if value is not _ABSENT]
            if not present:
                self.remove(table, key)
                continue
            merged = present[0]
            for value in present[1:]:
                merged = join(merged, value)
            self.write(table, key, merged)
            # A way that is left early may go on where the function was called.
            had = originals[place] is not _ABSENT
            if any(value is _ABSENT for value, through in zip(values, ended, strict=True) if through or had):
                self._unsure.setdefault(id(table), (table, {}))[1][key] = self.level - 1

    def definite(self, value: Sequence) -> bool:
        """Whether a change to a list surely happens: no branch was entered since the list was made."""
        return value.level == self.level

    def decided_since(self, value: Sequence) -> Origin:
        """What the branches entered since a list was made depend on."""
        return max([Origin.CONSTANT, *self.deciding[value.level :]])

    # -- events
    # ------------------------------------------------------------------------------------------------

    def emit(
        self, module: Module, node: ast.AST, kind: str, facts: dict[str, str], cures: tuple[Cure, ...] = ()
    ) -> None:
        """Record an event at a node of `module`, with the chain of calls that led there."""
        span = span_of(module.source.lines, node)
        event = Event(kind, self.policy.regime, module.path, span, facts, tuple(self.stack), cures)
        self.record(event)

    def record(self, event: Event) -> None:
        self.events.setdefault(event_key(event), event)

    def remember(self, function: Definition, receiver: Value | None, events: list[Event]) -> None:
        """Keep what a function told under any call, for when it is asked for on its own.

        What a method tells depends on the class of its `receiver`: subclasses fill in what it calls.
        """
        cls = receiver.cls if isinstance(receiver, Instance) and isinstance(receiver.cls, Class) else None
        place = function.module.path, function.node.lineno
        known = self.by_function.setdefault(place, {}).setdefault(cls, {})
        for event in events:
            key = event_key(event)
            if key not in known:
                known[key] = event.under(event.chain[1:])

    def settle(self) -> None:
        """Leave a run that a bound has ended: no branch encloses what comes next."""
        self._journal, self.level, self.deciding, self.skippable = None, 0, [], 0
        self._way = 0

    def replay(self, summary: Summary, step: Call) -> Value:
        """Take over what an earlier call with the same arguments gave; `step`: the call now, in its place."""
        for event in summary.events:
            key = event_key(event)
            if key not in self.events:
                self.events[key] = event.under((*self.stack, step, *event.chain[1:]))
        return summary.result


_ABSENT: Any = object()


def _undone(
    journal: _Journal, originals: dict[tuple[int, Any], Any]
) -> dict[tuple[int, Any], tuple[dict[Any, Any], Any, Any]]:
    """What a way has changed, with what it came to; the tables are as they were before it, `originals`."""
    changed: dict[tuple[int, Any], tuple[dict[Any, Any], Any, Any]] = {}
    for table, key, old in reversed(journal):
        place = id(table), key
        if place not in changed:
            changed[place] = table, key, table.get(key, _ABSENT)
        originals[place] = old
        if old is _ABSENT:
            table.pop(key, None)
        else:
            table[key] = old
    return changed


def event_key(event: Event) -> tuple[object, ...]:
    """Equal events are one: same kind, place and facts, whatever calls led there."""
    return (event.kind, event.file, event.span, tuple(sorted(event.facts.items())))


def signature(value: Value, depth: int = 3) -> object:
    """A key under which equal abstractions of arguments meet (identity where an object is shared)."""
    kind = value.__class__
    if kind in _KEYS_OF_THEIR_OWN:
        return value
    make = _SIGNATURES.get(kind)
    return make(value, depth) if make is not None else id(value)


def _of_const(value: Const, depth: int) -> object:
    try:
        hash(value.value)
    except TypeError:
        return id(value)
    return ("const", value.value.__class__, value.value, value.origin)


def _of_sequence(value: Sequence, depth: int) -> object:
    if not depth:
        return id(value)
    items, count = None, -1
    if value.items is not None:
        items, count = tuple([signature(item, depth - 1) for item in value.items[:32]]), len(value.items)
    element = signature(value.element, depth - 1)
    return ("sequence", value.kind, items, count, element, value.length, value.grown)


def _of_mapping(value: Mapping, depth: int) -> object:
    if not depth or value.items is None:
        return id(value)
    return ("mapping", tuple((k, signature(item, depth - 1)) for k, item in list(value.items.items())[:32]))


def _of_choice(value: Choice, depth: int) -> object:
    return ("choice", tuple([signature(v, depth - 1) for v in value.values])) if depth else id(value)


def _of_callable(value: Callable, depth: int) -> object:
    return ("callable", id(value.function.node), id(value.receiver), id(value.closure))


_KEYS_OF_THEIR_OWN = frozenset({Scalar, Tensor, Size, ExternalRef})
_SIGNATURES: dict[type[Value], Function[[Any, int], object]] = {
    Const: _of_const,
    ClassRef: lambda value, depth: ("class", id(value.cls.node)),
    Sequence: _of_sequence,
    Mapping: _of_mapping,
    Choice: _of_choice,
    Derived: lambda value, depth: "derived",
    Unknown: lambda value, depth: "unknown",
    Callable: _of_callable,
}
