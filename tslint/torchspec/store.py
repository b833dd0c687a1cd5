"""The file of one release: sections of msgpack, each compressed alone and read when it is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tslint.errors import TslintError

_MAGIC = b"tslint-torchspec 1\n"


def write(path: Path, sections: Mapping[str, object]) -> None:
    """Write `sections` (plain lists, dicts, strings, numbers) to `path`."""
    index: dict[str, tuple[int, int]] = {}
    blobs: list[bytes] = []
    at = 0
    for name, content in sections.items():
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

    def section(self, name: str) -> Any:
        """The decoded content of one section; an empty dict where the file has none of that name."""
        if name not in self._sections:
            at, length = self._index.get(name, (0, 0))
            blob = self._content[self._start + at : self._start + at + length]
            try:
                self._sections[name] = msgspec.msgpack.decode(zlib.decompress(blob)) if length else {}
            except (zlib.error, msgspec.MsgspecError) as error:
                raise TslintError(f"{self._path} is damaged; reinstall tslint") from error
        return self._sections[name]
