"""A place in a text as it is shown below an error: the line, its number, carets, and what may stand there."""

from __future__ import annotations

from typing import NamedTuple

from tslint.config.locate import Range
from tslint.ir.display import carets, displayed


class Point(NamedTuple):
    """Line and column, from 1, of a place in a text."""

    line: int
    column: int


def point(text: str, offset: int) -> Point:
    """Where the character at `offset` stands."""
    start = text.rfind("\n", 0, offset) + 1
    return Point(text.count("\n", 0, offset) + 1, offset - start + 1)


def excerpt(text: str, where: Range, note: str = "", first_line: int = 1) -> str:
    """The line on which a place begins, with carets below it, and a note.

    `first_line` is the number of the text's first line, 0 for a text that is no file and has no lines.
    """
    line, column = point(text, where.start)
    source = text.split("\n")[line - 1].rstrip("\r")
    end = min(column - 1 + where.end - where.start, len(source))
    number = str(line + first_line - 1) if first_line else ""
    margin = " " * len(number)
    lines = [
        f"{margin} |",
        f"{number} | {displayed(source)[0].rstrip()}",
        f"{margin} | {carets(source, column - 1, end)}",
    ]
    if note:
        lines.append(f"{margin} = {note}")
    return "\n".join(line.rstrip() for line in lines)
