"""What was read off single statements, kept from one look at a project to the next."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar

_R = TypeVar("_R")


class Scans:
    """Answers by question and node. What was not asked again since the last beginning is forgotten."""

    def __init__(self) -> None:
        self._last: dict[tuple[Hashable, ast.AST], Any] = {}
        self._now: dict[tuple[Hashable, ast.AST], Any] = {}

    def begin(self) -> None:
        """Begin another look."""
        self._last, self._now = self._now, {}

    def forget(self, nodes: Collection[ast.AST]) -> None:
        """Forget what was read off these: something inside has changed."""
        for table in (self._last, self._now):
            for key in [key for key in table if key[1] in nodes]:
                del table[key]

    def once(self, question: Hashable, node: ast.AST, answer: Callable[[], _R]) -> _R:
        """The answer to a question about a node; it must hang on nothing but the node and top-level names."""
        key = (question, node)
        if key not in self._now:
            self._now[key] = self._last[key] if key in self._last else answer()
        return self._now[key]  # type: ignore[no-any-return]
