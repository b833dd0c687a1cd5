"""Places in a document as the protocol counts them: lines from 0, columns in UTF-16 units from 0."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from tslint.ir.spans import Span


def range_of(span: Span, lines: Sequence[str]) -> types.Range:
    """The range of a span; one that points past the end of the text ends where the text does."""
    return types.Range(
        start=position_of(span.line, span.column, lines),
        end=position_of(span.end_line, span.end_column, lines),
    )


def position_of(line: int, column: int, lines: Sequence[str]) -> types.Position:
    """The position of a line and column, both from 1, the column in characters."""
    if not 1 <= line <= len(lines):
        return types.Position(line=max(0, min(line, len(lines) + 1) - 1), character=0)
    before = lines[line - 1][: column - 1]
    return types.Position(line=line - 1, character=units(before))


def column_at(position: types.Position, lines: Sequence[str]) -> int:
    """The column, from 1 and in characters, of a position; one behind the end of its line is its end."""
    text = lines[position.line] if position.line < len(lines) else ""
    left = position.character
    for count, character in enumerate(text):
        if left <= 0:
            return count + 1
        left -= units(character)
    return len(text) + 1


def units(text: str) -> int:
    """The UTF-16 units of a text: two for each character beyond the basic plane."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def end_of(text: str) -> types.Position:
    """The position behind the last character of a text."""
    before, _, last = text.rpartition("\n")
    return types.Position(line=before.count("\n") + 1 if "\n" in text else 0, character=units(last))


def within(position: types.Position, where: types.Range) -> bool:
    """Whether a position lies in a range, its end included."""
    place = (position.line, position.character)
    return (where.start.line, where.start.character) <= place <= (where.end.line, where.end.character)


def on_same_lines(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges share a line: a cursor need not stand on the very word."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line
