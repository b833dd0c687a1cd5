"""From events to the report: rules, selection, suppression, one list of findings that the entries index."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tslint.config.settings import Settings
from tslint.engine.environment import site_packages
from tslint.engine.libraries import told_at_the_call
from tslint.engine.quiet import speaks
from tslint.engine.reading import Reading
from tslint.engine.verdicts import verdict
from tslint.rules.judge import collect, identity, judge
from tslint.rules.model import Entry, Finding, Report
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import selected_codes
from tslint.rules.severities import switched_off, with_severities
from tslint.rules.suppress import Judged, suppress
from tslint.source.comments import Suppression, find_suppressions
from tslint.source.files import read_lines

if TYPE_CHECKING:
    from tslint.analysis.api import EntryEvents

Identity = tuple[object, ...]


def assemble(reading: Reading, analysed: Sequence[EntryEvents], rules: RuleSet, settings: Settings) -> Report:
    """The report of a check: findings in order of place, each once, and the entries that reach them."""
    selected = selected_codes(rules, settings.select, settings.ignore, settings.extend_select)
    selected -= switched_off(rules, settings.severity)
    rules = with_severities(rules, settings.severity)
    # A finding keeps the chain of the first entry that reaches it: of a whole model, if there is one.
    analysed = sorted(analysed, key=lambda entry: not entry.whole)
    findings: dict[Hashable, Finding] = {}
    reached: list[list[Identity]] = []
    installed = site_packages() if settings.follow_imports == "site-packages" else []
    placed = told_at_the_call(frozenset(reading.checked), installed)
    for entry in analysed:
        mine = [
            placed(finding)
            for finding in judge(entry.events, rules, settings.target_torch)
            if finding.code in selected
        ]
        for finding in mine:
            collect(findings, finding)
        reached.append([identity(finding) for finding in mine])
    comments = _comments(reading, findings.values())
    kept = suppress(
        list(findings.values()), comments, rules, _judged(reading, analysed, rules, selected, settings)
    )
    # Comments belong to no regime; what is said of them goes with the first that was looked at.
    about_comments = [replace(event, regime=settings.regimes[0]) for event in kept.events]
    told = [
        finding for finding in judge(about_comments, rules, settings.target_torch) if finding.code in selected
    ]
    # A file that is no Python is told whatever is selected: nothing else can be said about it.
    told += judge(reading.events, rules, settings.target_torch)
    ordered = sorted(filter(speaks(settings, rules), [*kept.findings, *told]), key=_place)
    index = {identity(finding): number for number, finding in enumerate(ordered)}
    entries = [
        _entry(entry, sorted(index[key] for key in keys if key in index), ordered)
        for entry, keys in zip(analysed, reached, strict=True)
    ]
    return Report(
        entries=tuple(entries),
        findings=tuple(ordered),
        failures=tuple(reading.failures),
        files=reading.files,
    )


def _place(finding: Finding) -> tuple[str, object, str, str]:
    return (finding.file, finding.span, finding.code, finding.message)


def _entry(entry: EntryEvents, indexes: list[int], findings: Sequence[Finding]) -> Entry:
    return Entry(
        name=entry.name,
        qualname=entry.qualname,
        kind=entry.kind,
        file=entry.file,
        line=entry.line,
        regime=entry.regime,
        verdict=verdict(entry.regime, entry.complete, (findings[index] for index in indexes)),
        findings=tuple(indexes),
    )


def _comments(reading: Reading, findings: Iterable[Finding]) -> dict[str, list[Suppression]]:
    """The suppression comments of the checked files, and of any other file that a finding lies in."""
    found = dict(reading.comments)
    for path in {finding.file for finding in findings}.difference(reading.checked):
        found[path] = find_suppressions("\n".join(read_lines(Path(path))))
    return found


def _judged(
    reading: Reading,
    analysed: Sequence[EntryEvents],
    rules: RuleSet,
    selected: frozenset[str],
    settings: Settings,
) -> Judged:
    """A comment is called unused only where this run would have found what it silences."""
    regimes = {"any", *settings.regimes}
    codes = frozenset(rule.code for rule in rules.rules if rule.code in selected and rule.regime in regimes)
    incomplete = {entry.file for entry in analysed if not entry.complete}
    all_entries = set(settings.entries) <= {"*"}
    files = frozenset(reading.checked) - incomplete if all_entries else frozenset()
    return Judged(codes=codes, everything=codes == rules.codes, files=files)
