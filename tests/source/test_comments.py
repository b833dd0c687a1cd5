"""Suppression comments: their grammar, and the lines that they speak of."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tslint.ir.spans import Span
from tslint.source.comments import Suppression, find_suppressions


def only(source: str) -> Suppression:
    (found,) = find_suppressions(textwrap.dedent(source))
    return found


@pytest.mark.parametrize(
    ("comment", "selectors", "reason"),
    [
        ("# tslint: ignore", (), ""),
        ("#tslint:ignore", (), ""),
        ("# tslint: ignore[TS401]", ("TS401",), ""),
        ("# tslint: ignore[TS401, TS5] checked by hand", ("TS401", "TS5"), "checked by hand"),
        ("# tslint: ignore[ data-dependent-if ]", ("data-dependent-if",), ""),
        ("# tslint: ignore legacy", (), "legacy"),
        ("# noqa: E501  # tslint: ignore[TS401]  # more", ("TS401",), ""),
    ],
)
def test_a_comment_names_rules_and_may_give_a_reason(
    comment: str, selectors: tuple[str, ...], reason: str
) -> None:
    found = only(f"x = 1  {comment}\n")
    assert (found.selectors, found.reason, found.problem) == (selectors, reason, "")
    assert not found.whole_file


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("# tslint: ignore[]", "the brackets name no rule"),
        ("# tslint: ignore[TS401", "the brackets name no rule"),
        ("# tslint: off", "`off` is none of `ignore`, `file-ignore`, `disable`, `enable`"),
        ("# tslint:", "`` is none of `ignore`, `file-ignore`, `disable`, `enable`"),
        ("# tslint: file-ignore", "`file-ignore` stands on a line of its own above the first statement"),
    ],
)
def test_what_is_not_written_as_a_suppression_says_so(comment: str, problem: str) -> None:
    assert only(f"x = 1  {comment}\n").problem == problem


def test_the_span_is_the_comment_itself() -> None:
    assert only("é = 1  # why  # tslint: ignore[TS401] so\n").span == Span(1, 15, 1, 41)


def test_a_comment_at_the_end_of_a_line_speaks_of_that_line() -> None:
    found = only("x = 1\nif x:  # tslint: ignore\n    y = 2\n")
    assert (found.first, found.last) == (2, 2)


def test_a_comment_at_the_end_of_a_statement_speaks_of_all_its_lines() -> None:
    found = only("x = 1\ny = f(\n    x,\n)  # tslint: ignore\nz = 2\n")
    assert (found.first, found.last) == (2, 4)


def test_a_comment_inside_a_statement_speaks_of_its_own_line() -> None:
    found = only("y = f(\n    x,  # tslint: ignore\n    z,\n)\n")
    assert (found.first, found.last) == (2, 2)


def test_a_comment_alone_speaks_of_the_next_statement() -> None:
    found = only("x = 1\n# tslint: ignore\n# and more\n\ny = f(\n    x,\n)\n")
    assert (found.first, found.last) == (5, 7)


def test_a_comment_alone_above_a_block_speaks_of_its_head_alone() -> None:
    found = only("# tslint: ignore\nif (\n    x\n):\n    y = 1\n")
    assert (found.first, found.last) == (2, 4)


def test_a_comment_alone_inside_a_statement_speaks_of_the_next_line() -> None:
    found = only("y = f(\n    # tslint: ignore\n    x,\n    z,\n)\n")
    assert (found.first, found.last) == (3, 3)


@pytest.mark.parametrize("head", ["", "#!/usr/bin/python\n", '"""Doc\n\nstring."""\n', "# a\n\n"])
def test_file_ignore_stands_at_the_top(head: str) -> None:
    found = only(f"{head}# tslint: file-ignore[TS4] generated\nimport torch\n")
    assert (found.whole_file, found.selectors, found.problem) == (True, ("TS4",), "")


@pytest.mark.parametrize("head", ["import torch\n", "x = 1\n", '"""Doc."""\nimport torch\n', "f()\n"])
def test_file_ignore_further_down_is_a_mistake(head: str) -> None:
    assert only(f"{head}# tslint: file-ignore[TS4]\nx = 2\n").problem


def test_a_string_is_no_comment() -> None:
    assert find_suppressions("x = '# tslint: ignore'\n") == []
    assert find_suppressions('"""\n# tslint: ignore\n"""\n') == []


_WORDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)


@given(st.lists(_WORDS, min_size=1), st.lists(_WORDS))
def test_what_is_written_is_read_back(selectors: list[str], reason: list[str]) -> None:
    words = " ".join(reason)
    found = only(f"x = 1  # tslint: ignore[{', '.join(selectors)}] {words}\n")
    assert (found.selectors, found.reason, found.problem) == (tuple(selectors), words, "")


@given(st.text())
def test_no_comment_makes_it_fail(text: str) -> None:
    for found in find_suppressions(f"x = 1  # tslint: {text}\n"):
        assert found.first <= found.last
