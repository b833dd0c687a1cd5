"""Parts of a large check: groups of files that are analysed one after the other, which bounds memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tslint.source.weight import weight_of

LARGEST_PART = 2_000_000
"""Nodes of syntax trees, by `source.weight`: some half a GB, and 12 MB of source as people write it."""

_CERTAIN = 6 * 2**20
"""Bytes of source that are one part without a look into the files: a warm run has no other reason for it."""


def parts(files: Sequence[Path], largest: int | None = None) -> list[list[Path]]:
    """The files in their order, in groups that weigh at most `largest` and keep folders together.

    What belongs together lies together: a model and its layers share a folder. Modules of another part are
    still found through imports. A single file that is heavier is a part of its own.
    """
    if largest is None and sum(map(_size, files)) <= _CERTAIN:
        return [list(files)] if files else []
    weighed = [(path, weight_of(path)) for path in files]
    return [[path for path, _ in group] for group in _split(weighed, largest or LARGEST_PART, depth=0)]


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
