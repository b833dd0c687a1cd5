"""Which regimes judge what is named: under hybrid a model is compiled only where something scripts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.analysis.api import analyse
from tslint.config.model import Mode
from tslint.config.settings import Settings
from tslint.project.modules import Project
from tslint.source.files import load_source

SOURCE = """\
import torch
from torch import nn


class Traced(nn.Module):
    def forward(self, x, **options):
        return x


class Wrapped(nn.Module):
    def forward(self, x):
        return x


def helper(x):
    return x


model = torch.jit.script(Wrapped())
"""


@pytest.mark.parametrize(
    ("mode", "name", "regimes"),
    [
        ("hybrid", "Traced", ["trace"]),
        ("hybrid", "Wrapped", ["trace", "script"]),
        ("hybrid", "helper", ["trace", "script"]),
        ("script", "Traced", ["script"]),
        ("trace", "Wrapped", ["trace"]),
    ],
)
def test_a_model_that_is_named_is_compiled_only_where_it_is_scripted(
    tmp_path: Path, mode: Mode, name: str, regimes: list[str]
) -> None:
    (tmp_path / "model.py").write_text(SOURCE, encoding="utf-8")
    project = Project([load_source(tmp_path / "model.py")])
    analysis = analyse(project, Settings(tmp_path, mode=mode, entries=(name,)))
    assert [entry.regime for entry in analysis.entries if entry.name == name] == regimes
