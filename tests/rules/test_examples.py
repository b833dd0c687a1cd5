"""The examples of the rule pages: tslint and PyTorch both bear them out."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tslint.config.settings import NEWEST_TORCH, Settings
from tslint.confirm.worker import blocks as exports
from tslint.confirm.worker.blocks import Outcome
from tslint.engine.trial import findings
from tslint.rules.examples import Block, blocks, entries_of, mode_of, target_of
from tslint.rules.judge import covers
from tslint.rules.pages import Page, pages_folder, read_pages

WRONG: dict[str, str] = {}
"""Pages that tslint and PyTorch disagree on, and how: the analysis is to be mended, not the page."""


def cases(heading: str) -> list[object]:
    found = []
    for page in read_pages(pages_folder()):
        reason = WRONG.get(f"{page.rule.code} {heading}")
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        for number, block in enumerate(blocks(page, heading)):
            name = page.rule.code if number == 0 else f"{page.rule.code}-{number + 1}"
            if block.runs:
                found.append(pytest.param(page, block, id=name, marks=marks))
    return found


def written(tmp_path: Path, block: Block) -> Path:
    path = tmp_path / "model.py"
    path.write_text(block.source, encoding="utf-8")
    return path


def settings(path: Path, page: Page) -> Settings:
    return Settings(path.parent, target_torch=target_of(page, NEWEST_TORCH))


def export(path: Path, page: Page, block: Block) -> Outcome:
    if block.exports_itself:
        return exports.called(path, block.entry)
    run = exports.scripted if mode_of(page) == "script" else exports.traced
    return run(path, block.entry)


@pytest.mark.parametrize(("page", "block"), cases("Example"))
def test_the_example_is_reported_and_fails_in_torch(page: Page, block: Block, tmp_path: Path) -> None:
    path = written(tmp_path, block)
    found = findings(path, mode_of(page), entries_of(page, block), settings(path, page))
    assert {finding.code for finding in found} == {page.rule.code} | block.also
    outcome = export(path, page, block)
    if page.rule.severity == "info" and mode_of(page) == "trace":
        assert outcome.faithful, outcome
        assert outcome.warned or outcome.stuck or page.rule.code.startswith("TS7")
    elif block.accepted or not covers(page.rule, torch.__version__.partition("+")[0]):
        assert outcome.faithful, outcome
    else:
        assert not outcome.faithful, outcome


@pytest.mark.parametrize(("page", "block"), cases("Use instead"))
def test_what_to_use_instead_is_clean_and_works_in_torch(page: Page, block: Block, tmp_path: Path) -> None:
    path = written(tmp_path, block)
    found = findings(path, mode_of(page), entries_of(page, block), settings(path, page))
    if block.scripted:
        found += findings(path, "script", block.scripted, settings(path, page))
    assert [(f.code, f.span.line, f.message) for f in found if f.severity != "info"] == []
    outcome = export(path, page, block)
    assert outcome.faithful, outcome
    assert outcome.stuck == ""
    if mode_of(page) != "script":
        assert outcome.compared == 2


def test_every_page_has_an_example_and_its_cure() -> None:
    lacking = [
        page.rule.code
        for page in read_pages(pages_folder())
        if not page.rule.code.startswith("TS9")
        and not (blocks(page, "Example") and blocks(page, "Use instead"))
    ]
    assert lacking == []
