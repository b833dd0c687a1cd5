"""What was seen of one entry, and why looking at it may have ended early."""

from __future__ import annotations

import os
from dataclasses import dataclass

from tslint.analysis.events import Event
from tslint.analysis.interp.machine import BudgetSpent
from tslint.analysis.values import Instance


@dataclass(slots=True)
class Seen:
    """What one entry told; `cut` says why it was not looked at to the end, and is empty where it was.

    `root` is the module as it was built; `whole` is False where the events are those of calls from other
    entries.
    """

    events: list[Event]
    cut: str = ""
    root: Instance | None = None
    whole: bool = True


def cut_short(error: Exception) -> str:
    """Why an entry ends early, in words; an error of tslint's own is raised where TSLINT_DEBUG is set."""
    if isinstance(error, BudgetSpent):
        return str(error)
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if os.environ.get("TSLINT_DEBUG"):
        raise error
    return f"an error inside tslint ({type(error).__name__}: {error})"
