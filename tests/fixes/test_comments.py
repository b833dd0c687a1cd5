"""Edits of comments: a part rewritten, or gone with what set it off; everything else byte for byte."""

from __future__ import annotations

import pytest

from tests.fixes.editing import FILE, fix, is_satisfied, refusal, span_of
from tslint.ir.cures import EditComment

OLD = "# tslint: ignore[TS401] why"


def edit(text: str, new: str = "", old: str = OLD) -> EditComment:
    return EditComment(FILE, span_of(text, old), old, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"x = 1  {OLD}\ny = 2\n", "x = 1\ny = 2\n"),
        (f"x = 1  {OLD}  \r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
        (f"x = 1\t{OLD}", "x = 1"),
        (f"if x:\n    {OLD}\n    y = 2\n", "if x:\n    y = 2\n"),
        (f"x = 1\n{OLD}", "x = 1\n"),
        (f"f(  {OLD}\n  1,\n  {OLD}\n)\n", f"f(\n  1,\n  {OLD}\n)\n"),
        (f"x = 1  {OLD}  # noqa: E501\n", "x = 1  # noqa: E501\n"),
        (f"x = 1  # noqa {OLD}\n", "x = 1  # noqa\n"),
        (f"x = 1  # a {OLD} # b\n", "x = 1  # a # b\n"),
        (f"x = 1  #{OLD}\n", "x = 1\n"),
        (f"x = '{OLD}'  # a\n{OLD}\n", f"x = '{OLD}'  # a\n"),
    ],
)  # fmt: skip
def test_a_comment_goes_with_what_set_it_off(before: str, after: str) -> None:
    number = 1 if f"'{OLD}'" in before else 0
    assert fix(before, EditComment(FILE, span_of(before, OLD, number), OLD, "")) == after


def test_a_part_is_rewritten_where_it_stands() -> None:
    text = f"é = '日本'  # a {OLD}  \n"
    assert fix(text, edit(text, "# tslint: ignore[TS5] why")) == (
        "é = '日本'  # a # tslint: ignore[TS5] why  \n"
    )


def test_two_comments_of_a_file_are_edited_together() -> None:
    text = f"x = 1  {OLD}\n# tslint: enable\ny = 1\n"
    assert fix(text, edit(text), edit(text, "", "# tslint: enable")) == "x = 1\ny = 1\n"


def test_what_is_no_such_comment_is_left() -> None:
    text = f"x = '{OLD}'\n"
    assert refusal(text, edit(text)) == "there is no comment at this place"
    text = "x = 1  # tslint: ignore[TS501] why\n"
    span = span_of(text, "# tslint: ignore[TS501] why")
    assert refusal(text, EditComment(FILE, span, OLD, "# other")) == "there is another comment at this place"
    assert is_satisfied(text, EditComment(FILE, span, OLD, "# tslint: ignore[TS501]"))


def test_a_line_is_not_taken_out_where_the_next_would_tell_of_the_encoding() -> None:
    text = f"{OLD}\n\n# coding: latin-1\nx = 1\n"
    assert refusal(text, edit(text)) == "a comment would then tell of the file's encoding"
