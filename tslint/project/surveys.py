"""What was seen all over the checked files: asked again after an edit, to tell whether it has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from tslint.source.watched import reading

_R = TypeVar("_R")


class Surveys:
    """Answers by question. Nobody is told to have read what they read: their answers are compared instead."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Callable[[], Any], Any]] = {}

    def ask(self, question: Hashable, answer: Callable[[], _R]) -> _R:
        """The answer, found out now; it must be one that can be compared with the next."""
        with reading(set()):
            found = answer()
        self._known[question] = (answer, found)
        return found

    def begin(self) -> None:
        """Begin another look: what is not asked in it counts no more."""
        self._known = {}

    def hold(self) -> bool:
        """Whether every answer is still the same."""
        with reading(set()):
            return all(answer() == found for answer, found in self._known.values())
