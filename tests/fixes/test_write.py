"""Files are written whole or not at all, in their own encoding and line ends, if nobody changed them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tslint.fixes.apply import FixResult, apply_cures
from tslint.fixes.write import write
from tslint.ir.cures import AnnotateReturn


def put(path: Path, new: str, read: bytes | None = None) -> str:
    """Write a new text to a file; the reason why it is left alone, or nothing."""
    before = path.read_bytes() if read is None else read
    outcome = write(FixResult(texts={str(path): new}), {str(path): before})
    assert len(outcome.written) + len(outcome.left) == 1
    assert [p.name for p in path.parent.iterdir()] == [path.name], "nothing else stays behind"
    return outcome.left[0][1] if outcome.left else ""


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("def f(): return 'é'\r\n", "utf-8"),
        ("def f(): return 'é'\n", "utf-8-sig"),
        ("# -*- coding: latin-1 -*-\ndef f(): return 'é'\r\n", "latin-1"),
        ("#!/usr/bin/python\r\n# vim: set fileencoding=cp1252 :\r\ndef f(): return '€'", "cp1252"),
    ],
)
def test_encoding_and_line_ends_stay(before: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(before.encode(encoding))
    new = apply_cures({str(path): before}, [AnnotateReturn(str(path), "f", "str")]).texts[str(path)]
    assert put(path, new) == ""
    assert path.read_bytes() == before.replace("f()", "f() -> str").encode(encoding)


def test_line_ends_lost_in_reading_come_back(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(b"x = 1\r\ny = 2\r\n")
    assert put(path, "x = 1\ny = 3\n") == ""
    assert path.read_bytes() == b"x = 1\r\ny = 3\r\n"


def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("x = 1\n")
    path.chmod(0o751)
    assert put(path, "x = 2\n") == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o751


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    target, link = tmp_path / "a" / "m.py", tmp_path / "b" / "m.py"
    target.write_text("x = 1\n")
    link.symlink_to(target)
    assert put(link, "x = 2\n") == ""
    assert link.is_symlink()
    assert target.read_text() == "x = 2\n"


def test_a_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("x = 'mine'\n")
    assert "changed" in put(path, "x = 2\n", read=b"x = 1\n")
    assert path.read_text() == "x = 'mine'\n"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("x = (\n", "does not parse (line 2"),
        ("x = '\0'\n", "does not parse"),
        ("x = '€'\n", "latin-1"),
        ("x = '\ud800'\n", "latin-1"),
    ],
)
def test_a_result_that_is_no_python_file_is_left_alone(new: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("# coding: latin-1\n")
    assert reason in put(path, "# coding: latin-1\n" + new).replace("iso-8859-1", "latin-1")
    assert path.read_text() == "# coding: latin-1\n"


def test_a_file_that_is_gone_is_reported(tmp_path: Path) -> None:
    outcome = write(
        FixResult(texts={str(tmp_path / "m.py"): "x = 1\n"}), {str(tmp_path / "m.py"): b"x = 2\n"}
    )
    assert outcome.left == [(str(tmp_path / "m.py"), "it is not there any more")]
    assert list(tmp_path.iterdir()) == []


def test_a_file_whose_bytes_are_not_known_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("x = 1\n")
    assert write(FixResult(texts={str(path): "x = 2\n"}), {}).left == [(str(path), "its bytes were not read")]
    assert path.read_text() == "x = 1\n"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="the superuser may write everything")
def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("x = 1\n")
    path.chmod(0o444)
    assert put(path, "x = 2\n") == "it is read-only"


def test_one_failure_does_not_keep_the_others_from_being_written(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    for path in (good, bad):
        path.write_text("x = 1\n")
    texts = {str(bad): "x = (\n", str(good): "x = 2\n"}
    outcome = write(FixResult(texts=texts), dict.fromkeys(texts, b"x = 1\n"))
    assert outcome.written == [str(good)]
    assert [path for path, _ in outcome.left] == [str(bad)]
