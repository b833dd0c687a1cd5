"""How grave a project takes each rule: severities of the configuration in place of those of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from tslint.errors import TslintError
from tslint.rules.model import Rule, Severity
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import exactness, matching_codes, unknown_selector

OFF = "off"
GRAVITY = {"info": 0, "warning": 1, "error": 2}

Said = Sequence[tuple[str, str]]
"""Selectors (codes, prefixes, names, ALL) with a severity each, or `off`."""


def with_severities(rules: RuleSet, said: Said) -> RuleSet:
    """The rules with the severities that are said of them; raises TslintError for a word that fits no rule.

    What is off keeps the severity of its page.
    """
    for selector, _ in said:
        if not matching_codes(rules, selector):
            raise TslintError(f"severity: {unknown_selector(rules, selector)}")
    if not said:
        return rules
    return RuleSet(
        replace(rule, severity=cast(Severity, found))
        if (found := _of(rule, said)) is not None and found != OFF
        else rule
        for rule in rules.rules
    )


def switched_off(rules: RuleSet, said: Said) -> frozenset[str]:
    """The codes of the rules that are off."""
    return frozenset(rule.code for rule in rules.rules if _of(rule, said) == OFF)


def _of(rule: Rule, said: Said) -> str | None:
    """What the most exact selector says of a rule."""
    weighed = [(exactness(rule, (selector,)), severity) for selector, severity in said]
    best = max(weighed, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None
