"""What is kept of a part when its trees are gone: its files, their comments, the events of its entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tslint.analysis.entryevents import EntryEvents
from tslint.analysis.events import Event
from tslint.analysis.sharing import Sharing
from tslint.engine.reading import Reading
from tslint.source.comments import Suppression

if TYPE_CHECKING:  # what was recalled has no project
    from tslint.project.modules import Project


@dataclass(slots=True)
class PartResult:
    """A part that was analysed, or recalled.

    `syntax` are the events of files that are no Python, `names` all that `--entry` may ask for; `failures`
    are lines about files that could not be read, `beyond` modules that imports led to in vain.
    """

    checked: list[str] = field(default_factory=list)
    comments: dict[str, list[Suppression]] = field(default_factory=dict)
    syntax: list[Event] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    entries: list[EntryEvents] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


def part_result(reading: Reading, project: Project, entries: Iterable[EntryEvents]) -> PartResult:
    """What is kept of an analysis: each event once, and no module as it was built."""
    from tslint.analysis.api import entry_names

    return PartResult(
        reading.checked,
        reading.comments,
        reading.events,
        entry_names(project),
        _shared(list(entries), Sharing(project.is_installed)),
        reading.failures,
        project.beyond,
    )


def _shared(entries: list[EntryEvents], sharing: Sharing) -> list[EntryEvents]:
    """The entries with common events: those of whole models first, whose chains are the ones to tell."""
    for whole in (True, False):
        for place, entry in enumerate(entries):
            if entry.whole is whole:
                entries[place] = replace(entry, events=sharing.share(entry.events), root=None)
    return entries
