"""What one cure comes to: a few edits of the text and the imports they need, or why it is not done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from tslint.ir.cures import Cure


class Refused(Exception):
    """The cure cannot be carried out; the message says why, in words for the user."""


class Satisfied(Exception):
    """What the cure asks for is so already."""


class Place(IntEnum):
    """The order of edits at one offset: what closes an expression comes before what opens the next one."""

    CLOSE = 0
    OPEN = 1
    REPLACE = 2


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of the characters [start, end) of a file.

    `extent` is the length of the expression that an insertion opens or closes, so that nested ones nest.
    """

    start: int
    end: int
    text: str
    place: Place = Place.REPLACE
    extent: int = 0

    @property
    def rank(self) -> tuple[int, int, int]:
        """Where the edit comes among the edits of its file."""
        return self.start, self.place, self.extent if self.place is Place.CLOSE else -self.extent

    @property
    def growth(self) -> int:
        """How many characters longer the text gets."""
        return len(self.text) - (self.end - self.start)


@dataclass(frozen=True, slots=True)
class NewImport:
    """`import module`, or `from module import name`."""

    module: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The characters [start, end) go to the offset `at`, between `header` and `footer`.

    `edits` are made in them on the way, and so are those of other plans that lie inside.
    """

    start: int
    end: int
    at: int
    header: str
    footer: str
    edits: tuple[Edit, ...]

    def holds(self, start: int, end: int) -> bool:
        """Whether [start, end) lies in what moves."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits of one cure, and the `line` at which the imports must hold.

    Two plans with one `slot` (a kind, and the bounds of what is edited) want to edit the same thing; one that
    `replaces` leaves nothing inside its bounds.
    """

    cure: Cure
    slot: tuple[str, int, int]
    edits: tuple[Edit, ...]
    line: int
    imports: frozenset[NewImport] = frozenset()
    replaces: bool = False
    move: Move | None = None

    @property
    def start(self) -> int:
        """The offset where the edited thing begins."""
        return self.slot[1]

    @property
    def end(self) -> int:
        """The offset where the edited thing ends."""
        return self.slot[2]
