"""Files checked again and again while one is typed: after an edit only what read the edited code is run.

The project and what was found out about it stay from one check to the next, as long as an edit changes these
files and no other, and leaves them Python. Whatever else happens, they are checked from nothing; so are they
where what was recalled cannot be trusted.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from tslint.analysis.api import Analysis, analyse
from tslint.analysis.looking import Looked, look
from tslint.config.settings import Settings
from tslint.engine.analysing import project_of
from tslint.engine.check import Examination, examine
from tslint.engine.collector import seldom, tidy
from tslint.engine.part import PartResult
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.engine.remembered import Broken, Edit, Known, asked, states_of
from tslint.hybrid.placement import Plan
from tslint.source.unsaved import alone
from tslint.source.watched import Read, reading

_Drawn = TypeVar("_Drawn")
Draw = Callable[[Analysis, Sequence[Plan]], _Drawn]


class Live:
    """The checks of the same files."""

    def __init__(self) -> None:
        self._known: Known | None = None
        self._edit: Edit | None = None  # what the check at hand goes on from
        self._broken = False  # whether a file cannot be read at present
        self._recalled = False  # whether nothing was looked at
        self.analysis: Analysis | None = None

    def examine(
        self, paths: Sequence[Path], settings: Settings, draw: Draw[_Drawn], progress: Progress = silent
    ) -> tuple[Examination, _Drawn | None]:
        """Check the files as `engine.check.examine` does; `draw` makes something of their analysis and plans,
        always the same of the same.
        """
        while True:
            drawn: list[_Drawn] = []

            def visit(analysis: Analysis, plans: Sequence[Plan], into: list[_Drawn] = drawn) -> None:
                self.analysis = analysis
                if self._known is not None and not self._broken:
                    self._known.analysis, self._known.plans = analysis, plans
                into.append(draw(analysis, plans))

            self._recalled = False
            read: set[Read] = set()
            with reading(read):
                found = examine(paths, settings, progress, visit, memory=self)
            known = self._known
            if self._recalled and known is not None and known.analysis is not None:
                self.analysis = known.analysis
                if not known.drawn:
                    known.drawn = [draw(known.analysis, known.plans)]
                return found, known.drawn[-1]
            if self._settled(read):
                if known is not None and not self._broken:
                    known.drawn = drawn
                return found, drawn[-1] if drawn else None

    def look(self, path: Path, settings: Settings, line: int, column: int) -> Looked | None:
        """What the last check's entries give the name at a place of the text that was checked."""
        if self.analysis is None:
            return None
        found = look(self.analysis, settings.target_torch, str(path), line, column)
        if self._known is not None and self._known.history.disturbed():
            self._known = None
        return found

    def files(self) -> frozenset[str]:
        """The files that are known, by their absolute paths."""
        project = self._known.project if self._known is not None else None
        return frozenset(module.path for module in project.checked) if project is not None else frozenset()

    def forget(self) -> None:
        """Check from nothing next time."""
        self._known = self.analysis = None

    def _settled(self, read: Collection[Read]) -> bool:
        """Close the books; False where what was recalled cannot be trusted."""
        known = self._known
        if known is None or self._broken:
            return True
        if known.settle(read):
            return True
        self._known = None
        return self._edit is None

    # -- what a check asks -----------------------------------------------------------------------------------

    def recall(self, files: Sequence[Path], settings: Settings) -> PartResult | None:
        """What the files gave the last time, where an edit changes nothing for what was read."""
        self._edit, self._broken = None, False
        known = self._known
        if known is None or known.asked != asked(files, settings):
            return None
        try:
            self._edit = known.take_in()
        except Broken:
            self._broken = True  # what is known stays for when the text can be read again
            return None
        found = known.recalled(self._edit) if self._edit is not None else None
        self._recalled = found is not None
        return found

    def keep(self, result: PartResult) -> None:
        """Keep what the files gave."""
        if self._known is not None and not self._broken:
            self._known.result = result

    def analyse(
        self, files: Sequence[Path], into: Reading, settings: Settings, progress: Progress
    ) -> Analysis:
        """Read the files and analyse them, from what is known as far as that goes."""
        if self._edit is None or self._known is None:
            return self._from_nothing(files, into, settings, progress)
        known = self._known
        into.recall([module.path for module in known.project.checked], known.comments, [])
        progress("analysing", 0, 0)
        with seldom():
            return known.again(self._edit, settings)

    def _from_nothing(
        self, files: Sequence[Path], into: Reading, settings: Settings, progress: Progress
    ) -> Analysis:
        if not self._broken:
            self._known = self.analysis = None
            tidy()
        began = time.time_ns()
        states = states_of(map(str, map(Path.absolute, files)), began)
        with alone():  # trees that are edited are no one else's
            sources = into.read(files, settings, progress)
        progress("analysing", 0, 0)
        with seldom():
            project = project_of(sources, settings)
            if into.failures or into.events:
                return analyse(project, settings)
            self._known = Known(asked(files, settings), project, states, began, dict(into.comments))
            analysis = analyse(project, settings, self._known.history)
            gc.freeze()  # trees and modules stay: collections while one types need not walk over them
            return analysis
