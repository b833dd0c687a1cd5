"""What `tslint check` writes, where, and what it shows instead of checking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint

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
    (tmp_path / ".git").mkdir()
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "model.py").write_text(SOURCE)


@pytest.mark.parametrize(
    "form", ["full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson"]
)
def test_every_format_can_go_to_a_file(tslint: Tslint, tmp_path: Path, form: str) -> None:
    on_stdout = tslint("check", "pkg", "--output-format", form)
    in_file = tslint("check", "pkg", "--output-format", form, "--output-file", "out.txt")
    assert on_stdout.code == in_file.code == 1
    assert "TS401" in on_stdout.out
    assert in_file.out == ""
    assert (tmp_path / "out.txt").read_text() == on_stdout.out


def test_services_get_paths_from_the_root_of_the_repository(
    tslint: Tslint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "pkg")
    assert ",file=pkg/model.py," in tslint("check", "--output-format", "github").out
    assert tslint("check", "--output-format", "concise").out.startswith("model.py:6:")


def test_statistics_stand_in_place_of_the_findings(tslint: Tslint) -> None:
    ran = tslint("check", "pkg", "--statistics")
    assert "1  TS401  data-dependent-if\n" in ran.out
    assert "model.py" not in ran.out
    assert ran.code == 1


def test_files_and_settings_are_shown_without_a_check(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text('ignore = ["TS401"]\n')
    ran = tslint("check", "--show-files")
    assert (ran.code, ran.out) == (0, "pkg/model.py\n")
    ran = tslint("check", "--show-settings", "--mode", "trace")
    shown = json.loads(ran.out)
    assert (ran.code, shown["mode"], shown["ignore"]) == (0, "trace", ["TS401"])
    assert shown["file"] == str(tmp_path / "tslint.toml")
