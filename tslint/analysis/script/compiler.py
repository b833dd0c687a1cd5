"""The compiler's context: one for a project, with every function compiled once for its types."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from tslint.analysis.events import Call, Event
from tslint.analysis.script import dialect
from tslint.analysis.script.emitter import Summary
from tslint.analysis.script.reuse import Summaries
from tslint.analysis.script.sugared import Sugared
from tslint.project import classes as hierarchy
from tslint.project.entities import Entity, Function
from tslint.project.modules import Module, Project
from tslint.torchspec import types as t
from tslint.torchspec.records import FunctionSpec, Member, ModuleSpec, Schema

if TYPE_CHECKING:
    from tslint.analysis.script.watch import ScriptWatch
    from tslint.torchspec.load import TorchSpec

_DEPTH = 40  # calls followed from an entry; what lies deeper is unknown
_FUNCTIONS = 4000  # functions compiled for one entry before the rest is unknown
_Source = TypeVar("_Source")
_Read = TypeVar("_Read")
_Node = TypeVar("_Node", bound=ast.AST)
_TOO_DEEP = f"it makes calls more than {_DEPTH} deep"
_PATHS = 20000  # steps while the events of an entry are gathered


class Compiler:
    """What is shared by all functions of a project: resolved names, classes, compiled functions."""

    def __init__(
        self,
        project: Project,
        spec: TorchSpec,
        assumed: Mapping[str, dict[str, t.Type]] | None = None,
        alternatives: bool = False,
    ) -> None:
        """`assumed` are types of unannotated parameters by dotted function name, as a trace saw them.

        With `alternatives`, each entry is compiled for one: of an attribute that is one value or another, as
        the module is configured, the one of that number, and one that only some configurations give a module
        counts as missing. Conditions that a configuration may decide hold under the first. Without, such
        attributes and conditions are unknown.
        """
        from tslint.analysis.script.classes import ClassTable  # these import this module
        from tslint.analysis.script.modules import ModuleTable
        from tslint.analysis.script.names import Names

        self.alternative: int | None = 0 if alternatives else None
        self.chose = False  # whether another alternative may say something else of the present entry
        self.hangs = False  # whether what is being compiled hangs on the alternative
        self.exact = False  # whether it hangs on what tells modules apart that are alike
        self.project = project
        self.spec = spec
        self.assumed = assumed or {}
        self.summaries = Summaries()
        self.active: list[tuple[object, ...]] = []
        self.budget = _FUNCTIONS
        self.cut = ""  # the bound that was hit while the present entry was compiled
        self.watch: ScriptWatch | None = None  # the function whose names are looked at
        self.bounded = False  # whether any was hit, in this entry or one before it
        self._once: dict[tuple[object, int], tuple[object, object]] = {}
        self._resolved: dict[int, tuple[ast.expr, Entity | None]] = {}
        self._schemas: dict[str, tuple[Schema, ...]] = {}
        self._members: dict[tuple[t.Type, str], Member | None] = {}
        self._outside: dict[str, FunctionSpec | None] = {}
        self.classes = ClassTable(self)  # script classes, enums, NamedTuples and dataclasses of the project
        self.modules = ModuleTable(self)  # module instances and what script makes of their attributes
        self.names = Names(self)  # global names as the compiler sees them
        dialect.speak(spec)

    def resolve(self, module: Module, node: ast.expr) -> Entity | None:
        """What a dotted expression refers to at the top level of a module."""
        key = id(node)
        if key not in self._resolved:
            self._resolved[key] = (node, hierarchy.resolve(module, node))
        return self._resolved[key][1]

    def once(self, read: Callable[[_Source], _Read], source: _Source) -> _Read:
        """`read(source)`, read once for each class, function or node: instances come by the thousand."""
        key = (read, id(source))
        found = self._once.get(key)
        if found is None:
            found = self._once[key] = (source, read(source))  # the source stays, so its id is its own
        return cast(_Read, found[1])

    def of_node(self, read: Callable[[_Node], _Read], node: _Node) -> _Read:
        """As `once`, for what hangs on a definition alone: an editor's next check finds it where that is the
        same.
        """
        key = (read, id(node))
        found = self._once.get(key)
        if found is None:
            found = self._once[key] = (node, self.project.scan(read, node, partial(read, node)))
        return cast(_Read, found[1])

    def outside(self, dotted: str) -> FunctionSpec | None:
        """What script makes of a public name outside the project; None where that is not known."""
        if dotted not in self._outside:
            self._outside[dotted] = self.spec.function(dotted)
        return self._outside[dotted]

    def is_known_outside(self, dotted: str) -> bool:
        """Whether a dotted name outside the project is known well enough to be judged."""
        return self.outside(dotted) is not None or self.torch_module(dotted) is not None

    def torch_module(self, dotted: str) -> ModuleSpec | None:
        """The record of a class of torch.nn."""
        return self.spec.module(dotted)

    def is_torch_module(self, dotted: str) -> bool:
        """Whether a dotted name is one of torch's module classes."""
        return hierarchy.is_torch_module(dotted)

    def schemas(self, operator: str) -> tuple[Schema, ...]:
        """All overloads of an operator (`aten::add`)."""
        found = self._schemas.get(operator)
        if found is None:
            found = self._schemas[operator] = self.spec.schemas(operator)
        return found

    def member(self, kind: t.Type, name: str) -> Member | None:
        """What script makes of `value.name` for a value of a built-in type."""
        key = (kind, name)
        if key not in self._members:
            self._members[key] = self.spec.member(kind, name)
        return self._members[key]

    def compile(
        self,
        function: Function,
        self_value: Sugared | None = None,
        types: dict[str, t.Type] | None = None,
        key: object = None,
        namespace: Module | None = None,
    ) -> Summary | None:
        """Compile a function once; None where it is being compiled already or a bound is reached."""
        from tslint.analysis.script.functions import emit_function

        types = types or self.assumed.get(function.dotted)
        identity = (
            id(function.node),
            key,
            id(namespace) if namespace is not None else 0,
            tuple(sorted((types or {}).items(), key=lambda item: item[0])),
        )
        found = self.summaries.find(identity)
        if found is not None:
            self.lean(found)
            return found if found.complete else None
        if len(self.active) >= _DEPTH or self.budget <= 0:
            self.hit(f"it calls more than {_FUNCTIONS:,} functions" if self.budget <= 0 else _TOO_DEEP)
            return None
        self.budget -= 1
        self.active.append(identity)
        with self.leaning(lambda: self.summaries.end(identity)):
            try:
                return emit_function(self, function, self_value, types, identity, namespace)
            except RecursionError:
                # Nested too deep for this interpreter: what was found stays, what it gives is unknown.
                self.hit("it is nested too deep")
                found = self.summaries.get(identity)
                if found is not None:
                    found.complete, found.known = True, False
                return found
            finally:
                self.active.pop()

    def lean(self, found: Summary) -> None:
        """What is being compiled makes use of something compiled: it hangs on what that hangs on."""
        self.hangs = self.hangs or found.hangs
        self.exact = self.exact or found.exact

    @contextmanager
    def leaning(self, made: Callable[[], Summary | None]) -> Iterator[None]:
        """Within it something is compiled: the summary that was `made` then says what it hangs on."""
        outer = self.hangs, self.exact
        self.hangs = self.exact = False
        try:
            yield
        finally:
            found = made()
            if found is not None:
                found.hangs, found.exact = self.hangs, self.exact
            self.hangs, self.exact = self.hangs or outer[0], self.exact or outer[1]

    def begin(self, alternative: int = 0) -> None:
        """Begin another entry, with bounds of its own."""
        self.budget, self.cut, self.chose = _FUNCTIONS, "", False
        if self.alternative is not None:
            self.alternative = alternative
            self.summaries.turn(alternative)
            self.modules.turn(alternative)
        dialect.speak(self.spec)

    def hit(self, reason: str) -> None:
        """Note that a bound ends the look at the function being compiled; what else is found there stands."""
        self.cut, self.bounded = reason, True
        innermost = self.summaries.get(self.active[-1]) if self.active else None
        if innermost is not None:
            innermost.cut = reason

    def events_of(self, summary: Summary | None) -> list[Event]:
        """The events of an entry; `cut` and `chose` say what holds of anything it leads to."""
        if summary is None:
            return []
        if self.alternative is not None:
            self.chose = summary.hangs
        if self.bounded and not self.cut:
            self.cut = next((found.cut for _, found in _reached(summary, set()) if found.cut), "")
        return gather(summary)

    def is_active(self, function: Function) -> bool:
        """Whether a function is being compiled further up the chain of calls."""
        return any(identity[0] == id(function.node) for identity in self.active)


def gather(summary: Summary) -> list[Event]:
    """The events of an entry with their chains: its own, then those of everything it leads to, each once."""
    events: list[Event] = []
    seen: set[int] = set()
    told: set[tuple[object, ...]] = set()
    for chain, found in _reached(summary, seen):
        for event in found.events:
            if event.facts.get("reach") == "entry" and not _from_python(summary, chain, found):
                continue
            key = (event.kind, event.file, event.span)
            if key not in told:
                told.add(key)
                events.append(_chained(event, chain))
    return events


def _from_python(entry: Summary, chain: tuple[Call, ...], found: Summary) -> bool:
    """Whether Python calls a function of an entry: the function itself, a module's `forward` and exports."""
    function = found.function
    if not chain:
        return True
    if entry.function is not None or len(chain) > 1 or function is None or function.owner is None:
        return False
    return not function.owner.is_property(function.name)


def _chained(event: Event, chain: tuple[Call, ...]) -> Event:
    if not chain:
        return event
    return Event(event.kind, event.regime, event.file, event.span, event.facts, chain, event.cures)


def _reached(summary: Summary, seen: set[int]) -> Iterator[tuple[tuple[Call, ...], Summary]]:
    waiting: list[tuple[tuple[Call, ...], Summary]] = [((), summary)]
    steps = 0
    while waiting and steps < _PATHS:
        steps += 1
        chain, found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield chain, found
        waiting.extend(((*chain, call), inner) for call, inner in reversed(found.calls))
