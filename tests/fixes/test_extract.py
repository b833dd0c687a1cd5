"""Blocks cut out into functions of their own."""

from __future__ import annotations

import pytest

from tests.fixes.editing import FILE, fix, is_satisfied, refusal, run
from tslint.fixes.apply import apply_cures
from tslint.ir.cures import AnnotateLocal, ExtractBlock, Parameter, ReplaceStatement, ReplaceText
from tslint.ir.spans import Span

MODEL = '''\
import torch
from torch import nn


# What it is.
class Model(nn.Module):
    """A model."""

    def forward(self, x):
        y = x * 2
        # Too large: halve it.
        if y.sum() > self.limit:  # here

            y = y / 2  # and here
            s = """
  text"""
        return y + 1
'''


def cut(first: int, last: int, name: str = "_halved", **more: object) -> ExtractBlock:
    parameters = (Parameter("y", "y", "Tensor"), Parameter("limit", "self.limit", "float"))
    fields = {"parameters": parameters, "results": ("y",), "returns": "Tensor", **more}
    return ExtractBlock(FILE, "Model.forward", Span(first, 1, last, 1), name, **fields)  # type: ignore[arg-type]


def test_lines_move_with_comments_and_blank_lines_and_strings_keep_theirs() -> None:
    assert (
        fix(MODEL, cut(12, 16))
        == '''\
import torch
from torch import nn


@torch.jit.script
def _halved(y: torch.Tensor, limit: float) -> torch.Tensor:
    # Too large: halve it.
    if y.sum() > limit:  # here

        y = y / 2  # and here
        s = """
  text"""
    return y


# What it is.
class Model(nn.Module):
    """A model."""

    def forward(self, x):
        y = x * 2
        y = _halved(y, self.limit)
        return y + 1
'''
    )


def test_a_block_that_returns() -> None:
    new = fix(MODEL, cut(10, 17, results=(), parameters=(Parameter("x", "x", "Tensor"),)))
    assert "def _halved(x: torch.Tensor) -> torch.Tensor:\n    y = x * 2\n" in new
    assert new.endswith("    def forward(self, x):\n        return _halved(x)\n")


def test_other_edits_inside_go_along() -> None:
    text = MODEL.replace("y = y / 2  # and here", "y = y / len(y)  # and here").replace("s = ", "s = {} or ")
    other = (
        ReplaceText(FILE, Span(14, 21, 14, 27), "y.size(0)"),
        AnnotateLocal(FILE, 15, "s", "Dict[int, bool]"),
    )
    new = fix(text, cut(12, 16), *other)
    assert "        y = y / y.size(0)  # and here\n        s: Dict[int, bool] = {} or" in new
    assert new.startswith("from typing import Dict\n\nimport torch\n")
    assert new.index("_halved(y: torch") < new.index("y.size(0)") < new.index("class Model")


def test_edits_below_and_above_stay_where_they_are() -> None:
    text = MODEL.replace("y = x * 2", "y = x * len(x)").replace("return y + 1", "return y + len(y)")
    other = (
        ReplaceText(FILE, Span(10, 17, 10, 23), "x.size(0)"),
        ReplaceText(FILE, Span(17, 20, 17, 26), "y.size(0)"),
    )
    new = fix(text, cut(12, 16), *other)
    assert (
        "        y = x * x.size(0)\n        y = _halved(y, self.limit)\n        return y + y.size(0)\n" in new
    )


def test_windows_line_ends_and_tabs() -> None:
    text = MODEL.replace("    ", "\t").replace("\n", "\r\n")
    new = fix(text, cut(12, 16))
    assert "\r\n\t\ty = _halved(y, self.limit)\r\n" in new
    assert "\r\n\tif y.sum() > limit:  # here\r\n\r\n\t\ty = y / 2" in new
    assert "\n" not in new.replace("\r\n", "")


def test_a_block_at_the_end_of_a_file_without_a_line_end() -> None:
    text = MODEL.rstrip("\n")
    new = fix(text, cut(10, 17, results=(), parameters=(Parameter("x", "x", "Tensor"),)))
    assert "    return y + 1\n\n\n# What it is.\nclass" in new
    assert new.endswith("        return _halved(x)")


def test_a_long_signature_and_a_long_call_are_broken() -> None:
    many = tuple(Parameter(f"parameter_{i}", f"self.parameter_{i}", "float") for i in range(9))
    new = fix(MODEL, cut(12, 16, parameters=many))
    assert "def _halved(\n    parameter_0: float, " in new
    assert "        y = _halved(\n            self.parameter_0, " in new


def test_twice_is_once() -> None:
    new = fix(MODEL, cut(12, 16))
    assert is_satisfied(new, cut(12, 16))


def test_lines_that_are_no_block_are_refused() -> None:
    assert "no statements of `Model.forward`" in refusal(MODEL, cut(12, 13))
    assert "no statements of `Model.forward`" in refusal(MODEL, cut(4, 4))


@pytest.mark.parametrize("spelling", ["(self).limit", "self . limit"])
def test_an_attribute_that_is_not_written_plainly_is_refused(spelling: str) -> None:
    assert "not written plainly" in refusal(MODEL.replace("self.limit", spelling), cut(12, 16))


def test_of_two_blocks_that_overlap_one_is_cut() -> None:
    result = run(MODEL, cut(10, 17, "_whole", results=()), cut(12, 16))
    assert [cure.name for cure in result.applied if isinstance(cure, ExtractBlock)] == ["_whole"]
    assert len(result.refused) == 1


def test_two_blocks_of_one_class_stand_above_it_in_order() -> None:
    text = MODEL.replace("return y + 1", "z = y + 1\n        return z")
    second = cut(17, 17, "_next", parameters=(Parameter("y", "y", "Tensor"),), results=("z",))
    new = fix(text, cut(12, 16), second)
    assert new.index("def _halved") < new.index("def _next") < new.index("# What it is")


@pytest.mark.parametrize(
    "other",
    [
        ReplaceText(FILE, Span(12, 12, 12, 32), "y.sum() >= self.limit"),  # reads what is a parameter there
        ReplaceStatement(FILE, Span(15, 13, 16, 10), "s = 1"),  # on several lines, each moved to the left
        ReplaceStatement(FILE, Span(12, 9, 16, 10), "y = torch.where(y.sum() > self.limit, y / 2, y)"),
    ],
)
def test_what_the_cut_edits_itself_is_not_replaced_on_the_way(other: ReplaceText | ReplaceStatement) -> None:
    text = (
        MODEL.replace('"""\n  text"""', '("text"\n        )')
        .replace("  # here", "")
        .replace("  # and here", "")
    )
    whole = cut(12, 16)
    alone = fix(text, whole)
    result = apply_cures({FILE: text}, [other, whole])
    assert result.texts == {FILE: alone}
    assert [reason for _, reason in result.refused] == ["another cure cuts it out and edits it on the way"]
