"""docs/rules.md: its page, its model and what it says of them are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint, tslint
from tslint.rules.pages import template_facts
from tslint.rules.ruleset import load_rules

__all__ = ["tslint"]
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
(RULE,) = re.findall(r"^````markdown\n(.*?)^````$", PAGE, flags=re.MULTILINE | re.DOTALL)
REST = PAGE.replace(RULE, "")


def block(language: str, holding: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", REST, flags=re.MULTILINE | re.DOTALL)
    (one,) = [text for text in found if holding in text]
    return str(one)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(block("toml", "rule-paths"))
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "LAB001-grid-sample.md").write_text(RULE)
    (tmp_path / "model.py").write_text(block("python", "class Warp"))
    return tmp_path


def test_the_check_says_what_the_page_shows(tslint: Tslint, project: Path) -> None:
    ran = tslint("check", "--output-format", "concise", "--quiet")
    assert ran.err == ""
    assert ran.out == block("text", "LAB001")


def test_the_examples_of_the_page_are_right(tslint: Tslint, project: Path) -> None:
    ran = tslint("test-rules")
    assert (ran.code, f"$ tslint test-rules\n{ran.out}") == (0, block("console", "test-rules"))


def test_torch_bears_the_examples_out(tslint: Tslint, project: Path) -> None:
    pytest.importorskip("torch")
    ran = tslint("test-rules", "--torch")
    assert (ran.code, ran.out, ran.err) == (0, "2 blocks of 1 page run: all right.\n", "")


def test_the_table_names_events_and_facts_that_there_are() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| (`.*`) \|$", PAGE, flags=re.MULTILINE)
    table = {event: set(facts.replace("`", "").split(", ")) for event, facts in rows}
    assert len(table) == 10
    del table["external-call"]  # the check above is about it
    for event, facts in table.items():
        named: set[str] = set()
        for rule in load_rules().about(event):
            named |= set(rule.when) | template_facts(rule.message) | template_facts(rule.help)
        assert named <= facts, event
        assert named, event
