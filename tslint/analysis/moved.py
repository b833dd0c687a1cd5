"""Events whose file was edited above or below them: the same events on other lines."""

from __future__ import annotations

from dataclasses import fields, replace

from tslint.analysis.events import Call, Event
from tslint.ir.cures import Cure
from tslint.ir.spans import Span
from tslint.source.revising import Moves


class Gone(Exception):
    """The line of an event is no more, or is another."""


class Mover:
    """Moves events as the lines of one file moved; each event once, however many lists hold it."""

    def __init__(self, path: str, moves: Moves) -> None:
        self._path, self._moves = path, moves
        self._known: dict[int, tuple[Event, Event]] = {}

    def event(self, event: Event) -> Event:
        """The event where it is now; raises Gone."""
        known = self._known.get(id(event))
        if known is None:
            known = self._known[id(event)] = (event, self._moved(event))
        return known[1]

    def _moved(self, event: Event) -> Event:
        span = self._span(event.span) if event.file == self._path else event.span
        chain = tuple(map(self._call, event.chain))
        cures = tuple(map(self._cure, event.cures))
        if span == event.span and chain == event.chain and cures == event.cures:
            return event
        return replace(event, span=span, chain=chain, cures=cures)

    def _by(self, line: int) -> int:
        by = self._moves.of(line)
        if by is None:
            raise Gone
        return by

    def _span(self, span: Span) -> Span:
        by = self._by(span.line)
        if not by:
            return span
        return span._replace(line=span.line + by, end_line=span.end_line + by)

    def _call(self, call: Call) -> Call:
        if call.file != self._path or not call.line:
            return call
        by = self._by(call.line)
        return replace(call, line=call.line + by) if by else call

    def _cure(self, cure: Cure) -> Cure:
        if cure.file != self._path:
            return cure
        changed: dict[str, object] = {}
        for field in fields(cure):
            value = getattr(cure, field.name)
            if isinstance(value, Span):
                changed[field.name] = self._span(value)
            elif field.name == "line":
                changed[field.name] = value + self._by(value)
        return replace(cure, **changed) if changed else cure  # type: ignore[arg-type]
