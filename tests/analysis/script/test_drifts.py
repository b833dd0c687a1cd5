"""Values of another type in eager Python: told where the difference comes out, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds


def told(folder: Path, source: str, entry: str = "f") -> list[str]:
    """What the silent differences are about."""
    found = events(folder, source, entry)
    return [event.facts["construct"] for event in found if event.kind == "silent-difference"]


@pytest.mark.parametrize(
    "value",
    [
        "round(a)",
        "round(a) + n",
        "-round(a)",
        "(x, round(a))",
        "2 ** n",
        "2 ** n // 3",
        "min(n, a)",
        "round(a) * 2",
    ],
)
def test_an_int_of_eager_python_is_told_where_it_is_returned(tmp_path: Path, value: str) -> None:
    assert len(told(tmp_path, f"def f(x: Tensor, a: float, n: int):\n    return {value}\n")) == 1


@pytest.mark.parametrize(
    "value",
    [
        "int(round(a))",
        "round(a) * a",
        "round(a) / 2",
        "x * min(n, a)",
        "n ** -1",
        "int(2 ** n)",
        "round(a) > 2",
    ],
)
def test_a_float_that_becomes_the_same_is_not_told(tmp_path: Path, value: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor, a: float, n: int):\n    return {value}\n") == []


def test_a_helper_is_told_at_the_entry_that_returns_its_result(tmp_path: Path) -> None:
    helper = "def g(a: float):\n    return round(a)\n\n\n"
    assert told(tmp_path, helper + "def f(a: float):\n    return g(a) + 1\n") == ["`round`"]
    assert told(tmp_path, helper + "def f(a: float):\n    return int(g(a))\n") == []


def test_the_dtype_of_a_tensor_made_of_it_differs(tmp_path: Path) -> None:
    assert told(tmp_path, "def f(a: float):\n    return torch.tensor(round(a))\n") == ["`round`"]
    assert told(tmp_path, "def f(a: float):\n    return torch.tensor(round(a), dtype=torch.float32)\n") == []


def test_and_or_give_a_bool_where_the_operand_is_meant(tmp_path: Path) -> None:
    assert len(told(tmp_path, "def f(n: int, m: int):\n    k = n or m\n    return k + 1\n")) == 1
    assert (
        told(tmp_path, "def f(n: int):\n    k = n and n > 2\n    if k:\n        return 1\n    return 2\n")
        == []
    )


@pytest.mark.parametrize("left", ["x.shape", "x.size()", "x.shape[:1]", "s"])
def test_a_shape_equals_no_list_in_eager_python(tmp_path: Path, left: str) -> None:
    source = f"def f(x: Tensor):\n    s = x.shape\n    return {left} == [2]\n"
    assert told(tmp_path, source) == ["a shape compared with a list"]


@pytest.mark.parametrize("right", ["y.shape", "sizes", "(2, 3)"])
def test_a_shape_may_equal_a_shape_or_what_a_caller_gives(tmp_path: Path, right: str) -> None:
    assert (
        told(tmp_path, f"def f(x: Tensor, y: Tensor, sizes: List[int]):\n    return x.shape == {right}\n")
        == []
    )


@pytest.mark.parametrize(
    "value", ["f'{a}'", "str(a)", "'{}'.format(a)", "'%s' % a", "'n' + str([a])", "str(x)"]
)
def test_text_is_told_where_it_is_returned_compared_or_a_key(tmp_path: Path, value: str) -> None:
    start = "def f(a: float, x: Tensor, d: Dict[str, int]):\n    t = "
    assert len(told(tmp_path, f"{start}{value}\n    return t\n")) == 1
    assert len(told(tmp_path, f"{start}{value}\n    return t == 'n'\n")) == 1
    assert len(told(tmp_path, f"{start}{value}\n    return d[t]\n")) == 1
    assert told(tmp_path, f"{start}{value}\n    assert a > 0, t\n    print(t)\n    return a\n") == []


@pytest.mark.parametrize("value", ["f'{n}'", "str(b)", "f'{ns}'", "'%d' % n", "f'{1.5}0'", "str(x.device)"])
def test_text_that_is_the_same_is_not_told(tmp_path: Path, value: str) -> None:
    assert kinds(tmp_path, f"def f(n: int, b: bool, ns: List[int], x: Tensor):\n    return {value}\n") == []


def test_math_of_a_tensor_is_a_tensor(tmp_path: Path) -> None:
    assert told(tmp_path, "def f(x: Tensor):\n    return math.sqrt(x)\n") == ["`math.sqrt` of a Tensor"]
    assert kinds(tmp_path, "def f(x: Tensor) -> float:\n    return math.sqrt(x)\n") == []
