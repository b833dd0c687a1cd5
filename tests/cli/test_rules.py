"""`tslint rules` and `tslint explain`."""

from __future__ import annotations

import json

from tests.cli.conftest import Tslint
from tslint.rules.ruleset import load_rules


def test_rules_are_listed_with_what_they_do(tslint: Tslint) -> None:
    ran = tslint("rules")
    assert ran.code == 0
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows] == [rule.code for rule in load_rules().rules]
    assert [
        "TS901",
        "invalid-syntax",
        "any",
        "error",
        "-",
        "Reports a file that Python cannot parse.",
        "torch 1.13 to 2.13",
    ] in rows


def test_rules_are_listed_for_programs(tslint: Tslint) -> None:
    listed = json.loads(tslint("rules", "--output-format", "json").out)
    assert [rule["code"] for rule in listed] == sorted(load_rules().codes)
    assert all(rule["summary"] and rule["message"] for rule in listed)


def test_rules_are_a_table_in_colours(tslint: Tslint) -> None:
    ran = tslint("rules", "--color", "always")
    assert "\x1b[" in ran.out
    assert "TS901" in ran.out


def test_a_rule_is_explained_by_code_and_by_name(tslint: Tslint) -> None:
    by_code, by_name = tslint("explain", "TS901"), tslint("explain", "invalid-syntax")
    assert by_code.code == 0
    assert by_code.out == by_name.out
    assert by_code.out.startswith(
        "# invalid-syntax (TS901)\n\nHolds for torch 1.13 to 2.13.\n\n## What it does\n"
    )
    assert "+++" not in by_code.out


def test_a_page_is_rendered_in_colours(tslint: Tslint) -> None:
    ran = tslint("explain", "TS901", "--color", "always")
    assert "\x1b[" in ran.out
    assert "##" not in ran.out
