"""One source file: its text, its lines, its syntax tree, its digest."""

from __future__ import annotations

import ast
import hashlib
import io
import os
import re
import tokenize
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tslint.errors import TslintError
from tslint.source.positions import split_lines
from tslint.source.printable import printable
from tslint.source.unsaved import all_unsaved, keep, kept, unsaved

TYPE_COMMENT = re.compile(r"#[ \t]*type:(?![ \t]*ignore\b)")
"""A comment that gives a type, as Python's parser reads it."""


@dataclass(slots=True)
class SourceFile:
    """A decoded and parsed source file. `path` is absolute; `tree` is Python's own `ast`."""

    path: str
    text: str
    tree: ast.Module
    digest: str
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = self.lines or split_lines(self.text)


class UnreadableSource(TslintError):
    """A file that cannot be opened or decoded; the message names it and says what is wrong."""


class InvalidSyntax(Exception):
    """A file that is not Python (of the version that runs tslint): where (from 1, in characters) and why."""

    def __init__(self, path: str, line: int, column: int, reason: str) -> None:
        super().__init__(path, line, column, reason)
        self.path, self.line, self.column, self.reason = path, line, column, reason


def load_source(path: Path) -> SourceFile:
    """Read, decode (PEP 263, byte order mark) and parse a file.

    Raises UnreadableSource for a file that cannot be opened or decoded, InvalidSyntax for no Python.
    """
    absolute = str(path.absolute())
    raw = read_bytes(path)
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    known = kept(absolute, digest)
    if known is not None:
        return known
    text = decode(raw, path)
    try:
        tree = parse(text)
    except SyntaxError as error:
        raise _invalid(error, absolute, text) from None
    source = SourceFile(absolute, text, tree, digest)
    keep(source)
    return source


def read_source(path: Path) -> SourceFile | None:
    """Read a file that an import leads to; None (it is simply unknown) where it cannot be read or parsed."""
    try:
        return load_source(path)
    except (UnreadableSource, InvalidSyntax):
        return None


def read_lines(path: Path) -> list[str]:
    """The lines of a file, to be shown; none where it cannot be read."""
    try:
        return split_lines(decode(read_bytes(path), path))
    except UnreadableSource:
        return []


def parse(text: str) -> ast.Module:
    """Parse, with type comments where they are well formed; raises SyntaxError (for null bytes too)."""
    known, kind, why = _refused[-1]
    if known == text:
        raise kind(*why)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _parse(text)
        except SyntaxError as error:
            refuse(text, error)
            raise


_Why = tuple[Any, ...]
_refused: list[tuple[str | None, type[SyntaxError], _Why]] = [(None, SyntaxError, ())]
"""The text that was no Python last, and what its error said (it would itself keep whatever was at hand)."""


def refuse(text: str, error: SyntaxError) -> None:
    """Say that a text is no Python, and why: whoever looks at it next need not find that out again."""
    _refused[-1] = text, type(error), error.args


def _parse(text: str) -> ast.Module:
    if TYPE_COMMENT.search(text) is not None:
        with suppress(SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return printable(ast.parse(text, type_comments=True), text)
    return _parse_bare(text)


def _parse_bare(text: str) -> ast.Module:
    try:
        return printable(ast.parse(text), text)
    except (RecursionError, MemoryError):
        # How the parser says that an expression is nested too deep for it.
        raise SyntaxError("nested too deep to be parsed") from None
    except (ValueError, OverflowError) as error:
        raise SyntaxError(str(error)) from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or the unsaved text in its place; raises UnreadableSource."""
    held = unsaved(str(path.absolute()))
    if held is not None:
        return held
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{path}: cannot be read: {error.strerror or error}") from None


State = tuple[int, int]


def state_of(path: str) -> State | None:
    """When a file was changed, and how large it is; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def unsaved_texts() -> dict[str, str]:
    """The texts that stand in place of files, by absolute path; those that cannot be decoded are left out."""
    found = {}
    for path, raw in all_unsaved().items():
        with suppress(UnreadableSource):
            found[path] = decode(raw, Path(path))
    return found


def decode(raw: bytes, path: Path) -> str:
    """The text of a Python file (PEP 263, byte order mark); raises UnreadableSource."""
    try:
        return raw.decode(_encoding(raw))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableSource(
            f"{path}: not {error.encoding.upper()}: byte 0x{raw[error.start]:02x} at offset {error.start},"
            f" line {line}; save it as UTF-8 or declare its encoding in the first line"
        ) from None
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise UnreadableSource(f"{path}: cannot be decoded: {error}") from None


def _encoding(raw: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
    except SyntaxError as error:
        if "invalid or missing encoding" in str(error):
            return "utf-8"  # Nothing is declared: decoding as UTF-8 tells which byte is wrong.
        raise


def _invalid(error: SyntaxError, path: str, text: str) -> InvalidSyntax:
    lines = split_lines(text)
    line = min(max(error.lineno or 1, 1), max(len(lines), 1))
    column = max(error.offset or 1, 1)
    return InvalidSyntax(path, line, column, error.msg or "invalid syntax")
