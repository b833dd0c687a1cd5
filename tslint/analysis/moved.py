"""Events whose file was edited above or below them: the same events on other lines."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from tslint.analysis.events import Call, Event
from tslint.ir.cures import Cure
from tslint.ir.spans import Span
from tslint.source.revising import Moves

if TYPE_CHECKING:
    from tslint.analysis.entryevents import EntryEvents

_LINES = re.compile(r"\b(line )(\d+)(?:(-)(\d+))?|(\((\S+\.py):)(\d+)(\))|\bin (\S+\.py), ")
"""How a reason speaks of lines: `line 5`, `line 5-7`, `(model.py:5)`, `in model.py, line 5`."""

_OTHERS = frozenset({"used", "cause"})  # facts that speak of lines in other words


class Gone(Exception):
    """The line of an event is no more, or is another."""


class Mover:
    """Moves events as the lines of one file moved; each event once, however many lists hold it."""

    def __init__(self, path: str, moves: Moves, others: Collection[str] = ()) -> None:
        """`others` are the files that are read beside `path`."""
        self._path, self._moves = path, moves
        self._known: dict[int, tuple[Event, Event]] = {}
        self._name = os.path.basename(path)
        self._is_alone = all(os.path.basename(other) != self._name for other in others if other != path)

    def event(self, event: Event) -> Event:
        """The event where it is now; raises Gone."""
        known = self._known.get(id(event))
        if known is None:
            known = self._known[id(event)] = (event, self._moved(event))
        return known[1]

    def is_about(self, path: str) -> bool:
        """Whether it is the lines of this file that have moved."""
        return path == self._path

    def entry(self, entry: EntryEvents) -> EntryEvents:
        """The entry with its events where they are now; raises Gone."""
        line = entry.line
        if entry.file == self._path and line > 1:
            line += self._by(line)
        elif entry.file == self._path and self._moves.of(line):
            raise Gone  # the statements of a module are an entry on its first line, wherever they begin
        return replace(entry, line=line, events=[self.event(event) for event in entry.events])

    def _moved(self, event: Event) -> Event:
        span = self.span(event.span) if event.file == self._path else event.span
        chain = tuple(map(self._call, event.chain))
        cures = tuple(map(self.cure, event.cures))
        facts = self._facts(event)
        if span == event.span and chain == event.chain and cures == event.cures and facts is event.facts:
            return event
        return replace(event, span=span, chain=chain, cures=cures, facts=facts)

    def _facts(self, event: Event) -> Mapping[str, str]:
        if not _OTHERS.isdisjoint(event.facts):
            raise Gone
        reason = event.facts.get("reason", "")
        if event.kind != "no-placement" or not _LINES.search(reason):
            return event.facts
        within = ""  # the file that lines are said to be in; the event's own where none is named

        def line(match: re.Match[str]) -> str:
            nonlocal within
            word, first, dash, last, before, name, number, after, file = match.groups()
            if file is not None:
                within = file
            elif before is not None and self._is_named(name):
                return f"{before}{self._at(number)}{after}"
            elif word is not None and (self._is_named(within) if within else self.is_about(event.file)):
                end = f"{dash}{self._at(last)}" if dash else ""
                return f"{word}{self._at(first)}{end}"
            return match[0]

        moved = _LINES.sub(line, reason)
        return event.facts if moved == reason else {**event.facts, "reason": moved}

    def _is_named(self, name: str) -> bool:
        """Whether the name of a file, without its folder, is this one's. Raises Gone where it may be."""
        if name == self._name and not self._is_alone:
            raise Gone
        return name == self._name

    def _at(self, line: str) -> int:
        return int(line) + self._by(int(line))

    def _by(self, line: int) -> int:
        by = self._moves.of(line)
        if by is None:
            raise Gone
        return by

    def span(self, span: Span) -> Span:
        """Lines of the file where they are now; raises Gone."""
        by = self._by(span.line)
        if not by:
            return span
        return span._replace(line=span.line + by, end_line=span.end_line + by)

    def _call(self, call: Call) -> Call:
        if call.file != self._path or not call.line:
            return call
        by = self._by(call.line)
        return replace(call, line=call.line + by) if by else call

    def cure(self, cure: Cure) -> Cure:
        """An edit where it is to be made now; raises Gone."""
        if cure.file != self._path:
            return cure
        changed: dict[str, object] = {}
        for field in fields(cure):
            value = getattr(cure, field.name)
            if isinstance(value, Span):
                changed[field.name] = self.span(value)
            elif field.name == "line":
                changed[field.name] = value + self._by(value)
        return replace(cure, **changed) if changed else cure  # type: ignore[arg-type]
