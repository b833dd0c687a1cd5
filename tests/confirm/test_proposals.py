"""Pieces of a plan compiled on their own, all through one worker."""

from __future__ import annotations

import sys

import pytest

from tests.confirm.conftest import Project
from tslint.cli.main import run
from tslint.confirm.proposals import compile_all

SOURCE = """
def good(x):
    if bool(x.sum() > 0):
        return x
    return -x


def bad(x):
    return [each for each in x.unknown_method()]


class Plain(nn.Module):
    def forward(self, x):
        return good(x)


class Sized(nn.Module):
    def __init__(self, width):
        super().__init__()

    def forward(self, x):
        return x


def slow(x):
    while True:
        pass
"""


def test_each_piece_has_its_own_verdict(project: Project) -> None:
    path = project.write("model.py", SOURCE)
    before = path.read_bytes()
    units = [f"{path}:{name}" for name in ("good", "bad", "Plain", "Sized", "absent")]
    verdicts = list(compile_all(units, {}, [project.root], sys.executable))
    assert [each.word for each in verdicts] == ["confirmed", "refuted", "confirmed", "open", "refuted"]
    assert "unknown_method" in verdicts[1].detail
    assert path.read_bytes() == before


def test_what_ends_or_holds_its_process_is_refuted_and_the_next_is_judged(project: Project) -> None:
    ends = project.write("ends.py", "import os\nos._exit(0)")
    holds = project.write("holds.py", "import time\ntime.sleep(600)")
    good = project.write("model.py", SOURCE)
    units = [f"{ends}:f", f"{holds}:f", f"{good}:good"]
    verdicts = list(compile_all(units, {}, [project.root], sys.executable, seconds=2.0))
    assert [each.ok for each in verdicts] == [False, False, True]
    assert verdicts[1].detail.endswith("did not finish in time")


def test_check_tells_which_proposals_compile(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write(
        "model.py",
        """
        def flip(x: torch.Tensor) -> torch.Tensor:
            if x.sum() > 0:
                return x
            return -x


        class Model(nn.Module):
            def forward(self, x):
                return flip(x)
        """,
    )
    monkeypatch.chdir(project.root)
    run(["check", ".", "--confirm", "--no-cache"])
    assert "confirmed: flip in model.py" in capsys.readouterr().out
