"""Rule pages put to the test: what tslint reports on their examples and on what to use instead."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tslint.config.model import Mode
from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.errors import TslintError
from tslint.rules.examples import Block, blocks, entries_of, mode_of, target_of
from tslint.rules.model import Finding
from tslint.rules.pages import Page

EXAMPLE, CURE = "Example", "Use instead"


@dataclass(frozen=True, slots=True)
class Trial:
    """One block of a page: what of, and which one under its heading, from 1."""

    page: Page
    heading: str
    number: int
    block: Block

    def __str__(self) -> str:
        return self.heading if self.number == 1 else f"{self.heading} {self.number}"


def trials(page: Page) -> list[Trial]:
    """The blocks of a page that are run."""
    return [
        Trial(page, heading, number, block)
        for heading in (EXAMPLE, CURE)
        for number, block in enumerate(blocks(page, heading), 1)
        if block.runs
    ]


def lacking(page: Page) -> list[str]:
    """The headings under which a page has nothing to run: a rule that nothing bears out."""
    about_tslint = page.rule.code.startswith("TS9")
    return [heading for heading in (EXAMPLE, CURE) if not about_tslint and not blocks(page, heading)]


def trouble(trial: Trial, settings: Settings) -> list[str]:
    """What tslint says otherwise than the page has it; nothing where the page is right."""
    page, block = trial.page, trial.block
    settings = replace(settings, target_torch=target_of(page, settings.target_torch))
    try:
        entries = entries_of(page, block)
    except SyntaxError as error:
        return [f"the block is not valid Python, line {error.lineno}: {error.msg}"]
    except IndexError:
        return ["the block defines nothing that could be exported"]
    with tempfile.TemporaryDirectory(prefix="tslint-page-") as folder:
        path = Path(folder, "model.py")
        path.write_text(block.source, encoding="utf-8")
        found = findings(path, mode_of(page), entries, settings)
        if trial.heading == CURE and block.scripted:
            found += findings(path, "script", block.scripted, settings)
    if trial.heading == EXAMPLE:
        expected = {page.rule.code} | block.also
        told = {finding.code for finding in found}
        unreported = [f"{code} is not reported" for code in sorted(expected - told)]
        return unreported + _surplus(found, expected, page)
    return _surplus(found, set(), page)


def findings(
    path: Path, mode: Mode, entries: tuple[str, ...], settings: Settings | None = None
) -> list[Finding]:
    """What tslint reports on a file with the rules of `settings`, all of them on.

    Raises TslintError where a file cannot be read.
    """
    judged = replace(settings or Settings(path.parent), mode=mode, entries=entries, select=(), ignore=())
    own = tuple(str((judged.root / said).absolute()) for said in judged.rule_paths)
    report = check([path], replace(judged, root=path.parent, rule_paths=own, exclude=()))
    if report.failures:
        raise TslintError("; ".join(report.failures))
    return list(report.findings)


def _surplus(found: Iterable[Finding], expected: set[str], page: Page) -> list[str]:
    """Findings that the page does not name. Information about other things is no objection."""
    return [
        f"line {finding.span.line}: {finding.code} is reported: {finding.message}"
        for finding in found
        if finding.code not in expected and (finding.severity != "info" or finding.code == page.rule.code)
    ]
