"""What instrumented code calls: it tells the observer which way it goes, and goes on as it would have."""

from __future__ import annotations

import builtins
import contextlib
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from .branches import Observer

NAME = "__tslint_watch__"
"""The builtin under which instrumented code finds the recorder: no module has to import it."""


class Recorder:
    """Asks for every truth once, where the code asks for it, and hands on the very objects.

    Without an observer it only hands on.
    """

    def __init__(self) -> None:
        self._observer: Observer | None = None
        self._stopped = threading.local()

    def install(self) -> None:
        """Be found by instrumented code."""
        setattr(builtins, NAME, self)

    @contextlib.contextmanager
    def watching(self, observer: Observer) -> Iterator[None]:
        """Tell an observer of what runs in the block."""
        self._observer = observer
        try:
            with observer.listening():
                yield
        finally:
            self._observer = None

    def entered(self, *indexes: int) -> None:
        """The function that holds these branches runs."""
        if self._observer is not None:
            self._observer.entered(indexes)

    def test(self, index: int, value: Any) -> bool:
        """The truth that an `if`, a filter or an `assert` asks for."""
        truth = bool(value)
        if self._observer is not None:
            self._observer.took(index, truth)
        return truth

    def truth(self, index: int, value: Any) -> Any:
        """A value whose truth is known, as it is."""
        self.test(index, value)
        return value

    def case(self, index: int, number: int) -> None:
        """A `match` takes this case."""
        if self._observer is not None:
            self._observer.took(index, number)

    def stops(self, index: int, number: int, value: Any, at: bool) -> bool:
        """Whether an `and` (`at` False) or `or` (`at` True) ends with this operand, its result then.

        `stopped` gives it, which is evaluated next.
        """
        if bool(value) is not at:
            return False
        self._stopped.value = value
        self.case(index, number)
        return True

    def stopped(self) -> Any:
        """The operand at which `stops` ended."""
        value = self._stopped.value
        del self._stopped.value
        return value

    def last(self, index: int, number: int, value: Any) -> Any:
        """The last operand, which is the result where no other was."""
        self.case(index, number)
        return value

    def begins(self, index: int) -> None:
        """A `while` is reached."""
        if self._observer is not None:
            self._observer.loop_begins(index, id(sys._getframe(1)))

    def asks(self, index: int, value: Any) -> bool:
        """The condition of a `while`."""
        truth = bool(value)
        if self._observer is not None:
            self._observer.loop_asks(index, id(sys._getframe(1)), truth)
        return truth

    def each(self, index: int, iterable: Iterable[Any]) -> Iterable[Any]:
        """What a `for` walks over, its rounds counted."""
        return iterable if self._observer is None else _Rounds(index, iterable, self._observer)


class _Rounds:
    """An iterator that counts; a loop that is left early drops it, and that ends the count."""

    def __init__(self, index: int, iterable: Iterable[Any], observer: Observer) -> None:
        self._index = index
        self._count = 0
        self._observer: Observer | None = None
        self._iterator = iter(iterable)
        self._observer = observer

    def __iter__(self) -> _Rounds:
        return self

    def __next__(self) -> Any:
        value = next(self._iterator)
        self._count += 1
        return value

    def __del__(self) -> None:
        if self._observer is not None:
            self._observer.took(self._index, self._count)
