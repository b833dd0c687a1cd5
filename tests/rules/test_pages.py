"""Rule pages: the form that the loader demands, and that every shipped page has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.errors import TslintError
from tslint.rules.pages import (
    HEADINGS,
    REQUIRED_HEADINGS,
    Page,
    pages_folder,
    parse_page,
    read_pages,
    template_facts,
)

MATTER = """\
code = "TS499"
name = "erased-thing"
regime = "trace"
severity = "error"
event = "erased-branch"
message = "`{construct}` is erased: `d: Dict[int, bool] = {{}}`"
help = "script `{owner}`"
torch = ">=2.1"
since = "0.1.0"

[when]
construct = ["if", "while"]
source = "data"

[fix]
applicability = "safe"
"""
BODY = """\
# erased-thing (TS499)

## What it does
Reports a thing that is
erased. And more.

## Why is this bad?
It is gone.
"""
PATH = Path("rules/TS499-erased-thing.md")


def page(matter: str = MATTER, body: str = BODY, path: Path = PATH) -> Page:
    return parse_page(path, f"+++\n{matter}+++\n\n{body}")


def error_of(matter: str, path: Path = PATH) -> str:
    with pytest.raises(TslintError) as caught:
        page(matter, path=path)
    message = str(caught.value)
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


def test_the_front_matter_becomes_a_rule() -> None:
    rule = page().rule
    assert (rule.code, rule.name, rule.regime, rule.severity) == ("TS499", "erased-thing", "trace", "error")
    assert (rule.event, rule.torch, rule.since, rule.applicability) == (
        "erased-branch",
        ">=2.1",
        "0.1.0",
        "safe",
    )
    assert rule.when == {"construct": ("if", "while"), "source": ("data",)}
    assert rule.message.format_map({"construct": "if"}) == "`if` is erased: `d: Dict[int, bool] = {}`"
    assert rule.summary == "Reports a thing that is erased."


def test_a_page_has_its_text_by_heading() -> None:
    assert page().sections() == {
        "What it does": "Reports a thing that is\nerased. And more.",
        "Why is this bad": "It is gone.",
    }


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('severity = "error"', 'severity = "fatal"', ":5:12: `severity`: valid values: error, warning, info"),
        ('since = "0.1.0"', 'sinse = "0.1.0"', ":10:1: unknown key `sinse`; did you mean `since`?"),
        ('event = "erased-branch"\n', "", ": the table lacks the key `event`"),
        ('code = "TS499"', 'code = "TS49"', ":2:8: `code`: "),
        (
            'name = "erased-thing"',
            'name = "erased-things"',
            ":2:8: the page must be called TS499-erased-things.md",
        ),
        ("`{construct}` is", "`{construct is", "(a brace that is meant is doubled)"),
        ("= {{}}`", "= {}`", ":7:11: `message`: `{}` is no fact"),
        ("`{owner}`", "`{owner.name}`", ":8: `help`: `{owner.name}` is no fact"),
        ('torch = ">=2.1"', 'torch = "new"', ":9: `torch`: not a version specifier such as `>=2.1`"),
        ('construct = ["if", "while"]', "construct = 3", ":13:13: `when.construct`: "),
        ('applicability = "safe"', 'applicability = "sure"', ": `fix`: "),
        ("[when]", "[when", ":12:6: not valid TOML: "),
    ],
)
def test_a_page_that_is_not_well_formed_names_the_line(before: str, after: str, message: str) -> None:
    assert before in MATTER
    assert message in error_of(MATTER.replace(before, after))


@pytest.mark.parametrize("text", ["", "# A page\n", '+++\ncode = "TS499"\n'])
def test_a_page_without_front_matter_is_an_error(text: str) -> None:
    with pytest.raises(TslintError, match="begins with TOML between two lines"):
        parse_page(PATH, text)


def test_a_template_names_its_facts() -> None:
    assert template_facts("`{a}` of {b}: {{}}") == {"a", "b"}


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TslintError, match="the rule pages cannot be read"):
        read_pages(tmp_path / "absent")


SHIPPED = read_pages(pages_folder())


@pytest.mark.parametrize("shipped", SHIPPED, ids=[shipped.rule.code for shipped in SHIPPED])
def test_every_shipped_page_has_the_headings_in_their_order(shipped: Page) -> None:
    headings = list(shipped.sections())
    assert set(headings) >= REQUIRED_HEADINGS
    assert headings == [heading for heading in HEADINGS if heading in headings]
    assert all(shipped.sections().values())
    assert shipped.rule.summary


@pytest.mark.parametrize("shipped", SHIPPED, ids=[shipped.rule.code for shipped in SHIPPED])
def test_a_shipped_page_speaks_of_fix_safety_exactly_where_its_rule_has_a_fix(shipped: Page) -> None:
    assert ("Fix safety" in shipped.sections()) == (shipped.rule.applicability is not None)
