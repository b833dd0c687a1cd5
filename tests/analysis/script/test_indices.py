"""Indices as the frontend hands them on: `...` alone, a tuple of one, slices of what has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds


@pytest.mark.parametrize("use", ["x[...]", "x[...,]", "xs[...]"])
def test_dots_alone_are_no_index(tmp_path: Path, use: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor, xs: List[int]):\n    return {use}\n") == ["index-type"]


@pytest.mark.parametrize("use", ["x[..., 0]", "x[0, ...]"])
def test_dots_beside_another_index_are_one(tmp_path: Path, use: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return {use}\n") == []


def test_all_of_a_tensor_is_assigned_through_dots(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: Tensor):\n    x[...] = 1\n    x[...] += 1\n    return x\n") == []


@pytest.mark.parametrize("statement", ["del xs[...]", "del d[..., 1]", "xs[...] = 1"])
def test_dots_name_no_item(tmp_path: Path, statement: str) -> None:
    source = f"def f(xs: List[int], d: Dict[str, int]):\n    {statement}\n"
    assert kinds(tmp_path, source) == ["index-type"]


@pytest.mark.parametrize("use", ["xs[0,]", "xs[0:1,]", "d[0,]", "p[1,]"])
def test_a_tuple_of_one_index_is_that_index(tmp_path: Path, use: str) -> None:
    source = f"def f(xs: List[int], d: Dict[int, int], p: Tuple[int, str]):\n    return {use}\n"
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize("statement", ["xs[0,] = 1", "xs[0,] += 1", "d[0,] = 1"])
def test_a_tuple_of_one_index_takes_an_assignment(tmp_path: Path, statement: str) -> None:
    source = f"def f(xs: List[int], d: Dict[int, int]):\n    {statement}\n"
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize("index", ["0:1", "slice(0, 1)"])
def test_a_class_has_no_slices(tmp_path: Path, index: str) -> None:
    source = f"""
    class Row:
        def __init__(self):
            self.n = 1
        def __getitem__(self, i: int):
            return i

    def f():
        row = Row()
        return row[{index}]
    """
    assert kinds(tmp_path, source) == ["not-subscriptable"]


def test_a_tuple_whose_items_unify_is_indexed_as_a_list(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(n: Optional[int], i: int):\n    return (n, 1)[i]\n") == []
    assert kinds(tmp_path, "def f(n: str, i: int):\n    return (n, 1)[i]\n") == ["tuple-index"]


@pytest.mark.parametrize("holder", ["List[int]", "str", "Tuple[int, int]"])
def test_the_method_behind_an_index_is_a_dicts_alone(tmp_path: Path, holder: str) -> None:
    assert kinds(tmp_path, f"def f(v: {holder}):\n    return v.__getitem__(0)\n") == ["unknown-attribute"]
    assert kinds(tmp_path, "def f(v: Dict[int, int]):\n    return v.__getitem__(0)\n") == []
