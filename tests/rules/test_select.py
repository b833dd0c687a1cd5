"""Selection: codes, prefixes, names, and which of two words wins."""

from __future__ import annotations

import pytest

from tests.rules.build import rule
from tslint.errors import TslintError
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import selected_codes

RULES = RuleSet([rule("TS101"), rule("TS401", name="erased-branch"), rule("TS402"), rule("TS501")])


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        ([], [], {"TS101", "TS401", "TS402", "TS501"}),
        (["ALL"], [], {"TS101", "TS401", "TS402", "TS501"}),
        (["TS4"], [], {"TS401", "TS402"}),
        (["TS402", "TS1"], [], {"TS402", "TS101"}),
        (["erased-branch"], [], {"TS401"}),
        ([], ["TS4"], {"TS101", "TS501"}),
        ([], ["erased-branch"], {"TS101", "TS402", "TS501"}),
        (["TS4"], ["TS401"], {"TS402"}),
        (["TS401"], ["TS4"], {"TS401"}),
        (["TS401"], ["TS401"], set()),
        (["ALL"], ["ALL"], set()),
        ([], ["ALL"], set()),
    ],
)
def test_the_more_exact_word_wins(select: list[str], ignore: list[str], codes: set[str]) -> None:
    assert selected_codes(RULES, select, ignore) == codes


@pytest.mark.parametrize("word", ["TS9", "TS4011", "ts401", "T", "", "erased", "E501"])
def test_a_word_that_fits_no_rule_is_an_error(word: str) -> None:
    for select, ignore in (([word], []), ([], [word])):
        with pytest.raises(TslintError, match="is no rule, code or prefix of a code"):
            selected_codes(RULES, select, ignore)


def test_the_error_names_what_is_near() -> None:
    with pytest.raises(TslintError, match="did you mean erased-branch"):
        selected_codes(RULES, ["erased-branches"], [])
    with pytest.raises(TslintError, match="`tslint rules` lists them"):
        selected_codes(RULES, ["zzz"], [])
