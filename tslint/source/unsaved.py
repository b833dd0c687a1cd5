"""Texts that stand in place of files: what an editor holds unsaved, what came over stdin; and kept parses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tslint.source.files import SourceFile


@dataclass(slots=True)
class Desk:
    """What lies in front of the files on disk while one check runs.

    `texts` are bytes by absolute path, read in place of the file. `parsed` keeps sources from one check to
    the next: a file's digest is asked before its tree is used again.
    """

    texts: Mapping[str, bytes] = field(default_factory=dict)
    parsed: dict[str, SourceFile] | None = None


_DESK: ContextVar[Desk | None] = ContextVar("desk", default=None)


@contextmanager
def at(desk: Desk) -> Iterator[None]:
    """Within it, sources are read from `desk` first."""
    token = _DESK.set(desk)
    try:
        yield
    finally:
        _DESK.reset(token)


@contextmanager
def alone() -> Iterator[None]:
    """Within it, what is read is parsed anew, and kept for nobody."""
    token = _DESK.set(Desk(all_unsaved()))
    try:
        yield
    finally:
        _DESK.reset(token)


def unsaved(path: str) -> bytes | None:
    """The bytes that stand in place of the file at an absolute path; None where the file itself is meant."""
    desk = _DESK.get()
    return None if desk is None else desk.texts.get(path)


def all_unsaved() -> Mapping[str, bytes]:
    """All bytes that stand in place of files, by absolute path."""
    desk = _DESK.get()
    return {} if desk is None else desk.texts


def kept(path: str, digest: str) -> SourceFile | None:
    """The parse of an earlier check, if it was of the same bytes."""
    desk = _DESK.get()
    found = desk.parsed.get(path) if desk is not None and desk.parsed is not None else None
    return found if found is not None and found.digest == digest else None


def keep(source: SourceFile) -> None:
    """Keep a parse for the next check, where somebody asked for it."""
    desk = _DESK.get()
    if desk is not None and desk.parsed is not None:
        desk.parsed[source.path] = source
