"""Baselines in a check: those of the run and of nearer configurations, and what of them is gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tslint.cli.output import SourceLines
from tslint.config.settings import Settings
from tslint.engine.baseline import expired, read_baseline, without_known
from tslint.report.paths import shown_path
from tslint.rules.model import Report


class Baselines:
    """What is known and left for later; a `file` of the command line stands in place of all others.

    Raises TslintError for one that is missing or none: at once for that of the run.
    """

    def __init__(self, file: Path | None, settings: Settings) -> None:
        self._settings = settings
        self._asked = file is not None
        self._gone: list[str] = []
        run = file or _file_of(settings)
        self._known = [] if run is None else [(run, read_baseline(run), "")]

    def new_alone(self, report: Report, checked: Sequence[str]) -> Report:
        """The report without what is known; after the check, which met the nearer configurations."""
        nearer = self._settings.nested.met if self._settings.nested is not None and not self._asked else ()
        for settings in nearer:
            file = _file_of(settings)
            if file is not None:
                folder = shown_path(str(settings.root), Path.cwd())
                self._known.append((file, read_baseline(file), f" {folder}"))
        for file, known, path in self._known:
            root = file.absolute().parent
            report, left = without_known(report, known, root, SourceLines())
            self._gone += [
                f"baseline: {key.rule} in {key.path} is gone: `{key.line}`;"
                f" `tslint baseline update{path}` drops it"
                for key in expired(left, checked, root)
            ]
        return report

    @property
    def gone(self) -> list[str]:
        """A line for each finding that a baseline holds and that is no more."""
        return self._gone


def _file_of(settings: Settings) -> Path | None:
    return settings.root / settings.baseline if settings.baseline else None
