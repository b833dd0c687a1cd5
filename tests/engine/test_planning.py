"""Planning files on disk, and proposing edits for one model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.config.settings import Settings
from tslint.engine.planning import plan
from tslint.engine.proposal import propose
from tslint.errors import TslintError

MODEL = """\
import torch
from torch import nn

from layers import Gate


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()

    def forward(self, x):
        return self.gate(x)


class Alone(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = nn.Linear(4, 4)

    def forward(self, x, **options):
        return self.part(x if x.sum() > 0 else -x)


def build():
    return Cell()
"""
LAYERS = """\
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "layers.py").write_text(LAYERS)
    return tmp_path


def test_every_model_that_stands_for_itself_has_a_tree(project: Path) -> None:
    planned = plan([project], Settings(project))
    assert [(node.name, node.total_losses()) for node in planned.models] == [("Cell", 0), ("Alone", 1)]
    assert planned.failures == ()


def test_a_choice_of_entries(project: Path) -> None:
    assert [node.name for node in plan([project], Settings(project, entries=("Alone",))).models] == ["Alone"]
    with pytest.raises(TslintError, match="no entry `Cel`"):
        plan([project], Settings(project, entries=("Cel",)))


def test_plans_are_hybrid_whatever_the_mode(project: Path) -> None:
    cell = plan([project], Settings(project, mode="script")).models[0]
    assert [child.status for child in cell.children] == ["to script"]


def test_files_that_cannot_be_read_are_told(project: Path) -> None:
    (project / "bad.py").write_bytes(b"x = '\xff'\n")
    planned = plan([project], Settings(project))
    assert len(planned.models) == 2
    assert len(planned.failures) == 1


def test_a_proposal_goes_wherever_the_losses_lie(project: Path) -> None:
    proposal = propose(project / "model.py", "Cell", Settings(project))
    assert list(proposal.patches) == [str(project / "model.py")]
    assert "self.gate = torch.jit.script(Gate())" in proposal.patches[str(project / "model.py")]
    assert proposal.units == (f"{project / 'layers.py'}:Gate",)
    assert proposal.refused == ()
    assert (project / "model.py").read_text() == MODEL


def test_a_function_that_builds_the_model_is_enough(project: Path) -> None:
    proposal = propose(project / "model.py", "build", Settings(project))
    assert "torch.jit.script(Gate())" in proposal.patches[str(project / "model.py")]


def test_a_model_without_losses_or_without_a_place_needs_no_edit(project: Path) -> None:
    proposal = propose(project / "model.py", "Alone", Settings(project))
    assert (proposal.patches, proposal.units) == ({}, ())


def test_a_file_that_is_no_python_is_said_to_be_so(project: Path) -> None:
    (project / "model.py").write_text("class (")
    with pytest.raises(TslintError, match="model.py:1: this is not valid Python"):
        propose(project / "model.py", "Cell", Settings(project))
