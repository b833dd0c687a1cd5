"""The check: files in, report out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tslint.analysis.events import OPTIONAL, PLACEMENT, Event
from tslint.config.settings import Settings
from tslint.engine.assemble import assemble
from tslint.engine.bounds import notes
from tslint.engine.cache import FOLDER, Cache
from tslint.engine.parts import parts
from tslint.engine.policies import Policies, excludes
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.engine.work import Memory, Visitor, Work
from tslint.errors import TslintError
from tslint.rules.model import Report
from tslint.rules.own import with_own_rules
from tslint.rules.ruleset import load_rules
from tslint.source.discover import discover

if TYPE_CHECKING:
    from tslint.analysis.api import Analysis, Spread
    from tslint.analysis.entryevents import EntryEvents


class Placement(NamedTuple):
    """An event of the kind PLACEMENT, and the model that it was proposed for, `file.py:Name`."""

    event: Event
    model: str


@dataclass(frozen=True, slots=True)
class Examination:
    """A report with what it came from, for those who go on with it: plans, fixes and proofs."""

    reading: Reading
    report: Report
    placements: tuple[Placement, ...] = ()


def check(
    paths: Sequence[Path], settings: Settings, progress: Progress = silent, cached: bool = False
) -> Report:
    """Check the files under `paths`; `cached` recalls what earlier runs found in files that are the same.

    Raises TslintError for a selector that fits no rule and for an entry that is nowhere; files that cannot be
    read are told in the report.
    """
    return examine(paths, settings, progress, cached=cached).report


def examine(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress = silent,
    visit: Visitor | None = None,
    cached: bool = False,
    memory: Memory | None = None,
) -> Examination:
    """As `check`, and let `visit` see every part on its way (which takes an analysis in this process: nothing
    is recalled from files then). `memory` knows of earlier checks, and analyses what it does not recall.
    """
    shipped = load_rules()
    rules = with_own_rules(shipped, settings)
    settings = replace(settings, optional_events=rules.events & OPTIONAL)
    # A mistake in the configuration is told before the work begins.
    policies = Policies(rules, settings)
    found = discover(paths, settings.exclude, settings.root, excludes(settings))
    policies.meet(found.files)
    reading = Reading(failures=found.failures)
    cache = Cache(settings.root / FOLDER if cached and visit is None else None, settings, shipped)

    def whole(files: Sequence[Path], into: Reading, spread: Spread | None, told: Progress) -> Analysis:
        if memory is not None:
            return memory.analyse(files, into, settings, told)
        from tslint.engine.analysing import analysed

        return analysed(files, into, settings, told, spread)

    work = Work(settings, shipped, progress, cache, whole, visit, memory)
    entries: list[EntryEvents] = []
    known: list[str] = []
    beyond: set[str] = set()
    for result in work.on(parts(found.files)):
        reading.recall(result.checked, result.comments, result.syntax)
        reading.failures += result.failures
        known += result.names
        entries += result.entries
        beyond.update(result.beyond)
    _require_entries(known, settings.entries)
    placements = tuple(
        Placement(event, f"{entry.file}:{entry.name}")
        for entry in entries
        for event in entry.events
        if event.kind == PLACEMENT
    )
    report = assemble(reading, entries, rules, settings, policies)
    return Examination(reading, replace(report, notes=notes(sorted(beyond))), placements)


def _require_entries(known: Sequence[str], wanted: Sequence[str]) -> None:
    """An entry that is nowhere is a mistake: silence about it would look like a verdict."""
    if not wanted:
        return
    import difflib

    from tslint.project.entries import is_entry_name

    for name in wanted:
        if name != "*" and not any(is_entry_name(dotted, name) for dotted in known):
            names = dict.fromkeys([*(dotted.rpartition(".")[2] for dotted in known), *known])
            close = difflib.get_close_matches(name, names, n=3)
            advice = f"did you mean {' or '.join(close)}?" if close else "--entry '*' takes every definition"
            raise TslintError(f"no entry `{name}` in the checked files; {advice}")
