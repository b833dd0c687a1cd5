"""The grammar of suppression comments: what is written is what is read, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tslint.source.comments import find_suppressions
from tslint.source.silence import with_ignores

names = st.from_regex(r"[A-Z]{1,4}[0-9]{0,4}|[a-z]+(-[a-z]+){0,2}", fullmatch=True)
selectors = st.lists(names, max_size=4)
# A reason ends at the next comment, and is no bracket that would name rules.
letters = st.characters(
    codec="utf-8", exclude_characters="#\r\n\f\x00", exclude_categories=["Cs", "Cc", "Zl", "Zp"]
)
reasons = st.text(letters, max_size=20).map(str.strip).filter(lambda reason: not reason.startswith("["))


def written(verb: str, names: Sequence[str], reason: str, between: str) -> str:
    brackets = f"[{between.join(names)}]" if names else ""
    return f"# tslint: {verb}{brackets} {reason}".rstrip()


@given(selectors, reasons, st.sampled_from([",", ", ", " , "]), st.sampled_from(["", "  # noqa: E501"]))
def test_a_line_comment_is_read_as_it_was_written(
    names: list[str], reason: str, between: str, more: str
) -> None:
    comment = written("ignore", names, reason, between)
    for text, lines in (
        (f"x = 1  {comment}{more}\ny = 2\n", (1, 1)),
        (f"{comment}{more}\nx = (\n    1,\n)\n", (2, 4)),
    ):
        (found,) = find_suppressions(text)
        assert (found.selectors, found.reason, found.problem) == (tuple(names), reason, "")
        assert ((found.first, found.last), found.whole_file, found.text) == (lines, False, comment)
        assert (
            text.split("\n")[found.span.line - 1][found.span.column - 1 : found.span.end_column - 1]
            == comment
        )


@given(selectors, reasons)
def test_file_and_block_comments_are_read_as_they_were_written(names: list[str], reason: str) -> None:
    (whole,) = find_suppressions(f'"""A module."""\n{written("file-ignore", names, reason, ",")}\nx = 1\n')
    assert (whole.selectors, whole.reason, whole.problem, whole.whole_file) == (
        tuple(names),
        reason,
        "",
        True,
    )
    start, end = written("disable", names, reason, ","), written("enable", names, reason, ",")
    (block,) = find_suppressions(f"w = 1\n{start}\nx = 1\n{end}\ny = 1\n")
    assert (block.selectors, block.reason, block.problem) == (tuple(names), reason, "")
    assert (block.first, block.last) == (2, 4)
    assert block.end is not None
    assert block.end.text == end


@given(st.sets(names.filter(lambda name: name[0].isupper()), min_size=1, max_size=3))
def test_what_add_ignores_writes_names_just_these_codes(codes: set[str]) -> None:
    text, left = with_ignores("x = 1\nif x:\n    y = 2\n", [(3, code) for code in codes])
    assert left == []
    (found,) = find_suppressions(text)
    assert (found.selectors, found.first, found.last) == (tuple(sorted(codes)), 4, 4)
