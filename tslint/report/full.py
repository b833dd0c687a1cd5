"""The report for people: message, place, source with carets, the way there from the entry, and the cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tslint.report.excerpt import excerpt
from tslint.report.paths import shown_path
from tslint.report.summary import is_fixable, summary
from tslint.report.text import PROOF_STYLES, SEVERITY_STYLES, Piece, one_line
from tslint.rules.model import Entry, Finding, Report

_LONGEST_CHAIN = 6
_LONGEST_REASON = 300  # the compiler quotes source; machines read it whole in JSON


def full(
    report: Report, base: Path, lines_of: Callable[[str], Sequence[str]], closing: bool = True
) -> Iterator[Piece]:
    """The pieces of a report; `lines_of` gives the source lines of a file by its absolute path."""
    entries = _first_entries(report)
    for index, finding in enumerate(report.findings):
        yield from _finding(finding, entries.get(index), base, lines_of(finding.file))
        yield Piece("\n")
    if closing:
        yield Piece(summary(report))


def _first_entries(report: Report) -> dict[int, Entry]:
    """For each finding the first entry that reaches it: the one that its chain of calls begins at."""
    first: dict[int, Entry] = {}
    for entry in report.entries:
        for index in entry.findings:
            first.setdefault(index, entry)
    return first


def _finding(finding: Finding, entry: Entry | None, base: Path, lines: Sequence[str]) -> Iterator[Piece]:
    style = SEVERITY_STYLES[finding.severity]
    yield Piece(f"{finding.severity}[{finding.code}]", style)
    yield Piece(f" {one_line(finding.message)}\n", "bold")
    shown = list(excerpt(lines, finding.span))
    gutter = len(str(shown[-1][0])) if shown else 1
    yield Piece(f"{' ' * gutter}--> ", "blue")
    yield Piece(f"{shown_path(finding.file, base)}:{finding.span.line}:{finding.span.column}\n")
    bar = Piece(f"{' ' * gutter} |", "blue")
    if shown:
        yield bar
        yield Piece("\n")
    for number, source, carets in shown:
        yield Piece(f"{number:>{gutter}} |", "blue")
        yield Piece(f" {source}\n" if source else "\n")
        yield bar
        yield Piece(f" {carets}\n", style)
    if shown and finding.span.end_line > shown[-1][0]:
        yield Piece(f"{'.' * max(gutter, 3)}\n", "blue")
    edge = Piece(f"{' ' * gutter} = ", "blue")
    for line in _chain(finding, entry, base):
        yield edge
        yield Piece(f"{line}\n")
    if finding.help:
        yield edge
        yield Piece("help:", "bold")
        yield Piece(f" {one_line(finding.help)}{' [*]' if is_fixable(finding) else ''}\n")
    if finding.proof is not None:
        yield edge
        yield Piece(finding.proof.word, PROOF_STYLES[finding.proof.word])
        reason = _shortened(one_line(finding.proof.reason))
        yield Piece(f": {reason}\n" if reason else "\n")


def _shortened(reason: str) -> str:
    return reason if len(reason) <= _LONGEST_REASON else reason[:_LONGEST_REASON].rstrip() + " ..."


def _chain(finding: Finding, entry: Entry | None, base: Path) -> Iterator[str]:
    """The calls that lead from the entry to the finding, the nearest first."""
    steps = []
    caller = None if entry is None else entry.qualname
    for call in finding.chain:
        if caller is not None:
            steps.append(f"called from {caller} at {shown_path(call.file, base)}:{call.line}")
        else:
            steps.append(f"called at {shown_path(call.file, base)}:{call.line}")
        caller = call.callee
    steps.reverse()
    yield from steps[:_LONGEST_CHAIN]
    if len(steps) > _LONGEST_CHAIN:
        origin = entry.qualname if entry else "the entry"
        yield f"... and {len(steps) - _LONGEST_CHAIN} more calls from {origin}"
