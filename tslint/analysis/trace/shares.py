"""A trace in several processes: wholes are run ahead, each with what it told, and taken in in their order.

What a whole tells hangs on no other, but for what equal calls gave. Each process runs a share of them on a
machine of its own, and puts down what they told of functions; this process takes that in whole by whole, as
if it had run them one after the other. It runs by itself what other entries may reach.
"""

from __future__ import annotations

from collections.abc import Callable as Callable_
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from tslint.analysis.events import Event
from tslint.analysis.interp.machine import Machine, event_key
from tslint.analysis.interp.policy import Policy
from tslint.analysis.interp.sites import makers
from tslint.analysis.interp.units import Unit
from tslint.analysis.seen import Seen
from tslint.analysis.spreading import Spread, elsewhere
from tslint.analysis.trace.run import Tracer
from tslint.analysis.values import Instance, Value
from tslint.project.entities import Class, Function
from tslint.project.entries import Uses
from tslint.project.modules import Project

FEWEST = 32
"""Wholes that are worth a machine, and a process, of their own: each builds again what others have built."""


Kind = Literal["called", "gave", "recalled", "told"]
Said = tuple[Kind, Function, tuple[Any, ...]]
Factories = dict[tuple[str, Class | None], dict[Class, list[Instance]]]


@dataclass(slots=True)
class Done:
    """An entry that was run elsewhere: what was seen of it, all that it said of functions, in order, and what
    factories made for it.
    """

    seen: Seen
    said: list[Said]
    factories: Factories


class _Unit(Unit):
    """A unit whose calls are put down in what the machine says."""

    def __init__(self, function: Function, machine: _Machine) -> None:
        super().__init__(function)
        self.machine = machine

    def called(self, arguments: Mapping[str, Value], receiver: Value | None, caller: str) -> None:
        self.machine.said.append(("called", self.function, (dict(arguments), receiver, caller)))
        super().called(arguments, receiver, caller)

    def recalled(self, caller: str) -> None:
        if caller not in self.callers:
            self.machine.said.append(("recalled", self.function, (caller,)))
            super().recalled(caller)

    def gave(self, result: Value) -> None:
        self.machine.said.append(("gave", self.function, (result,)))
        super().gave(result)


class _Units(dict[str, Unit]):
    def __init__(self, machine: _Machine) -> None:
        super().__init__()
        self._machine = machine

    def setdefault(self, key: str, default: Unit) -> Unit:
        if key not in self:
            self[key] = _Unit(default.function, self._machine)
        return self[key]


class _Factories(Factories):
    """What factories made, and since when."""

    def __init__(self) -> None:
        super().__init__()
        self.new: Factories = {}

    def __setitem__(self, key: tuple[str, Class | None], made: dict[Class, list[Instance]]) -> None:
        super().__setitem__(key, made)
        self.new[key] = made


class _Machine(Machine):
    """A machine that puts down what is said of functions, and once only what they tell."""

    def __init__(self, project: Project, policy: Policy) -> None:
        super().__init__(project, policy)
        self.said: list[Said] = []
        self.units = _Units(self)
        self.made_by = self.factories = _Factories()
        self._told: set[Hashable] = set()

    def remember(self, function: Function, receiver: Value | None, events: list[Event]) -> None:
        super().remember(function, receiver, events)
        cls = receiver.cls if isinstance(receiver, Instance) and isinstance(receiver.cls, Class) else None
        place = function.module.path, function.node.lineno, cls
        new = [event for event in events if (place, event_key(event)) not in self._told]
        if new or place not in self._told:
            self._told.update([place, *((place, event_key(event)) for event in new)])
            self.said.append(("told", function, (receiver, new)))


class Ahead:
    """The entries that were run elsewhere, by their places among all."""

    def __init__(self, shares: Sequence[Mapping[int, Done]] = ()) -> None:
        self._shares = [dict(share) for share in shares]
        self._share_of = {place: number for number, share in enumerate(shares) for place in share}

    def take(self, place: int, tracer: Tracer) -> Seen | None:
        """What was seen of an entry, once all that it said is said here; None if it was not run."""
        number = self._share_of.get(place)
        done = self._shares[number].get(place) if number is not None else None
        if done is None:
            return None
        for said in done.said:
            _say(tracer.machine, said)
        for key, made in done.factories.items():
            tracer.machine.factories.setdefault(key, made)
        return done.seen

    def drop(self, place: int) -> None:
        """An entry was run in vain: what came after it in its share may lean on it, and is run again."""
        number = self._share_of.get(place)
        if number is not None:
            share = self._shares[number]
            self._shares[number] = {other: done for other, done in share.items() if other < place}


def _say(machine: Machine, said: Said) -> None:
    kind, function, what = said
    if kind == "told":
        machine.remember(function, *what)
        return
    unit = machine.units.setdefault(function.dotted, Unit(function))
    match kind:
        case "called":
            unit.called(*what)
        case "recalled":
            unit.recalled(*what)
        case "gave":
            unit.gave(*what)


def run_ahead(
    project: Project,
    entities: Sequence[Class | Function],
    places: Sequence[int],
    used: Uses,
    begin: Callable_[[], Tracer],
    spread: Spread | None,
) -> Ahead:
    """Run the entities at these places in shares, in other processes where `spread` has some; `begin` makes a
    tracer. Raises Bounded.
    """
    shares = shares_of(entities, places, used, len(places) // FEWEST)
    works = [partial(_run, project, entities, share, begin) for share in shares]
    if spread is None:
        return Ahead([work() for work in works])
    return Ahead(elsewhere(project, works, spread, has_values=True))


def _run(
    project: Project, entities: Sequence[Class | Function], share: Sequence[int], begin: Callable_[[], Tracer]
) -> dict[int, Done]:
    tracer, found = begin(), dict[int, Done]()
    machine = tracer.machine = _Machine(project, tracer.policy)
    for place in share:
        entity = entities[place]
        if isinstance(entity, Class) and tracer.reached(entity) is None:
            machine.said, machine.made_by.new = [], {}
            seen = tracer.trace_class(entity)
            found[place] = Done(seen, machine.said, machine.made_by.new)
    return found


def shares_of(
    entities: Sequence[Class | Function],
    places: Sequence[int],
    used: Uses,
    count: int,
) -> list[list[int]]:
    """The places in groups of about the same size. What stands in one module, or is made by one function,
    stays together: who asks first decides how far that is run.
    """
    if count < 2:
        return []
    groups = _Groups()
    for place in places:
        entity = entities[place]
        groups.join(place, entity.module.path)
        for maker in makers(entity, used) if isinstance(entity, Class) else ():
            groups.join(place, maker)
    shares: list[list[int]] = [[] for _ in range(count)]
    weights = [0] * count
    for weight, group in sorted(
        ((sum(_lines(entities[place]) for place in group), group) for group in groups.all()), reverse=True
    ):
        least = weights.index(min(weights))
        weights[least] += weight
        shares[least] += group
    return [sorted(share) for share in shares if share]


class _Groups:
    """Places in groups; those that are joined by something are in one."""

    def __init__(self) -> None:
        self._inside: dict[Hashable, list[int]] = {}
        self._by: dict[int, list[int]] = {}

    def join(self, place: int, by: Hashable) -> None:
        """Have a place be in the group of all that were joined by the same."""
        own = self._by.setdefault(place, [place])
        known = self._inside.setdefault(by, own)
        known = self._by.get(known[0], known)
        if known is not own:
            known += own
            for other in own:
                self._by[other] = known

    def all(self) -> list[list[int]]:
        """The groups."""
        return list({id(group): group for group in self._by.values()}.values())


def _lines(entity: Class | Function) -> int:
    node = entity.node
    return (node.end_lineno or node.lineno) - node.lineno + 1


def stand_alone(entities: Sequence[Class | Function], used: Uses) -> list[int]:
    """The places of the classes that no class leads to, through functions or by itself: no other entry is
    expected to reach them.
    """
    return [
        place
        for place, entity in enumerate(entities)
        if isinstance(entity, Class) and not _is_led_to(entity.dotted, used)
    ]


def _is_led_to(dotted: str, used: Uses) -> bool:
    pending, seen = [dotted], {dotted}
    while pending:
        name = pending.pop()
        if name in used.by_classes:
            return True
        for user in used.functions.get(name, ()):
            if user.dotted not in seen:
                seen.add(user.dotted)
                pending.append(user.dotted)
    return False
