"""Watching the original: its marked files run instrumented, and a recorder hears which way they go."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Mapping
from typing import Any

from .branches import Observer
from .instrument import instrument
from .marks import Point, find_points
from .recorder import Recorder


class Watch:
    """The marked branches of a model that is not imported yet, and how they are watched."""

    def __init__(self, marks: list[dict[str, Any]], unsaved: Mapping[str, str] | None = None) -> None:
        """Find the places that the marks mean; a file that cannot be parsed or instrumented has none.

        `unsaved`: texts by path that stand in place of their files.
        """
        points: list[Point] = []
        self.trees: dict[str, ast.Module] = {}
        for file in sorted({mark["file"] for mark in marks}):
            own = [mark for mark in marks if mark["file"] == file]
            tree, found = find_points(file, own, (unsaved or {}).get(file))
            numbered = list(enumerate(found, len(points)))
            try:
                if tree is not None and found:
                    tree = instrument(tree, numbered)
                    compile(tree, file, "exec", dont_inherit=True)
                    self.trees[file] = tree
                    points += found
            except (RecursionError, SyntaxError, ValueError):
                continue
        self.branches = [point.branch for point in points]
        self.recorder = Recorder()
        self.recorder.install()

    def observer(self) -> Observer:
        """One that has seen nothing yet."""
        return Observer(self.branches)

    def watching(self, observer: Observer) -> contextlib.AbstractContextManager[None]:
        """Tell an observer of what runs in the block."""
        return self.recorder.watching(observer)
