"""Severities, rules that are quiet in some files, and the least severity that is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Tslint

SOURCE = """\
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""


@pytest.fixture(autouse=True)
def model(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "model.py").write_text(SOURCE)
    (tmp_path / "new.py").write_text(SOURCE)


def told(ran: Ran) -> list[tuple[str, str, str]]:
    found = json.loads(ran.out)["findings"]
    return [(f["file"], f["code"], f["severity"]) for f in found if f["code"] == "TS401"]


def test_the_configuration_says_how_grave_a_rule_is(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text('severity = { TS4 = "off", TS401 = "warning", TS6 = "off" }\n')
    ran = tslint("check", "new.py", "--output-format", "json")
    assert (ran.code, told(ran)) == (1, [("new.py", "TS401", "warning")])
    ran = tslint("check", "new.py", "--output-format", "json", "--min-severity", "error")
    assert (ran.code, told(ran)) == (0, [])
    (tmp_path / "tslint.toml").write_text('severity = { ALL = "info" }\n')
    assert tslint("check", "new.py").code == 0


def test_rules_are_quiet_in_the_files_that_a_pattern_fits(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text('[per-file-ignores]\n"old/" = ["TS4"]\n')
    assert told(tslint("check", "--output-format", "json")) == [("new.py", "TS401", "error")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'per-file-ignores = { "*.py" = ["TS0"] }',
            "tslint.toml:1:32: `per-file-ignores.*.py`: `TS0` is no rule",
        ),
        ('severity = { TS0 = "off" }', "tslint.toml:1:14: `severity.TS0`: `TS0` is no rule"),
        ('severity = { TS401 = "loud" }', "tslint.toml:1:22: `severity.TS401`: valid values: "),
    ],
)
def test_a_mistake_is_told_before_the_work(tslint: Tslint, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "tslint.toml").write_text(text)
    ran = tslint("check")
    assert ran.code == 2
    assert message in ran.err
