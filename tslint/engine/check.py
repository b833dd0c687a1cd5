"""The check: files in, report out."""

from __future__ import annotations

import difflib
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tslint.analysis.api import Analysis, EntryEvents, analyse
from tslint.analysis.events import OPTIONAL, Event
from tslint.config.settings import Settings
from tslint.engine.assemble import assemble
from tslint.engine.cache import FOLDER, Cache
from tslint.engine.collector import seldom, undisturbed
from tslint.engine.environment import site_packages
from tslint.engine.part import PartResult, part_result
from tslint.engine.parts import parts
from tslint.engine.policies import Policies, excludes
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.errors import TslintError
from tslint.hybrid.placement import PLACEMENT, Plan, place
from tslint.project.entries import is_entry_name
from tslint.project.modules import Project
from tslint.rules.model import Report
from tslint.rules.own import with_own_rules
from tslint.rules.ruleset import RuleSet, load_rules
from tslint.source.discover import discover
from tslint.source.files import SourceFile


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


Visitor = Callable[[Analysis, Sequence[Plan]], None]
"""Called with the analysis of each part and, in hybrid mode, its plans; keeps nothing that holds a tree."""


Analyst = Callable[[Sequence[Path], Reading, Settings, Progress], Analysis]
"""Reads and analyses the files of a part."""


def examine(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress = silent,
    visit: Visitor | None = None,
    cached: bool = False,
    analyst: Analyst | None = None,
) -> Examination:
    """As `check`, and let `visit` see every part on its way (which takes an analysis: nothing is recalled
    then). `analyst` stands in for the analysis of a part from nothing.
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
    analysed: list[EntryEvents] = []
    known: list[str] = []
    pieces = parts(found.files)
    for part in pieces:
        result = cache.get(part)
        if result is None:
            if part is not pieces[0]:
                gc.collect()  # the modules of the part before, and the trees that they hold
            result = _examine_part(part, settings, shipped, progress, visit, cache, analyst or _analyse)
        reading.recall(result.checked, result.comments, result.syntax)
        reading.failures += result.failures
        known += result.names
        analysed += result.entries
    _require_entries(known, settings.entries)
    placements = tuple(
        Placement(event, f"{entry.file}:{entry.name}")
        for entry in analysed
        for event in entry.events
        if event.kind == PLACEMENT
    )
    return Examination(reading, assemble(reading, analysed, rules, settings, policies), placements)


def _examine_part(
    part: Sequence[Path],
    settings: Settings,
    rules: RuleSet,
    progress: Progress,
    visit: Visitor | None,
    cache: Cache,
    analyst: Analyst,
) -> PartResult:
    own = Reading()
    analysis = analyst(part, own, settings, progress)
    project = analysis.project
    # Plans know tslint's own rules alone: what a project forbids is no loss that scripting mends.
    plans = (
        place(analysis, rules, settings.target_torch, settings.script_decorator)
        if settings.mode == "hybrid"
        else ()
    )
    if visit is not None:
        visit(analysis, plans)
    result = part_result(own, project, analysis.entries)
    if not own.failures:
        cache.put(part, result, {*project.read(), *(event.file for event in own.events)}, project.missed)
    return result


def _analyse(files: Sequence[Path], reading: Reading, settings: Settings, progress: Progress) -> Analysis:
    with undisturbed():
        sources = reading.read(files, settings, progress)
    progress("analysing", 0, 0)
    with seldom():
        return analyse(project_of(sources, settings), settings)


def project_of(sources: list[SourceFile], settings: Settings) -> Project:
    """Sources with whatever the settings let their imports lead to."""
    installed = site_packages() if settings.follow_imports == "site-packages" else ()
    return Project(sources, settings.follow_imports != "none", installed)


def _require_entries(known: Sequence[str], wanted: Sequence[str]) -> None:
    """An entry that is nowhere is a mistake: silence about it would look like a verdict."""
    for name in wanted:
        if name != "*" and not any(is_entry_name(dotted, name) for dotted in known):
            names = dict.fromkeys([*(dotted.rpartition(".")[2] for dotted in known), *known])
            close = difflib.get_close_matches(name, names, n=3)
            advice = f"did you mean {' or '.join(close)}?" if close else "--entry '*' takes every definition"
            raise TslintError(f"no entry `{name}` in the checked files; {advice}")
