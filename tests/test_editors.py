"""docs/editors.md: what it publishes reads what tslint really prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tslint.cli import watching
from tslint.cli.initial.surroundings import Surroundings
from tslint.cli.initial.tasks import tasks
from tslint.report.concise import PATTERN

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
ACTIONS = json.loads((ROOT / ".github" / "matchers" / "tslint.json").read_text(encoding="utf-8"))

SOURCE = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x  # tslint: ignore[TS4O1]
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


TASKS: list[dict[str, Any]] = json.loads(blocks("json")[0])["tasks"]


def vscode_patterns() -> list[dict[str, Any]]:
    return [task["problemMatcher"]["pattern"] for task in TASKS]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The concise output of the command for a file with findings of several severities."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "with space.py").write_text(SOURCE)
    (folder / "broken.py").write_text("def f(:\n")
    done = subprocess.run(
        [sys.executable, "-m", "tslint", "check", "--output-format", "concise"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "pattern",
    [*vscode_patterns(), *ACTIONS["problemMatcher"][0]["pattern"]],
    ids=["vscode", "vscode-watch", "github"],
)
def test_a_problem_matcher_reads_every_finding_and_not_the_summary(
    pattern: dict[str, Any], printed: list[str]
) -> None:
    matches = [re.search(pattern["regexp"], line) for line in printed]
    assert matches[-1] is None
    read = [
        {key: match[pattern[key]] for key in ("file", "line", "severity", "code")}
        for match in matches
        if match is not None
    ]
    assert len(read) == len(printed) - 1
    assert {"file": "broken.py", "line": "1", "severity": "error", "code": "TS901"} in read
    assert {"file": "with space.py", "line": "8", "severity": "warning", "code": "TS904"} in read
    assert any(entry["file"] == "with space.py" and entry["line"] == "6" for entry in read)


def test_the_expression_is_the_same_everywhere() -> None:
    published = next(block.strip() for block in blocks("") if block.startswith("^"))
    assert {pattern["regexp"] for pattern in vscode_patterns()} == {published} == {PATTERN}
    assert [pattern["regexp"] for pattern in ACTIONS["problemMatcher"][0]["pattern"]] == [published]


def test_the_tasks_are_those_that_init_writes() -> None:
    assert tasks(Surroundings(ROOT)) == TASKS


def test_the_patterns_of_the_background_task_read_the_lines_around_a_round(
    capsys: pytest.CaptureFixture[str],
) -> None:
    begins, ends = (TASKS[1]["problemMatcher"]["background"][key] for key in ("beginsPattern", "endsPattern"))
    watching.one_round(lambda: print("a finding"), {})
    first, last = capsys.readouterr().err.splitlines()
    assert re.search(begins, first)
    assert re.search(ends, last)
    assert not re.search(ends, first)
    assert not re.search(begins, last)


def test_the_hooks_run_verbs_that_exist() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"^  entry: tslint (.+)$", text, flags=re.MULTILINE)
    assert re.findall(r"^- id: (.+)$", text, flags=re.MULTILINE) == ["tslint-check", "tslint-fix"]
    for entry in entries:
        done = subprocess.run(
            [sys.executable, "-m", "tslint", *entry.split(), "--help"], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert all(f"id: {hook}" in PAGE for hook in ("tslint-check", "tslint-fix"))
