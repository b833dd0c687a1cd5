"""The check: files in, report out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.analysis.api import EntryEvents, analyse
from tslint.config.settings import Settings
from tslint.engine.assemble import assemble
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading, read
from tslint.errors import TslintError
from tslint.project.entries import is_entry_name, top_level
from tslint.project.modules import Project
from tslint.rules.model import Report
from tslint.rules.ruleset import load_rules
from tslint.rules.select import selected_codes


@dataclass(frozen=True, slots=True)
class Examination:
    """A report with what it came from, for those who go on with it: plans, fixes and proofs."""

    reading: Reading
    project: Project
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
    reading = read(paths, settings, progress)
    progress("analysing", 0, len(reading.sources))
    project = Project(reading.sources)
    _require_entries(project, settings.entries)
    analysed = tuple(analyse(project, settings))
    return Examination(reading, project, analysed, assemble(reading, analysed, rules, settings))


def _require_entries(project: Project, wanted: Sequence[str]) -> None:
    if all(name == "*" for name in wanted):
        return
    known = [entity.dotted for module in project.checked for entity in top_level(module)]
    for name in wanted:
        if name != "*" and not any(is_entry_name(dotted, name) for dotted in known):
            short = {dotted.rpartition(".")[2]: dotted for dotted in known}
            close = difflib.get_close_matches(name, [*short, *known], n=3)
            advice = f"did you mean {' or '.join(close)}?" if close else "--entry '*' takes every definition"
            raise TslintError(f"no entry `{name}` in the checked files; {advice}")
