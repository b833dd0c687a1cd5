"""Strict tables: TOML into a typed record, every unknown key and wrong value an error with file and line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from tslint.config.locate import line_of_key
from tslint.errors import TslintError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table came from, for messages: the file, its text and the path of the table inside it."""

    file: Path
    text: str
    path: tuple[str, ...] = ()
    hidden: int = 0
    """How many leading keys of `path` are left out of messages (`tool.tslint`)."""
    line: int = 1
    """The line of the file on which `text` begins (a rule page's front matter is a part of its file)."""

    def below(self, *keys: str) -> Place:
        """The place of a table inside this one."""
        return replace(self, path=(*self.path, *keys))

    def error(self, key: str | None, what: str) -> TslintError:
        """An error about `key` of this table, or about the table itself."""
        path = self.path if key is None else (*self.path, key)
        shown = ".".join(path[self.hidden :]) or ".".join(path)
        line = line_of_key(self.text, path) + self.line - 1
        named = f"`{shown}`" if shown else "the table"
        return TslintError(f"{self.file}:{line}: {what.replace('{key}', named)}")


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
    """The same error with its line and the valid keys or values, which msgspec does not tell."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(model)}
    for key in table:
        if key not in fields:
            close = difflib.get_close_matches(key, fields, n=len(fields), cutoff=0.5)
            ordered = close + [name for name in fields if name not in close]
            return place.error(key, f"unknown key {{key}}; valid keys: {', '.join(ordered)}")
    for name, field in fields.items():
        if name not in table:
            if field.required:
                return place.error(None, f"{{key}} lacks the key `{name}`")
            continue
        try:
            msgspec.convert(table[name], field.type)
        except msgspec.ValidationError as wrong:
            return place.error(name, f"{{key}}: {_reason(wrong, field.type)}")
    return place.error(None, f"{{key}}: {_reason(error, model)}")


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
