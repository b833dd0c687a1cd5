"""Find and read the configuration: the nearest `tslint.toml` or `pyproject.toml` that speaks of tslint."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tslint.config import toml
from tslint.config.document import parse
from tslint.config.inline import OPTION, Inline, merged
from tslint.config.model import Config, Target
from tslint.config.origin import Origin
from tslint.config.strict import Place, convert_table
from tslint.errors import TslintError


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A configuration, its file (None: defaults only) and the folder that its paths are relative to."""

    config: Config
    file: Path | None
    root: Path
    origin: Origin = Origin()
    inline: tuple[Inline, ...] = ()
    asked_for: bool = False
    """Whether the file was named: then it holds for every file, whatever lies nearer."""


def find_config(start: Path) -> Path | None:
    """The configuration file for `start`: the nearest one in its folder or above; None if there is none.

    A `pyproject.toml` without a `[tool.tslint]` table is passed over; `tslint.toml` beats the one beside it.
    """
    # Without `..`: what lies above a path is not what is written before its last part.
    place = Path(os.path.abspath(start))
    folder = place if place.is_dir() else place.parent
    return next((file for each in (folder, *folder.parents) if (file := config_in(each)) is not None), None)


def config_in(folder: Path) -> Path | None:
    """The configuration file that lies in a folder itself."""
    own = folder / "tslint.toml"
    if own.is_file():
        return own
    project = folder / "pyproject.toml"
    return project if project.is_file() and _mentions_tslint(project) else None


def load_config(start: Path, explicit: Path | None = None, inline: Sequence[Inline] = ()) -> LoadedConfig:
    """Read the configuration for `start`, or the `explicit` file, with `inline` statements on top.

    Raises TslintError, which shows the place, for a file that cannot be read, TOML that cannot be parsed,
    an unknown key or a value of the wrong type.
    """
    file = explicit if explicit is not None else find_config(start)
    if file is None:
        document: Any = {}
        source = Place(OPTION, "\n".join(statement.place.text for statement in inline))
        root = start if start.is_dir() else start.parent
    else:
        source = Place(file, _read(file))
        document = parse(source)
        if file.name == "pyproject.toml":
            tool = document.get("tool", {})
            document = tool.get("tslint", {}) if isinstance(tool, dict) else {}
            source = Place(file, source.text, ("tool", "tslint"), 2)
        root = file.absolute().parent
    if not isinstance(document, dict):
        raise source.error(None, "{key} must be a table", ())
    for statement in inline:
        document = merged(document, statement.table)
    origin = Origin((*(statement.place for statement in reversed(inline)), source))
    config = _config_of(document, source)
    return LoadedConfig(config, file, root, origin, tuple(inline), explicit is not None)


def _mentions_tslint(project: Path) -> bool:
    try:
        content = project.read_bytes()
    except OSError:
        return False
    if b"tslint" not in content:
        return False
    try:
        tool = toml.loads(content.decode()).get("tool", {})
        return isinstance(tool, dict) and "tslint" in tool
    except (toml.TOMLDecodeError, UnicodeDecodeError):
        # A broken file whose text has the table is meant for tslint: it is loaded, and the error is told.
        return re.search(rb"^[^#\w\n]*\[\s*tool\s*\.\s*tslint\b", content, re.MULTILINE) is not None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TslintError(f"{file}: the configuration is not UTF-8 (byte {error.start})") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TslintError(f"{file}: cannot read the configuration: {reason}") from None


def _config_of(document: dict[str, Any], source: Place) -> Config:
    targets = document.get("targets", {})
    wanted = f"{{key}} must be a table of tables, `[{'.'.join((*source.path, 'targets', 'NAME'))}]`"
    if not isinstance(targets, dict):
        raise source.error("targets", wanted, ())
    known = {}
    for name, target in targets.items():
        if not isinstance(target, dict):
            raise source.error("targets", wanted, (name,))
        known[name] = convert_table(target, Target, source.below("targets", name))
    rest = {key: value for key, value in document.items() if key != "targets"}
    return msgspec.structs.replace(convert_table(rest, Config, source), targets=known)
