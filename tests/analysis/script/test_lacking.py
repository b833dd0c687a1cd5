"""Attributes that `__init__` gives only under another configuration than the one that is built."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.analysis.script.judging import events, line_of
from tslint.analysis.script import lacking

_SOURCE = """
class Block(nn.Module):
    def __init__(self, width: int, gated: bool = False, kind: str = "plain"):
        super().__init__()
        self.gated = gated
        self.lin = nn.Linear(width, width)
        if self.gated:
            self.gate = nn.Linear(width, width)
        elif kind != "plain":
            self.extra = nn.Linear(width, width)

    def forward(self, x):
        y = self.lin(x)
        if self.gated:
            y = y * self.{used}(x)
        return y


class Whole(nn.Module):
    def __init__(self, gated: bool = False, kind: str = "plain"):
        super().__init__()
        self.block = Block({arguments})

    def forward(self, x):
        return self.block(x)
"""


@pytest.mark.parametrize(
    ("used", "arguments"),
    [("gate", "4"), ("gate", "4, False"), ("gate", "4, gated=False"), ("extra", "4, kind='plain'")],
)
def test_what_the_construction_leaves_out_is_missing(tmp_path: Path, used: str, arguments: str) -> None:
    (event,) = events(tmp_path, _SOURCE.format(used=used, arguments=arguments), "Whole")
    assert event.kind == "unknown-attribute"
    assert line_of(event) == f"y = y * self.{used}(x)"


@pytest.mark.parametrize("arguments", ["4, True", "4, gated", "4, gated=gated"])
def test_what_the_construction_gives_or_may_give_is_not_told(tmp_path: Path, arguments: str) -> None:
    assert events(tmp_path, _SOURCE.format(used="gate", arguments=arguments), "Whole") == []


def test_a_name_that_is_only_declared_constant_is_missing(tmp_path: Path) -> None:
    source = """
    class Base(nn.Module):
        __constants__ = ["width"]
        width: int

        def forward(self, x):
            return x + self.width
    """
    (event,) = events(tmp_path, source, "Base")
    assert event.kind == "unknown-attribute"


@pytest.mark.parametrize(
    ("statement", "known"),
    [
        ("this.gated = gated", {"this.gated": False}),
        ("options.gated = gated", {}),
        ("self.gated = gated", {}),
    ],
)
def test_only_the_object_itself_keeps_a_parameter(statement: str, known: dict[str, object]) -> None:
    source = f"def __init__(this, options, gated=False):\n    {statement}\n"
    (initialiser,) = ast.parse(source).body
    assert isinstance(initialiser, ast.FunctionDef)
    assert lacking._kept(initialiser, {"gated": False}) == known
