"""Positions: from the UTF-8 byte columns of `ast` to the character columns, from 1, that users see."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from tslint.ir.spans import Span

_NEWLINE = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """The lines of a source text as Python counts them, without their ends.

    `str.splitlines` would also split at form feeds and Unicode separators, which Python's tokenizer does not.
    """
    return _NEWLINE.split(text) if "\r" in text else text.split("\n")


def utf8_column(lines: Sequence[str], line: int, offset: int) -> int:
    """The column (characters, from 1) of a UTF-8 byte offset (from 0) in a line (from 1)."""
    if not 1 <= line <= len(lines):
        return offset + 1
    text = lines[line - 1]
    if text.isascii():
        return offset + 1
    return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace")) + 1


def span_of(lines: Sequence[str], node: ast.AST) -> Span:
    """The span of a syntax node that has a position (an expression, statement, argument, keyword)."""
    line: int = getattr(node, "lineno")  # noqa: B009 - ast.AST itself declares no position
    offset: int = getattr(node, "col_offset")  # noqa: B009
    end_line: int = getattr(node, "end_lineno", None) or line
    end_offset: int | None = getattr(node, "end_col_offset", None)
    end = offset + 1 if end_offset is None else end_offset
    return Span(line, utf8_column(lines, line, offset), end_line, utf8_column(lines, end_line, end))
