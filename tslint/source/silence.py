"""Where a comment goes that silences a finding: on a line of its own above the statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tslint.source.comments import logical_lines


def place_above(statements: Sequence[tuple[int, int]], line: int) -> int | None:
    """The first line of the statement that holds `line`; None where no statement does.

    A comment above it reaches all its lines, also those within strings and brackets, where none could stand.
    """
    return next((first for first, last in statements if first <= line <= last), None)


def ignore_comment(text: str, codes: Iterable[str]) -> str:
    """The comment for above a line of this text, indented as the line is."""
    indent = text[: len(text) - len(text.lstrip())]
    return f"{indent}# tslint: ignore[{', '.join(sorted(set(codes)))}]"


def with_ignores(text: str, findings: Iterable[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """The text with a comment for each finding (line and code), and the findings that none can reach."""
    statements = logical_lines(text)
    codes: dict[int, list[str]] = {}
    left: list[tuple[int, str]] = []
    # A lone carriage return ends a line for some readers and not for others: such lines cannot be counted.
    countable = "\r" not in text.replace("\r\n", "")
    for line, code in findings:
        place = place_above(statements, line) if countable else None
        if place is None:
            left.append((line, code))
        else:
            codes.setdefault(place, []).append(code)
    lines = text.split("\n")
    for place in sorted(codes, reverse=True):
        end = "\r" if lines[place - 1].endswith("\r") else ""
        lines.insert(place - 1, ignore_comment(lines[place - 1], codes[place]) + end)
    return "\n".join(lines), left
