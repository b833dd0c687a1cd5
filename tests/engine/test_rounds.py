"""Rounds over a folder: each gives what a check from nothing gives, whatever was edited before it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.engine.editing import FILE, HELPERS, edited
from tslint.config.settings import Settings
from tslint.engine import live, rounds
from tslint.engine.check import check
from tslint.engine.live import Live
from tslint.engine.rounds import Rounds

OTHER = """\
from torch import nn

from model import Gate, kept


class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()

    def forward(self, x):
        return kept(self.gate(x))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("model", FILE), ("helpers", HELPERS), ("other", OTHER)):
        (tmp_path / f"{name}.py").write_text(text)
    return tmp_path


@pytest.fixture
def afresh(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for each check from nothing."""
    told: list[int] = []
    before = live.project_of

    def seen(*given: object) -> object:
        told.append(1)
        return before(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(live, "project_of", seen)
    return told


def test_edits_of_any_file_are_seen_in_all(folder: Path, afresh: list[int]) -> None:
    settings, looks = Settings(folder), Rounds()
    chance = random.Random("rounds")
    paths = sorted(folder.glob("*.py"))
    assert looks.examine([folder], settings).report == check([folder], settings)
    assert not looks.known()
    for number in range(24):
        path = chance.choice(paths)
        before = path.read_text()
        path.write_text("\n".join(edited(before.splitlines(), chance)) + "\n")
        assert looks.examine([folder], settings).report == check([folder], settings), number
        if number % 2 or "TS901" in str(looks.examine([folder], settings).report):
            path.write_text(before)
    assert looks.known() <= {str(path) for path in paths}
    assert len(afresh) < 24


def test_an_edit_of_one_file_goes_on_from_what_is_known(folder: Path, afresh: list[int]) -> None:
    settings, looks = Settings(folder), Rounds()
    looks.examine([folder], settings)
    looks.examine([folder], settings)
    assert len(looks.known()) == 3
    (folder / "model.py").write_text(FILE.replace("if x.sum() > 0", "if x.mean() > 0"))
    assert looks.examine([folder], settings).report == check([folder], settings)
    assert len(afresh) == 1
    # A file that comes, goes or is no Python for a while; and two at once.
    for name, text in (("new.py", OTHER), ("new.py", None), ("model.py", "def f(:\n"), ("model.py", FILE)):
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).write_text(text)
        assert looks.examine([folder], settings).report == check([folder], settings), name
    (folder / "helpers.py").write_text(HELPERS.replace("x + 1", "x.item()"))
    (folder / "other.py").write_text(OTHER.replace("kept(self.gate(x))", "self.gate(x)"))
    assert looks.examine([folder], settings).report == check([folder], settings)


def test_what_is_looked_at_in_parts_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "parts", lambda files: [files[:1], files[1:]])
    settings, looks = Settings(folder), Rounds()
    for _ in range(3):
        assert looks.examine([folder], settings).report == check([folder], settings)
        assert not looks.known()


def test_a_file_that_changes_while_it_is_read_is_read_again(folder: Path) -> None:
    settings, known = Settings(folder), Live()

    def draw(*_: object) -> None:
        (folder / "helpers.py").write_text(HELPERS.replace("x + 1", "x.item() + 1"))

    known.examine([folder / "model.py"], settings, draw)
    found, _ = known.examine([folder / "model.py"], settings, lambda *_: None)
    assert found.report == check([folder / "model.py"], settings)
