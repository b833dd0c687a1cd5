"""Where keys and values of a TOML document stand, which its parser does not keep: for carets in errors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from tslint.config import toml

KeyPath = tuple[str | int, ...]
"""Keys, and the indexes of list elements."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\r\n]*")


class Range(NamedTuple):
    """Characters [start, end) of a text."""

    start: int
    end: int


class Located(NamedTuple):
    """A key and its value; of a list element and of a table with a header, both are all of it."""

    key: Range
    value: Range


def locate(text: str, path: KeyPath) -> Located | None:
    """Where the key at `path` of a valid document stands; None where the document has no such key."""
    return _Reader(text).read().get(path)


@dataclass(slots=True)
class _Reader:
    """One pass over a valid document; a later header of the same table changes nothing."""

    text: str
    at: int = 0
    found: dict[KeyPath, Located] = field(default_factory=dict)
    elements: dict[KeyPath, int] = field(default_factory=dict)
    """How many tables each list of `[[tables]]` has so far."""

    def read(self) -> dict[KeyPath, Located]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._statement(table)
            self._skip(_BLANK)
        return self.found

    def _header(self) -> KeyPath:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        end = self.text.index("]", self.at) + (2 if many else 1)
        self.at = end
        path: KeyPath = ()
        for number, (key, place) in enumerate(keys):
            path = (*path, key)
            whole = number == len(keys) - 1
            self._note(path, place, Range(start, end) if whole else place)
            if whole and many:
                self.elements[path] = self.elements.get(path, 0) + 1
            if path in self.elements:
                path = (*path, self.elements[path] - 1)
                self._note(path, place, Range(start, end))
        return path

    def _statement(self, table: KeyPath) -> None:
        path = table
        keys = self._keys()
        for key, place in keys[:-1]:
            path = (*path, key)
            self._note(path, place, place)
        key, place = keys[-1]
        path = (*path, key)
        self._skip(_SPACE)
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        self._note(path, place, self._value(path))

    def _keys(self) -> list[tuple[str, Range]]:
        keys = []
        while True:
            self._skip(_SPACE)
            start = self.at
            quoted = self.text[start] in "\"'"
            self._skip(_STRING if quoted else _BARE)
            word = self.text[start : self.at]
            keys.append((next(iter(toml.loads(f"{word}=0"))) if quoted else word, Range(start, self.at)))
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _value(self, path: KeyPath) -> Range:
        start = self.at
        opening = self.text[start]
        if opening in "\"'":
            self._skip(_STRING)
        elif opening in "[{":
            self._members(path, listed=opening == "[")
        else:
            self._skip(_SCALAR)
            self.at = start + len(self.text[start : self.at].rstrip())
        return Range(start, self.at)

    def _members(self, path: KeyPath, listed: bool) -> None:
        """A list, or an inline table."""
        closing = "]" if listed else "}"
        self.at += 1
        count = 0
        self._skip(_BLANK)
        while not self.text.startswith(closing, self.at):
            if listed:
                place = self._value((*path, count))
                self._note((*path, count), place, place)
            else:
                self._statement(path)
            count += 1
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
                self._skip(_BLANK)
        self.at += 1

    def _note(self, path: KeyPath, key: Range, value: Range) -> None:
        self.found.setdefault(path, Located(key, value))

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
