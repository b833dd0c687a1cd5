"""The analysis of a project: which entries there are, and what each regime tells about them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from tslint.analysis.entryevents import EntryEvents, Regime
from tslint.analysis.events import Event
from tslint.analysis.interp import torchfacts
from tslint.analysis.interp.decorators import names as decorator_names
from tslint.analysis.interp.lacking import absent_modules
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.script.named import Named, named
from tslint.analysis.seen import Seen
from tslint.analysis.sharing import Sharing
from tslint.analysis.spreading import Bounded, Spread, elsewhere
from tslint.analysis.trace.exports import Exports, find_exports
from tslint.analysis.trace.history import History
from tslint.analysis.trace.observe import Observer
from tslint.analysis.trace.run import Tracer
from tslint.analysis.trace.shares import Ahead, run_ahead, stand_alone
from tslint.config.settings import Settings
from tslint.ir.scripting import SCRIPTS
from tslint.project.classes import find_member, is_module
from tslint.project.entities import Class, Function
from tslint.project.entries import calls_of, is_entry_name, top_level, uses
from tslint.project.modules import Project
from tslint.source.positions import span_of
from tslint.source.watched import reading
from tslint.torchspec.load import spec

_Work = tuple[int, Class | Function | Named]
SCRIPTING = SCRIPTS | {"torch.jit.export"}

FEWEST = 16
"""Entries of script mode that are worth a process of their own."""


@dataclass(frozen=True)
class Analysis:
    """What was seen of a project: its entries, and every function that the trace ran, by dotted name."""

    project: Project
    entries: list[EntryEvents]
    units: Mapping[str, Unit]
    history: History | None = None
    scripted: frozenset[str] = frozenset()  # the classes of modules that code around exports compiles
    observer: Observer | None = None  # where there is no history

    def observe(self, unit: Unit) -> Watch:
        """What the names of a function hold while it runs; raises BudgetSpent where a bound ends that."""
        if self.history is not None:
            return self.history.observe(self.project, unit)
        observer = self.observer if self.observer is not None else Observer(self.project)
        return observer.observe(unit)

    def remarks(self, unit: Unit) -> dict[ast.stmt, str]:
        """Where something about the statements of a function is kept that hangs on them and its calls."""
        return self.history.remarks(unit) if self.history is not None else {}


def analyse(
    project: Project, settings: Settings, history: History | None = None, spread: Spread | None = None
) -> Analysis:
    """Run every regime of the mode on the entries that the settings ask for.

    `history` holds what the trace did before an edit of the same project. `spread` has some of the entries
    looked at in other processes, which changes nothing else.
    """
    torchfacts.judge_by(settings.target_torch)
    try:
        return _analysis(project, settings, history, spread)
    except Bounded:  # which imports are followed is for one process to find out, from the beginning
        return _analysis(project.again(), settings, history, None)


def _analysis(
    project: Project, settings: Settings, history: History | None, spread: Spread | None
) -> Analysis:
    analysis = Analysis(project, [], {})
    if settings.mode in ("trace", "hybrid"):
        analysis = _trace(project, settings, history, spread)
    if settings.mode in ("script", "hybrid"):
        analysis.entries.extend(_script(project, settings, analysis.scripted, history, spread))
    return analysis


def _wanted(entity: Class | Function, settings: Settings, otherwise: bool) -> bool:
    if not settings.entries:
        return otherwise
    return any(is_entry_name(entity.dotted, wanted) for wanted in settings.entries)


def _entry(entity: Class | Function, regime: Regime, seen: Seen) -> EntryEvents:
    kind: Literal["module", "function", "class"] = "function"
    if isinstance(entity, Class):
        kind = "module" if is_module(entity) else "class"
    path, line = entity.module.path, entity.node.lineno
    events = [*seen.events, *([_unfinished(entity, regime, seen.cut)] if seen.cut else [])]
    return EntryEvents(
        entity.name, entity.dotted, kind, path, line, regime, events, not seen.cut, seen.root, seen.whole
    )


def _unfinished(entity: Class | Function, regime: Regime, reason: str) -> Event:
    node, lines = entity.node, entity.module.source.lines
    span = span_of(lines, node)._replace(end_line=node.lineno, end_column=len(lines[node.lineno - 1]) + 1)
    return Event(
        "unfinished-entry", regime, entity.module.path, span, {"name": entity.name, "reason": reason}
    )


# -- trace ---------------------------------------------------------------------------------------------------


def _trace(project: Project, settings: Settings, history: History | None, spread: Spread | None) -> Analysis:
    """Modules that no other definition names come first: what they reach is judged by their calls.

    What the project hands to the compiler, and no trace reaches, is left to the script regime.
    """
    traced_functions = calls_of(project, "torch.jit.trace")
    used = uses(project)
    chosen = _chosen(project, settings, traced_functions)
    exports = find_exports(project) if history is None else history.exports(project)

    def begin() -> Tracer:
        tells_calls = "external-call" in settings.optional_events
        return Tracer(project, used, tells_calls, history, exports.given)

    tracer = begin()
    scripted = calls_of(project, "torch.jit.script") | exports.scripted
    compiled: Collection[str] = (
        () if settings.entries else scripted.difference(traced_functions, exports.given)
    )
    outer_first = sorted(chosen, key=lambda e: (isinstance(e, Function), used.has_user(e)))
    ahead = Ahead()
    if history is None:
        own = {*compiled, *exports.given}
        places = [p for p in stand_alone(outer_first, used) if outer_first[p].dotted not in own]
        ahead = run_ahead(project, outer_first, places, used, begin, spread)
    results: dict[int, Seen] = {}
    for place, entity in enumerate(outer_first):
        known = tracer.reached(entity)
        if known is None and entity.dotted in compiled:
            continue
        if known is not None:
            ahead.drop(place)
        else:
            known = ahead.take(place, tracer)
        if known is None:
            run = tracer.trace_class if isinstance(entity, Class) else tracer.trace_function
            known = run(entity, used.has_user(entity))  # type: ignore[arg-type]
        results[id(entity)] = known
    chosen = [entity for entity in chosen if id(entity) in results]
    for entity in chosen:  # what a later entry reached counts for an earlier one too
        known = tracer.reached(entity)
        if known is not None and not results[id(entity)].cut:
            results[id(entity)] = replace(
                known, root=results[id(entity)].root, whole=results[id(entity)].whole
            )
    for seen in results.values():
        if seen.root is not None:
            seen.events[:0] = absent_modules(project, seen.root, "trace")
    entries = [_entry(entity, "trace", results[id(entity)]) for entity in chosen]
    _add_exports(entries, exports, settings)
    observer = Observer(project) if history is None else None
    return Analysis(project, entries, tracer.machine.units, history, frozenset(exports.scripted), observer)


def _chosen(project: Project, settings: Settings, traced: frozenset[str]) -> list[Class | Function]:
    """The definitions that are run; others may come and go without a word to those who were here before."""

    def choose() -> list[Class | Function]:
        entities = [entity for module in project.checked for entity in top_level(module)]
        return [e for e in entities if _wanted(e, settings, _is_traced(e, traced))]

    return project.survey("chosen", choose)


def _add_exports(entries: list[EntryEvents], exports: Exports, settings: Settings) -> None:
    """What calls of `torch.jit.trace` tell, under the class that they export and the code that makes them."""
    for position, entry in enumerate(entries):
        told = [*exports.by_class.get(entry.qualname, ()), *exports.by_scope.get(entry.qualname, ())]
        if told:
            entries[position] = replace(entry, events=[*entry.events, *told])
    known = {entry.qualname for entry in entries}
    for name, (module, line) in exports.scopes.items():
        wanted = not settings.entries or any(is_entry_name(name, entry) for entry in settings.entries)
        if name not in known and wanted:
            events = exports.by_scope[name]
            short = name.rpartition(".")[2]
            entry = EntryEvents(
                short, name, "function", module.path, line, "trace", events, complete=True, whole=False
            )
            entries.append(entry)


def _is_traced(entity: Class | Function, traced: frozenset[str]) -> bool:
    """Without a choice of entries: every module that can run, and every function handed to the tracer."""
    if isinstance(entity, Class):
        return is_module(entity) and isinstance(find_member(entity, "forward"), Function)
    return entity.dotted in traced


# -- script --------------------------------------------------------------------------------------------------


def _script(
    project: Project,
    settings: Settings,
    scripted: frozenset[str],
    history: History | None,
    spread: Spread | None,
) -> list[EntryEvents]:
    """What the compiler would say of each entry: they do not know of each other, so others take a share."""
    work = _script_work(project, settings, scripted)
    count = min(spread.jobs, len(work) // FEWEST) if spread is not None else 1
    if spread is None or count < 2:
        return [entry for _, entry in _compiled(project, settings, list(enumerate(work)), history)]
    import tslint.analysis.script.run  # noqa: F401  (here, and not in each process)

    spec(settings.target_torch)
    shares: list[list[tuple[int, _Work]]] = [[] for _ in range(count)]
    for place, (module, entity) in enumerate(work):  # what stands in one module stays together
        shares[module % count].append((place, (module, entity)))
    works = [partial(_compiled, project, settings, share) for share in shares]
    found = [pair for each in elsewhere(project, works, spread, has_values=False) for pair in each]
    sharing = Sharing(project.is_installed)
    return [_shared(entry, sharing) for _, entry in sorted(found, key=lambda pair: pair[0])]


def _compiled(
    project: Project,
    settings: Settings,
    share: Sequence[tuple[int, _Work]],
    history: History | None = None,
) -> list[tuple[int, EntryEvents]]:
    from tslint.analysis.script.run import Scripter

    scripter = Scripter(project, settings.target_torch, history.builds() if history is not None else None)
    sharing = Sharing(project.is_installed)
    found = []
    for place, (_, entity) in share:
        seen = scripter.compile(entity)
        entry = _named_entry(entity, seen) if isinstance(entity, Named) else _entry(entity, "script", seen)
        found.append((place, _shared(entry, sharing)))
    return found


def _script_work(project: Project, settings: Settings, scripted: frozenset[str]) -> list[_Work]:
    """What is compiled, in order, each with the number of its module."""
    scripted = scripted | calls_of(project, "torch.jit.script")
    return project.survey("script work", partial(_all_script_work, project, settings, scripted))


def _all_script_work(project: Project, settings: Settings, scripted: frozenset[str]) -> list[_Work]:
    work: list[_Work] = [
        (number, entity)
        for number, module in enumerate(project.checked)
        for entity in top_level(module)
        if _is_compiled(entity, scripted, settings)
    ]
    for number, module in enumerate(project.checked):
        for given in named(module):
            asked = any(is_entry_name(given.dotted, wanted) for wanted in settings.entries)
            if asked or (given.scripted and not settings.entries):
                work.append((number, given))
    return work


def _shared(entry: EntryEvents, sharing: Sharing) -> EntryEvents:
    return replace(entry, events=sharing.share(entry.events))


def _named_entry(given: Named, seen: Seen) -> EntryEvents:
    """An entry that has no definition of its own: where it is bound, as far as it was looked at."""
    path, line = given.module.path, given.value.lineno
    return EntryEvents(
        given.name, given.dotted, "function", path, line, "script", seen.events, complete=not seen.cut
    )


def entry_names(project: Project) -> list[str]:
    """The dotted names of everything that `--entry` may ask for."""
    with reading(set()):  # nobody hangs on them: they are told anew after each edit
        return [
            *(entity.dotted for module in project.checked for entity in top_level(module)),
            *(given.dotted for module in project.checked for given in named(module)),
        ]


def _is_compiled(entity: Class | Function, scripted: frozenset[str], settings: Settings) -> bool:
    """Whether an entry is one of the script regime; under hybrid a model that is named is traced no less."""
    found = _is_scripted(entity, scripted, settings)
    wanted = _wanted(entity, settings, found)
    if settings.mode == "hybrid" and _is_traced(entity, frozenset()):
        return wanted and found
    return wanted


def _is_scripted(entity: Class | Function, scripted: frozenset[str], settings: Settings) -> bool:
    """Script mode takes every module; hybrid only what is scripted already."""
    if entity.dotted in scripted:
        return True
    if isinstance(entity, Function):
        return any(name in SCRIPTING for name in decorator_names(entity))
    if settings.mode == "script" and is_module(entity):
        return isinstance(find_member(entity, "forward"), Function) or not _is_abstract(entity)
    return any(isinstance(d, ast.Attribute) and d.attr == "script" for d in entity.node.decorator_list)


def _is_abstract(cls: Class) -> bool:
    return not any(isinstance(member, Function) for member in cls.members.values())


__all__ = ["Analysis", "EntryEvents", "Spread", "analyse", "entry_names"]
