"""A diff can be applied by `patch`, whatever the line ends are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tslint.fixes.diff import unified


def test_a_diff_shows_what_changes() -> None:
    diff = unified("a\nb\n", "a\nc\n", "m.py")
    assert diff == "--- m.py\n+++ m.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    assert unified("a\n", "a\n", "m.py") == ""


@pytest.mark.skipif(shutil.which("patch") is None, reason="no patch program")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb", "a\nb\nc"),
        ("a\nb", "A\nb\n"),
        ("a\r\nb\r\n", "a\r\nx\r\nb\r\n"),
        ("a\f\x85\u2028b\nc\n", "a\f\x85\u2028b\nd\n"),
        ("a\rb\rc", "a\rB\rc"),
        ("", "a\n"),
    ],
)
def test_a_diff_can_be_applied(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_bytes(before.encode())
    diff = unified(before, after, "m.py").encode()
    subprocess.run(["patch", "--binary", "-p0"], input=diff, cwd=tmp_path, check=True, capture_output=True)
    assert file.read_bytes() == after.encode()
