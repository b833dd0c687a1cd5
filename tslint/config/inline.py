"""`--config 'key = value'`: a piece of configuration on the command line, which wins over the file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tslint.config.document import parse
from tslint.config.model import Config, Target
from tslint.config.strict import Place, check_table
from tslint.errors import TslintError

OPTION = "--config"


@dataclass(frozen=True, slots=True)
class Inline:
    """One statement of the command line: its table, and its text for messages."""

    table: dict[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class ConfigOption:
    """What `--config` says, all of it: a file in place of the nearest one, and statements."""

    file: Path | None = None
    inline: tuple[Inline, ...] = ()


def asked(words: Iterable[str]) -> ConfigOption:
    """What the words given to `--config` mean: a file, or where there is no such file and a `=` in it, TOML.

    Raises TslintError for two files, for what is no TOML, and for an unknown key or a wrong value.
    """
    file: Path | None = None
    inline = []
    for word in words:
        path = Path(word)
        # os.path.isfile: a statement may be longer than any name of a file.
        if "=" in word and not os.path.isfile(word):
            inline.append(_statement(word))
        elif file is not None:
            raise TslintError(f"{OPTION}: two files, {file} and {path}; one configuration is read")
        else:
            file = path
    return ConfigOption(file, tuple(inline))


def merged(document: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A document with another on top: tables are joined key by key, anything else is replaced."""
    result = dict(document)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def _statement(text: str) -> Inline:
    place = Place(OPTION, text)
    table = parse(place)
    check_table({key: value for key, value in table.items() if key != "targets"}, Config, place)
    targets = table.get("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(target, dict) for target in targets.values()):
        raise place.error("targets", "{key} must be a table of tables, `targets.NAME.KEY = VALUE`", ())
    for name, target in targets.items():
        check_table(target, Target, place.below("targets", name))
    return Inline(table, place)
