"""What is kept of a check for the next one of the same files: the project, its trace, what came of them."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tslint.analysis.api import Analysis, analyse
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
from tslint.source.watched import reading, watch

_STATE = bytes | State | None


class Broken(Exception):
    """A file that was checked cannot be read, or is no Python."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that was taken into the project: of a module, or of none."""

    module: Module | None = None
    revision: Revision | None = None

    def replaced(self) -> Collection[ast.AST]:
        """The functions whose bodies are others now, as they were."""
        return self.revision.replaced.keys() if self.revision is not None else ()

    def mover(self, project: Project) -> Mover | None:
        """Moves what lies in other lines now."""
        if self.module is None or self.revision is None or not self.revision.moves:
            return None
        return Mover(self.module.path, self.revision.moves, project.read())


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
    reads: frozenset[ast.AST] = frozenset()
    analysis: Analysis | None = None
    plans: Sequence[Plan] = ()
    result: PartResult | None = None
    drawn: Sequence[Any] = ()  # what was made of analysis and plans; nothing where that is to be made again

    def __post_init__(self) -> None:
        for module in self.project.checked:
            watch(module.source.tree.body)
        self.project.scans, self.project.surveys = Scans(), Surveys()

    def take_in(self) -> Edit | None:
        """Have the project be as the files are now, where one of them was edited in a way that allows that;
        None where it is another project. Raises Broken.
        """
        changed = [path for path, state in self.states.items() if _state(path) != state]
        if any(map(os.path.exists, self.missed)):
            return None
        self.began = time.time_ns()
        if not changed:
            return Edit()
        module = next((m for m in self.project.checked if m.path == changed[0]), None)
        if module is None or len(changed) > 1:
            return None
        with reading(set()):  # moving what lies below an edit is no reading of it
            return self._revised(module)

    def _revised(self, module: Module) -> Edit | None:
        path = Path(module.path)
        state = states_of([module.path], self.began)
        try:
            revision = revise(module.source, decode(read_bytes(path), path))
        except (UnreadableSource, SyntaxError):
            raise Broken from None
        if revision is None:
            return None
        self.states.update(state)
        take_in(module, revision)
        watch(module.source.tree.body)
        self.comments.pop(module.path, None)
        comments = find_suppressions(module.source.text)
        if comments:
            self.comments[module.path] = comments
        return Edit(module, revision)

    def recalled(self, edit: Edit) -> PartResult | None:
        """What the check gave, where it gives the same after an edit: only comments may be others."""
        replaced, mover = edit.replaced(), edit.mover(self.project)
        if mover is not None:
            self.history.move(mover)
        if self.result is None or not self.reads.isdisjoint(replaced):
            return None
        if replaced and not self._surveys_hold():
            return None
        if mover is not None and not self._move(mover):
            return None
        self.result = replace(self.result, comments=dict(self.comments))
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

    def _surveys_hold(self) -> bool:
        assert self.project.scans is not None
        assert self.project.surveys is not None
        self.project.scans.begin()
        return self.project.surveys.hold()

    def again(self, edit: Edit, settings: Settings) -> Analysis:
        """Analyse the project as it is after an edit."""
        assert self.project.scans is not None
        assert self.project.surveys is not None
        self.result = self.analysis = None
        self.plans = ()
        self.project.kept.clear()
        self.project.scans.begin()
        self.project.surveys.begin()
        self.history.begin(set(edit.replaced()))
        return analyse(self.project, settings, self.history)

    def settle(self, read: Collection[ast.AST]) -> bool:
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
        late = isinstance(state, tuple) and state[0] >= began
        found[path] = object() if late else state
    return found


def _state(path: str) -> _STATE:
    """What tells whether a file has changed: an unsaved text, or what the disk says."""
    held = unsaved(path)
    return held if held is not None else state_of(path)
