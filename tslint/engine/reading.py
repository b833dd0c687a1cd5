"""Read what is to be checked: sources, files that are no Python, and a line for each that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tslint.analysis.events import Event
from tslint.config.settings import Settings
from tslint.engine.progress import Progress, silent
from tslint.ir.spans import Span
from tslint.source.discover import discover
from tslint.source.files import InvalidSyntax, SourceFile, UnreadableSource, load_source


@dataclass(slots=True)
class Reading:
    """The sources, an event for each file with a syntax error, and one line for each other trouble."""

    sources: list[SourceFile] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files were looked at."""
        return len(self.sources) + len(self.events)


def read(paths: Sequence[Path], settings: Settings, progress: Progress = silent) -> Reading:
    """Discover and parse the files under `paths`; no trouble with one keeps another from being read."""
    found = discover(paths, settings.exclude, settings.root)
    result = Reading(failures=found.failures)
    for number, path in enumerate(found.files):
        progress("reading", number, len(found.files))
        try:
            result.sources.append(load_source(path))
        except UnreadableSource as error:
            result.failures.append(str(error))
        except InvalidSyntax as error:
            result.events.append(_syntax_event(error, settings))
    return result


def _syntax_event(error: InvalidSyntax, settings: Settings) -> Event:
    span = Span(error.line, error.column, error.line, error.column + 1)
    return Event("invalid-syntax", settings.regimes[0], error.path, span, {"reason": error.reason})
