"""Parts of a large check: groups of files that are analysed one after the other, which bounds memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LARGEST_PART = 12 * 2**20
"""Bytes of source. A syntax tree takes some 35 times the bytes of its source: this is below half a GB."""


def parts(files: Sequence[Path], largest: int | None = None) -> list[list[Path]]:
    """The files in their order, in groups of at most `largest` bytes that keep folders together.

    What belongs together lies together: a model and its layers share a folder. Modules of another part are
    still found through imports. A single file that is larger is a part of its own.
    """
    sized = [(path, _size(path)) for path in files]
    return [[path for path, _ in group] for group in _split(sized, largest or LARGEST_PART, depth=0)]


_Sized = list[tuple[Path, int]]


def _split(files: _Sized, largest: int, depth: int) -> list[_Sized]:
    if sum(size for _, size in files) <= largest or len(files) == 1:
        return [files] if files else []
    children: dict[tuple[str, ...], _Sized] = {}
    for path, size in files:
        children.setdefault(path.parts[: depth + 1], []).append((path, size))
    groups: list[_Sized] = []
    for child in children.values():
        for piece in _split(child, largest, depth + 1):
            # Small neighbours share a part, as long as they fit.
            if groups and sum(size for _, size in groups[-1]) + sum(size for _, size in piece) <= largest:
                groups[-1] = groups[-1] + piece
            else:
                groups.append(piece)
    return groups


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
