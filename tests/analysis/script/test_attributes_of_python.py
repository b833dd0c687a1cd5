"""Attributes of a module that hold what Python brings along, and torch has no type for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds

_HOLDER = """
import json


class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.held = {value}

    def forward(self, x: Tensor):
        {use}
"""
_FAIL = ("...", "Ellipsis", "NotImplemented", "len", "print", "int", "json", "math")
_FAIL += ("slice(0, 1)", "object()", "zip([1], [2])", "iter([1])", "(i for i in [1])", "{'a': 1}.keys()")
_FAIL += ("torch.channels_last", "torch.Tensor.relu", "torch.distributions.Normal(0, 1)", "ValueError('a')")
_FAIL += ("json.JSONDecoder()",)


@pytest.mark.parametrize("value", _FAIL)
@pytest.mark.parametrize(
    "use", ["return self.held", "print(self.held)\n        return x", "return self.held == 3"]
)
def test_what_torch_has_no_type_for_fails_where_it_is_used(tmp_path: Path, value: str, use: str) -> None:
    assert kinds(tmp_path, _HOLDER.format(value=value, use=use), "M") == ["unknown-attribute"]


@pytest.mark.parametrize("value", _FAIL)
def test_it_may_be_held_without_use(tmp_path: Path, value: str) -> None:
    assert kinds(tmp_path, _HOLDER.format(value=value, use="return x"), "M") == []


def test_len_as_an_attribute_is_not_the_len_of_the_compiler(tmp_path: Path) -> None:
    source = _HOLDER.format(value="len", use="return self.held(x)")
    assert kinds(tmp_path, source, "M") == ["unknown-attribute"]


@pytest.mark.parametrize(
    ("use", "told"), [("return self.held + 'a'", []), ("return x + self.held", ["unsupported-operand"])]
)
def test_bytes_are_a_str(tmp_path: Path, use: str, told: list[str]) -> None:
    assert kinds(tmp_path, _HOLDER.format(value="b'x'", use=use), "M") == told


def test_functions_of_math_can_be_called(tmp_path: Path) -> None:
    assert kinds(tmp_path, _HOLDER.format(value="math.sqrt", use="return self.held(2.0)"), "M") == []


def test_a_name_without_a_type_is_no_name_that_a_later_branch_must_fit(tmp_path: Path) -> None:
    first = "    if i > 1:\n        w = 1\n    else:\n        w = [x]\n"
    second = "    if i > 2:\n        w = x\n    else:\n        w = 0.5\n"
    source = "def f(x: Tensor, i: int):\n" + first + second
    assert kinds(tmp_path, source + "    return x\n", "f") == []
    assert kinds(tmp_path, source + "    return w\n", "f") == ["branch-type-mismatch"]
