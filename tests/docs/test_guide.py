"""docs/guide.md: its files are written and its commands are run, in their order, on a copy of the fixture."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tslint.config.load import load_config

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) *([^\n]*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
FILES = {name: text for _, name, text in BLOCKS if name}
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n?((?:(?!\$ ).*\n?)*)", re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """Each command of the page with what it shows under it, but for the first block, which sets up."""
    consoles = [text for language, _, text in BLOCKS if language == "console"]
    return [(command, shown) for text in consoles[1:] for command, shown in _COMMAND.findall(text)]


def shows(shown: str, printed: str) -> bool:
    """Whether a program printed what the page shows; `...` stands for anything, over lines too."""
    pattern = re.sub(r"([*?\[])", r"[\1]", shown.rstrip("\n")).replace("...", "*")
    return fnmatchcase("\n" + printed.rstrip("\n"), pattern if pattern.startswith("*") else "\n" + pattern)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, subprocess.CompletedProcess[str]]]:
    """All commands, with the tslint and the torch of these tests."""
    if shutil.which("g++") is None:
        pytest.skip("no g++ on this machine")
    folder = tmp_path_factory.mktemp("guide")
    shutil.copytree(
        ROOT / "fixtures" / "decision_gate",
        folder / "decision_gate",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    programs = folder / "bin"
    programs.mkdir()
    for name, words in {"python": "", "tslint": " -m tslint"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{words} "$@"\n')
        (programs / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    known, done = "", []
    for command, shown in commands():
        if re.match(r"[A-Z]+=", command):
            known += command + "\n"
            continue
        run = subprocess.run(
            ["bash", "-c", known + command],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        done.append((command, shown, run))
    return done


def test_every_command_does_its_work_and_shows_what_the_page_shows(
    ran: list[tuple[str, str, subprocess.CompletedProcess[str]]],
) -> None:
    assert len(ran) == 10
    for command, shown, run in ran:
        # Findings are what `check` and `plan` are for at first: exit code 1, as the page has it.
        assert run.returncode in ((0, 1) if command.startswith("tslint") else (0,)), (command, run.stderr)
        assert shows(shown, run.stdout), (command, shown, run.stdout)


def test_the_program_and_python_print_the_same_numbers(
    ran: list[tuple[str, str, subprocess.CompletedProcess[str]]],
) -> None:
    outputs = {command: run.stdout for command, _, run in ran}
    program, eager = outputs["./gate gate.pt"].splitlines(), outputs["python eager.py"].splitlines()
    assert len(program) == len(eager) == 2
    assert program[0] != program[1]
    for one, other in zip(program, eager, strict=True):
        assert [float(number) for number in one.split()] == pytest.approx(
            [float(number) for number in other.split()], abs=0.0011
        )


def test_the_target_that_it_keeps_is_valid(tmp_path: Path) -> None:
    (block,) = [text for language, _, text in BLOCKS if language == "toml"]
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    assert load_config(tmp_path).config.targets["gate"].model == "deploy:load"


def test_what_a_page_shows_is_compared_word_for_word() -> None:
    assert shows("a [*] b\n", "a [*] b\n")
    assert shows("...\nend (...)\n", "x\ny\nend (1)\n")
    assert not shows("a\n", "a\nb\n")
    assert not shows("...\nend\n", "x\nends\n")
