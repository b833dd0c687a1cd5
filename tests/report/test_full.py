"""The full format: carets under the span, the way from the entry, the cure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.sample import BASE, ELSEWHERE, ERASED, LINES, REPORT
from tslint.analysis.events import Call
from tslint.ir.spans import Span
from tslint.report.excerpt import excerpt
from tslint.report.full import full
from tslint.rules.model import Report


def text(report: Report, known: dict[str, list[str]] = LINES) -> str:
    return "".join(piece.text for piece in full(report, BASE, lambda path: known.get(path, [])))


def test_a_finding_shows_place_source_way_and_cure() -> None:
    shown, _, rest = text(REPORT).partition("\n\n")
    assert (
        shown
        == """\
error[TS401] `if` on the data of `x` is erased
 --> pkg/gate.py:5:12
  |
5 |         if x.sum() > 0:
  |            ^^^^^^^^^^^
  = called from pkg.cell.Cell.mix at pkg/cell.py:14
  = called from pkg.cell.Cell at pkg/cell.py:9
  = help: put `Gate.forward` under torch.jit.script [*]"""
    )
    assert rest.endswith(
        "\n\nFound 1 error, 1 warning, 1 for information: 2 entries in 3 files checked."
        " `tslint fix` mends 1, with --unsafe-fixes 1 more.\n"
    )


def test_a_tall_span_shows_its_first_lines_aligned() -> None:
    assert f"""\
warning[TS203] the type of `visit` is not known
 --> {ELSEWHERE}:1:10
  |
1 |     visit = {{
  |             ^
2 |         'é漢': 1,
  |         ^^^^^^^^^
3 |
  | ^
...

""" in text(REPORT)


def test_source_that_is_not_there_any_more_leaves_the_excerpt_out() -> None:
    assert text(Report((), (replace(ERASED, chain=(), help=""),)), {}) == (
        "error[TS401] `if` on the data of `x` is erased\n"
        " --> pkg/gate.py:5:12\n"
        "\n"
        "Found 1 error: 0 entries in 0 files checked. `tslint fix` mends 1.\n"
    )


def test_a_long_way_is_cut_short() -> None:
    chain = tuple(Call("/project/a.py", line, f"f{line}") for line in range(1, 11))
    shown = text(Report((), (replace(ERASED, chain=chain),)))
    assert "= called from f9 at a.py:10\n" in shown
    assert "= called from f4 at a.py:5\n" in shown
    assert "f3 at" not in shown
    assert "... and 4 more calls from the entry" in shown


@pytest.mark.parametrize(
    ("line", "span", "source", "carets"),
    [
        ("abc", Span(1, 2, 1, 3), "abc", " ^"),
        ("\tabc", Span(1, 2, 1, 5), "    abc", "    ^^^"),
        ("a\tbc", Span(1, 3, 1, 4), "a   bc", "    ^"),
        ("漢字 = x", Span(1, 6, 1, 7), "漢字 = x", "       ^"),
        ("e\u0301 = x", Span(1, 6, 1, 7), "e\u0301 = x", "    ^"),
        ("a\x1b[31mb", Span(1, 7, 1, 8), "a␛[31mb", "      ^"),
        ("abc", Span(1, 4, 1, 4), "abc", "   ^"),
        ("abc", Span(1, 9, 1, 12), "abc", "   ^"),
    ],
)
def test_carets_stand_under_the_span_on_a_terminal(line: str, span: Span, source: str, carets: str) -> None:
    assert list(excerpt([line], span)) == [(1, source, carets)]
