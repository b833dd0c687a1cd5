"""The report for programs: one JSON object with entries and findings (version 1 of the format)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from tslint.ir.cures import Cure
from tslint.ir.spans import Span
from tslint.report.paths import shown_path
from tslint.rules.model import Entry, Finding, Report

VERSION = 1


def as_json(report: Report, base: Path) -> str:
    """The report as a JSON document: files relative to `base`, positions from 1, end columns exclusive."""
    return "".join(json_pieces(report, base))


def json_pieces(report: Report, base: Path) -> Iterator[str]:
    """The same piece by piece: a document of a million findings never lies in memory as a whole."""
    yield f'{{\n  "version": {VERSION},\n  "entries": '
    yield from _listed(_entry(entry, base) for entry in report.entries)
    yield ',\n  "findings": '
    yield from _listed(_finding(finding, base) for finding in report.findings)
    yield ',\n  "notes": '
    yield from _listed(report.notes)
    yield "\n}\n"


def _listed(items: Iterable[Any]) -> Iterator[str]:
    opening = "[\n    "
    for item in items:
        yield opening + _encoded(item).replace("\n", "\n    ")
        opening = ",\n    "
    yield "[]" if opening.startswith("[") else "\n  ]"


def _encoded(item: Any) -> str:
    try:
        encoded = msgspec.json.encode(item)
    except UnicodeEncodeError:
        # A file name or a string of the checked source may hold what UTF-8 cannot write.
        encoded = msgspec.json.encode(_escaped(item))
    return msgspec.json.format(encoded, indent=2).decode()


def json_lines(report: Report, base: Path) -> Iterator[str]:
    """The findings one a line, for programs that read as they go."""
    return (json.dumps(_finding(finding, base)) + "\n" for finding in report.findings)


def _escaped(value: Any) -> Any:
    """The same with half surrogate pairs as `\\ud800`, spelled out."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {key: _escaped(item) for key, item in value.items()}
    return value


def _entry(entry: Entry, base: Path) -> dict[str, Any]:
    return {
        "name": entry.name,
        "qualname": entry.qualname,
        "kind": entry.kind,
        "file": shown_path(entry.file, base),
        "line": entry.line,
        "regime": entry.regime,
        "verdict": entry.verdict,
        "findings": list(entry.findings),
    }


def _finding(finding: Finding, base: Path) -> dict[str, Any]:
    fix = None
    if finding.cures and finding.applicability is not None:
        edits = [_edit(cure, base) for cure in finding.cures]
        fix = {"applicability": finding.applicability, "edits": edits}
    return {
        "code": finding.code,
        "name": finding.name,
        "regime": finding.regime,
        "severity": finding.severity,
        "file": shown_path(finding.file, base),
        **_span(finding.span),
        "message": finding.message,
        "help": finding.help,
        "chain": [
            {"file": shown_path(call.file, base), "line": call.line, "callee": call.callee}
            for call in finding.chain
        ],
        "fix": fix,
        **as_proof(finding),
    }


def as_proof(finding: Finding) -> dict[str, Any]:
    """`confirmed` (true, false, or null where it is open) and `reason`, if the finding was confirmed."""
    proof = finding.proof
    return {} if proof is None else {"confirmed": proof.confirmed, "reason": proof.reason}


def _edit(cure: Cure, base: Path) -> dict[str, Any]:
    """What an edit achieves, as `{"kind": "annotate-local", "name": ...}`; `tslint fix` carries it out."""
    edit: dict[str, Any] = {"kind": re.sub(r"(?<!^)(?=[A-Z])", "-", type(cure).__name__).lower()}
    for field in fields(cure):
        value = getattr(cure, field.name)
        if isinstance(value, Span):
            edit.update(_span(value))
        elif field.name == "file":
            edit["file"] = shown_path(value, base)
        else:
            edit[field.name] = value
    return edit


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
