"""What a finding is known by when lines move: rule, path, entry and the text of its line."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tslint.report.paths import shown_path
from tslint.report.text import one_line
from tslint.rules.model import Report

LinesOf = Callable[[str], Sequence[str]]


class Key(NamedTuple):
    """A finding without line numbers; findings that are alike share one."""

    rule: str
    path: str
    entry: str
    line: str


def keys(report: Report, base: Path, lines_of: LinesOf) -> list[Key]:
    """The key of each finding, in order; the entry is the first that reaches it."""
    entries: dict[int, str] = {}
    for entry in report.entries:
        for index in entry.findings:
            entries.setdefault(index, entry.name)
    found = []
    for index, finding in enumerate(report.findings):
        lines = lines_of(finding.file)
        text = lines[finding.span.line - 1] if finding.span.line <= len(lines) else ""
        path = shown_path(finding.file, base)
        found.append(Key(finding.code, path, entries.get(index, ""), one_line(text)))
    return found


def fingerprints(report: Report, base: Path, lines_of: LinesOf) -> Iterator[str]:
    """A digest for each finding, in order; of findings that are alike each has its own."""
    seen: Counter[Key] = Counter()
    for key in keys(report, base, lines_of):
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        yield hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:40]
