"""The weight of a source is about the number of the nodes of its tree."""

from __future__ import annotations

import ast
import inspect
import random
from pathlib import Path

import pytest

from tslint.source.weight import weight, weight_of


def nodes(source: str) -> int:
    return sum(1 for _ in ast.walk(ast.parse(source)))


@pytest.mark.parametrize("module", [ast, inspect, random])
def test_written_code_weighs_up_to_twice_its_nodes(module: object) -> None:
    source = inspect.getsource(module)  # type: ignore[arg-type]
    assert 0.8 < weight(source.encode()) / nodes(source) < 2.2


def test_generated_code_weighs_what_it_is() -> None:
    rows = ",\n".join(
        f"    Rule(Pattern(Int((a_*x_ + b_)**{n}/(c_ + d_*x_), x_)), Log(a*x + b))" for n in range(99)
    )
    source = f"RULES = [\n{rows}\n]\n"
    assert 0.6 < weight(source.encode()) / nodes(source) < 1.4
    assert weight(source.encode()) / len(source) > 0.35


def test_a_file_that_is_not_there_weighs_nothing(tmp_path: Path) -> None:
    assert weight_of(tmp_path / "absent.py") == 0
