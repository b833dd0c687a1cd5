"""Positions: characters from 1, lines as Python counts them."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tslint.ir.spans import Span
from tslint.source.positions import span_of, split_lines, utf8_column


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["a", "b"]),
        ("a\r\nb\rc\n", ["a", "b", "c", ""]),
        ("a\x0cb\nc", ["a\x0cb", "c"]),
        ("s = '\u2028'\nx", ["s = '\u2028'", "x"]),
    ],
)
def test_lines_end_where_python_ends_them(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


def test_byte_offsets_become_character_columns() -> None:
    source = "été = 'ß🙂' + x\n"
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.Assign)
    assert isinstance(statement.value, ast.BinOp)
    lines = split_lines(source)
    assert span_of(lines, statement.targets[0]) == Span(1, 1, 1, 4)
    assert span_of(lines, statement.value.left) == Span(1, 7, 1, 11)
    assert span_of(lines, statement.value.right) == Span(1, 14, 1, 15)


def test_a_span_over_lines_ends_after_its_last_character() -> None:
    source = "x = f(\n    'é',\n)\n"
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.Assign)
    assert span_of(split_lines(source), statement.value) == Span(1, 5, 3, 2)


def test_a_line_that_does_not_exist_keeps_the_offset() -> None:
    assert utf8_column([], 3, 7) == 8


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), st.data())
def test_a_column_points_at_the_character_of_the_offset(line: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(line)))
    assert utf8_column([line], 1, len(line[:index].encode())) == index + 1
