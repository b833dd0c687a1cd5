"""What was seen all over the checked files: asked again after an edit, to tell whether it has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tslint.source.watched import Read, reading

_R = TypeVar("_R")


@dataclass(slots=True)
class _Survey:
    """How an answer is found, what it was, what was read for it, and which other surveys were asked."""

    answer: Callable[[], Any]
    of_bodies: bool
    found: Any = None
    read: set[Read] = field(default_factory=set)
    asked: list[tuple[Hashable, _Survey]] = field(default_factory=list)


class Surveys:
    """Answers by question. Nobody is told to have read what they read: their answers are compared instead."""

    def __init__(self) -> None:
        self._known: dict[Hashable, _Survey] = {}
        self._last: dict[Hashable, _Survey] = {}  # those of the look before whose bodies have not changed
        self._asking: list[_Survey] = []

    def ask(self, question: Hashable, answer: Callable[[], _R], of_bodies: bool = False) -> _R:
        """The answer, found out now; it must be one that can be compared with the next.

        `of_bodies`: it hangs on nothing but the bodies and names that are read for it, and other surveys.
        """
        found = self._last.pop(question, None) if of_bodies else None
        if found is None or not all(map(self._is_same, found.asked)):
            found = _Survey(answer, of_bodies)
            self._asking.append(found)
            try:
                with reading(found.read):
                    found.found = answer()
            finally:
                self._asking.pop()
        self._known[question] = found
        if self._asking:
            self._asking[-1].asked.append((question, found))
        return found.found  # type: ignore[no-any-return]

    def _is_same(self, asked: tuple[Hashable, _Survey]) -> bool:
        question, before = asked
        return bool(self.ask(question, before.answer, before.of_bodies) == before.found)

    def begin(self, changed: Collection[Read]) -> None:
        """Begin another look: what is not asked in it counts no more."""
        self._last = {
            question: survey
            for question, survey in self._known.items()
            if survey.of_bodies and survey.read.isdisjoint(changed)
        }
        self._known = {}

    def hold(self, changed: Collection[Read]) -> bool:
        """Whether every answer is still the same, though this is other than it was."""
        self._last = {}
        again = [
            (question, survey)
            for question, survey in self._known.items()
            if not survey.of_bodies or not survey.read.isdisjoint(changed)
        ]
        return all(map(self._is_same, again))
