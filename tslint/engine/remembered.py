"""What is kept of a check for the next one of the same files: the project, its trace, what came of them."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tslint.analysis.api import Analysis, analyse, entry_names
from tslint.analysis.moved import Gone, Mover
from tslint.analysis.trace.history import History
from tslint.config.settings import Settings
from tslint.engine.environment import site_packages
from tslint.engine.part import PartResult
from tslint.hybrid.moved import moved
from tslint.hybrid.placement import Plan
from tslint.project.modules import Module, Project, locate
from tslint.project.revised import take_in
from tslint.project.scans import Scans
from tslint.project.surveys import Surveys
from tslint.source.comments import Suppression, find_suppressions
from tslint.source.files import State, UnreadableSource, decode, read_bytes, state_of
from tslint.source.revising import Revision, revise
from tslint.source.unsaved import unsaved
from tslint.source.watched import Read, reading, watch

_STATE = bytes | State | None
_TICK = 20_000_000  # ns; the clock that files are stamped with is behind by so much at most


class Broken(Exception):
    """A file that was checked cannot be read, or is no Python."""


Edit = list[tuple[Module, Revision, set[Read]]]
"""What was taken into a project: for each module that was edited, how, and what is other than it was."""


@dataclass(slots=True)
class Known:
    """What is kept: `states` tell of each file that was read whether it has changed, and `reads` are the
    functions whose bodies were.
    """

    asked: object
    project: Project
    states: dict[str, _STATE | object]
    began: int
    comments: dict[str, list[Suppression]]
    history: History = field(default_factory=History)
    missed: frozenset[str] = frozenset()
    reads: frozenset[Read] = frozenset()
    analysis: Analysis | None = None
    plans: Sequence[Plan] = ()
    result: PartResult | None = None
    drawn: Sequence[Any] = ()  # what was made of analysis and plans; nothing where that is to be made again

    def __post_init__(self) -> None:
        for module in self.project.checked:
            watch(module.source.tree)
        self.project.scans, self.project.surveys = Scans(), Surveys()

    def take_in(self) -> Edit | None:
        """Have the project be as the files are now, where they were edited in a way that allows that; None
        where it is another project. Raises Broken.
        """
        changed = [path for path, state in self.states.items() if _state(path) != state]
        if any(map(os.path.exists, self.missed)):
            return None
        self.began = time.time_ns()
        states = states_of(changed, self.began)
        texts = {path: _text(path) for path in changed}
        modules = {module.path: module for module in self.project.modules()} if changed else {}
        edited = [modules[path] for path in changed if texts[path] != modules[path].source.text]
        if any(module not in self.project.checked for module in edited):
            return None
        edit: Edit = []
        with reading(set()):  # moving what lies below an edit is no reading of it
            for module in edited:
                revision = _revised(module, texts[module.path], edit)
                if revision is None:
                    return None
                edit.append((module, revision, self._take(module, revision)))
        self.states.update(states)
        return edit

    def _take(self, module: Module, revision: Revision) -> set[Read]:
        changed = take_in(module, revision)
        watch(module.source.tree)
        self.comments.pop(module.path, None)
        comments = find_suppressions(module.source.text)
        if comments:
            self.comments[module.path] = comments
        return changed

    def recalled(self, edit: Edit) -> PartResult | None:
        """What the check gave, where it gives the same after an edit: only comments may be others."""
        read = self.project.read()
        movers = [Mover(module.path, revision.moves, read) for module, revision, _ in edit if revision.moves]
        for mover in movers:
            self.history.move(mover)
        changed = _changed(edit)
        if self.result is None or not self.reads.isdisjoint(changed):
            return None
        if (changed and not self._surveys_hold(changed)) or not all(map(self._move, movers)):
            return None
        restated = any(revision.restated for _, revision, _ in edit)
        names = entry_names(self.project) if restated else self.result.names
        self.result = replace(self.result, comments=dict(self.comments), names=names)
        return self.result

    def _move(self, mover: Mover) -> bool:
        """Have what the check gave be where it is now; False where that cannot be told."""
        assert self.result is not None
        if self.analysis is None:
            return False
        try:
            result = replace(self.result, entries=[mover.entry(entry) for entry in self.result.entries])
            entries = {id(entry): mover.entry(entry) for entry in self.analysis.entries}
            plans = [moved(plan, entries, mover) for plan in self.plans]
        except Gone:
            return False
        self.result, self.plans, self.drawn = result, plans, ()
        self.analysis = replace(self.analysis, entries=list(entries.values()))
        return True

    def _surveys_hold(self, changed: Collection[Read]) -> bool:
        assert self.project.scans is not None
        assert self.project.surveys is not None
        self.project.scans.begin()
        return self.project.surveys.hold(changed)

    def again(self, edit: Edit, settings: Settings) -> Analysis:
        """Analyse the project as it is after an edit."""
        assert self.project.scans is not None
        assert self.project.surveys is not None
        self.result = self.analysis = None
        self.plans = ()
        self.project.kept.clear()
        self.project.scans.begin()
        changed = _changed(edit)
        self.project.surveys.begin(changed)
        self.history.begin(changed)
        return analyse(self.project, settings, self.history)

    def settle(self, read: Collection[Read]) -> bool:
        """The check is over, which read these functions beside what the history knows of; False where no
        other can go on from it.
        """
        self.history.end()
        if self.history.spoiled:
            return False
        new = [path for path in self.project.read() if path not in self.states]
        self.states.update(states_of(new, self.began))
        self.missed = frozenset(self.project.missed)
        self.reads = self.history.reads().union(read)
        return True


def _changed(edit: Edit) -> set[Read]:
    """What is other than it was: bodies of functions, by the functions as they were, and names."""
    return {each for _, _, changed in edit for each in changed}


def _revised(module: Module, text: str | None, before: Edit) -> Revision | None:
    """The edit of a module. Raises Broken where it cannot be read, unless others were taken in before it."""
    try:
        if text is not None:
            return revise(module.source, text)
    except SyntaxError:
        pass
    if before:
        return None
    raise Broken


def asked(files: Sequence[Path], settings: Settings) -> object:
    """What an analysis of files hangs on beside sources."""
    return (
        [locate(path.absolute()) for path in files],
        settings.mode,
        settings.entries,
        settings.target_torch,
        settings.follow_imports,
        settings.script_decorator,
        settings.optional_events,
        site_packages() if settings.follow_imports == "site-packages" else (),
    )


def states_of(paths: Iterable[str], began: int) -> dict[str, _STATE | object]:
    """The states of files; one that was changed since `began` (in ns) counts as changed the next time, too:
    nobody knows which text was read.
    """
    found: dict[str, _STATE | object] = {}
    for path in paths:
        state = _state(path)
        late = isinstance(state, tuple) and state[0] >= began - _TICK
        found[path] = object() if late else state
    return found


def _text(path: str) -> str | None:
    try:
        return decode(read_bytes(Path(path)), Path(path))
    except UnreadableSource:
        return None


def _state(path: str) -> _STATE:
    """What tells whether a file has changed: an unsaved text, or what the disk says."""
    held = unsaved(path)
    return held if held is not None else state_of(path)
