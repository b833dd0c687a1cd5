"""Pieces that call what a decorator of the project stands around: whether they compile is not known."""

from __future__ import annotations

import pytest

from tests.hybrid.plans import edits, plan_of, reasons

_MODEL = """
def traced_only(fn):
    {decorator}


@traced_only
def shifted(x):
    return x + 1


def summed(x):
    out = x[0]
    for row in x:
        out = out + shifted(row)
    return out


class Model(nn.Module):
    def forward(self, x):
        return summed(x)
"""
_AROUND = """def inner(x):
        assert x.ndim > 0
        return fn(x)
    return inner"""


def test_what_a_wrapper_of_its_own_stands_around_is_no_part_of_a_piece() -> None:
    plan = plan_of("Model", model=_MODEL.format(decorator=_AROUND))
    assert edits(plan) == []
    assert any("what `traced_only` puts around `shifted` is not known to compile" in r for r in reasons(plan))


@pytest.mark.parametrize("decorator", ["return fn", "fn.marked = True\n    return fn"])
def test_what_is_handed_on_as_it_is_is_a_part_like_any_other(decorator: str) -> None:
    plan = plan_of("Model", model=_MODEL.format(decorator=decorator))
    assert any("summed" in edit for edit in edits(plan))


def test_a_function_that_fx_is_told_not_to_look_into_is_itself() -> None:
    source = _MODEL.format(decorator="return fn").replace("@traced_only", "@torch.fx.wrap")
    plan = plan_of("Model", model=source)
    assert any("summed" in edit for edit in edits(plan))
    assert reasons(plan) == []
