"""Adding ignores: a comment above each statement that has findings, so that only new ones are told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tslint.fixes.apply import FixResult
from tslint.fixes.write import write
from tslint.rules.model import Finding
from tslint.source.files import UnreadableSource, decode, read_bytes
from tslint.source.silence import with_ignores


@dataclass(slots=True)
class Ignored:
    """How many findings are silenced in which files, and files with the reason why something was left."""

    silenced: int = 0
    files: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def add_ignores(findings: Iterable[Finding], files: Collection[str]) -> Ignored:
    """Write the comments into the checked `files`; findings in others (libraries) are left and told."""
    ignored = Ignored()
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    read: dict[str, bytes] = {}
    texts: dict[str, str] = {}
    counts: dict[str, int] = {}
    for path, found in by_file.items():
        if path not in files:
            ignored.left.append((path, "the finding lies in a file that is not among the checked ones"))
            continue
        try:
            read[path] = read_bytes(Path(path))
            before = decode(read[path], Path(path))
        except UnreadableSource as error:
            ignored.left.append((path, str(error)))
            continue
        text, left = with_ignores(before, [(finding.span.line, finding.code) for finding in found])
        ignored.left += [(path, f"line {line}: no comment can silence {code}") for line, code in left]
        if text != before:
            texts[path], counts[path] = text, len(found) - len(left)
    outcome = write(FixResult(texts), read)
    ignored.left += outcome.left
    ignored.files = outcome.written
    ignored.silenced = sum(counts[path] for path in outcome.written)
    return ignored
