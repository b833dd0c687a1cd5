"""What was seen all over the checked files: asked again after an edit, to tell whether it has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar

from tslint.source.watched import Read, reading

_R = TypeVar("_R")


class Surveys:
    """Answers by question. Nobody is told to have read what they read: their answers are compared instead."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Callable[[], Any], Any, set[Read] | None]] = {}

    def ask(self, question: Hashable, answer: Callable[[], _R], of_bodies: bool = False) -> _R:
        """The answer, found out now; it must be one that can be compared with the next.

        `of_bodies`: it hangs on nothing but the bodies of functions that are read for it.
        """
        read: set[Read] = set()
        with reading(read):
            found = answer()
        self._known[question] = (answer, found, read if of_bodies else None)
        return found

    def begin(self) -> None:
        """Begin another look: what is not asked in it counts no more."""
        self._known = {}

    def hold(self, replaced: Collection[Read]) -> bool:
        """Whether every answer is still the same, though these functions have other bodies."""
        again = [
            (question, answer, found, read is not None)
            for question, (answer, found, read) in self._known.items()
            if read is None or not read.isdisjoint(replaced)
        ]
        return all(self.ask(question, answer, bodies) == found for question, answer, found, bodies in again)
