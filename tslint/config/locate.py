"""Where in a TOML file a key stands, so that an error about it can name the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tslint.config import toml


def line_of_key(text: str, path: Sequence[str]) -> int:
    """The line (from 1) on which the key at `path` begins; 1 where it cannot be told.

    The parser keeps no positions, so the shortest prefix of lines that parses and holds the key is sought:
    its last statement begins after the last prefix that parses without the key.
    """
    lines = text.splitlines(keepends=True)
    complete = 0
    for count in range(1, len(lines) + 1):
        try:
            document = toml.loads("".join(lines[:count]))
        except toml.TOMLDecodeError:
            continue
        if _holds(document, path):
            return _first_statement(lines, complete)
        complete = count
    return 1


def _holds(document: Any, path: Sequence[str]) -> bool:
    for key in path:
        if isinstance(document, list):
            document = document[-1] if document else None
        if not isinstance(document, dict) or key not in document:
            return False
        document = document[key]
    return True


def _first_statement(lines: Sequence[str], start: int) -> int:
    for number in range(start, len(lines)):
        stripped = lines[number].strip()
        if stripped and not stripped.startswith("#"):
            return number + 1
    return start + 1
