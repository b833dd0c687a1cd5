"""Reading a source file: decoding, parsing, and what is said where either fails."""

from __future__ import annotations

import ast
import contextlib
import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tslint.source.files import (
    InvalidSyntax,
    UnreadableSource,
    load_source,
    parse,
    read_lines,
    read_source,
)


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "model.py"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"x = '\xc3\xa9'\n", "é"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'\n", "é"),
        (b"# coding: latin-1\nx = '\xe9'\n", "é"),
        (b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\r\nx = '\x80'\r\n", "€"),
    ],
)
def test_the_declared_encoding_is_used(tmp_path: Path, raw: bytes, value: str) -> None:
    source = load_source(written(tmp_path, raw))
    assert isinstance(source.tree.body[0], ast.Assign)
    assert ast.literal_eval(source.tree.body[0].value) == value


def test_the_path_is_absolute_and_the_digest_follows_the_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, b"x = 1\n")
    first = load_source(Path("model.py"))
    assert first.path == str(tmp_path / "model.py")
    assert load_source(tmp_path / "model.py").digest == first.digest
    written(tmp_path, b"x = 1 \n")
    assert load_source(Path("model.py")).digest != first.digest


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"x = 1\n\ny = '\xff'\n", "not UTF-8: byte 0xff at offset 12, line 3"),
        (b"x = '\xe9'\n", "not UTF-8: byte 0xe9 at offset 5, line 1"),
        (b"# coding: no-such-code\nx = 1\n", "cannot be decoded: unknown encoding: no-such-code"),
        (b"\xff\xfex\x00", "not UTF-8: byte 0xff at offset 0, line 1"),
    ],
)
def test_a_file_that_cannot_be_decoded_is_one_line(tmp_path: Path, raw: bytes, what: str) -> None:
    path = written(tmp_path, raw)
    with pytest.raises(UnreadableSource) as caught:
        load_source(path)
    assert str(caught.value).startswith(f"{path}: {what}")
    assert "\n" not in str(caught.value)
    assert read_source(path) is None
    assert read_lines(path) == []


def test_a_file_that_may_not_be_read_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    # Permissions do not hold for the superuser, who may run the tests.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableSource, match=r"model.py: cannot be read: Permission denied$"):
        load_source(tmp_path / "model.py")


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="cannot be read: No such file or directory"):
        load_source(tmp_path / "absent.py")


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        (b"x = 1\ny = (\n", 2, "'(' was never closed"),
        (b"def f(:\n    pass\n", 1, "invalid syntax"),
        (b"x = 1\0\n", 1, "null bytes"),
        (b"x = " + b"-" * 20_000 + b"1\n", 1, "too deep"),
        (b"if x:\n\ty = 1\n        z = 2\n", 3, "tabs and spaces"),
    ],
)
def test_what_is_no_python_says_where_and_why(tmp_path: Path, raw: bytes, line: int, reason: str) -> None:
    path = written(tmp_path, raw)
    with pytest.raises(InvalidSyntax) as caught:
        load_source(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert reason in caught.value.reason
    assert caught.value.column >= 1
    assert read_source(path) is None


def test_type_comments_are_kept_where_they_are_well_formed() -> None:
    (statement,) = parse("x = []  # type: List[int]\n").body
    assert statement.type_comment == "List[int]"  # type: ignore[attr-defined]


def test_a_malformed_type_comment_does_not_make_the_file_invalid() -> None:
    assert len(parse("x = 1\nf(x)  # type: (\nif x:  # type: )\n    pass\n").body) == 3


def test_warnings_of_the_parser_are_not_shown(recwarn: pytest.WarningsRecorder) -> None:
    parse("x = '\\d'\nassert (x, 1)\ny = 1 is 2\n")
    assert [str(warning.message) for warning in recwarn] == []


@given(st.text())
def test_any_text_is_parsed_or_is_a_syntax_error(text: str) -> None:
    # Whatever else is raised fails the test.
    with contextlib.suppress(SyntaxError):
        assert isinstance(parse(text), ast.Module)
