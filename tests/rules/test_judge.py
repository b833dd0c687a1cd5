"""Judging: which rule speaks about an event, and what the finding says."""

from __future__ import annotations

import pytest

from tests.rules.build import event, rule
from tslint.errors import TslintError
from tslint.ir.cures import DecorateFunction
from tslint.rules.judge import judge, rules_for, unmatched_kinds
from tslint.rules.ruleset import RuleSet


def codes(rules: RuleSet, *events: object, torch: str = "2.13") -> list[str]:
    return [finding.code for finding in judge(events, rules, torch)]  # type: ignore[arg-type]


def test_the_rule_with_the_most_conditions_speaks() -> None:
    rules = RuleSet(
        [
            rule("TS401"),
            rule("TS402", when={"source": ("data",)}),
            rule("TS403", when={"source": ("data", "shape"), "construct": ("if",)}),
        ]
    )
    assert codes(rules, event(facts={"source": "data", "construct": "if"})) == ["TS403"]
    assert codes(rules, event(facts={"source": "data", "construct": "while"})) == ["TS402"]
    assert codes(rules, event(facts={"source": "shape"})) == ["TS401"]
    assert codes(rules, event(facts={})) == ["TS401"]


def test_an_event_that_no_rule_speaks_about_is_silent_but_listed() -> None:
    rules = RuleSet([rule("TS401", when={"source": ("data",)})])
    events = [event("other"), event(facts={"source": "shape"}), event(facts={"source": "data"})]
    assert codes(rules, *events) == ["TS401"]
    assert unmatched_kinds(events, rules, "2.13") == {("other", "trace"), ("erased-branch", "trace")}


def test_a_rule_speaks_in_its_own_regime() -> None:
    rules = RuleSet([rule("TS101", regime="script"), rule("TS401", regime="trace", event="only-trace")])
    assert codes(rules, event(regime="script")) == ["TS101"]
    assert codes(rules, event(regime="trace")) == []
    anywhere = RuleSet([rule("TS901", regime="any")])
    assert codes(anywhere, event(regime="script"), event(regime="trace", line=2)) == ["TS901", "TS901"]


def test_a_rule_speaks_for_its_torch_releases_and_leaves_the_others_to_the_next() -> None:
    rules = RuleSet([rule("TS401"), rule("TS402", torch="<2.1", when={"source": ("data",)})])
    old = event(facts={"source": "data"})
    assert codes(rules, old, torch="1.13") == ["TS402"]
    assert codes(rules, old, torch="2.0.1") == ["TS402"]
    assert codes(rules, old, torch="2.13") == ["TS401"]


def test_the_message_and_the_help_are_filled_with_the_facts() -> None:
    rules = RuleSet([rule("TS401", message="`{what}` goes: {{}}", help="keep {what}")])
    (finding,) = judge([event(facts={"what": "if {x}", "more": "y"})], rules, "2.13")
    assert (finding.message, finding.help) == ("`if {x}` goes: {}", "keep if {x}")


def test_a_missing_fact_is_an_error_that_names_rule_and_fact() -> None:
    rules = RuleSet([rule("TS401", message="`{what}` goes")])
    with pytest.raises(TslintError, match=r"TS401-rule-401 names the fact 'what'.*it has other"):
        judge([event(facts={"other": "x"})], rules, "2.13")


def test_the_same_finding_is_told_once() -> None:
    rules = RuleSet([rule("TS401", message="{what}")])
    first, again = event(facts={"what": "a"}), event(facts={"what": "a", "more": "b"})
    other_words, other_place = event(facts={"what": "b"}), event(line=2, facts={"what": "a"})
    assert len(judge([first, again], rules, "2.13")) == 1
    assert len(judge([first, other_words, other_place], rules, "2.13")) == 3


def test_a_finding_is_fixable_only_where_the_event_brings_a_cure() -> None:
    rules = RuleSet([rule("TS401", applicability="safe")])
    cure = DecorateFunction("/project/model.py", "f")
    without, with_cure = judge([event(), event(line=2, cures=(cure,))], rules, "2.13")
    assert (without.applicability, without.cures) == (None, ())
    assert (with_cure.applicability, with_cure.cures) == ("safe", (cure,))


def test_between_equally_specific_rules_the_lower_code_speaks() -> None:
    rules = RuleSet([rule("TS402", when={"a": ("x",)}), rule("TS401", when={"b": ("y",)})])
    (found,) = rules_for(event(facts={"a": "x", "b": "y"}), rules, "2.13")
    assert found.code == "TS401"


def test_a_rule_of_another_family_speaks_as_well() -> None:
    rules = RuleSet([rule("TS402", when={"a": ("x",)}), rule("TS401"), rule("LAB001"), rule("LAB002")])
    found = rules_for(event(facts={"a": "x"}), rules, "2.13")
    assert [spoken.code for spoken in found] == ["TS402", "LAB001"]


@pytest.mark.parametrize("twin", [rule("TS401", name="other"), rule("TS402", name="rule-401")])
def test_codes_and_names_are_unique(twin: object) -> None:
    with pytest.raises(TslintError, match="share `"):
        RuleSet([rule("TS401"), twin])  # type: ignore[list-item]
