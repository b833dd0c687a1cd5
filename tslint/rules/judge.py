"""From events to findings: each event meets the most specific rule of each family that speaks about it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from functools import lru_cache

from tslint.analysis.events import Event
from tslint.errors import TslintError
from tslint.rules.model import Finding, Rule
from tslint.rules.ruleset import RuleSet


def judge(events: Iterable[Event], rules: RuleSet, target_torch: str) -> list[Finding]:
    """The findings of the events, each once, in the order in which they came; no rule, no finding.

    Raises TslintError where an event lacks a fact that its rule's message or help names.
    """
    findings: dict[Hashable, Finding] = {}
    for event in events:
        for rule in rules_for(event, rules, target_torch):
            collect(findings, _finding(rule, event))
    return list(findings.values())


def collect(findings: dict[Hashable, Finding], finding: Finding) -> None:
    """Add a finding by its identity; of one that is known already only the pieces that cure it are new."""
    known = findings.setdefault(identity(finding), finding)
    if not set(finding.pieces) <= set(known.pieces):
        pieces = tuple(dict.fromkeys([*known.pieces, *finding.pieces]))
        findings[identity(finding)] = replace(known, pieces=pieces)


def identity(finding: Finding) -> tuple[object, ...]:
    """What makes two findings the same one: the code, the place and the words."""
    return (finding.code, finding.file, finding.span, finding.message)


def rules_for(event: Event, rules: RuleSet, target_torch: str) -> list[Rule]:
    """Of each family of rules (the letters of their codes) the most specific that speaks about an event.

    A project's own rule thus adds to what tslint says, and never stands in its place.
    """
    found: dict[str, Rule] = {}
    for rule in rules.about(event.kind):
        if rule.family not in found and _speaks(rule, event, target_torch):
            found[rule.family] = rule
    return list(found.values())


def _speaks(rule: Rule, event: Event, target_torch: str) -> bool:
    if rule.regime not in ("any", event.regime) or not covers(rule, target_torch):
        return False
    return all(event.facts.get(fact) in values for fact, values in rule.when.items())


def unmatched_kinds(events: Iterable[Event], rules: RuleSet, target_torch: str) -> set[tuple[str, str]]:
    """The (kind, regime) pairs of the events that no rule speaks about: what tests look at for gaps."""
    return {(event.kind, event.regime) for event in events if not rules_for(event, rules, target_torch)}


def _finding(rule: Rule, event: Event) -> Finding:
    try:
        message = rule.message.format_map(event.facts)
        advice = rule.help.format_map(event.facts)
    except KeyError as missing:
        raise TslintError(
            f"rule {rule.code}-{rule.name} names the fact {missing}, which the event `{event.kind}` lacks:"
            f" it has {', '.join(sorted(event.facts)) or 'none'}"
        ) from None
    return Finding(
        code=rule.code,
        name=rule.name,
        regime=event.regime,
        severity=rule.severity,
        file=event.file,
        span=event.span,
        message=message,
        help=advice,
        chain=event.chain,
        cures=event.cures,
        applicability=rule.applicability if event.cures else None,
        pieces=(event.facts["piece"],) if "piece" in event.facts else (),
    )


def covers(rule: Rule, release: str) -> bool:
    """Whether a rule speaks about code for a release of torch: most hold for every one."""
    return not rule.torch or _covers(rule.torch, release)


def holds_for(rule: Rule) -> str:
    """Since and until when a rule holds, among the releases that are described: `torch 1.13 to 2.13`."""
    from tslint.torchspec.load import releases

    known = releases()
    held = [release for release in known if covers(rule, release)]
    if not held:
        return f"torch {rule.torch}"
    if len(held) == len(known):
        return f"torch {held[0]} to {held[-1]}"
    if len(held) > 1:
        return f"torch {', '.join(held)}"
    if held[0] == known[0]:
        return f"until torch {held[0]}"
    return f"since torch {held[0]}" if held[0] == known[-1] else f"torch {held[0]}"


@lru_cache(maxsize=256)
def _covers(specifier: str, release: str) -> bool:
    # Imported here: few rules name releases.
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier).contains(release, prereleases=True)
