"""`tslint baseline` and what a check leaves out by it."""

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


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "tslint.toml").write_text('baseline = "known.json"\n')
    (tmp_path / "model.py").write_text(SOURCE)
    return tmp_path / "model.py"


def lines(ran: Ran) -> list[int]:
    return [found["line"] for found in json.loads(ran.out)["findings"] if found["code"] == "TS401"]


def test_old_findings_stay_quiet_when_they_move_and_new_ones_fail(tslint: Tslint, model: Path) -> None:
    assert tslint("baseline", "create").code == 0
    assert tslint("check").code == 0
    model.write_text("# A new line.\n\n" + SOURCE.replace("if x", "if  x"))
    assert tslint("check").code == 0
    model.write_text(SOURCE + SOURCE.replace("Gate", "Other"))
    ran = tslint("check", "--output-format", "json")
    assert (ran.code, lines(ran)) == (1, [14])
    model.write_text(SOURCE.replace("> 0", "> 1"))
    ran = tslint("check", "--output-format", "json")
    assert (ran.code, lines(ran)) == (1, [6])
    entry = json.loads(ran.out)["entries"][0]
    assert all(index < len(json.loads(ran.out)["findings"]) for index in entry["findings"])


def test_what_is_mended_is_told_and_dropped_by_an_update(tslint: Tslint, model: Path) -> None:
    tslint("baseline", "create")
    model.write_text(SOURCE.replace("x.sum() > 0", "self.training"))
    ran = tslint("check")
    assert "tslint: baseline: TS401 in model.py is gone: `if x.sum() > 0:`" in ran.err
    assert "gone" not in tslint("check", "--select", "TS5").err
    assert tslint("baseline", "update").code == 0
    assert tslint("check").err == ""
    assert json.loads((model.parent / "known.json").read_text())["findings"] == []


def test_an_update_of_one_file_keeps_what_is_known_of_others(tslint: Tslint, model: Path) -> None:
    (model.parent / "other.py").write_text(SOURCE)
    tslint("baseline", "create")
    assert tslint("baseline", "update", "other.py").code == 0
    assert tslint("check").code == 0


def test_create_overwrites_nothing(tslint: Tslint, model: Path) -> None:
    (model.parent / "known.json").write_text("mine")
    ran = tslint("baseline", "create")
    assert (ran.code, (model.parent / "known.json").read_text()) == (2, "mine")
    assert "is there already" in ran.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no baseline here"),
        ("[]", "not a baseline"),
        ('{"version": 9, "findings": []}', "version 9"),
    ],
)
def test_a_baseline_that_is_none_is_trouble(
    tslint: Tslint, model: Path, text: str | None, message: str
) -> None:
    if text is not None:
        (model.parent / "known.json").write_text(text)
    ran = tslint("check")
    assert ran.code == 2
    assert message in ran.err


def test_a_path_that_leads_up_is_known_by_where_it_ends(
    tslint: Tslint, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model.parent / "inner").mkdir()
    (model.parent / "tslint.toml").write_text("baseline = 'known.json'\n")
    monkeypatch.chdir(model.parent / "inner")
    assert tslint("baseline", "create", f"../{model.name}").code == 0
    assert {each["path"] for each in json.loads((model.parent / "known.json").read_text())["findings"]} == {
        model.name
    }
    (model.parent / "known.json").unlink()
    (model.parent / "tslint.toml").write_text("")
    shown = tslint("check", "--output-format", "concise", f"../{model.name}").out
    assert shown.startswith(f"../{model.name}:")
    (model.parent / ".git").mkdir()
    log = json.loads(tslint("check", "--output-format", "sarif", f"../{model.name}").out)
    places = (each["locations"][0]["physicalLocation"] for each in log["runs"][0]["results"])
    assert {place["artifactLocation"]["uri"] for place in places} == {model.name}
