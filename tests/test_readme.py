"""The README says only what a command shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tslint.config.load import load_config

REPO = Path(__file__).resolve().parents[1]
README = (REPO / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def _shown(command: str) -> str:
    """What the README shows under a command of its first console block."""
    block = next(block for block in _blocks("console") if f"$ {command}\n" in block)
    return block.split(f"$ {command}\n")[1].split("\n$ ")[0].strip()


def _run(command: str) -> str:
    words = [sys.executable, "-m", *command.split()]
    done = subprocess.run(
        words, cwd=REPO / "fixtures", capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_check_that_it_opens_with_is_what_a_user_sees() -> None:
    command = "tslint check decision_gate"
    assert _run(f"{command} --no-cache").strip() == _shown(command)


def test_the_proof_that_it_opens_with_is_what_a_user_sees() -> None:
    pytest.importorskip("torch")
    command = "tslint confirm decision_gate"
    seen = [line.strip() for line in _run(command).splitlines()]
    for line in _shown(command).splitlines():
        said = re.sub(r"\(torch .*\)", "", line.strip())
        assert said == "..." or any(there.startswith(said) for there in seen), line


def test_every_verb_that_it_names_is_there() -> None:
    verbs = set(re.findall(r"`tslint ([\w-]+)", README))
    assert {"check", "fix", "plan", "confirm", "explain", "rules"} <= verbs
    for verb in verbs:
        assert "Usage:" in _run(f"tslint {verb} --help")


def test_its_configuration_is_valid(tmp_path: Path) -> None:
    (block,) = _blocks("toml")
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    config = load_config(tmp_path).config
    assert config.mode == "hybrid"
    assert config.targets["detector"].inputs == ("float32[1, 3, height, width]",)


def test_the_files_and_targets_that_it_names_are_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (REPO / target).exists(), target
    makefile = (REPO / "Makefile").read_text(encoding="utf-8")
    for goal in re.findall(r"\$ make (\w+)", README):
        assert f"\n{goal}:" in makefile
