"""Suppression comments, applied once, after all rules: what they silence, and which silence nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tslint.analysis.events import Event
from tslint.ir.cures import Cure
from tslint.rules.model import Finding
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import matching_codes, unknown_selector
from tslint.rules.uncomment import without
from tslint.source.comments import Suppression


@dataclass(frozen=True, slots=True)
class Judged:
    """What this run was able to find, and so which comments it may call unused.

    `codes` are the rules whose regime was looked at; where these are all the rules, comments without codes
    can be judged too. `files` are those analysed completely.
    """

    codes: frozenset[str]
    files: frozenset[str]


@dataclass(slots=True)
class Suppressed:
    """The findings that are left, and events about comments that silence nothing or name no rule."""

    findings: list[Finding] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def suppress(
    findings: Sequence[Finding],
    comments: Mapping[str, Sequence[Suppression]],
    rules: RuleSet,
    judged: Judged,
) -> Suppressed:
    """Take out the findings that a comment of their file silences; `comments` are by absolute path."""
    result = Suppressed()
    matched: set[tuple[str, int, str]] = set()
    # Each selector is looked up once, however often it is written.
    selectors = {s for found in comments.values() for comment in found for s in comment.selectors}
    codes_of = {selector: matching_codes(rules, selector) for selector in selectors}
    for finding in findings:
        silenced = False
        for number, comment in enumerate(comments.get(finding.file, ())):
            if comment.problem or not _reaches(comment, finding):
                continue
            hits = [selector for selector in comment.selectors if finding.code in codes_of[selector]]
            matched.update((finding.file, number, selector) for selector in hits)
            if hits or not comment.selectors:
                silenced = True
                matched.add((finding.file, number, ""))
        if not silenced:
            result.findings.append(finding)
    for file, found in comments.items():
        if file not in judged.files:
            continue
        for number, comment in enumerate(found):
            used = {selector for path, at, selector in matched if (path, at) == (file, number)}
            result.events += _events(file, comment, used, codes_of, rules, judged.codes)
    return result


def _reaches(comment: Suppression, finding: Finding) -> bool:
    """Whether a comment stands on a line of what is told."""
    span = finding.span
    return comment.whole_file or comment.first <= span.end_line and span.line <= comment.last


def _events(
    file: str,
    comment: Suppression,
    used: set[str],
    codes_of: Mapping[str, frozenset[str]],
    rules: RuleSet,
    judged: frozenset[str],
) -> list[Event]:
    if comment.problem:
        # What else is malformed was meant to silence something: only its author knows what.
        needless = without(file, comment, None) if comment.needless else ()
        return [_event("invalid-suppression", file, comment, needless, problem=comment.problem)]
    unknown = [selector for selector in comment.selectors if not codes_of[selector]]
    events = [
        _event(
            "invalid-suppression",
            file,
            comment,
            without(file, comment, unknown),
            problem=unknown_selector(rules, selector),
        )
        for selector in unknown
    ]
    if not comment.selectors:
        if judged == rules.codes and not used:
            events.append(
                _event("unused-suppression", file, comment, without(file, comment, None), rules="any rule")
            )
        return events
    idle = [
        selector
        for selector in comment.selectors
        if selector not in used and codes_of[selector] and codes_of[selector] <= judged
    ]
    if idle:
        cures = without(file, comment, idle)
        events.append(_event("unused-suppression", file, comment, cures, rules=", ".join(idle)))
    return events


def _event(kind: str, file: str, comment: Suppression, cures: tuple[Cure, ...], **facts: str) -> Event:
    return Event(kind, "any", file, comment.span, facts, cures=cures)
