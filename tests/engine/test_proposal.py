"""What is planned for a target: the class that is named, and what a function builds."""

from __future__ import annotations

from pathlib import Path

import pytest

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


LOSING = """\
import math

import torch
from torch import nn


class Steps(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x: torch.Tensor, **options):
        for _ in range(math.ceil(x.size(0) / 2)):
            x = self.linear(x)
        return x


class Beside(Steps):
    def forward(self, x: torch.Tensor, **options):
        while x.sum() > 0:
            x = self.linear(x)
        return x


def make():
    return Steps()


model = Beside()
"""


@pytest.mark.parametrize(
    ("name", "lines"), [("Steps", [13]), ("Beside", [20]), ("make", [13]), ("model", [20])]
)
def test_what_no_edit_reaches_is_told_of_the_model_that_is_meant(
    tmp_path: Path, name: str, lines: list[int]
) -> None:
    target = tmp_path / "target.py"
    target.write_text(LOSING, encoding="utf-8")
    left = propose(target, name, Settings(tmp_path)).left
    assert sorted({each.span.line for each in left}) == lines
    assert all(each.file == str(target) and "self.linear" in each.reason for each in left)
