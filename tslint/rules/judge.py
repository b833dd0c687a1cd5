"""From events to findings: each event meets the most specific rule that speaks about it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tslint.analysis.events import Event
from tslint.errors import TslintError
from tslint.rules.model import Finding, Rule
from tslint.rules.ruleset import RuleSet


def judge(events: Iterable[Event], rules: RuleSet, target_torch: str) -> list[Finding]:
    """The findings of the events, each once, in the order in which they came; no rule, no finding.

    Raises TslintError where an event lacks a fact that its rule's message or help names.
    """
    findings: dict[tuple[object, ...], Finding] = {}
    for event in events:
        rule = rule_for(event, rules, target_torch)
        if rule is not None:
            finding = _finding(rule, event)
            findings.setdefault(identity(finding), finding)
    return list(findings.values())


def identity(finding: Finding) -> tuple[object, ...]:
    """What makes two findings the same one: the code, the place and the words."""
    return (finding.code, finding.file, finding.span, finding.message)


def rule_for(event: Event, rules: RuleSet, target_torch: str) -> Rule | None:
    """The most specific rule that speaks about an event under this torch release, or None."""
    for rule in rules.about(event.kind):
        if rule.regime not in ("any", event.regime):
            continue
        if rule.torch and not _covers(rule.torch, target_torch):
            continue
        if all(event.facts.get(fact) in values for fact, values in rule.when.items()):
            return rule
    return None


def unmatched_kinds(events: Iterable[Event], rules: RuleSet, target_torch: str) -> set[tuple[str, str]]:
    """The (kind, regime) pairs of the events that no rule speaks about: what tests look at for gaps."""
    return {(event.kind, event.regime) for event in events if rule_for(event, rules, target_torch) is None}


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
    )


@lru_cache(maxsize=256)
def _covers(specifier: str, release: str) -> bool:
    # Imported here: most rules hold for every release.
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier).contains(release, prereleases=True)
