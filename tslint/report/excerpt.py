"""The source lines of a finding with carets under its span, aligned on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from tslint.ir.spans import Span

_TAB = 4
_LONGEST = 3  # source lines of one finding that are shown


def excerpt(lines: Sequence[str], span: Span) -> Iterator[tuple[int, str, str]]:
    """(line number, source, carets) for each line of the span, at most three, aligned for a terminal."""
    last = min(span.end_line, len(lines), span.line + _LONGEST - 1)
    for number in range(span.line, last + 1):
        text = lines[number - 1]
        first_column = span.column if number == span.line else len(text) - len(text.lstrip()) + 1
        end_column = span.end_column if number == span.end_line else len(text.rstrip()) + 1
        shown, starts = _displayed(text)
        start = starts[min(first_column - 1, len(text))]
        end = starts[min(end_column - 1, len(text))]
        yield number, shown.rstrip(), " " * start + "^" * max(end - start, 1)


def shown(text: str) -> str:
    """A source line as it can be shown: tabs as spaces, control characters as pictures."""
    return _displayed(text)[0].rstrip()


def _displayed(text: str) -> tuple[str, list[int]]:
    """The text as shown, and the display cell at which each character (and the end) begins."""
    shown: list[str] = []
    starts: list[int] = []
    cell = 0
    for character in text:
        starts.append(cell)
        if character == "\t":
            width = _TAB - cell % _TAB
            shown.append(" " * width)
        else:
            width = _width(character)
            shown.append(_printable(character))
        cell += width
    starts.append(cell)
    return "".join(shown), starts


def _width(character: str) -> int:
    """Terminal cells of a character (Unicode Standard Annex 11)."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _printable(character: str) -> str:
    """Control characters as their pictures: a source file must not steer the terminal."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return (
        "\N{SYMBOL FOR DELETE}"
        if code == 0x7F
        else "\N{REPLACEMENT CHARACTER}"
        if 0x80 <= code < 0xA0
        else character
    )
