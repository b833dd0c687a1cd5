"""`--target-torch`: code is judged as that release judges it, and which one that is is said."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli.conftest import Tslint
from tslint.cli.output import notes_on
from tslint.config.settings import Settings


def notes(release: str) -> list[str]:
    return notes_on(Settings(Path(), target_torch=release))


@pytest.mark.parametrize("release", ["2.13", "2.13.0", "2.13.1", "1.13", "1.13.1"])
def test_nothing_is_said_of_a_release_that_is_described(release: str) -> None:
    assert notes(release) == []


def test_a_release_that_is_not_described_is_named_with_the_one_that_stands_in() -> None:
    assert notes("2.0") == [
        "torch 2.0 is not described: judged as torch 2.13, what it lacks of that is not told"
    ]
    assert notes("3.0") == ["torch 3.0 is not described: judged as torch 2.13, the nearest that is"]
    assert notes("1.10.2") == ["torch 1.10.2 is not described: judged as torch 1.13, the nearest that is"]


def test_a_projects_requirement_is_the_default_and_the_command_line_goes_first(
    tmp_path: Path, tslint: Tslint
) -> None:
    (tmp_path / "requirements.txt").write_text("torch==1.13.1\n")
    (tmp_path / "model.py").write_text("x = 1\n")
    shown = json.loads(tslint("check", "--show-settings").out)
    told = (shown["target_torch"], shown["target_torch_from"])
    assert told == ("1.13.1", str(tmp_path / "requirements.txt"))
    shown = json.loads(tslint("check", "--show-settings", "--target-torch", "2.13").out)
    assert (shown["target_torch"], shown["target_torch_from"]) == ("2.13", "")
    note = "judged as torch 1.13: requirements.txt asks for torch 1.13.1 (--target-torch names another)"
    for verb in ("check", "plan", "fix"):
        assert note in tslint(verb).err
    assert tslint("check", "--target-torch", "2.13").err == ""


def test_a_requirement_that_the_newest_release_meets_is_no_news(tmp_path: Path, tslint: Tslint) -> None:
    (tmp_path / "requirements.txt").write_text("torch>=2.4\n")
    (tmp_path / "model.py").write_text("x = 1\n")
    assert tslint("check").err == ""


HEAD = """\
from enum import IntEnum
from typing import *

import torch
import torch.nn.functional as F
from torch import nn

"""


def codes(tslint: Tslint, tmp_path: Path, source: str, release: str, mode: str) -> list[tuple[str, str]]:
    """(code, line of source) of what is reported for a release."""
    text = HEAD + dedent(source)
    (tmp_path / "model.py").write_text(text)
    arguments = ("--mode", mode, "--entry", "*", "--output-format", "json", "--target-torch", release)
    found = json.loads(tslint("check", "model.py", *arguments).out)["findings"]
    lines = text.splitlines()
    return [(f["code"], lines[f["line"] - 1].strip()) for f in found if f["severity"] != "info"]


NEWER = {
    "union": (
        """
        def f(x: torch.Tensor, by: int | None = None) -> torch.Tensor:
            return x
        """,
        ("TS357", "def f(x: torch.Tensor, by: int | None = None) -> torch.Tensor:"),
    ),
    "union in a local": (
        """
        def f(x: torch.Tensor) -> torch.Tensor:
            y: torch.Tensor | None = None
            return x if y is None else y
        """,
        ("TS357", "y: torch.Tensor | None = None"),
    ),
    "bool for an int": (
        """
        def f(flag: bool, n: int) -> int:
            return n + flag
        """,
        ("TS225", "return n + flag"),
    ),
    "bool returned as an int": (
        """
        def f(flag: bool) -> int:
            return flag
        """,
        ("TS219", "return flag"),
    ),
    "generic of Python's own in a class": (
        """
        class Sizes(nn.Module):
            table: dict[str, int]

            def __init__(self):
                super().__init__()
                self.table = {"a": 1}

            def forward(self, x: torch.Tensor) -> int:
                return len(self.table)
        """,
        ("TS357", "table: dict[str, int]"),
    ),
    "generic of Python's own in a NamedTuple": (
        """
        class Boxes(NamedTuple):
            sizes: list[int]

        def f(x: torch.Tensor) -> torch.Tensor:
            return x * Boxes([1]).sizes[0]
        """,
        ("TS357", "return x * Boxes([1]).sizes[0]"),
    ),
    "enum of ints": (
        """
        class Level(IntEnum):
            LOW = 1

        def f(level: Level) -> int:
            return level.value
        """,
        ("TS357", "def f(level: Level) -> int:"),
    ),
    "generator": (
        """
        def f(g: torch.Generator) -> torch.Tensor:
            return torch.rand(2, generator=g)
        """,
        ("TS357", "def f(g: torch.Generator) -> torch.Tensor:"),
    ),
    "function": (
        """
        def f(x: torch.Tensor) -> torch.Tensor:
            return F.scaled_dot_product_attention(x, x, x)
        """,
        ("TS356", "return F.scaled_dot_product_attention(x, x, x)"),
    ),
    "member of a tensor": (
        """
        def f(x: torch.Tensor) -> int:
            return x.nbytes
        """,
        ("TS356", "return x.nbytes"),
    ),
    "module": (
        """
        class Scaled(nn.Module):
            def __init__(self):
                super().__init__()
                self.norm = nn.RMSNorm(8)

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                return self.norm(x)
        """,
        ("TS356", "self.norm = nn.RMSNorm(8)"),
    ),
}


@pytest.mark.parametrize("name", NEWER)
def test_what_torch_1_13_lacks_is_told_for_1_13_alone(name: str, tmp_path: Path, tslint: Tslint) -> None:
    source, finding = NEWER[name]
    assert finding in codes(tslint, tmp_path, source, "1.13", "script")
    for newer in ("2.0", "2.13"):
        assert codes(tslint, tmp_path, source, newer, "script") == []


@pytest.mark.parametrize("name", ["function", "module"])
def test_names_are_told_in_traced_code_too(name: str, tmp_path: Path, tslint: Tslint) -> None:
    source, finding = NEWER[name]
    assert finding in codes(tslint, tmp_path, source, "1.13.1", "trace")
    assert codes(tslint, tmp_path, source, "2.13", "trace") == []


GUARDED = {
    "hasattr": """
        def f(x: torch.Tensor) -> torch.Tensor:
            if hasattr(F, "scaled_dot_product_attention"):
                return F.scaled_dot_product_attention(x, x, x)
            return x
        """,
    "version": """
        NEW = tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 0)

        def f(x: torch.Tensor) -> torch.Tensor:
            return F.scaled_dot_product_attention(x, x, x) if NEW else x
        """,
    "early return": """
        NEW = tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 0)

        def f(x: torch.Tensor) -> torch.Tensor:
            if not NEW:
                return x
            return F.scaled_dot_product_attention(x, x, x)
        """,
    "hasattr, early return": """
        def f(x: torch.Tensor) -> torch.Tensor:
            if not hasattr(F, "scaled_dot_product_attention"):
                return x
            return F.scaled_dot_product_attention(x, x, x)
        """,
    "and": """
        NEW = tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 0)

        def f(x: torch.Tensor) -> torch.Tensor:
            if NEW and torch.compiler.is_compiling():
                return x + 1
            return x
        """,
    "try": """
        def f(x: torch.Tensor) -> torch.Tensor:
            try:
                return F.scaled_dot_product_attention(x, x, x)
            except AttributeError:
                return x
        """,
    "module on one way": """
        class Scaled(nn.Module):
            def __init__(self, modern: bool):
                super().__init__()
                if modern:
                    self.norm = nn.RMSNorm(8)

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                return x + 1
        """,
    "module by a flag": """
        class Scaled(nn.Module):
            def __init__(self, modern: bool):
                super().__init__()
                self.norm = nn.RMSNorm(8) if modern else nn.LayerNorm(8)

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                return self.norm(x)
        """,
}


@pytest.mark.parametrize("name", GUARDED)
def test_code_that_another_release_may_be_meant_for_is_left_alone(
    name: str, tmp_path: Path, tslint: Tslint
) -> None:
    told = codes(tslint, tmp_path, GUARDED[name], "1.13", "trace")
    assert "TS356" not in {code for code, _ in told}


def test_what_torch_2_13_has_no_more_is_told_for_it_alone(tmp_path: Path, tslint: Tslint) -> None:
    source = """
        def f(x: torch.Tensor) -> torch.Tensor:
            return torch.align_tensors(x, x)[0]
        """
    finding = ("TS356", "return torch.align_tensors(x, x)[0]")
    assert finding in codes(tslint, tmp_path, source, "2.13", "trace")
    assert codes(tslint, tmp_path, source, "1.13", "trace") == []


def test_a_release_is_part_of_what_the_cache_knows(tmp_path: Path, tslint: Tslint) -> None:
    source, finding = NEWER["function"]
    for release, told in (("2.13", False), ("1.13", True), ("2.13", False)):
        assert (finding in codes(tslint, tmp_path, source, release, "script")) is told
