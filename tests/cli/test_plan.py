"""`tslint plan`: the tree, its colours, and the other ways to write it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Tslint

SOURCE = """\
import torch
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.mean() > 0:
            return x
        return x + 1


class Bad(nn.Module):
    def forward(self, x):
        return {x}


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()
        self.bad = torch.jit.script(Bad())

    def forward(self, x):
        scale = float(x.max())
        x = x * scale
        return self.bad(self.gate(x)), x.tolist()
"""


def test_a_submodule_that_is_scripted_and_does_not_compile_is_broken(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(SOURCE)
    ran = tslint("plan", "model.py")
    assert ran.out.splitlines() == [
        "Cell  loses  1 lost  model.py:17",
        "├── gate Gate  to script  model.py:5",
        "│   + torch.jit.script(...) where it is built, line 20",
        "├── bad Bad  broken  model.py:12",
        "└── _cell_x block  to script  model.py:24",
        "    + @torch.jit.script def _cell_x: lines 24 to 25 of Cell.forward cut out",
    ]
    assert ran.code == 1
    painted = tslint("plan", "model.py", "--color", "always").out
    assert "\x1b[1;35mbroken" in painted.replace("  ", "")


def test_the_graph_and_the_page_come_of_the_same_plan(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(SOURCE)
    ran = tslint("plan", "model.py", "--output-format", "mermaid", "--html", "plan.html")
    assert ran.out.startswith("flowchart TD\n")
    assert '"bad: Bad<br/>broken"' in ran.out
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    for line, status in (
        (6, "to-script"),
        (13, "broken"),
        (23, "traced"),
        (24, "to-script"),
        (25, "to-script"),
        (26, "loses"),
    ):
        assert f'<tr id="f0-{line}" class="{status}"' in page


def test_a_page_that_cannot_be_written_is_one_line_of_trouble(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(SOURCE)
    ran = tslint("plan", "model.py", "--html", "nowhere/plan.html")
    assert ran.code == 2
    assert ran.err == "tslint: nowhere/plan.html: cannot be written: No such file or directory\n"
