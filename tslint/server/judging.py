"""One open document judged: the findings that lie in it, the models that it defines, their plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tslint.analysis.api import Analysis
from tslint.config.load import load_config
from tslint.config.settings import Settings, settings_from
from tslint.engine.check import examine
from tslint.errors import TslintError
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import Node, tree
from tslint.rules.model import Entry, Finding
from tslint.source.discover import is_excluded
from tslint.source.files import SourceFile
from tslint.source.positions import split_lines
from tslint.source.unsaved import Desk, at


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
    """Judges documents as the configuration above them says; parses are kept from one time to the next."""

    def __init__(self) -> None:
        self._parsed: dict[str, SourceFile] = {}

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
            desk = Desk({name: text.encode() for name, text in texts.items()}, self._parsed)
            models: list[Node] = []

            def draw(analysis: Analysis, plans: Sequence[Plan]) -> None:
                models.extend(node for plan in plans if (node := tree(analysis, plan)) is not None)

            with at(desk):
                report = examine([path], settings, visit=draw).report
        except TslintError as error:
            return Judged(lines, trouble=str(error))
        own = tuple(finding for finding in report.findings if finding.file == str(path))
        trouble = "; ".join(report.failures)
        return Judged(lines, own, report.entries, tuple(models), trouble, settings)
