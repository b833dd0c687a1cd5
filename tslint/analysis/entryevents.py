"""What was seen from one entry: all that is kept of an analysis, and all that a cached one consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tslint.analysis.events import Event

if TYPE_CHECKING:  # who recalls what was seen has no use for the interpreter's values
    from tslint.analysis.values import Instance

Regime = Literal["script", "trace"]


@dataclass(frozen=True, slots=True)
class EntryEvents:
    """One entry under one regime, with what was seen from it; `complete` is False where a bound was hit."""

    name: str
    qualname: str
    kind: Literal["module", "function", "class"]
    file: str
    line: int
    regime: Regime
    events: list[Event]
    complete: bool
    root: Instance | None = None  # the module as it was built
    whole: bool = True  # False where the events come from calls that other entries make
