"""How source text is shown on a terminal: tabs, wide characters, and what must not reach it."""

from __future__ import annotations

import unicodedata

_TAB = 4


def displayed(text: str) -> tuple[str, list[int]]:
    """The text as shown, and the display cell at which each character (and the end) begins."""
    if text.isascii() and text.isprintable():  # as nearly all source lines are
        return text, list(range(len(text) + 1))
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


def carets(text: str, first: int, end: int) -> str:
    """What goes below `text` as it is shown, to point at its characters [first, end); one at least."""
    starts = displayed(text)[1]
    start, stop = starts[min(first, len(text))], starts[min(end, len(text))]
    return " " * start + "^" * max(stop - start, 1)


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
