"""Suppression comments that silence nothing, taken out by `tslint fix`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Tslint

SOURCE = """\
# tslint: file-ignore[TS5] once it did
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        # tslint: disable[TS402]
        y = x * 2  # tslint: ignore[TS4O1]
        # tslint: enable[TS402]
        if x.sum() > 0:  # tslint: ignore[TS606, TS401, TS403] the caller knows
            return x
        return -y
"""
MENDED = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        y = x * 2
        if x.sum() > 0:  # tslint: ignore[TS606, TS401] the caller knows
            return x
        return -y
"""


def test_fix_takes_out_what_silences_nothing_when_it_is_asked_to(tslint: Tslint, tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(SOURCE)
    before = tslint("check", "--output-format", "concise", "--no-cache")
    assert before.out.count("[TS903] [*]") == 3
    assert before.out.count("[TS904] [*]") == 1
    assert tslint("fix").out == "Nothing to fix. 5 more with --unsafe-fixes.\n"
    assert path.read_text() == SOURCE
    # Which rules are told makes no difference to what is needed.
    chosen = tslint("check", "--output-format", "concise", "--no-cache", "--select", "TS9")
    assert chosen.out.splitlines()[:-1] == [line for line in before.out.splitlines() if "[TS9" in line]
    ran = tslint("fix", "--diff", "--unsafe-fixes")
    assert (ran.code, "-# tslint: file-ignore[TS5] once it did" in ran.out) == (1, True)
    assert tslint("fix", "--unsafe-fixes", "--select", "TS903,TS904").code == 0
    assert path.read_text() == MENDED
    after = tslint("check", "--output-format", "concise", "--no-cache")
    assert (after.code, after.out) == (0, "No findings: 1 entry in 1 file checked.\n")
    assert tslint("fix", "--unsafe-fixes").out == "Nothing to fix.\n"
