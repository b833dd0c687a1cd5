"""One line a finding, for editors and problem matchers: `path:line:col: error[TS401] [*] message`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tslint.report.paths import shown_path
from tslint.report.summary import is_fixable, summary
from tslint.report.text import PROOF_STYLES, SEVERITY_STYLES, Piece, one_line
from tslint.rules.model import Report

PATTERN = r"^(.+?):(\d+):(\d+): (error|warning|info)\[([A-Z]+\d+)\](?: \[\*\])? (.+)$"
"""What reads a line: path, line, column, severity, code, message. The same in every problem matcher."""


def concise(report: Report, base: Path, closing: bool = True) -> Iterator[Piece]:
    """The lines of a report; `[*]` marks a finding that `tslint fix` can mend.

    After the message of a finding that `--confirm` has judged stands `[confirmed]`, `[refuted]` or `[open]`.
    """
    for finding in report.findings:
        where = f"{shown_path(finding.file, base)}:{finding.span.line}:{finding.span.column}: "
        yield Piece(where, "bold")
        yield Piece(f"{finding.severity}[{finding.code}]", SEVERITY_STYLES[finding.severity])
        if is_fixable(finding):
            yield Piece(" [*]", "cyan")
        yield Piece(f" {one_line(finding.message)}")
        if finding.proof is not None:
            yield Piece(f" [{finding.proof.word}]", PROOF_STYLES[finding.proof.word])
        yield Piece("\n")
    if closing:
        yield Piece(summary(report))
