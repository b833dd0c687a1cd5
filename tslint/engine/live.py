"""One file checked again and again while it is typed: after an edit only what read the edited code is run.

The project and what was found out about it stay from one check to the next, as long as an edit changes only
bodies of functions, comments and empty lines of this file, and no other file. Whatever else happens, the file
is checked from nothing; so is one where what was recalled cannot be trusted.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tslint.analysis.api import Analysis, analyse
from tslint.analysis.looking import Looked, look
from tslint.analysis.moved import Mover
from tslint.analysis.trace.history import History
from tslint.config.settings import Settings
from tslint.engine.check import Examination, examine, project_of
from tslint.engine.collector import seldom
from tslint.engine.environment import site_packages
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.hybrid.placement import Plan
from tslint.project.modules import Project, locate
from tslint.project.revised import take_in
from tslint.project.scans import Scans
from tslint.source.files import SourceFile, State, UnreadableSource, decode, parse, read_bytes, state_of
from tslint.source.revising import Revision, revise
from tslint.source.unsaved import unsaved
from tslint.source.watched import watch

_CHECKS = 4  # checks from nothing between two collections of what earlier ones left
_Drawn = TypeVar("_Drawn")
Draw = Callable[[Analysis, Sequence[Plan]], _Drawn]
_State = bytes | State | None


@dataclass(slots=True)
class _Known:
    """What is kept of the last check: the project, its trace, and what they were made from."""

    asked: object
    project: Project
    history: History
    others: Mapping[str, _State] = field(default_factory=dict)
    missed: frozenset[str] = frozenset()


class Live:
    """The checks of one file."""

    def __init__(self) -> None:
        self._known: _Known | None = None
        self._recalled = False
        self._afresh = 0  # checks from nothing
        self.analysis: Analysis | None = None

    def examine(
        self, path: Path, settings: Settings, draw: Draw[_Drawn], progress: Progress = silent
    ) -> tuple[Examination, _Drawn | None]:
        """Check the file as `engine.check.examine` does; `draw` makes something of its analysis and plans."""
        drawn: list[_Drawn] = []

        def visit(analysis: Analysis, plans: Sequence[Plan]) -> None:
            self.analysis = analysis
            drawn.append(draw(analysis, plans))

        self._recalled = False
        found = examine([path], settings, progress, visit, analyst=self._analyse)
        if self._settled():
            return found, drawn[-1] if drawn else None
        drawn.clear()
        found = examine([path], settings, progress, visit, analyst=self._analyse)
        self._settled()
        return found, drawn[-1] if drawn else None

    def look(self, path: Path, settings: Settings, line: int, column: int) -> Looked | None:
        """What the last check's entries give the name at a place of the text that was checked."""
        if self.analysis is None:
            return None
        found = look(self.analysis, settings.target_torch, str(path), line, column)
        if self._known is not None and self._known.history.disturbed():
            self._known = None
        return found

    def forget(self) -> None:
        """Check from nothing next time."""
        self._known = None

    def _settled(self) -> bool:
        """Close the books; False where what was recalled cannot be trusted."""
        known = self._known
        if known is None:
            return True
        known.history.end()
        if known.history.spoiled:
            self._known = None
            return not self._recalled
        own = {module.path for module in known.project.checked}
        known.others = {path: _state(path) for path in known.project.read() if path not in own}
        known.missed = frozenset(known.project.missed)
        return True

    def _analyse(
        self, files: Sequence[Path], reading: Reading, settings: Settings, progress: Progress
    ) -> Analysis:
        path = files[0].absolute()
        try:
            raw = read_bytes(path)
            text = decode(raw, path)
            revision = self._revised(path, text, settings)
            source = revision.source if revision is not None else SourceFile(str(path), text, parse(text), "")
        except (UnreadableSource, SyntaxError):
            # As a check tells it. What was known stays for when the text can be read again.
            reading.read(files, settings, progress)
            return analyse(project_of([], settings), settings)
        reading.take(source)
        progress("analysing", 0, 0)
        with seldom():
            if revision is None or self._known is None:
                return self._from_nothing(path, source, settings)
            return self._again(self._known, revision, settings)

    def _revised(self, path: Path, text: str, settings: Settings) -> Revision | None:
        """The edit, where what is known can be used after it."""
        known = self._known
        if known is None or known.asked != _asked(path, settings):
            return None
        if any(_state(other) != state for other, state in known.others.items()):
            return None
        if any(os.path.exists(missed) for missed in known.missed):
            return None
        return revise(known.project.checked[0].source, text)

    def _from_nothing(self, path: Path, source: SourceFile, settings: Settings) -> Analysis:
        self._known = self.analysis = None
        self._afresh += 1
        gc.unfreeze()
        if self._afresh % _CHECKS == 0:
            gc.collect()  # projects of the past, which go round in circles
        watch(source.tree.body)
        project = project_of([source], settings)
        project.scans = Scans()
        history = History()
        self._known = _Known(_asked(path, settings), project, history)
        analysis = analyse(project, settings, history)
        gc.freeze()  # trees and modules stay: collections while one types need not walk over them
        return analysis

    def _again(self, known: _Known, revision: Revision, settings: Settings) -> Analysis:
        self._recalled = True
        project, module = known.project, known.project.checked[0]
        take_in(module, revision)
        watch(module.source.tree.body)
        project.kept.clear()
        if project.scans is not None:
            project.scans.begin()
        mover = Mover(module.path, revision.moves) if revision.moves else None
        known.history.begin(set(revision.replaced), mover)
        return analyse(project, settings, known.history)


def _asked(path: Path, settings: Settings) -> object:
    """What an analysis of the file hangs on beside sources."""
    return (
        locate(path),
        settings.mode,
        settings.entries,
        settings.target_torch,
        settings.follow_imports,
        settings.optional_events,
        site_packages() if settings.follow_imports == "site-packages" else (),
    )


def _state(path: str) -> _State:
    """What tells whether a file has changed: an unsaved text, or what the disk says."""
    held = unsaved(path)
    return held if held is not None else state_of(path)
