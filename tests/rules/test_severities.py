"""Severities of the configuration."""

from __future__ import annotations

import pytest

from tests.rules.build import rule
from tslint.errors import TslintError
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import selected_codes
from tslint.rules.severities import switched_off, with_severities

RULES = RuleSet(
    [rule("TS401"), rule("TS402", event="other"), rule("TS501", event="third", severity="warning")]
)


def test_the_most_exact_selector_says_the_severity() -> None:
    said = [("ALL", "info"), ("TS401", "error"), ("TS4", "warning")]
    tuned = with_severities(RULES, said)
    assert [found.severity for found in tuned.rules] == ["error", "warning", "info"]
    assert with_severities(RULES, []) is RULES


def test_what_is_off_is_told_apart() -> None:
    said = [("TS4", "off"), ("TS402", "info")]
    assert switched_off(RULES, said) == {"TS401"}
    assert [found.severity for found in with_severities(RULES, said).rules] == ["error", "info", "warning"]


def test_a_word_that_fits_no_rule_is_an_error() -> None:
    with pytest.raises(TslintError, match="severity: `TS9` is no rule"):
        with_severities(RULES, [("TS9", "info")])


def test_extend_select_adds_to_what_is_selected() -> None:
    assert selected_codes(RULES, ["TS501"], [], ["TS401"]) == {"TS401", "TS501"}
    assert selected_codes(RULES, [], ["TS4"], ["TS402"]) == {"TS402", "TS501"}
