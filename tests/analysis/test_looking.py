"""What is said of a name: its type in TorchScript's words, and where its value comes from."""

from __future__ import annotations

import pytest

from tslint.analysis.api import Analysis, analyse
from tslint.analysis.looking import look
from tslint.config.settings import Settings
from tslint.engine.analysing import project_of
from tslint.source.files import load_source

SIZE = "shape of an input; recorded by a trace until it becomes a Python number"
TEXT = """\
from typing import Dict

import torch
from torch import nn

SCALE = 2.5


@torch.jit.script
def count(x: torch.Tensor, n: int = 3):
    visit: Dict[int, bool] = {}
    for i in range(x.size(0)):
        visit[i] = True
    return x * n


class Gate(nn.Module):
    def __init__(self, width=4, rate=None):
        super().__init__()
        self.lin = nn.Linear(width, width)
        self.width = width
        self.rate = rate

    def forward(self, x):
        b, c = x.shape
        whole = int(b)
        parts = [x, x + SCALE]
        for part in parts:
            last = part * self.width
        mystery = unknown_thing(x)
        kept = self.lin.weight
        either = self.rate
        mapped = {"a": x}
        chosen = None if self.width > 3 else x
        return count(last) + whole


class Never(nn.Module):
    def helper(self, y):
        return y
"""


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    path = tmp_path_factory.mktemp("looking") / "model.py"
    path.write_text(TEXT)
    settings = Settings(path.parent)
    return analyse(project_of([load_source(path)], settings), settings)


def said(analysis: Analysis, line: str, name: str) -> str:
    number = next(n for n, text in enumerate(TEXT.splitlines(), 1) if line in text)
    column = TEXT.splitlines()[number - 1].index(name) + len(name)
    found = look(analysis, "2.13", analysis.project.checked[0].path, number, column)
    if found is None:
        return ""
    assert found.text == name
    return "; ".join(f"{regime} {said.type}: {said.origin}" for regime, said in found.told)


@pytest.mark.parametrize(
    ("line", "name", "wanted"),
    [
        ("def forward", "x", "trace Tensor: data of an input; recorded by a trace"),
        ("b, c = x", "b", f"trace int: {SIZE}"),
        ("b, c = x", "x.shape", f"trace List[int]: {SIZE}"),
        ("whole = int", "whole", "trace int: a Python number or flag: baked into a trace"),
        ("parts = ", "parts", "trace List[Tensor]: holds what comes from the data of an input"),
        ("parts = ", "SCALE", "trace float: constant: 2.5"),
        ("for part in", "part", "trace Tensor: data of an input; recorded by a trace"),
        ("last = ", "self.width", "trace int: configuration: 4 here; baked into a trace"),
        ("kept = ", "self.lin", "trace Linear: "),
        ("kept = ", "kept", "trace Tensor: a parameter, buffer or constant of the module"),
        ("mapped = ", "mapped", "trace Dict[str, Tensor]: holds what comes from the data of an input"),
        ("def count", "x", "script Tensor: "),
        ("visit: Dict", "visit", "script Dict[int, bool]: "),
        ("for i in", "i", "script int: "),
        ("visit[i]", "visit", "script Dict[int, bool]: "),
    ],
)  # fmt: skip
def test_a_name_has_a_type_and_an_origin(analysis: Analysis, line: str, name: str, wanted: str) -> None:
    assert said(analysis, line, name) == wanted


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("mystery = ", "mystery"),  # what unknown code gives
        ("mystery = ", "unknown_thing"),
        ("def helper", "y"),  # no entry leads there
        ("import torch", "torch"),  # no function
        ("def __init__", "rate"),
    ],
)
def test_what_is_not_known_is_not_said(analysis: Analysis, line: str, name: str) -> None:
    assert said(analysis, line, name) == ""
