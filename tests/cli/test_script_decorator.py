"""`script-decorator`: functions stay Python in eager mode and are scripted under a trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint

MODEL = """\
import torch
from torch import nn


def chosen(x: torch.Tensor, scale):
    if x.sum() > 0:
        return late(x) * scale
    return -x


def late(x: torch.Tensor) -> torch.Tensor:
    return x + x.size(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = chosen(x, 2) + self.linear(x)
        if y.max() > 1:
            y = y / y.max()
        return y
"""
WANTED = ("confirm", "net.py:Net", "--device", "cpu", "--input", "float32[n, 4]", "--output-format", "json")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "net.py").write_text(MODEL)
    (tmp_path / "tslint.toml").write_text('script-decorator = "torch.jit.script_if_tracing"\n')
    return tmp_path


def test_plan_and_fix_put_it_there_and_check_is_content(tslint: Tslint, project: Path) -> None:
    assert "@torch.jit.script_if_tracing above chosen" in tslint("plan").out
    assert tslint("fix", "--unsafe-fixes").code == 0
    text = (project / "net.py").read_text()
    assert "@torch.jit.script_if_tracing\ndef chosen(x: torch.Tensor, scale: int):\n" in text
    assert "@torch.jit.script_if_tracing\ndef _net_y(y: torch.Tensor) -> torch.Tensor:\n" in text
    again = tslint("check")
    assert (again.code, again.err) == (0, "")
    assert "No findings" in again.out


def test_it_is_proven_like_any_other_and_eager_mode_stays_python(tslint: Tslint, project: Path) -> None:
    torch = pytest.importorskip("torch")
    ran = tslint(*WANTED)
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert [unit["ok"] for unit in document["units"]] == [True, True]
    assert document["plain_trace"]["equal"] < document["plain_trace"]["counted"]
    assert document["hybrid"]["equal"] == document["hybrid"]["counted"] >= 6
    tslint("fix", "--unsafe-fixes")
    names: dict[str, object] = {}
    exec(compile((project / "net.py").read_text(), str(project / "net.py"), "exec"), names)
    assert not isinstance(names["chosen"], torch.jit.ScriptFunction)


def test_each_piece_is_compiled_by_check_too(tslint: Tslint, project: Path) -> None:
    pytest.importorskip("torch")
    proposed = tslint("check", "--confirm", "--select", "TS6", "--output-format", "json")
    assert [each["confirmed"] for each in json.loads(proposed.out)["findings"]] == [True, True]
