"""What lies beside the checked files and is no configuration, no pattern, no file: one line, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import GATE, Tslint


@pytest.fixture(autouse=True)
def gate(tmp_path: Path) -> None:
    (tmp_path / "gate.py").write_text(GATE)
    (tmp_path / ".git").mkdir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize(
    "name",
    [
        "x.py", ".gitignore", ".git/info/exclude", "pyproject.toml", "tslint.toml", "requirements.txt",
        "uv.lock", "torch.py",
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["check", "plan", "init"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, name: str, verb: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    words = [sys.executable, "-m", "tslint", verb, *(["--yes"] if verb == "init" else ["."])]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1, 2), done.stderr
    assert "internal error" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tslint.toml", b'exclude = ["!"]\n', "`!` is no pattern of .gitignore"),
        ("pyproject.toml", b"\xff\n[tool.tslint]\nmode = 'trace'\n", "configuration is not UTF-8 (byte 0)"),
        ("tslint.toml", b"select = " + b"[" * 3000 + b"]" * 3000, "not valid TOML: nested too deeply"),
        (
            "pyproject.toml",
            b"[tool.tslint]\nselect = " + b"[" * 3000 + b"]" * 3000,
            "not valid TOML: nested too deeply",
        ),
    ],
)  # fmt: skip
def test_a_configuration_that_is_none_is_told_in_a_line(
    tslint: Tslint, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = tslint("check", ".")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err.splitlines()[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", b"tool = 3  # tslint\n"),
        ("pyproject.toml", b"# [tool.tslint] is not here\n\xff\n"),
        ("pyproject.toml", b"[project]\ndependencies = 3  # torch\n"),
        ("pyproject.toml", b"project = [1]  # torch\n[tool]\npoetry = 3\n"),
        ("poetry.lock", b"package = 3  # torch\n"),
        ("Pipfile.lock", b'{"default": [{"torch": 3}]}'),
        ("requirements.txt", b"torch==\xff\ntorch @ file:///x\ntorch ; x\ntorch==1.2.3.4.5.6!!\n"),
        (".gitignore", b"!\n\xff\0[\n/\n***/\n"),
    ],
)
def test_what_is_meant_for_others_and_broken_is_passed_over(
    tslint: Tslint, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = tslint("check", ".")
    assert ran.code == 1
    assert "TS401" in ran.out
    assert "internal error" not in ran.err


def test_links_that_lead_to_themselves_are_told_where_they_are_named_like_modules(
    tslint: Tslint, tmp_path: Path
) -> None:
    (tmp_path / "data.toml").symlink_to("data.toml")
    assert tslint("check", ".").code == 1
    (tmp_path / "x.py").symlink_to("x.py")
    ran = tslint("check", ".")
    assert ran.code == 2
    assert ran.err == "tslint: x.py: cannot be read: Too many levels of symbolic links\n"


@pytest.mark.parametrize("encoding", ["idna", "punycode", "utf-7", "unicode_escape", "undefined", "utf-16"])
def test_a_file_in_an_odd_encoding_is_fixed_or_left(tslint: Tslint, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "odd.py"
    before = f"# coding: {encoding}\n{GATE}".encode()
    path.write_bytes(before)
    ran = tslint("fix", ".")
    assert ran.code in (0, 1, 2)
    assert "internal error" not in ran.err
    assert path.read_bytes() == before or b"_gate_result" in path.read_bytes()
