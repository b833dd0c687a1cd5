"""Diffs with colours: what `tslint fix --diff` shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tslint.report.text import Piece

_STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}


def diff_pieces(diffs: Iterable[str]) -> Iterator[Piece]:
    """Unified diffs line by line; without their styles the pieces are the diffs unchanged."""
    for diff in diffs:
        for line in diff.splitlines(keepends=True):
            style = next((style for start, style in _STYLES.items() if line.startswith(start)), "")
            yield Piece(line, style)
