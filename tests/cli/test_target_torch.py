"""`--target-torch`: a release that is not described is judged as another, and that is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint
from tslint.cli.output import notes_on


@pytest.mark.parametrize("release", ["2.13", "2.13.0", "2.13.1"])
def test_nothing_is_said_of_a_release_that_is_described(release: str) -> None:
    assert notes_on(release) == []


def test_a_release_that_is_not_described_is_named_with_the_one_that_stands_in() -> None:
    assert notes_on("1.13") == ["torch 1.13 is not described yet: judged as torch 2.13"]


def test_a_projects_requirement_is_the_default_and_the_command_line_goes_first(
    tmp_path: Path, tslint: Tslint
) -> None:
    (tmp_path / "requirements.txt").write_text("torch==1.13.1\n")
    (tmp_path / "model.py").write_text("x = 1\n")
    shown = json.loads(tslint("check", "--show-settings").out)
    told = (shown["target_torch"], shown["target_torch_from"])
    assert told == ("1.13.1", str(tmp_path / "requirements.txt"))
    shown = json.loads(tslint("check", "--show-settings", "--target-torch", "2.13").out)
    assert (shown["target_torch"], shown["target_torch_from"]) == ("2.13", "")
    assert tslint("check").err == ""
    assert "not described yet" in tslint("check", "--target-torch", "1.13").err
