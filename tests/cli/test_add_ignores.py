"""`check --add-ignores` silences what is found today, and says what it cannot silence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint

MODEL = '''\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        note = f"""
        {x.sum().item()}
        """
        if (
            x.sum()
            > 0
        ):
            return x
        elif x.mean() > 0:
            return -x
        return x + int(
            x.max()
        )
'''


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_check_is_clean_afterwards_and_nothing_is_added_twice(
    tslint: Tslint, tmp_path: Path, end: str
) -> None:
    path = tmp_path / "model.py"
    path.write_bytes(MODEL.replace("\n", end).encode())
    words = ("check", "model.py", "--mode", "trace", "--entry", "*", "--output-format", "concise")
    assert tslint(*words).code == 1
    ran = tslint(*words, "--add-ignores")
    assert (ran.code, ran.err) == (0, "")
    assert "silenced in 1 file." in ran.out
    written = path.read_bytes()
    assert written.count(b"\n") == written.count(end.encode())
    assert b"# tslint: ignore[TS" in written
    assert ast.dump(ast.parse(written)) == ast.dump(ast.parse(MODEL))
    again = tslint(*words)
    assert again.code == 0, again.out
    assert tslint(*words, "--add-ignores").out == "0 findings silenced in 0 files.\n"
    assert path.read_bytes() == written


def test_what_no_comment_can_silence_is_told(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def broken(:\n")
    ran = tslint("check", "broken.py", "--add-ignores", "-q")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("tslint: broken.py: not silenced:")
    assert (tmp_path / "broken.py").read_text() == "def broken(:\n"
