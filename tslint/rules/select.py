"""Which rules are on: `select` and `ignore` name codes, prefixes of codes (`TS4`), rule names, or ALL."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from tslint.errors import TslintError
from tslint.rules.model import Rule
from tslint.rules.ruleset import RuleSet

ALL = "ALL"


def selected_codes(
    rules: RuleSet, select: Sequence[str], ignore: Sequence[str], extend: Sequence[str] = ()
) -> frozenset[str]:
    """The codes that are on: of `select` and `ignore` the more exact word wins, and `ignore` between equals.

    `extend` adds to what is selected, also where that is everything.

    Raises TslintError, with the nearest names, for a word that fits no rule.
    """
    for selector in (*select, *ignore, *extend):
        if not matching_codes(rules, selector):
            raise TslintError(unknown_selector(rules, selector))
    chosen = (*(select or (ALL,)), *extend)
    return frozenset(
        rule.code for rule in rules.rules if exactness(rule, chosen) > max(exactness(rule, ignore), 0)
    )


def matching_codes(rules: RuleSet, selector: str) -> frozenset[str]:
    """The codes that one selector names; none if it fits no rule."""
    return frozenset(rule.code for rule in rules.rules if exactness(rule, (selector,)))


def unknown_selector(rules: RuleSet, selector: str) -> str:
    """What to say about a selector that fits no rule."""
    known = [key for rule in rules.rules for key in (rule.code, rule.name)]
    close = difflib.get_close_matches(selector, known, n=3, cutoff=0.6)
    advice = f"did you mean {' or '.join(close)}?" if close else "`tslint rules` lists them"
    return f"`{selector}` is no rule, code or prefix of a code; {advice}"


def exactness(rule: Rule, selectors: Sequence[str]) -> int:
    """How exactly the selectors name a rule: 0 not at all, then by the length of what they say."""
    weights = [0]
    for selector in selectors:
        if selector == ALL:
            weights.append(1)
        elif selector == rule.name:
            weights.append(len(rule.code) + 1)
        elif len(selector) > 1 and rule.code.startswith(selector):
            weights.append(len(selector))
    return max(weights)
