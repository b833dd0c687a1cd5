"""From events to the report: rules, selection, suppression, one list of findings that the entries index."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tslint.config.settings import Settings
from tslint.engine.environment import site_packages
from tslint.engine.libraries import told_at_the_call
from tslint.engine.policies import Policies
from tslint.engine.reading import Reading
from tslint.engine.verdicts import verdict
from tslint.rules.judge import collect, identity, judge
from tslint.rules.model import Entry, Finding, Report
from tslint.rules.ruleset import RuleSet
from tslint.rules.suppress import Judged, suppress
from tslint.source.comments import Suppression, find_suppressions
from tslint.source.files import read_lines

if TYPE_CHECKING:
    from tslint.analysis.entryevents import EntryEvents

Identity = tuple[object, ...]


_TOLD_ONCE = frozenset({"no-placement"})
"""Kinds of events of which one is told at a place: why no piece holds a loss is said in the words of one
model, and those of other models would add lines and no cure.
"""


def assemble(
    reading: Reading,
    analysed: Sequence[EntryEvents],
    rules: RuleSet,
    settings: Settings,
    policies: Policies,
) -> Report:
    """The report of a check: findings in order of place, each once, and the entries that reach them.

    What the configuration of a file says of its findings is applied here, and nowhere before.
    """
    # A finding keeps the chain of the first entry that reaches it: of a whole model, if there is one.
    analysed = sorted(analysed, key=lambda entry: not entry.whole)
    installed = site_packages() if settings.follow_imports == "site-packages" else []
    placed = told_at_the_call(frozenset(reading.checked), installed)
    findings: dict[Hashable, Finding] = {}
    numbers: dict[Identity, int] = {}
    judged: dict[int, list[int]] = {}  # by the identity of an event, which many entries share
    reached: list[array[int]] = []
    once: dict[Hashable, Identity] = {}
    for entry in analysed:
        mine = array("I")
        for event in entry.events:
            known = judged.get(id(event))
            if known is None:
                known = judged[id(event)] = []
                for finding in map(placed, judge([event], rules, settings.target_torch)):
                    same = identity(finding)
                    if event.kind in _TOLD_ONCE:
                        same = once.setdefault((finding.code, finding.file, finding.span), same)
                    if same == identity(finding):
                        collect(findings, finding)
                    known.append(numbers.setdefault(same, len(numbers)))
            mine.extend(known)
        reached.append(mine)
    comments = _comments(reading, findings.values())
    # Also of rules that are not selected: whether a comment is needed does not depend on what is told.
    kept = suppress(list(findings.values()), comments, rules, _judged(reading, analysed, rules, settings))
    # Comments belong to no regime; what is said of them goes with the first that was looked at.
    about_comments = [replace(event, regime=settings.regimes[0]) for event in kept.events]
    told = list(_graded(judge(about_comments, rules, settings.target_torch), policies))
    # A file that is no Python is told whatever is selected: nothing else can be said about it.
    invalid = judge(reading.events, rules, settings.target_torch)
    told += [policies.of(finding.file).graded(finding) for finding in invalid]
    every = [*_graded(kept.findings, policies), *told]
    ordered = sorted((each for each in every if policies.of(each.file).speaks(each)), key=_place)
    index = {numbers.get(identity(finding), -1): place for place, finding in enumerate(ordered)}
    entries = [
        _entry(entry, sorted({index[number] for number in mine if number in index}), ordered)
        for entry, mine in zip(analysed, reached, strict=True)
    ]
    return Report(
        entries=tuple(entries),
        findings=tuple(ordered),
        failures=tuple(reading.failures),
        files=reading.files,
    )


def _graded(findings: Iterable[Finding], policies: Policies) -> Iterator[Finding]:
    """The findings of rules that are on in their files, as grave as these take them."""
    for finding in findings:
        policy = policies.of(finding.file)
        if finding.code in policy.codes:
            yield policy.graded(finding)


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
    settings: Settings,
) -> Judged:
    """A comment is called unused only where this run would have found what it silences."""
    regimes = {"any", *settings.regimes}
    seen = frozenset(rule.code for rule in rules.rules if rule.regime in regimes)
    incomplete = {entry.file for entry in analysed if not entry.complete}
    all_entries = set(settings.entries) <= {"*"}
    files = frozenset(reading.checked) - incomplete if all_entries else frozenset()
    return Judged(seen, files)
