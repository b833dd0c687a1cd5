"""Fixing: the cures of findings, carried out on the texts of their files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine.check import examine
from tslint.engine.progress import Progress, silent
from tslint.fixes.apply import FixResult, apply_cures
from tslint.fixes.diff import unified
from tslint.fixes.write import Left, encoded, write
from tslint.ir.cures import Cure
from tslint.report.paths import shown_path
from tslint.rules.model import Applicability, Finding
from tslint.source.files import UnreadableSource, decode, read_bytes
from tslint.source.unsaved import Desk, at

_ROUNDS = 10
"""Rounds of checking and fixing; cures that undo each other end here."""


@dataclass(slots=True)
class Fixed:
    """What cures come to, in memory; `refused` are files and reasons of those that are not carried out."""

    before: dict[str, str]
    read: dict[str, bytes]
    result: FixResult
    refused: list[tuple[str, str]]
    unsafe: int = 0
    """How many cures more there would be with the unsafe ones."""

    def diffs(self, base: Path) -> list[str]:
        """One unified diff for each file that changes, with its path relative to `base`."""
        return [
            unified(self.before[path], text, shown_path(path, base))
            for path, text in sorted(self.result.texts.items())
        ]

    def unsaved(self) -> dict[str, bytes] | None:
        """The new texts as their files would hold them; None where one cannot be written in its encoding."""
        try:
            return {path: encoded(text, self.read[path]) for path, text in self.result.texts.items()}
        except Left:
            return None

    def go_on(self, further: Fixed) -> None:
        """Take in what another round made of the new texts: what it refuses is what stays undone."""
        self.before = further.before | self.before
        self.read = further.read | self.read
        self.result.texts |= further.result.texts
        self.result.applied += further.result.applied
        self.refused, self.unsafe = further.refused, further.unsafe

    def write(self) -> list[str]:
        """Write the new texts to their files; returns the files that were written.

        A file that has changed meanwhile or cannot be written is left alone and told in `refused`.
        """
        outcome = write(self.result, self.read)
        self.refused += outcome.left
        return outcome.written


def fix(
    paths: Sequence[Path], settings: Settings, unsafe: bool = False, progress: Progress = silent
) -> tuple[Fixed, tuple[str, ...]]:
    """Check the files under `paths` and carry out the cures of the findings, in memory.

    One cure may stand in the way of another, or make one possible: what came out is checked again until it
    asks for nothing more. `unsafe` takes in the cures that may change what the code does. Returns also a line
    for each file that could not be read. Raises TslintError as `check` does.
    """
    fixed, failures = _round(paths, settings, unsafe, progress)
    new = fixed.result.texts
    for _ in range(_ROUNDS - 1):
        unsaved = fixed.unsaved() if new else None
        if unsaved is None:
            break
        with at(Desk(unsaved)):
            further, _ = _round(paths, settings, unsafe, progress)
        new = further.result.texts
        fixed.go_on(further)
    return fixed, failures


def _round(
    paths: Sequence[Path], settings: Settings, unsafe: bool, progress: Progress
) -> tuple[Fixed, tuple[str, ...]]:
    examination = examine(paths, settings, progress)
    findings, checked = examination.report.findings, frozenset(examination.reading.checked)
    fixed = carry_out(cures_of(findings, unsafe=False), checked)
    if unsafe and not fixed.result.texts:  # what safe cures mend needs no other
        fixed = carry_out(cures_of(findings, unsafe=True), checked)
    fixed.refused += examination.reading.unparsed()
    fixed.unsafe = 0 if unsafe else len(set(cures_of(findings, True)) - set(cures_of(findings, False)))
    return fixed, examination.report.failures


def cures_of(findings: Iterable[Finding], unsafe: bool) -> list[Cure]:
    """The cures that `tslint fix` carries out: the safe ones, and on demand the unsafe ones."""
    allowed: tuple[Applicability, ...] = ("safe", "unsafe") if unsafe else ("safe",)
    return [cure for finding in findings if finding.applicability in allowed for cure in finding.cures]


def carry_out(cures: Sequence[Cure], files: Collection[str]) -> Fixed:
    """Carry cures out on the texts of `files`; cures of other files are left."""
    refused: list[tuple[str, str]] = []
    read: dict[str, bytes] = {}
    texts: dict[str, str] = {}
    for path in dict.fromkeys(cure.file for cure in cures):
        if path not in files:
            refused.append((path, "the cure edits a file that is not among the checked ones"))
            continue
        try:
            read[path] = read_bytes(Path(path))
            texts[path] = decode(read[path], Path(path))
        except UnreadableSource as error:
            refused.append((path, str(error)))
    result = apply_cures(texts, [cure for cure in cures if cure.file in texts])
    refused += [(cure.file, reason) for cure, reason in result.refused]
    return Fixed(texts, read, result, refused)
