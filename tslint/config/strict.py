"""Strict tables: TOML into a typed record, an unknown key or a wrong value an error that shows its place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from tslint.config import locate
from tslint.config.caret import excerpt, point
from tslint.errors import TslintError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table came from, for messages: the file, its text and the path of the table inside it."""

    file: Path | str
    """A file, or the option of the command line that holds the text."""
    text: str
    path: tuple[str, ...] = ()
    hidden: int = 0
    """How many leading keys of `path` are left out of messages (`tool.tslint`)."""
    line: int = 1
    """The line of the file on which `text` begins (a rule page's front matter is a part of its file)."""

    def below(self, *keys: str) -> Place:
        """The place of a table inside this one."""
        return replace(self, path=(*self.path, *keys))

    def error(
        self, key: str | None, what: str, inside: locate.KeyPath | None = None, note: str = ""
    ) -> TslintError:
        """An error about `key` of this table, or about the table itself; `{key}` in `what` names it.

        With `inside` it is about the value: all of it for an empty path, or a part of it. `note` goes below
        the excerpt.
        """
        path: locate.KeyPath = self.path if key is None else (*self.path, key)
        path += inside or ()
        words = [word for word in path if isinstance(word, str)]
        shown = ".".join(words[self.hidden :]) or ".".join(words)
        said = what.replace("{key}", f"`{shown}`" if shown else "the table")
        found = locate.locate(self.text, path) if path else None
        if found is None:
            place = self.file if isinstance(self.file, str) else f"{self.file}:{self.line}"
            return TslintError(f"{place}: {said}", f"  = {note}" if note else "")
        return self.error_at(found.key if inside is None else found.value, said, note)

    def error_at(self, where: locate.Range, said: str, note: str = "") -> TslintError:
        """An error about a stretch of the text."""
        if isinstance(self.file, str):  # a single line: no number helps to find it
            return TslintError(f"{self.file}: {said}", excerpt(self.text, where, note, 0))
        line, column = point(self.text, where.start)
        place = f"{self.file}:{line + self.line - 1}:{column}"
        return TslintError(f"{place}: {said}", excerpt(self.text, where, note, self.line))


_Table = TypeVar("_Table", bound=msgspec.Struct)


def convert_table(table: dict[str, Any], model: type[_Table], place: Place) -> _Table:
    """The record of a table; raises TslintError for a key that `model` lacks or a value of the wrong type."""
    try:
        return msgspec.convert(table, model)
    except msgspec.ValidationError as error:
        raise _explained(error, table, model, place) from None


def _explained(
    error: msgspec.ValidationError, table: dict[str, Any], model: type[_Table], place: Place
) -> TslintError:
    """The same error with its place and the valid keys or values, which msgspec does not tell."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(model)}
    try:
        check_table(table, model, place)
    except TslintError as found:
        return found
    lacking = next((name for name, field in fields.items() if field.required and name not in table), None)
    if lacking is not None:
        return place.error(None, f"{{key}} lacks the key `{lacking}`")
    return place.error(None, f"{{key}}: {_reason(error, model)}")


def check_table(table: dict[str, Any], model: type[msgspec.Struct], place: Place) -> None:
    """Raise TslintError for a key that `model` lacks or a value of the wrong type, whatever is not there."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(model)}
    for key in table:
        if key not in fields:
            raise _unknown_key(key, list(fields), place)
    for name, value in table.items():
        wrong = _wrong(value, fields[name].type)
        if wrong is not None:
            inside, reason = wrong
            raise place.error(name, f"{{key}}: {reason}", inside)


def _unknown_key(key: str, valid: list[str], place: Place) -> TslintError:
    """The nearest valid key, and all of them."""
    close = difflib.get_close_matches(key, valid, n=len(valid), cutoff=0.5)
    guess = f"; did you mean `{close[0]}`?" if close else ""
    ordered = close + [name for name in valid if name not in close]
    return place.error(key, f"unknown key {{key}}{guess}", note=f"valid keys: {', '.join(ordered)}")


def _wrong(value: Any, wanted: Any) -> tuple[locate.KeyPath, str] | None:
    """The innermost part of a value that is none of what is wanted, and why; None where all is right."""
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        for key, part, kind in _parts(value, wanted):
            inner = _wrong(part, kind)
            if inner is not None:
                return (key, *inner[0]), inner[1]
        return (), _reason(error, wanted)
    return None


def _parts(value: Any, wanted: Any) -> list[tuple[str | int, Any, Any]]:
    """The elements of a list or table, each with the type that is wanted of it."""
    for kind in get_args(wanted) if get_origin(wanted) in (Union, UnionType) else (wanted,):
        arguments = get_args(kind)
        if isinstance(value, list) and get_origin(kind) is tuple:
            return [(number, part, arguments[0]) for number, part in enumerate(value)]
        if isinstance(value, dict) and get_origin(kind) is dict:
            return [(key, part, arguments[1]) for key, part in value.items()]
    return []


def _reason(error: msgspec.ValidationError, wanted: Any) -> str:
    reason = str(error).partition(" - at `$")[0]
    choices = _choices(wanted)
    if choices:
        return f"valid values: {', '.join(choices)}"
    reason = reason.replace("array", "list").replace("object", "table").replace(" | null", "")
    return reason[0].lower() + reason[1:]


def _choices(wanted: Any) -> list[str]:
    if get_origin(wanted) is Literal:
        return [str(choice) for choice in get_args(wanted)]
    if wanted is bool:
        return ["true", "false"]
    nested = [_choices(part) for part in get_args(wanted) if part is not type(None)]
    return [choice for part in nested for choice in part] if nested and all(nested) else []
