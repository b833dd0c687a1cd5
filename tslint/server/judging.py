"""One open document judged: the findings that lie in it, the models that it defines, their plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.analysis.api import Analysis
from tslint.analysis.looking import Looked
from tslint.config.load import load_config
from tslint.config.settings import Settings, settings_from
from tslint.engine.live import Live
from tslint.errors import TslintError
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import Node, tree
from tslint.rules.model import Entry, Finding
from tslint.source.discover import is_excluded
from tslint.source.files import SourceFile
from tslint.source.positions import split_lines
from tslint.source.unsaved import Desk, at

_KEPT = 8  # documents of which all is known at once


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of one document; `trouble` is a line about what kept tslint from its work."""

    lines: Sequence[str]
    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()
    models: tuple[Node, ...] = ()
    trouble: str = ""
    settings: Settings | None = None


class Judge:
    """Judges documents as the configuration above them says; what is known stays for the next time."""

    def __init__(self) -> None:
        self._parsed: dict[str, SourceFile] = {}
        self._live: dict[Path, Live] = {}

    def judge(self, path: Path, texts: Mapping[str, str]) -> Judged:
        """Check one file with what it imports; `texts` are the unsaved ones by absolute path, `path`'s too.

        Only what this file defines is an entry. Errors of the configuration are told as `trouble`.
        """
        lines = split_lines(texts.get(str(path), ""))
        try:
            loaded = load_config(path.parent)
            settings = settings_from(loaded.config, loaded.root)
            if is_excluded(path, settings.exclude, loaded.root):
                return Judged(lines)
            with at(Desk({name: text.encode() for name, text in texts.items()}, self._parsed)):
                found, models = self._of(path).examine([path], settings, _models)
        except TslintError as error:
            return Judged(lines, trouble=str(error))
        report = found.report
        own = tuple(finding for finding in report.findings if finding.file == str(path))
        trouble = "; ".join(report.failures)
        return Judged(lines, own, report.entries, models or (), trouble, settings)

    def look(
        self, path: Path, texts: Mapping[str, str], judged: Judged, line: int, column: int
    ) -> Looked | None:
        """What is known of the name at a place of a document that was judged as it is now."""
        if judged.settings is None:
            return None
        with at(Desk({name: text.encode() for name, text in texts.items()}, self._parsed)):
            return self._of(path).look(path, judged.settings, line, column)

    def close(self, path: Path) -> None:
        """Forget a document."""
        self._live.pop(path, None)

    def _of(self, path: Path) -> Live:
        """What is known of a document; that of the one judged least recently goes first."""
        found = self._live[path] = self._live.pop(path) if path in self._live else Live()
        while len(self._live) > _KEPT:
            del self._live[next(iter(self._live))]
        return found


def _models(analysis: Analysis, plans: Sequence[Plan]) -> tuple[Node, ...]:
    return tuple(node for plan in plans if (node := tree(analysis, plan)) is not None)
