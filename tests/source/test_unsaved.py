"""Texts in place of files, and parses kept from one check to the next."""

from __future__ import annotations

from pathlib import Path

from tslint.source.discover import discover, is_excluded
from tslint.source.files import load_source, read_lines
from tslint.source.unsaved import Desk, at


def test_an_unsaved_text_is_read_in_place_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("saved = 1\n", encoding="utf-8")
    with at(Desk({str(path): b"unsaved = 2\n"})):
        assert load_source(path).text == "unsaved = 2\n"
        assert read_lines(path)[0].rstrip() == "unsaved = 2"
    assert load_source(path).text == "saved = 1\n"


def test_a_document_that_was_never_saved_is_found(tmp_path: Path) -> None:
    path = tmp_path / "new.py"
    with at(Desk({str(path): b"x = 1\n"})):
        assert discover([path]).files == [path]
    assert discover([path]).failures


def test_a_kept_parse_is_used_while_the_bytes_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("x = 1\n", encoding="utf-8")
    desk = Desk(parsed={})
    with at(desk):
        first = load_source(path)
        assert load_source(path) is first
        path.write_text("x = 2\n", encoding="utf-8")
        assert load_source(path).text == "x = 2\n"


def test_an_editor_learns_which_files_a_walk_would_pass_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("made/\n", encoding="utf-8")
    (tmp_path / "made").mkdir()
    assert is_excluded(tmp_path / "made" / "a.py", (), tmp_path)
    assert is_excluded(tmp_path / "build" / "a.py", (), tmp_path)
    assert is_excluded(tmp_path / "old" / "a.py", ("old/",), tmp_path)
    assert not is_excluded(tmp_path / "new" / "a.py", ("old/",), tmp_path)
    assert not is_excluded(tmp_path.parent / "a.py", ("old/",), tmp_path)
