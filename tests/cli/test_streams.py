"""Streams that are full, closed or gone, and a working directory that is: one line at most, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import GATE

TSLINT = f"{sys.executable} -m tslint"
on_linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="takes /dev/full and a POSIX shell")


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "gate.py").write_text(GATE)
    return tmp_path


@on_linux
@pytest.mark.parametrize("words", ["check .", "check . --output-format json", "plan .", "rules", "--version"])
def test_a_full_stdout_is_one_line_and_exit_code_2(repo: Path, words: str) -> None:
    done = shell(f"{TSLINT} {words} > /dev/full", repo)
    assert (done.returncode, done.stderr) == (2, "tslint: No space left on device\n")


@on_linux
def test_streams_that_are_closed_change_no_exit_code(repo: Path) -> None:
    for closed in (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
        done = shell(f"{TSLINT} check . {closed}", repo)
        assert done.returncode == 1, closed
        assert "tslint:" not in done.stdout + done.stderr
    assert shell(f"{TSLINT} check - <&-", repo).returncode == 0


@on_linux
@pytest.mark.parametrize("words", ["check", "plan", "fix", "baseline create", "init", "clean"])
def test_a_working_directory_that_is_gone_is_told(repo: Path, words: str) -> None:
    done = shell(f"mkdir gone && cd gone && rmdir ../gone && {TSLINT} {words}", repo)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tslint: the working directory is not there any more\n"


@pytest.mark.parametrize("module", ["tslint.cli.main", "click", "tslint.cli.check", "tslint.engine.check"])
def test_an_interrupt_while_modules_are_imported_is_no_traceback(repo: Path, module: str) -> None:
    program = f"""
import sys
class Interrupting:
    @staticmethod
    def find_spec(name, *_):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting)
sys.argv = ["tslint", "check", "."]
from tslint.__main__ import main
sys.exit(main())
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=repo, capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (130, "tslint: interrupted")


@pytest.mark.skipif(os.name == "nt", reason="takes POSIX paths")
@pytest.mark.parametrize("words", ["check .", "plan .", "fix --diff ."])
def test_names_of_files_may_be_of_any_bytes(tmp_path: Path, words: str) -> None:
    for name in (b"a\nb.py", b"\xff\xfe.py", b"c\x1b[31m.py", b"q'\".py"):
        with open(os.path.join(os.fsencode(tmp_path), name), "w", encoding="utf-8") as stream:
            stream.write(GATE)
    bare = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # and no HOME, no PATH
    done = subprocess.run(
        [sys.executable, "-m", "tslint", *words.split()],
        cwd=tmp_path,
        env=bare,
        capture_output=True,
        check=False,
    )
    assert done.returncode == (0 if words == "plan ." else 1), done.stderr
    assert b"Traceback" not in done.stderr
    assert b"internal" not in done.stderr
