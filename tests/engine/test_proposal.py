"""What is planned for a target: the class that is named, and what a function builds."""

from __future__ import annotations

from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine.proposal import propose

LIBRARY = """\
import torch
from torch import nn


def pick(v: torch.Tensor):
    return v if bool(v.sum() > 0) else -v


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)

    def forward(self, x: torch.Tensor):
        return self.linear(pick(x))
"""


def test_a_function_that_builds_a_model_of_another_file_has_that_planned(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY, encoding="utf-8")
    target = tmp_path / "target.py"
    target.write_text(
        "from library import Net\n\n\ndef make():\n    return Net(4).eval()\n", encoding="utf-8"
    )
    found = propose(target, "make", Settings(tmp_path))
    library = str(tmp_path / "library.py")
    assert found.units == (f"{library}:pick",)
    assert found.patches == {library: LIBRARY.replace("def pick", "@torch.jit.script\ndef pick")}
    assert [file for file, _ in found.branches] == [library]


def test_a_function_that_builds_nothing_of_another_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY, encoding="utf-8")
    target = tmp_path / "target.py"
    target.write_text("from library import Net\n\n\ndef make(x):\n    return Net\n", encoding="utf-8")
    assert propose(target, "make", Settings(tmp_path)).units == ()
