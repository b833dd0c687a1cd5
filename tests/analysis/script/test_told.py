"""Statements that script has not: one cause is told, the code around is judged as its cure would have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds, line_of

_FOUND = """
def f(x: Tensor) -> bool:
    for i in range(x.size(0)):
        if bool(x[i] > 0):
            result = True
            break
    else:
        result = False
    return result
"""
_MATCH = """
def f(x: Tensor, how: str) -> Tensor:
    match how:
        case "sum":
            return x.sum()
        case _:
            return x.mean()
"""


@pytest.mark.parametrize("source", [_FOUND, _MATCH])
def test_what_a_rejected_statement_defines_or_returns_is_no_second_error(tmp_path: Path, source: str) -> None:
    assert kinds(tmp_path, source) == ["unsupported-statement"]


def test_an_else_without_a_break_goes_on_after_the_loop(tmp_path: Path) -> None:
    loop = "    for i in range(3):\n        x = x + i\n    else:\n        y = x.nope()\n"
    source = f"def f(x: Tensor):\n{loop}    return y\n"
    assert kinds(tmp_path, source) == ["unsupported-statement", "unknown-attribute"]


def test_every_case_of_a_match_is_read(tmp_path: Path) -> None:
    source = """
    def f(x: Tensor, n: int) -> Tensor:
        match n:
            case 0:
                x = x.nope()
            case _:
                try:
                    x = x + 1
                except ValueError:
                    pass
        return x
    """
    told = events(tmp_path, source)
    assert [(e.kind, line_of(e)) for e in told] == [
        ("unsupported-statement", "match n:"),
        ("unsupported-statement", "try:"),
        ("unknown-attribute", "x = x.nope()"),
    ]


def test_a_match_that_is_not_exhaustive_may_fall_through(tmp_path: Path) -> None:
    source = """
    def f(x: Tensor, n: int) -> Tensor:
        match n:
            case 0:
                return x
    """
    assert kinds(tmp_path, source) == ["unsupported-statement", "missing-return"]


def test_a_starred_zip_has_items_of_unknown_number(tmp_path: Path) -> None:
    source = """
    def f(t: Tuple[int, int]) -> int:
        total = 0
        for a, b in zip(*(t, t)):
            total += a * b
        return total
    """
    assert kinds(tmp_path, source) == ["starred-expression"]
