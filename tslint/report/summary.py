"""The closing line of a report: how many findings, and how many of them `tslint fix` mends."""

from __future__ import annotations

from collections import Counter

from tslint.rules.model import Finding, Report


def is_fixable(finding: Finding) -> bool:
    """Whether `tslint fix` can carry out the cure."""
    return bool(finding.cures) and finding.applicability in ("safe", "unsafe")


def summary(report: Report) -> str:
    """One sentence; never in the form of a finding, so that problem matchers pass over it."""
    scope = f"{counted(len(report.entries), 'entry', 'entries')} in {counted(report.files, 'file', 'files')}"
    if not report.findings:
        return f"No findings: {scope} checked.\n"
    parts = []
    for severity, one, many in (("error", "error", "errors"), ("warning", "warning", "warnings")):
        count = sum(finding.severity == severity for finding in report.findings)
        if count:
            parts.append(counted(count, one, many))
    notes = sum(finding.severity == "info" for finding in report.findings)
    if notes:
        parts.append(f"{notes} for information")
    return f"Found {', '.join(parts)}: {scope} checked.{_advice(report)}\n"


def _advice(report: Report) -> str:
    safe = sum(is_fixable(finding) and finding.applicability == "safe" for finding in report.findings)
    unsafe = sum(is_fixable(finding) and finding.applicability == "unsafe" for finding in report.findings)
    if safe and unsafe:
        return f" `tslint fix` mends {safe}, with --unsafe-fixes {unsafe} more."
    if safe:
        return f" `tslint fix` mends {safe}."
    return f" `tslint fix --unsafe-fixes` mends {unsafe}." if unsafe else ""


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else many}"


def statistics(report: Report) -> str:
    """How often each rule spoke, the most frequent first."""
    count = Counter((found.code, found.name) for found in report.findings)
    width = len(str(max(count.values(), default=0)))
    ordered = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{number:>{width}}  {code}  {name}\n" for (code, name), number in ordered)
