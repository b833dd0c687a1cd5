"""The file of one release: sections of msgpack, each compressed alone and read when it is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tslint.errors import TslintError
from tslint.torchspec.delta import applied, difference

_MAGIC = b"tslint-torchspec 1\n"
# Between a section's name and the release that it is told by its difference from (`functions@2.13`).
_FROM = "@"
# Sections that are one release's own: no other tells anything about them.
_OWN = frozenset({"about", "absent", "language"})


def write(path: Path, sections: Mapping[str, Mapping[str, Any]], base: str = "") -> None:
    """Write `sections` (dicts of plain lists, dicts, strings, numbers) to `path`.

    `base` is a release whose file lies beside `path`: only the differences from it are written then.
    """
    index: dict[str, tuple[int, int]] = {}
    blobs: list[bytes] = []
    at = 0
    told_from = Store(path.with_name(f"{base}.bin")) if base else None
    for section, whole in sections.items():
        name, content = section, whole
        if told_from is not None and section not in _OWN:
            name = f"{section}{_FROM}{base}"
            content = difference(section, told_from.section(section), whole)  # type: ignore[assignment]
        blob = zlib.compress(msgspec.msgpack.encode(content), 9)
        index[name] = (at, len(blob))
        blobs.append(blob)
        at += len(blob)
    head = msgspec.msgpack.encode(index)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join((_MAGIC, len(head).to_bytes(4, "little"), head, *blobs)))


class Store:
    """Reads a file that `write` made; a section is decompressed when it is first asked for."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`. Raises TslintError where it is missing or none of ours."""
        try:
            self._content = path.read_bytes()
        except OSError as error:
            raise TslintError(f"cannot read {path}: {error.strerror or error}; reinstall tslint") from error
        start = len(_MAGIC) + 4
        if not self._content.startswith(_MAGIC):
            raise TslintError(f"{path} is no torchspec of this tslint; reinstall tslint")
        size = int.from_bytes(self._content[len(_MAGIC) : start], "little")
        try:
            self._index = msgspec.msgpack.decode(
                self._content[start : start + size], type=dict[str, tuple[int, int]]
            )
        except msgspec.MsgspecError as error:
            raise TslintError(f"{path} is damaged; reinstall tslint") from error
        self._path = path
        self._start = start + size
        self._sections: dict[str, Any] = {}
        self._others: dict[str, Store] = {}

    def section(self, name: str) -> Any:
        """The decoded content of one section; an empty dict where the file has none of that name."""
        if name not in self._sections:
            self._sections[name] = self._read(name) if name in self._index else self._differing(name)
        return self._sections[name]

    def names(self) -> list[str]:
        """The sections that the file holds."""
        return [name.partition(_FROM)[0] for name in self._index]

    def _differing(self, name: str) -> dict[str, Any]:
        """A section that is told by its differences from another release's."""
        for key in self._index:
            section, told, base = key.partition(_FROM)
            if told and section == name:
                return applied(name, self._beside(base).section(name), self._read(key))
        return {}

    def _beside(self, release: str) -> Store:
        if release not in self._others:
            self._others[release] = Store(self._path.with_name(f"{release}.bin"))
        return self._others[release]

    def _read(self, key: str) -> Any:
        at, length = self._index[key]
        blob = self._content[self._start + at : self._start + at + length]
        try:
            return msgspec.msgpack.decode(zlib.decompress(blob))
        except (zlib.error, msgspec.MsgspecError) as error:
            raise TslintError(f"{self._path} is damaged; reinstall tslint") from error
