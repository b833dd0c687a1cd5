"""Findings as diagnostics."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tslint.rules.model import Finding
from tslint.server.judging import Judged
from tslint.server.positions import range_of

SOURCE = "tslint"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics_of(judged: Judged) -> list[types.Diagnostic]:
    """The diagnostics of one document, in the order of their places."""
    found = [diagnostic_of(finding, judged) for finding in judged.findings]
    if judged.trouble:
        top = types.Range(start=types.Position(0, 0), end=types.Position(0, 0))
        found.insert(
            0, types.Diagnostic(top, judged.trouble, types.DiagnosticSeverity.Warning, source=SOURCE)
        )
    return found


def diagnostic_of(finding: Finding, judged: Judged) -> types.Diagnostic:
    """One finding with its help, and the calls that lead to it from the entry."""
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    return types.Diagnostic(
        range=range_of(finding.span, judged.lines),
        message=message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source=SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(
                    Path(call.file).as_uri(),
                    types.Range(types.Position(call.line - 1, 0), types.Position(call.line - 1, 0)),
                ),
                f"called from here: {call.callee}",
            )
            for call in finding.chain
        ],
    )
