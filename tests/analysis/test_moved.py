"""Events on other lines: their places, their edits, and what they say of lines."""

from __future__ import annotations

import pytest

from tslint.analysis.events import Call, Event
from tslint.analysis.moved import Gone, Mover
from tslint.ir.cures import AnnotateLocal
from tslint.ir.spans import Span
from tslint.source.revising import Moves

DOWN = Moves([(1, 9, 0), (12, 40, 2)])
FILE, OTHER = "/pkg/model.py", "/pkg/layers.py"


def event(reason: str = "", file: str = FILE, line: int = 20, **facts: str) -> Event:
    chain = (Call(FILE, 15, "pkg.model.f"), Call(OTHER, 15, "pkg.layers.g"))
    cures = (AnnotateLocal(FILE, 30, "x", "int"),)
    return Event(
        "no-placement", "trace", file, Span(line, 1, line, 5), {"reason": reason, **facts}, chain, cures
    )


def test_places_and_edits_of_the_file_move_and_no_others() -> None:
    mover = Mover(FILE, DOWN)
    moved = mover.event(event())
    assert moved.span == Span(22, 1, 22, 5)
    assert [call.line for call in moved.chain] == [17, 15]
    assert moved.cures == (AnnotateLocal(FILE, 32, "x", "int"),)
    assert mover.event(event(file=OTHER)).span.line == 20
    assert mover.event(event(line=5)).span.line == 5
    with pytest.raises(Gone):
        mover.event(event(line=10))


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (
            FILE,
            "line 20, cut out, reads `x`; line 20-25 does",
            "line 22, cut out, reads `x`; line 22-27 does",
        ),
        (FILE, "it does not script: a call (model.py:30)", "it does not script: a call (model.py:32)"),
        (FILE, "a call (layers.py:30)", "a call (layers.py:30)"),
        (OTHER, "line 20, cut out; nor (model.py:30)", "line 20, cut out; nor (model.py:32)"),
        (OTHER, "in model.py, line 20, cut out; line 5-20 no", "in model.py, line 22, cut out; line 5-22 no"),
        (FILE, "in layers.py, line 20, cut out", "in layers.py, line 20, cut out"),
    ],
)
def test_what_is_said_of_lines_of_the_file_moves_with_them(file: str, before: str, after: str) -> None:
    assert Mover(FILE, DOWN, (FILE, OTHER)).event(event(before, file)).facts["reason"] == after


def test_where_it_is_not_clear_which_file_is_meant_nothing_is_moved() -> None:
    mover = Mover(FILE, DOWN, (FILE, "/pkg/sub/model.py"))
    with pytest.raises(Gone):
        mover.event(event("a call (model.py:30)"))
    with pytest.raises(Gone):
        mover.event(event(used="30"))
    assert mover.event(event("line 20, cut out")).facts["reason"] == "line 22, cut out"
