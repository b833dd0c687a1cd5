"""The difference between two texts of a file, as `patch` and `git apply -p0` read it."""

from __future__ import annotations

import difflib


def unified(before: str, after: str, path: str) -> str:
    """A unified diff of a file, empty where nothing changes. Lines end at line feeds only, as for `patch`."""
    pieces: list[str] = []
    for line in difflib.unified_diff(_lines(before), _lines(after), path, path):
        pieces.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(pieces)


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
