"""The torch release that a project asks for, by the files that ask."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tslint.config.model import Config
from tslint.config.requirement import Required, required_torch
from tslint.config.settings import NEWEST_TORCH, settings_from, with_target_torch


@pytest.mark.parametrize(
    ("line", "release"),
    [
        ("torch==1.13.1", "1.13.1"),
        ("torch == 2.4.1+cu121  # for the old cards", "2.4.1"),
        ("torch>=1.13,<2.5", "1.13"),
        ("torch~=2.1 ; python_version >= '3.9'", "2.1"),
        ("Torch[opt]==2.3.*", "2.3"),
        ("torch==2.0.1 --hash=sha256:00", "2.0.1"),
        ("torch", None),
        ("torch<2.5", None),
        ("torch>=2", None),
        ("torchvision==0.14.1", None),
        ("torch-geometric==2.4.0", None),
        ("torch @ https://example.org/torch.whl", None),
        ("# torch==1.13.1", None),
    ],
)
def test_a_requirement_names_the_lowest_release_it_allows(
    tmp_path: Path, line: str, release: str | None
) -> None:
    file = tmp_path / "requirements-dev.txt"
    file.write_text(f"numpy>=1.20\n{line}\n")
    assert required_torch(tmp_path) == (None if release is None else Required(release, file))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "uv.lock",
            '[[package]]\nname = "numpy"\nversion = "1.9"\n[[package]]\nname = "torch"\nversion = "1.13.1"\n',
        ),
        ("poetry.lock", '[[package]]\nname = "torch"\nversion = "1.13.1+cpu"\n'),
        ("Pipfile.lock", json.dumps({"default": {"torch": {"version": "==1.13.1"}}})),
        ("pyproject.toml", '[project]\ndependencies = ["numpy", "torch>=1.13.1"]\n'),
        ("pyproject.toml", '[project.optional-dependencies]\nexport = ["torch==1.13.1"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntorch = "^1.13.1"\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntorch = { version = ">=1.13.1,<3" }\n'),
    ],
)
def test_every_file_that_asks_for_torch_is_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert required_torch(tmp_path) == Required("1.13.1", tmp_path / name)


def test_what_is_locked_goes_before_what_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["torch>=1.13"]\n')
    (tmp_path / "uv.lock").write_text('[[package]]\nname = "torch"\nversion = "2.4.1"\n')
    assert required_torch(tmp_path) == Required("2.4.1", tmp_path / "uv.lock")


@pytest.mark.parametrize("text", ["torch = [", "package = 3 # torch", '"torch"'])
def test_a_broken_file_tells_nothing(tmp_path: Path, text: str) -> None:
    for name in ("uv.lock", "Pipfile.lock", "pyproject.toml"):
        (tmp_path / name).write_text(text)
    (tmp_path / "requirements.txt").write_bytes(b"torch==1.13.1 # \xff")
    assert required_torch(tmp_path) is None


def test_the_requirement_chooses_where_nothing_else_does(tmp_path: Path) -> None:
    assert settings_from(Config(), tmp_path).target_torch == NEWEST_TORCH
    file = tmp_path / "requirements.txt"
    file.write_text("torch==2.4.1\n")
    chosen = settings_from(Config(), tmp_path)
    assert (chosen.target_torch, chosen.target_torch_from) == ("2.4.1", str(file))
    assert settings_from(Config(target_torch="2.13"), tmp_path).target_torch_from == ""
    named = with_target_torch(chosen, "2.13")
    assert (named.target_torch, named.target_torch_from) == ("2.13", "")
