"""Checks of the same paths again and again: the first as any other, the next from what is known by then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine.check import Examination, examine
from tslint.engine.live import Live
from tslint.engine.parts import parts
from tslint.engine.policies import excludes
from tslint.engine.progress import Progress, silent
from tslint.source.discover import discover


class Rounds:
    """The checks of one watch. What is so large that it is looked at in parts is never known as a whole."""

    def __init__(self) -> None:
        self._live = Live()
        self._begun = False

    def examine(
        self, paths: Sequence[Path], settings: Settings, progress: Progress = silent, cached: bool = False
    ) -> Examination:
        """Check as `engine.check.examine` does."""
        begun, self._begun = self._begun, True
        if begun and self._is_one(paths, settings):
            return self._live.examine(paths, settings, lambda analysis, plans: None, progress)[0]
        self._live.forget()
        return examine(paths, settings, progress, cached=cached)

    def known(self) -> frozenset[str]:
        """The files of which all is known; none where the next check begins from nothing."""
        return self._live.files()

    def _is_one(self, paths: Sequence[Path], settings: Settings) -> bool:
        found = discover(paths, settings.exclude, settings.root, excludes(settings))
        return len(parts(found.files)) == 1
