"""Read what is to be checked: sources, files that are no Python, and a line for each that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tslint.analysis.events import Event
from tslint.config.settings import Settings
from tslint.engine.progress import Progress, silent
from tslint.ir.spans import Span
from tslint.source.comments import Suppression, find_suppressions
from tslint.source.files import InvalidSyntax, SourceFile, UnreadableSource, load_source


@dataclass(slots=True)
class Reading:
    """What is known of the files when their trees are gone.

    `checked` are the absolute paths of the files that were parsed, `comments` their suppression comments,
    `events` tell of syntax errors, `failures` are lines about what could not be read.
    """

    checked: list[str] = field(default_factory=list)
    comments: dict[str, list[Suppression]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files were looked at."""
        return len(self.checked) + len(self.events)

    def unparsed(self) -> list[tuple[str, str]]:
        """The files that are no Python, each with the reason, for verbs that do not list findings."""
        return [
            (event.file, f"not valid Python, line {event.span.line}: {event.facts['reason']}")
            for event in self.events
        ]

    def recall(
        self, checked: Iterable[str], comments: Mapping[str, list[Suppression]], events: Iterable[Event]
    ) -> None:
        """Take in what was read of other files, or of these at another time."""
        self.checked += checked
        self.comments.update(comments)
        self.events += events

    def read(
        self, files: Sequence[Path], settings: Settings, progress: Progress = silent
    ) -> list[SourceFile]:
        """Parse some files; no trouble with one keeps another from being read."""
        sources = []
        for number, path in enumerate(files):
            progress("reading", number, len(files))
            try:
                source = load_source(path)
            except UnreadableSource as error:
                self.failures.append(str(error))
            except InvalidSyntax as error:
                self.events.append(_syntax_event(error, settings))
            else:
                sources.append(source)
                self.take(source)
        return sources

    def take(self, source: SourceFile) -> None:
        """Count a source among the checked ones, however it was parsed."""
        self.checked.append(source.path)
        comments = find_suppressions(source.text)
        if comments:
            self.comments[source.path] = comments


def _syntax_event(error: InvalidSyntax, settings: Settings) -> Event:
    span = Span(error.line, error.column, error.line, error.column + 1)
    return Event("invalid-syntax", settings.regimes[0], error.path, span, {"reason": error.reason})
