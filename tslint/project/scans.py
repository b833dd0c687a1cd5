"""What was read off single statements, kept from one look at a project to the next."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar

from tslint.source.watched import Read, note_all, reading

_R = TypeVar("_R")
_Key = tuple[Hashable, ast.AST]


class Scans:
    """Answers by question and node. What was not asked again since the last beginning is forgotten."""

    def __init__(self) -> None:
        self._last: dict[_Key, tuple[Any, set[Read]]] = {}
        self._now: dict[_Key, tuple[Any, set[Read]]] = {}

    def begin(self) -> None:
        """Begin another look."""
        self._last, self._now = self._now, {}

    def forget(self, nodes: Collection[ast.AST], names: Collection[Read] = ()) -> None:
        """Forget what was read off these nodes, or hung on these names: they have changed."""
        for table in (self._last, self._now):
            for key in [
                key for key, (_, read) in table.items() if key[1] in nodes or not read.isdisjoint(names)
            ]:
                del table[key]

    def once(self, question: Hashable, node: ast.AST, answer: Callable[[], _R]) -> _R:
        """The answer to a question about a node; it must hang on nothing but the node and top-level names."""
        key = (question, node)
        if key not in self._now:
            self._now[key] = self._last[key] if key in self._last else _answered(answer)
        found, read = self._now[key]
        note_all(read)
        return found  # type: ignore[no-any-return]


def _answered(answer: Callable[[], Any]) -> tuple[Any, set[Read]]:
    read: set[Read] = set()
    with reading(read):
        return answer(), read
