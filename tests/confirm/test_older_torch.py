"""Plans proven with torch 1.13, in the interpreter of a distribution that has it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch

from tests.cli.conftest import Tslint, tslint
from tests.confirm.conftest import Project
from tslint.confirm.job import interpreter
from tslint.confirm.release import torch_release
from tslint.errors import TslintError

__all__ = ["tslint"]

FIXTURES = Path(__file__).parents[2] / "fixtures"
PYTHON = "/usr/bin/python3"


def older() -> str | None:
    """The release of torch that the distribution's interpreter has, where it is one before 2."""
    try:
        found = torch_release(interpreter(PYTHON))
    except TslintError:
        return None
    return found if found is not None and found.startswith("1.") else None


needs_older = pytest.mark.skipif(older() is None, reason=f"{PYTHON} has no torch 1.13 (python3-torch)")


def test_the_release_of_an_interpreter_is_read_without_importing_torch() -> None:
    assert torch_release(sys.executable) == torch.__version__.partition("+")[0]
    assert torch_release("/no/such/python") is None
    assert torch_release("/bin/true") is None


@needs_older
@pytest.mark.parametrize("name", ["decision_gate", "goal_points", "feature_pyramid"])
def test_a_plan_is_proven_with_torch_1_13(name: str, monkeypatch: pytest.MonkeyPatch, tslint: Tslint) -> None:
    monkeypatch.chdir(FIXTURES)
    ran = tslint("confirm", name, "--python", PYTHON, "--output-format", "json")
    assert ran.code == 0, ran.out
    told = json.loads(ran.out)
    assert told["torch"].startswith("1.13")
    assert told["verdict"] == "confirmed"


@needs_older
def test_what_1_13_lacks_is_told_before_and_fails_there(
    monkeypatch: pytest.MonkeyPatch, tslint: Tslint
) -> None:
    monkeypatch.chdir(FIXTURES)
    checked = tslint("check", "sentence_encoder", "--target-torch", "1.13", "--output-format", "concise")
    assert "TS356" in checked.out
    ran = tslint("confirm", "sentence_encoder", "--python", PYTHON)
    assert ran.code == 1
    assert "scaled_dot_product_attention" in ran.out


@needs_older
def test_a_plan_is_made_for_the_torch_that_runs_it(project: Project, tslint: Tslint) -> None:
    """Of a function that 1.13 cannot compile a block is cut out there; 2.13 takes it as it stands."""
    project.write(
        "model.py",
        """
        def gate(x: torch.Tensor, by: int | None = None) -> torch.Tensor:
            if x.sum() > 0:
                return x
            return -x


        class Cell(nn.Module):
            def forward(self, x):
                return gate(x)
        """,
    )
    target = f"{project.root / 'model.py'}:Cell"
    newer = tslint("confirm", target, "--input", "float32[batch, 4]", "--output-format", "json")
    assert json.loads(newer.out)["verdict"] == "confirmed"
    arguments = ("--input", "float32[batch, 4]", "--python", PYTHON, "--output-format", "json")
    assert json.loads(tslint("confirm", target, *arguments).out)["verdict"] == "confirmed"
