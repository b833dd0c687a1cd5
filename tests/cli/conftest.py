"""Running the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tslint.cli.main import run

# A model that loses a branch, for command lines to be run on.
GATE = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""


@dataclass(frozen=True)
class Ran:
    """What one command line came to."""

    code: int
    out: str
    err: str


Tslint = Callable[..., Ran]


@pytest.fixture
def tslint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tslint:
    """Run a command line in a folder of its own; the words are given one by one."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "TSLINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str) -> Ran:
        code = run(words)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return call
