"""A text over stdin is judged in place of a file, and `fix -` prints what becomes of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import GATE, Tslint

MODEL = """\
import torch
from layers import Gate


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()

    def forward(self, x):
        return self.gate(x)
"""


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> None:
    (tmp_path / "layers.py").write_text(GATE)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_the_text_is_judged_in_place_of_the_file(
    tslint: Tslint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "model.py").write_text("x = 1\n")
    typed(monkeypatch, GATE)
    ran = tslint("check", "-", "--stdin-filename", "model.py", "--output-format", "concise", "-q")
    assert ran.code == 1
    assert ran.out.startswith("model.py:6:")
    assert (tmp_path / "model.py").read_text() == "x = 1\n"
    assert not (tmp_path / ".tslint_cache").exists()
    # The next run reads the file again.
    assert tslint("check", "model.py", "-q").code == 0


def test_neither_name_nor_file_is_needed_and_the_line_is_shown(
    tslint: Tslint, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, GATE)
    ran = tslint("check", "-", "--output-format", "full")
    assert ran.code == 1
    assert "stdin.py:6:" in ran.out
    assert "if x.sum() > 0:" in ran.out


def test_fix_prints_the_fixed_text_and_writes_nothing(
    tslint: Tslint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "gate.py"
    path.write_text(GATE)
    typed(monkeypatch, GATE + MODEL.replace("from layers import Gate\n", ""))
    ran = tslint("fix", "-", "--stdin-filename", "gate.py")
    typed(monkeypatch, ran.out)
    assert path.read_text() == GATE
    assert "torch.jit.script" in ran.out
    assert "1 cure" in ran.err
    assert tslint("check", "-", "--stdin-filename", "gate.py", "-q").code == 0


@pytest.mark.parametrize("text", ["x = 1\r\ny = 'é'\r\n", "def broken(:\n"])
def test_fix_hands_through_what_it_does_not_change(
    tslint: Tslint, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    typed(monkeypatch, text)
    assert tslint("fix", "-", "-q").out == text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "-", "layers.py"), "alone"),
        (("check", "layers.py", "--stdin-filename", "model.py"), "give `-`"),
        (("fix", "-", "--stdin-filename", "."), "is a folder"),
        (("check", "-", "--confirm"), "--confirm"),
    ],
)
def test_what_makes_no_sense_with_stdin_is_told(
    tslint: Tslint, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    typed(monkeypatch, GATE)
    ran = tslint(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
