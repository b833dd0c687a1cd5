"""Calls that leave the project, told only where a rule speaks about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.analysis.api import analyse
from tslint.config.settings import Settings
from tslint.project.modules import Project
from tslint.source.files import load_source

SOURCE = """\
import scipy.special
import torch
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint


@torch.jit.script
def compiled(x):
    return torch.sinh(x)


def inner(x):
    return torch.cosh(x)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(torch.ones(4).numel(), 2)
        self.act = F.relu

    def forward(self, x):
        x = self.act(self.layer(x)).cumsum(0)
        if self.training:
            x = torch.tanh(x)
        print("seen")
        return checkpoint(inner, compiled(scipy.special.erf(x)))
"""


def told(tmp_path: Path, optional: frozenset[str]) -> list[tuple[str, str, str, int]]:
    path = tmp_path / "model.py"
    path.write_text(SOURCE)
    settings = Settings(tmp_path, mode="trace", optional_events=optional)
    analysis = analyse(Project([load_source(path)]), settings)
    return [
        (event.facts["how"], event.facts["name"], event.facts["package"], event.span.line)
        for entry in analysis.entries
        for event in entry.events
        if event.kind == "external-call"
    ]


def test_every_call_that_a_trace_makes_outside_the_project_is_told(tmp_path: Path) -> None:
    assert sorted(told(tmp_path, frozenset({"external-call"}))) == [
        ("function", "builtins.print", "builtins", 26),
        ("function", "scipy.special.erf", "scipy", 27),
        ("function", "torch.cosh", "torch", 13),
        ("function", "torch.nn.functional.relu", "torch", 23),
        ("function", "torch.utils.checkpoint.checkpoint", "torch", 27),
        ("method", "torch.Tensor.cumsum", "torch", 23),
        ("module", "torch.nn.Linear", "torch", 23),
    ]


def test_nothing_is_gathered_where_no_rule_asks(tmp_path: Path) -> None:
    assert told(tmp_path, frozenset()) == []


@pytest.mark.parametrize("name", ["torch.sinh", "torch.ones", "torch.tanh"])
def test_compiled_code_constructors_and_what_an_export_never_runs_are_not_traced(
    tmp_path: Path, name: str
) -> None:
    assert name not in {called for _, called, _, _ in told(tmp_path, frozenset({"external-call"}))}
