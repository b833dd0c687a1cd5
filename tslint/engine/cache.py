"""The cache: what the analysis of a part gave, kept until a file that it read (or missed) is another.

One file a part under `.tslint_cache`, named by what was asked: the files, the mode, the entries, tslint
itself. It holds the state of every file that was read, and every path that was looked for in vain. Rules are
applied anew each time. A file that is damaged, foreign or of another version is passed over and written
again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

import tslint
from tslint.analysis.api import EntryEvents
from tslint.analysis.events import Call, Event
from tslint.config.settings import Settings
from tslint.ir import cures
from tslint.ir.spans import Span
from tslint.rules.ruleset import RuleSet
from tslint.source.comments import Suppression

FOLDER = ".tslint_cache"
_KEPT = 64  # files; the oldest go first
_STALE = 3600.0  # seconds; a half-written file of that age was left by a process that was killed
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of tslint.\n"
State = tuple[int, int]


class _Event(msgspec.Struct, array_like=True):
    kind: str
    regime: str
    file: str
    span: Span
    facts: dict[str, str]
    chain: list[Call]
    cures: list[tuple[str, list[object]]]


class _Entry(msgspec.Struct, array_like=True):
    name: str
    qualname: str
    kind: Literal["module", "function", "class"]
    file: str
    line: int
    regime: Literal["script", "trace"]
    events: list[_Event]
    complete: bool
    whole: bool


class _Stored(msgspec.Struct, array_like=True):
    read: dict[str, State]
    missed: list[str]
    part: PartResult


class PartResult(msgspec.Struct, array_like=True):
    """What is kept of a part: its files and their comments, syntax errors, definitions, and entries."""

    checked: list[str]
    comments: dict[str, list[Suppression]]
    syntax: list[_Event]
    names: list[str]
    entries: list[_Entry]

    @classmethod
    def of(
        cls,
        checked: list[str],
        comments: dict[str, list[Suppression]],
        syntax: Iterable[Event],
        names: list[str],
        entries: Iterable[EntryEvents],
    ) -> PartResult:
        """Make it from what an analysis gave."""
        return cls(
            checked, comments, [_flat(event) for event in syntax], names, [_flat_entry(e) for e in entries]
        )

    def syntax_events(self) -> list[Event]:
        """The syntax errors as events."""
        return [_event(stored) for stored in self.syntax]

    def entry_events(self) -> list[EntryEvents]:
        """The entries, without the modules as they were built."""
        return [
            EntryEvents(
                e.name,
                e.qualname,
                e.kind,
                e.file,
                e.line,
                e.regime,
                [_event(v) for v in e.events],
                e.complete,
                None,
                e.whole,
            )  # fmt: skip
            for e in self.entries
        ]


def _flat(event: Event) -> _Event:
    stored = [(type(c).__name__, [getattr(c, name) for name in c.__slots__]) for c in event.cures]
    return _Event(
        event.kind, event.regime, event.file, event.span, dict(event.facts), list(event.chain), stored
    )


def _flat_entry(entry: EntryEvents) -> _Entry:
    events = [_flat(event) for event in entry.events]
    return _Entry(
        entry.name,
        entry.qualname,
        entry.kind,
        entry.file,
        entry.line,
        entry.regime,
        events,
        entry.complete,
        entry.whole,
    )


_CURES = {
    cure.__name__: cure
    for cure in (
        cures.DecorateFunction,
        cures.AnnotateLocal,
        cures.AnnotateParameter,
        cures.AnnotateReturn,
        cures.WrapCall,
        cures.ReplaceText,
        cures.ReplaceStatement,
        cures.EditComment,
        cures.ExtractBlock,
    )
}


def _field(value: object) -> object:
    """A field of a cure as it was: a span is four numbers, other lists hold names or parameters."""
    if not isinstance(value, (list, tuple)):
        return value
    if len(value) == 4 and all(isinstance(part, int) for part in value):
        return Span(*value)
    return tuple(cures.Parameter(*part) if isinstance(part, (list, tuple)) else part for part in value)


def _event(stored: _Event) -> Event:
    made = tuple(
        _CURES[name](*(_field(value) for value in values))  # type: ignore[arg-type]
        for name, values in stored.cures
    )
    return Event(
        stored.kind, stored.regime, stored.file, stored.span, stored.facts, tuple(stored.chain), made
    )


class Cache:
    """The results of earlier runs in one folder; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None, settings: Settings, rules: RuleSet) -> None:
        """`rules` count in hybrid mode, where they decide what is a loss."""
        self._folder = folder
        asked = (
            settings.mode,
            sorted(settings.entries),
            settings.target_torch,
            settings.follow_imports,
            settings.script_decorator,
            sorted(settings.optional_events),
            repr(rules.rules) if settings.mode == "hybrid" else "",
        )
        self._asked = repr(
            (tslint.__version__, sys.version, asked, _own_state() if folder is not None else ())
        )

    def get(self, files: Sequence[Path]) -> PartResult | None:
        """What the part gave when it was last analysed, if nothing that counts has changed since."""
        if self._folder is None:
            return None
        try:
            stored = msgspec.msgpack.decode(self._file(files).read_bytes(), type=_Stored)
        except (OSError, msgspec.MsgspecError, ValueError, TypeError):
            return None
        unchanged = all(_state(path) == state for path, state in stored.read.items())
        return stored.part if unchanged and not any(os.path.exists(path) for path in stored.missed) else None

    def put(
        self, files: Sequence[Path], part: PartResult, read: Iterable[str], missed: Iterable[str]
    ) -> None:
        """Keep what a part gave; a folder that cannot be written is no reason to fail."""
        if self._folder is None:
            return
        states = {path: state for path in read if (state := _state(path)) is not None}
        with suppress(OSError):
            _prepare(self._folder)
            data = msgspec.msgpack.encode(_Stored(states, sorted(set(missed)), part))
            _write(self._file(files), data)
            _prune(self._folder)

    def _file(self, files: Sequence[Path]) -> Path:
        assert self._folder is not None
        names = "\n".join(str(path.absolute()) for path in files)
        key = hashlib.blake2b(f"{self._asked}\n{names}".encode(), digest_size=16).hexdigest()
        return self._folder / f"{key}.msgpack"


def _state(path: str) -> State | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _own_state() -> list[State | None]:
    """The state of tslint's own code and data: an edited checkout is another version."""
    root = Path(tslint.__file__).parent
    return [_state(str(path)) for path in sorted(root.rglob("*")) if path.suffix in (".py", ".bin")]


def prepared_folder(root: Path) -> Path | None:
    """The cache folder below `root`, made where there is none; None where it cannot be made."""
    folder = root / FOLDER
    try:
        _prepare(folder)
    except OSError:
        return None
    return folder


def _prepare(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        if not (folder / name).exists():
            _write(folder / name, text.encode())


def _write(target: Path, data: bytes) -> None:
    """Write through a temporary file, so that another process never reads half of it."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _prune(folder: Path) -> None:
    files = sorted(folder.glob("*.msgpack"), key=lambda path: path.stat().st_mtime, reverse=True)
    stale = [path for path in folder.glob(".tmp-*") if time.time() - path.stat().st_mtime > _STALE]
    for path in (*files[_KEPT:], *stale):
        with suppress(OSError):
            path.unlink()
