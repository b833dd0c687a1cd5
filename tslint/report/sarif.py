"""SARIF 2.1.0: what code scanning services read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tslint import __version__
from tslint.report.fingerprint import LinesOf, fingerprints
from tslint.report.paths import shown_path
from tslint.report.structured import as_proof
from tslint.rules.model import Finding, Report, Rule
from tslint.rules.ruleset import RuleSet

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(report: Report, base: Path, lines_of: LinesOf, rules: RuleSet) -> str:
    """The report as a SARIF log: paths relative to `base`, the root of the repository."""
    used = sorted({finding.code for finding in report.findings})
    driver = {
        "name": "tslint",
        "version": __version__,
        "rules": [_rule(rule) for code in used if (rule := rules.find(code)) is not None],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": base.as_uri().rstrip("/") + "/"}},
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": failure}} for failure in report.failures
                ],
            }
        ],
        "results": [
            {
                "ruleId": finding.code,
                "level": _LEVELS[finding.severity],
                "message": {"text": finding.message + (f"\n{finding.help}" if finding.help else "")},
                "locations": [_location(finding, base)],
                "partialFingerprints": {"tslint/v1": digest},
                **({"properties": as_proof(finding)} if finding.proof is not None else {}),
            }
            for finding, digest in zip(report.findings, fingerprints(report, base, lines_of), strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    described = {
        "id": rule.code,
        "name": rule.name,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if rule.summary:
        described["shortDescription"] = {"text": rule.summary}
    return described


def _location(finding: Finding, base: Path) -> dict[str, Any]:
    path, span = shown_path(finding.file, base), finding.span
    where: dict[str, str] = {"uri": quote(path, errors="backslashreplace"), "uriBaseId": "SRCROOT"}
    if Path(path).is_absolute():
        where = {"uri": "file://" + quote(path, errors="backslashreplace")}
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": where, "region": region}}
