"""Results of parts as bytes, for the cache and between processes: each text, chain and event once."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

import msgspec

from tslint.analysis.entryevents import EntryEvents
from tslint.analysis.events import Call, Event
from tslint.engine.part import PartResult
from tslint.ir import cures
from tslint.ir.spans import Span
from tslint.source.comments import Suppression
from tslint.source.files import State


class _Event(msgspec.Struct, array_like=True):
    kind: int
    regime: str
    file: int
    span: Span
    facts: dict[str, str]
    chain: int
    cures: list[tuple[str, list[object]]]


class _Entry(msgspec.Struct, array_like=True):
    name: str
    qualname: str
    kind: Literal["module", "function", "class"]
    file: int
    line: int
    regime: Literal["script", "trace"]
    events: bytes
    complete: bool
    whole: bool


class _Part(msgspec.Struct, array_like=True):
    order: Literal["little", "big"]
    texts: list[str]
    chains: list[list[tuple[int, int, int]]]
    events: list[_Event]
    checked: list[str]
    comments: dict[str, list[Suppression]]
    syntax: list[int]
    names: list[str]
    entries: list[_Entry]
    failures: list[str]
    beyond: list[str]


class Stored(msgspec.Struct, array_like=True):
    """A part with the states of the files that it came from, and the paths that were looked for in vain."""

    read: dict[str, State]
    missed: list[str]
    part: _Part

    def result(self) -> PartResult:
        """The part; raises ValueError and its like where the numbers do not fit together."""
        return _restored(self.part)


def encode(part: PartResult, read: Mapping[str, State], missed: Iterable[str]) -> bytes:
    """A part as bytes that `decode` reads on this machine."""
    stored = Stored(dict(read), sorted(missed), _Flat().part(part))
    try:
        return msgspec.msgpack.encode(stored)
    except UnicodeEncodeError:  # a file whose name is no text: JSON has escapes for its bytes
        return json.dumps(msgspec.to_builtins(stored)).encode()


def decode(data: bytes) -> Stored:
    """What `encode` wrote; raises msgspec.MsgspecError for anything else."""
    if data[:1] == b"[":  # in MessagePack a number
        try:
            return msgspec.convert(json.loads(data), Stored, strict=False)
        except (ValueError, RecursionError) as error:
            raise msgspec.DecodeError(str(error)) from None
    return msgspec.msgpack.decode(data, type=Stored)


@dataclass(slots=True)
class _Flat:
    """The tables of a part while it is written."""

    texts: dict[str, int] = field(default_factory=dict)
    chains: dict[tuple[Call, ...], int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)  # by identity: the part keeps its events alive
    events: list[_Event] = field(default_factory=list)

    def part(self, part: PartResult) -> _Part:
        syntax = [self._number(event) for event in part.syntax]
        entries = [self._entry(entry) for entry in part.entries]
        chains = [
            [(self._text(call.file), call.line, self._text(call.callee)) for call in chain]
            for chain in self.chains
        ]
        return _Part(
            sys.byteorder,
            list(self.texts),
            chains,
            self.events,
            part.checked,
            part.comments,
            syntax,
            part.names,
            entries,
            part.failures,
            part.beyond,
        )

    def _text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def _number(self, event: Event) -> int:
        number = self.numbers.get(id(event))
        if number is None:
            number = self.numbers[id(event)] = len(self.events)
            edits = [(type(c).__name__, [getattr(c, f.name) for f in fields(c)]) for c in event.cures]
            self.events.append(
                _Event(
                    self._text(event.kind),
                    event.regime,
                    self._text(event.file),
                    event.span,
                    dict(event.facts),
                    self.chains.setdefault(event.chain, len(self.chains)),
                    edits,
                )
            )
        return number

    def _entry(self, entry: EntryEvents) -> _Entry:
        return _Entry(
            entry.name,
            entry.qualname,
            entry.kind,
            self._text(entry.file),
            entry.line,
            entry.regime,
            array("I", map(self._number, entry.events)).tobytes(),
            entry.complete,
            entry.whole,
        )


def _restored(part: _Part) -> PartResult:
    if part.order != sys.byteorder:
        raise ValueError("written on another machine")
    texts = part.texts
    chains = [tuple(Call(texts[file], line, texts[callee]) for file, line, callee in c) for c in part.chains]
    events = [
        Event(
            texts[stored.kind],
            stored.regime,
            texts[stored.file],
            stored.span,
            stored.facts,
            chains[stored.chain],
            tuple(_cure(name, values) for name, values in stored.cures),
        )
        for stored in part.events
    ]
    entries = []
    for entry in part.entries:
        numbers = array("I")
        numbers.frombytes(entry.events)
        entries.append(
            EntryEvents(
                entry.name,
                entry.qualname,
                entry.kind,
                texts[entry.file],
                entry.line,
                entry.regime,
                [events[number] for number in numbers],
                entry.complete,
                None,
                entry.whole,
            )
        )
    syntax = [events[number] for number in part.syntax]
    return PartResult(
        part.checked,
        part.comments,
        syntax,
        part.names,
        entries,
        part.failures,
        part.beyond,
    )


_CURES = {cure.__name__: cure for cure in get_args(cures.Cure)}


def _cure(name: str, values: list[object]) -> cures.Cure:
    made: cures.Cure = _CURES[name](*(_field(value) for value in values))
    return made


def _field(value: object) -> object:
    """A field of a cure as it was: a span is four numbers, other lists hold names or parameters."""
    if not isinstance(value, (list, tuple)):
        return value
    if len(value) == 4 and all(isinstance(part, int) for part in value):
        return Span(*value)
    return tuple(cures.Parameter(*part) if isinstance(part, (list, tuple)) else part for part in value)
