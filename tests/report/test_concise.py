"""The concise format: what problem matchers read."""

from __future__ import annotations

import re

from tests.report.sample import BASE, EMPTY, REPORT
from tslint.report.concise import concise

# The expression that docs/editors.md publishes.
PUBLISHED = re.compile(
    r"^(.+?):(\d+):(\d+): (error|warning|info)\[([A-Z]+\d+)\](?: \[\*\])? (.+)$",
)


def lines(report: object = REPORT, closing: bool = True) -> list[str]:
    text = "".join(piece.text for piece in concise(report, BASE, closing))  # type: ignore[arg-type]
    return text.splitlines()


def test_one_line_a_finding_and_a_closing_line() -> None:
    assert lines() == [
        "pkg/gate.py:5:12: error[TS401] [*] `if` on the data of `x` is erased",
        "pkg/gate.py:1:1: info[TS490] this check is gone from the export",
        "/site/layers/block.py:1:10: warning[TS203] [*] the type of `visit` is not known",
        "Found 1 error, 1 warning, 1 for information: 2 entries in 3 files checked."
        " `tslint fix` mends 1, with --unsafe-fixes 1 more.",
    ]
    assert lines(closing=False) == lines()[:-1]


def test_the_published_expression_reads_the_findings_and_nothing_else() -> None:
    matches = [PUBLISHED.match(line) for line in lines()]
    assert [match and match.groups() for match in matches] == [
        ("pkg/gate.py", "5", "12", "error", "TS401", "`if` on the data of `x` is erased"),
        ("pkg/gate.py", "1", "1", "info", "TS490", "this check is gone from the export"),
        ("/site/layers/block.py", "1", "10", "warning", "TS203", "the type of `visit` is not known"),
        None,
    ]


def test_nothing_found_is_said() -> None:
    assert lines(EMPTY) == ["No findings: 1 entry in 1 file checked."]
