"""The installed command on a model as users have them: check, plan, fix, check again, confirm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

MODEL = """\
import torch
from torch import nn

from layers import Gate


class Cell(nn.Module):
    \"\"\"A cell with a gate.\"\"\"

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.gate = Gate()  # the decision

    def forward(self, x, h):
        return torch.tanh(self.gate(self.linear(x)) + h)
"""
LAYERS = """\
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "layers.py").write_text(LAYERS)
    return tmp_path


def tslint(project: Path, *words: str) -> Ran:
    environment = {
        key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "TSLINT_DEBUG")
    }
    done = subprocess.run(
        [sys.executable, "-m", "tslint", *words], cwd=project, capture_output=True, text=True, env=environment
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_check_shows_the_loss_where_it_is_and_how_it_is_reached(project: Path) -> None:
    ran = tslint(project, "check", "--select", "TS4")
    assert (ran.code, ran.err) == (1, "")
    message, place, bar, source, carets, called, advice = ran.out.splitlines()[:7]
    assert message.startswith("error[TS401] `if x.sum() > 0` ")
    assert (place, bar) == (" --> layers.py:6:12", "  |")
    assert (source, carets) == ("6 |         if x.sum() > 0:", "  |            ^^^^^^^^^^^")
    assert called == "  = called from model.Cell at model.py:16"
    assert advice.startswith("  = help: ")


def test_check_as_json_indexes_one_finding_from_both_modules(project: Path) -> None:
    ran = tslint(project, "check", "--mode", "trace", "--entry", "*", "--output-format", "json")
    document = json.loads(ran.out)
    (finding,) = document["findings"]
    assert (finding["file"], finding["line"], finding["column"]) == ("layers.py", 6, 12)
    assert (finding["end_line"], finding["end_column"]) == (6, 23)
    verdicts = {entry["name"]: (entry["verdict"], entry["findings"]) for entry in document["entries"]}
    assert verdicts == {"Cell": ("loses", [0]), "Gate": ("loses", [0])}


def test_the_script_mode_accepts_what_the_tracer_loses(project: Path) -> None:
    ran = tslint(project, "check", "--mode", "script")
    assert (ran.code, ran.err) == (0, "")


def test_plan_draws_the_piece_to_script(project: Path) -> None:
    ran = tslint(project, "plan")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "Cell  traced"
    assert "gate Gate  to script  layers.py:4" in ran.out


def test_fix_edits_the_place_and_leaves_nothing_to_report(project: Path) -> None:
    shown = tslint(project, "fix", "--unsafe-fixes", "--diff")
    assert shown.code == 1
    assert "+        self.gate = torch.jit.script(Gate())  # the decision\n" in shown.out
    assert (project / "model.py").read_text() == MODEL
    done = tslint(project, "fix", "--unsafe-fixes")
    assert (done.code, done.err) == (0, "")
    assert (project / "model.py").read_text() == MODEL.replace("Gate()  #", "torch.jit.script(Gate())  #")
    again = tslint(project, "check")
    assert (again.code, again.err) == (0, "")
    assert tslint(project, "fix", "--unsafe-fixes", "--diff").code == 0


def test_confirm_proves_the_plan_without_touching_the_files(project: Path) -> None:
    ran = tslint(
        project, "confirm", "model.py:Cell", "--device", "cpu", "--output-format", "json",
        "--input", "float32[batch, 4]", "--input", "float32[batch, 4]",
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert document["verdict"] == "confirmed"
    assert [unit["ok"] for unit in document["units"]] == [True]
    assert document["plain_trace"]["equal"] < document["plain_trace"]["counted"]
    assert document["hybrid"]["equal"] == document["hybrid"]["counted"]
    assert (project / "model.py").read_text() == MODEL
