"""The marked branches and loops of the original, and which of their sides were taken."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal

from .describe import show_path

Kind = Literal["test", "loop", "operand", "case", "check"]
"""What the sides of a branch are.

- `test`: True and False;
- `loop`: the numbers of its rounds;
- `operand`: which operand of an `and` or `or` is the result;
- `case`: which case of a `match` is taken;
- `check`: one side is an error, which no export is compared on: it is enough that the other was taken.
"""
_SAME = {"operand": "always gave the same operand", "case": "always took the same case"}


class Branch:
    """One place where the original decides; `word` is what stands there: `if`, `for`, `and`, ..."""

    def __init__(self, file: str, line: int, word: str, kind: Kind, function: int | None) -> None:
        """`function` is the line of the `def` around it: None in a lambda and outside of functions."""
        self.file = file
        self.line = line
        self.word = word
        self.kind = kind
        self.function = function

    def missing(self, sides: set[int]) -> str:
        """What was not seen, in words; empty where the branch went both ways."""
        if len(sides) > 1 or (sides and self.kind == "check"):
            return ""
        place = f"{show_path(self.file)}:{self.line}: `{self.word}`"
        if not sides:
            return place + " was never reached"
        side = next(iter(sides))
        if self.kind == "loop":
            return f"{place} always ran {side} {'round' if side == 1 else 'rounds'}"
        return f"{place} {_SAME.get(self.kind) or ('was always true' if side else 'was never true')}"


class Observer:
    """Keeps the sides that were taken while it watched, and the functions that were entered."""

    def __init__(self, branches: list[Branch]) -> None:
        self.branches = branches
        self.sides: list[set[int]] = [set() for _ in branches]
        self._entered: set[int] = set()
        self._rounds: dict[tuple[int, int], int] = {}
        self._listens = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take in what is told in the block; loops that were left early count when it ends."""
        self._listens = True
        try:
            yield
        finally:
            for (_, index), count in self._rounds.items():
                self.took(index, count)
            self._rounds.clear()
            self._listens = False

    def entered(self, indexes: tuple[int, ...]) -> None:
        """The function around these branches runs."""
        if self._listens:
            self._entered.update(indexes)

    def took(self, index: int, side: int) -> None:
        """A branch went this way."""
        if self._listens:
            self.sides[index].add(side)

    def loop_begins(self, index: int, frame: int) -> None:
        """A `while` is reached in a frame; one of the same place has ended where a frame has its number."""
        self._loop_ended(index, frame)
        if self._listens:
            self._rounds[frame, index] = 0

    def loop_asks(self, index: int, frame: int, truth: bool) -> None:
        """Its condition is true, for another round, or not."""
        if truth and (frame, index) in self._rounds:
            self._rounds[frame, index] += 1
        elif not truth:
            self._loop_ended(index, frame)

    def _loop_ended(self, index: int, frame: int) -> None:
        count = self._rounds.pop((frame, index), None)
        if count is not None:
            self.took(index, count)

    def kept(self) -> list[set[int]]:
        """A copy of the sides that were taken so far."""
        return list(map(set, self.sides))

    def missing(self) -> list[str]:
        """The branches that did not go both ways, in words. A function that never ran has no say here:
        what decides whether it runs is a branch itself, or lies outside of this model."""
        return [
            told
            for index, branch in enumerate(self.branches)
            if (index in self._entered or self.sides[index]) and (told := branch.missing(self.sides[index]))
        ]
