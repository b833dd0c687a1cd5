"""The source lines of a finding with carets under its span, aligned on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tslint.ir.display import carets, displayed
from tslint.ir.spans import Span

_LONGEST = 3  # source lines of one finding that are shown


def excerpt(lines: Sequence[str], span: Span) -> Iterator[tuple[int, str, str]]:
    """(line number, source, carets) for each line of the span, at most three, aligned for a terminal."""
    last = min(span.end_line, len(lines), span.line + _LONGEST - 1)
    for number in range(span.line, last + 1):
        text = lines[number - 1]
        first_column = span.column if number == span.line else len(text) - len(text.lstrip()) + 1
        end_column = span.end_column if number == span.end_line else len(text.rstrip()) + 1
        yield number, shown(text), carets(text, first_column - 1, end_column - 1)


def shown(text: str) -> str:
    """A source line as it can be shown: tabs as spaces, control characters as pictures."""
    return displayed(text)[0].rstrip()
