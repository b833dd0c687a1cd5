"""The check: files in, report out."""

from __future__ import annotations

import difflib
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.analysis.api import EntryEvents, analyse
from tslint.config.settings import Settings
from tslint.engine.assemble import assemble
from tslint.engine.collector import undisturbed
from tslint.engine.parts import parts
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.errors import TslintError
from tslint.hybrid.placement import place
from tslint.project.entries import is_entry_name, top_level
from tslint.project.modules import Project
from tslint.rules.model import Report
from tslint.rules.ruleset import load_rules
from tslint.rules.select import selected_codes
from tslint.source.discover import discover


@dataclass(frozen=True, slots=True)
class Examination:
    """A report with what it came from, for those who go on with it: plans, fixes and proofs."""

    reading: Reading
    analysed: tuple[EntryEvents, ...]
    report: Report


def check(paths: Sequence[Path], settings: Settings, progress: Progress = silent) -> Report:
    """Check the files under `paths`.

    Raises TslintError for a selector that fits no rule and for an entry that is nowhere; files that cannot be
    read are told in the report.
    """
    return examine(paths, settings, progress).report


def examine(paths: Sequence[Path], settings: Settings, progress: Progress = silent) -> Examination:
    """As `check`, and keep what the report came from."""
    rules = load_rules()
    selected_codes(
        rules, settings.select, settings.ignore
    )  # A mistake in them is told before the work begins.
    found = discover(paths, settings.exclude, settings.root)
    reading = Reading(failures=found.failures)
    analysed: list[EntryEvents] = []
    known: list[str] = []
    for part in parts(found.files):
        analysed += _analyse_part(part, reading, known, settings, progress)
        gc.collect()
    _require_entries(known, settings.entries)
    return Examination(reading, tuple(analysed), assemble(reading, analysed, rules, settings))


def _analyse_part(
    files: Sequence[Path], reading: Reading, known: list[str], settings: Settings, progress: Progress
) -> list[EntryEvents]:
    """Read and analyse some of the files; the names of their definitions are added to `known`."""
    with undisturbed():
        sources = reading.read(files, settings, progress)
    project = Project(sources)
    known += [entity.dotted for module in project.checked for entity in top_level(module)]
    progress("analysing", 0, 0)
    analysis = analyse(project, settings)
    if settings.mode == "hybrid":
        place(analysis, load_rules(), settings.target_torch)
    return analysis.entries


def _require_entries(known: Sequence[str], wanted: Sequence[str]) -> None:
    """An entry that is nowhere is a mistake: silence about it would look like a verdict."""
    for name in wanted:
        if name != "*" and not any(is_entry_name(dotted, name) for dotted in known):
            names = dict.fromkeys([*(dotted.rpartition(".")[2] for dotted in known), *known])
            close = difflib.get_close_matches(name, names, n=3)
            advice = f"did you mean {' or '.join(close)}?" if close else "--entry '*' takes every definition"
            raise TslintError(f"no entry `{name}` in the checked files; {advice}")
