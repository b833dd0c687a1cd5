"""Looking at functions one after another: each is run, whatever was found out about it inside another."""

from __future__ import annotations

import ast

from tests.analysis.trace.tracing import analysed
from tslint.analysis.values import Tensor

SOURCE = """
def inner(v):
    w = v * 2
    return w
def outer(v):
    u = inner(v)
    return inner(v) + u
class Model(nn.Module):
    def forward(self, x):
        return outer(x) + inner(x)
"""


def test_a_function_is_run_although_its_caller_was_looked_at_before() -> None:
    analysis = analysed("Model", model=SOURCE)
    for name in ("model.outer", "model.inner", "model.outer", "model.Model.forward"):
        unit = analysis.units[name]
        watch = analysis.observe(unit)
        body = unit.function.node.body
        assert set(watch.before) == set(body)
        assert all(isinstance(value, Tensor) for value in watch.returned.values())
        assert {type(node) for node in watch.returned} == {ast.Return}
    inner = analysis.units["model.inner"].function.node.body
    assert set(analysis.observe(analysis.units["model.inner"]).after[inner[0]]) == {"v", "w"}


def test_what_a_bound_ends_leaves_the_next_function_to_be_looked_at() -> None:
    endless = """
def endless(v):
    for a in range(9):
        for b in range(9):
            for c in range(9):
                for d in range(9):
                    for e in range(9):
                        v = v + a * b + c * d + e
    return v
def short(v):
    return v + 1
class Model(nn.Module):
    def forward(self, x):
        return endless(short(x))
"""
    analysis = analysed("Model", model=endless)
    seen = []
    for name in ("model.endless", "model.short"):
        try:
            seen.append(len(analysis.observe(analysis.units[name]).returned))
        except Exception as error:
            seen.append(type(error).__name__)
    assert seen == ["BudgetSpent", 1]
