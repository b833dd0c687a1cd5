"""The formats of services: annotations of GitHub, code quality of GitLab, JUnit, and reviewdog's rdjson."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tslint.report.fingerprint import LinesOf, fingerprints
from tslint.report.paths import shown_path
from tslint.report.text import one_line
from tslint.rules.model import Finding, Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_QUALITY = {"error": "major", "warning": "minor", "info": "info"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_github(report: Report, base: Path) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    lines = []
    for found in report.findings:
        span = found.span
        properties = {
            "title": f"tslint {found.code} {found.name}",
            "file": shown_path(found.file, base),
            "line": str(span.line),
            "endLine": str(span.end_line),
        }
        if span.line == span.end_line:  # GitHub refuses columns of an annotation over several lines
            properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
        said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        lines.append(f"::{_COMMANDS[found.severity]} {said}::{_data(found.message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(report: Report, base: Path, lines_of: LinesOf) -> str:
    """GitLab's code quality report."""
    issues = [
        {
            "check_name": found.code,
            "description": f"{found.code} {found.message}",
            "severity": _QUALITY[found.severity],
            "fingerprint": digest,
            "location": {
                "path": shown_path(found.file, base),
                "lines": {"begin": found.span.line, "end": found.span.end_line},
            },
        }
        for found, digest in zip(report.findings, fingerprints(report, base, lines_of), strict=True)
    ]
    return json.dumps(issues, indent=1) + "\n"


def as_junit(report: Report, base: Path) -> str:
    """JUnit XML: a suite a file, a failed case a finding; what is for information only passes."""
    files: dict[str, list[Finding]] = {}
    for found in report.findings:
        files.setdefault(shown_path(found.file, base), []).append(found)
    failed = sum(found.severity != "info" for found in report.findings)
    total = len(report.findings) or 1
    out = ['<?xml version="1.0" encoding="utf-8"?>\n']
    out.append(
        f'<testsuites name="tslint" tests="{total}" failures="{failed}" errors="{len(report.failures)}">\n'
    )
    for path, mine in files.items():
        failures = sum(found.severity != "info" for found in mine)
        out.append(
            f' <testsuite name={_attribute(path)} tests="{len(mine)}" failures="{failures}" errors="0">\n'
        )
        for found in mine:
            place = f"{path}:{found.span.line}:{found.span.column}"
            name = _attribute(f"{found.code} {found.name} at {place}")
            out.append(f"  <testcase classname={_attribute(path)} name={name}")
            message = _attribute(one_line(found.message))
            text = _xml(f"{place}: {found.message}\n{found.help}")
            if found.severity == "info":
                out.append(f"><system-out>{text}</system-out></testcase>\n")
            else:
                out.append(f'>\n   <failure type="{found.severity}" message={message}>{text}</failure>\n')
                out.append("  </testcase>\n")
        out.append(" </testsuite>\n")
    if not files:
        out.append(' <testsuite name="tslint" tests="1" failures="0" errors="0"><testcase name="clean"/>')
        out.append("</testsuite>\n")
    out.append("</testsuites>\n")
    return "".join(out)


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def as_rdjson(report: Report, base: Path, lines_of: LinesOf) -> str:
    """reviewdog's diagnostics; its columns count bytes of UTF-8."""
    diagnostics = []
    for found in report.findings:
        lines, span = lines_of(found.file), found.span
        spot = {
            "start": {"line": span.line, "column": _bytes(lines, span.line, span.column)},
            "end": {"line": span.end_line, "column": _bytes(lines, span.end_line, span.end_column)},
        }
        diagnostics.append(
            {
                "message": found.message,
                "location": {"path": shown_path(found.file, base), "range": spot},
                "severity": found.severity.upper(),
                "code": {"value": found.code},
            }
        )
    return json.dumps({"source": {"name": "tslint"}, "diagnostics": diagnostics}, indent=1) + "\n"


def _bytes(lines: Sequence[str], line: int, column: int) -> int:
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text[: column - 1].encode("utf-8", "backslashreplace")) + 1
