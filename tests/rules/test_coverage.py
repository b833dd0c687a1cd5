"""Rules and events fit: every event that the analysis can emit has a rule, and every rule an event."""

from __future__ import annotations

import itertools
from fnmatch import fnmatchcase

import pytest

from tests.rules.build import event
from tests.rules.emissions import Emission, always_given, emissions, literals, texts
from tslint.analysis.events import OPTIONAL
from tslint.config.settings import NEWEST_TORCH
from tslint.rules.judge import rules_for
from tslint.rules.model import Rule
from tslint.rules.pages import template_facts
from tslint.rules.ruleset import load_rules

EMISSIONS = tuple(emissions())
ORIGINS = ("data", "shape")


def test_every_kind_of_event_has_a_rule() -> None:
    spoken_of = {rule.event for rule in load_rules().rules}
    silent = {f"{e.kind} ({e.where})" for e in EMISSIONS if e.kind not in spoken_of | OPTIONAL}
    assert silent == set()
    assert not spoken_of & OPTIONAL  # or every check would gather them


def test_every_rule_speaks_of_an_event_that_there_is() -> None:
    named = texts()
    assert {rule.event for rule in load_rules().rules if rule.event not in named} == set()


def test_a_kind_without_a_rule_for_the_rest_is_covered_by_conditions_on_known_facts() -> None:
    """Where every rule of a kind has conditions, the tests below go through the values of those facts."""
    partial = {
        kind
        for kind in {rule.event for rule in load_rules().rules}
        if all(rule.when for rule in load_rules().about(kind))
    }
    assert partial == {"erased-branch", "unrolled-loop", "python-state", "tensor-copy", "script-candidate"}


def has_rule(event_kind: str, /, **facts: str) -> bool:
    return rules_for(event(event_kind, facts=facts), load_rules(), NEWEST_TORCH) != []


def test_every_erased_construct_has_a_rule() -> None:
    constructs = literals("branch", 2)
    assert {"if", "while", "ternary", "and", "or"} <= constructs
    lacking = [
        c
        for c, o in itertools.product(constructs, ORIGINS)
        if not has_rule("erased-branch", construct=c, origin=o)
    ]
    assert lacking == []


def test_every_kind_of_iterable_has_a_rule() -> None:
    walked = literals("Sequence", 4, "over") | literals("Items", 3, "over")
    assert {"range", "tensor", "chunks", "inputs", "dict"} <= walked
    walked -= {"size"}  # `x.shape` has as many items as x has dimensions: its length is never told
    assert [over for over in walked if not has_rule("unrolled-loop", over=over)] == []


def test_every_way_of_keeping_state_and_of_copying_a_tensor_has_a_rule() -> None:
    ways = literals("state", 2) | {"attribute"}
    assert "global" in ways
    assert [how for how in ways if not has_rule("python-state", how=how)] == []
    copies = literals("note", -1, "of")
    assert copies
    assert [of for of in copies if not has_rule("tensor-copy", of=of)] == []


def test_every_kind_of_script_candidate_has_a_rule() -> None:
    kinds = literals("Candidate", 1)
    assert kinds == {"block", "function", "model", "module"}
    given = itertools.product(kinds, ("yes", "no"))
    assert [k for k, c in given if not has_rule("script-candidate", kind=k, complete=c)] == []


def may_speak(rule: Rule, emission: Emission) -> bool:
    given = dict(emission.facts)
    return all(
        any(fnmatchcase(value, given.get(fact, "*")) for value in values)
        for fact, values in rule.when.items()
    )


@pytest.mark.parametrize("rule", load_rules().rules, ids=lambda rule: rule.code)
def test_messages_name_only_facts_that_the_events_carry(rule: Rule) -> None:
    needed = template_facts(rule.message) | template_facts(rule.help)
    lacking = {
        f"{emission.where}: {', '.join(sorted(needed - always_given(emission)))}"
        for emission in EMISSIONS
        if emission.kind == rule.event
        and emission.complete
        and may_speak(rule, emission)
        and not needed <= always_given(emission)
    }
    assert lacking == set()


def test_rules_of_events_that_bring_cures_say_how_safe_the_fix_is() -> None:
    lacking = {
        f"{rule.code} ({emission.where})"
        for emission in EMISSIONS
        for rule in load_rules().about(emission.kind)
        if "cures" in dict(emission.facts) and may_speak(rule, emission) and rule.applicability is None
    }
    assert lacking == set()


@pytest.mark.parametrize("rule", load_rules().rules, ids=lambda rule: rule.code)
def test_messages_are_one_line_in_the_house_style(rule: Rule) -> None:
    for text in (rule.message, rule.help):
        assert "\n" not in text
        assert not text.endswith(".")
        assert not text[:2].istitle()
