"""Comments that silence findings go above the statement, wherever in it the finding lies."""

from __future__ import annotations

from tslint.source.comments import find_suppressions
from tslint.source.silence import with_ignores

TEXT = """\
def f(x):
    y = call(
        x,
        '''
    text
    ''',
    ); z = y
    # a comment
    return y
"""


def test_one_comment_reaches_every_line_of_a_statement() -> None:
    text, left = with_ignores(TEXT, [(5, "TS402"), (3, "TS401"), (3, "TS402"), (9, "TS401")])
    assert left == []
    assert text.splitlines()[1] == "    # tslint: ignore[TS401, TS402]"
    assert text.splitlines()[9] == "    # tslint: ignore[TS401]"
    assert [(found.first, found.last) for found in find_suppressions(text)] == [(3, 8), (11, 11)]


def test_lines_that_hold_no_statement_are_left() -> None:
    assert with_ignores(TEXT, [(8, "TS903")]) == (TEXT, [(8, "TS903")])
    assert with_ignores("x = 1\ry = 2\n", [(1, "TS401")])[1] == [(1, "TS401")]
    assert with_ignores("def broken(:\n", [(1, "TS901")])[0].endswith("def broken(:\n")
