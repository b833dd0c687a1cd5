"""Attributes that `__init__` gives only under another configuration than the one that is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, line_of

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


_THROUGH = """
class Conv(nn.Module):
    def __init__(self, width: int, padding):
        super().__init__()
        self.use_pad = isinstance(padding, tuple) and len(padding) == 4
        if self.use_pad:
            self.pad = nn.ZeroPad2d(padding)
            padding = 0
        self.conv = nn.Conv2d(width, width, 3, padding=padding)

    def forward(self, x):
        if self.use_pad:
            x = self.pad(x)
        return self.conv(x)


def conv(width: int, padding=1, **kwargs):
    return Conv(width, padding, **kwargs)


class Whole(nn.Module):
    def __init__(self, padding={default}):
        super().__init__()
        self.block = {built}

    def forward(self, x):
        return self.block(x)
"""


@pytest.mark.parametrize("built", ["conv(4)", "conv(4, 2)", "nn.Sequential(conv(4), conv(4, padding=3))"])
def test_a_function_that_builds_a_module_decides_what_it_lacks(tmp_path: Path, built: str) -> None:
    (event,) = events(tmp_path, _THROUGH.format(default="1", built=built), "Whole")
    assert event.kind == "unknown-attribute"
    assert line_of(event) == "x = self.pad(x)"


@pytest.mark.parametrize("built", ["conv(4, (1, 2, 3, 4))", "Conv(4, padding)"])
def test_a_module_built_with_the_attribute_or_by_a_guess_is_quiet(tmp_path: Path, built: str) -> None:
    assert events(tmp_path, _THROUGH.format(default="1", built=built), "Whole") == []


def test_what_a_refused_construction_lacks_is_open(tmp_path: Path) -> None:
    source = """
    class Attention(nn.Module):
        def __init__(self, size=None):
            super().__init__()
            assert size is not None, "give a size"
            self.pos = nn.Linear(4, 4)

        def forward(self, x):
            return self.pos(x)


    class Whole(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention = Attention()

        def forward(self, x):
            return self.attention(x)
    """
    assert events(tmp_path, source, "Whole") == []


@pytest.mark.parametrize("built", ["conv(4)", "conv(4, (1, 2, 3, 4))"])
def test_the_object_of_a_method_may_have_any_name(tmp_path: Path, built: str) -> None:
    source = _THROUGH.format(default="1", built=built)
    usual, other = tmp_path / "usual", tmp_path / "other"
    usual.mkdir(), other.mkdir()
    found = [event.kind for event in events(usual, source, "Whole")]
    assert [event.kind for event in events(other, source.replace("self", "this"), "Whole")] == found
