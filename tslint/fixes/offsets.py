"""Offsets into a text: lines, columns, and what libcst writes back set against what it was given."""

from __future__ import annotations

import bisect
import re

from tslint.fixes.plan import Refused
from tslint.ir.spans import Span

NEWLINE = re.compile(r"\r\n|\r|\n")
_FORM_FEED = re.compile(r"(?<![^\r\n])[ \t\f]*\f")


class Lines:
    """Offsets of lines and back, with the line ends that Python knows (a form feed is none)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in NEWLINE.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """The offset of a line (from 1) and a column (in characters, from 0); beyond the text is its end."""
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column, len(self.text))

    def line(self, offset: int) -> int:
        """The line (from 1) that holds an offset."""
        return bisect.bisect_right(self.starts, offset)

    def end(self, line: int) -> int:
        """The offset just after a line, its line end included."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def span(self, start: int, end: int) -> Span:
        """The span of the characters [start, end)."""
        first, last = self.line(start), self.line(end)
        return Span(first, start - self.starts[first - 1] + 1, last, end - self.starts[last - 1] + 1)

    def bounds(self, span: Span) -> tuple[int, int]:
        """The offsets of a span."""
        return self.offset(span.line, span.column - 1), self.offset(span.end_line, span.end_column - 1)


def without_form_feeds(text: str) -> tuple[str, list[int] | None]:
    """The text without form feeds in indentations, and where each of its characters is in `text`.

    Python starts an indentation anew after a form feed; libcst takes it for a part of the indentation.
    """
    kept: list[int] = []
    at = 0
    for match in _FORM_FEED.finditer(text):
        kept += range(at, match.start())
        at = match.end()
    if not at:
        return text, None
    kept += range(at, len(text) + 1)
    return "".join(text[offset] for offset in kept[:-1]), kept


def align(code: str, text: str) -> list[int]:
    """The offset in `text` of each character of `code`, what libcst writes back.

    It may lose a carriage return at the end of the text, or write one as a line feed.

    Raises Refused where more than that differs.
    """
    found: list[int] = []
    at = 0
    for char in code:
        if at == len(text) or (text[at] != char and not (text[at] == "\r" and char == "\n")):
            break
        found.append(at)
        at += 1
    if len(found) < len(code) or text[at:].strip("\r\n"):
        line = text.count("\n", 0, at) + 1
        raise Refused(f"libcst does not give back line {line} as it is written")
    return [*found, len(text)]
