"""What is said of an entry as a whole, from the findings that are reached from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tslint.rules.model import Finding, Verdict


def verdict(regime: Literal["script", "trace"], complete: bool, findings: Iterable[Finding]) -> Verdict:
    """`breaks` or `loses` where something is reported, else `clean`, or `unknown` for a half-done analysis.

    Findings for information only do not count: they tell what is harmless.
    """
    if any(finding.severity != "info" for finding in findings):
        return "breaks" if regime == "script" else "loses"
    return "clean" if complete else "unknown"
