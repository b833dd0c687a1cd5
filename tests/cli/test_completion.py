"""`tslint completion` prints a script that the shell reads, and that completes verbs and options."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_for_tslint(tslint: Tslint, shell: str) -> None:
    ran = tslint("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert f"_TSLINT_COMPLETE={shell}_complete" in ran.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is needed")
@pytest.mark.parametrize(
    ("typed", "offered"), [("tslint ch", "check"), ("tslint check --stdin-f", "--stdin-filename")]
)
def test_bash_completes_verbs_and_options(tslint: Tslint, typed: str, offered: str) -> None:
    words = typed.split()
    script = f"{tslint('completion', 'bash').out}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}\n"
    script += '_tslint_completion tslint; printf "%s\\n" "${COMPREPLY[@]}"\n'
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert offered in done.stdout.split(), done.stderr
