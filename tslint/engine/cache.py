"""The cache: what the analysis of a part gave, kept until a file that it read (or missed) is another.

One file a part under `.tslint_cache`, named by what was asked: the files, the mode, the entries, tslint
itself. It holds the state of every file that was read, and every path that was looked for in vain. Rules are
applied anew each time. A file that is damaged, foreign or of another version is passed over and written
again.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

import tslint
from tslint.config.settings import Settings
from tslint.engine.part import PartResult
from tslint.engine.stored import decode
from tslint.rules.ruleset import RuleSet
from tslint.source.files import State, state_of

FOLDER = ".tslint_cache"
ROOM = 256 * 2**20  # bytes; the oldest files go first
_STALE = 3600.0  # seconds; a half-written file of that age was left by a process that was killed
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of tslint.\n"


class Cache:
    """The results of earlier runs in one folder; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None, settings: Settings, rules: RuleSet) -> None:
        """`rules` count in hybrid mode, where they decide what is a loss."""
        self._folder = folder
        self._asked = ""
        if folder is None:
            return
        asked = (
            settings.mode,
            sorted(settings.entries),
            settings.target_torch,
            settings.follow_imports,
            settings.script_decorator,
            sorted(settings.optional_events),
            repr(rules.rules) if settings.mode == "hybrid" else "",
        )
        self._asked = repr((tslint.__version__, sys.version, asked, _own_state()))

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._folder is not None

    def get(self, files: Sequence[Path]) -> PartResult | None:
        """What the part gave when it was last analysed, if nothing that counts has changed since."""
        if self._folder is None:
            return None
        try:
            stored = decode(self._file(files).read_bytes())
            if any(state_of(path) != state for path, state in stored.read.items()):
                return None
            return None if any(map(os.path.exists, stored.missed)) else stored.result()
        except (OSError, msgspec.MsgspecError, ValueError, TypeError, LookupError):
            return None

    def put(self, files: Sequence[Path], data: bytes) -> None:
        """Keep a part as `engine.stored` writes it; a folder that cannot be written is no reason to fail."""
        if self._folder is None:
            return
        with suppress(OSError):
            _prepare(self._folder)
            _write(self._file(files), data)
            _prune(self._folder)

    def _file(self, files: Sequence[Path]) -> Path:
        assert self._folder is not None
        names = "\n".join(str(path.absolute()) for path in files)
        asked = f"{self._asked}\n{names}".encode("utf-8", "surrogatepass")
        key = hashlib.blake2b(asked, digest_size=16).hexdigest()
        return self._folder / f"{key}.msgpack"


def _own_state() -> list[State | None]:
    """The state of tslint's own code and data: an edited checkout is another version."""
    root = Path(tslint.__file__).parent
    return [state_of(str(path)) for path in sorted(root.rglob("*")) if path.suffix in (".py", ".bin")]


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
    import tempfile  # here: what is recalled is not written

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
    found = [(path, path.stat()) for path in folder.glob("*.msgpack")]
    found.sort(key=lambda pair: pair[1].st_mtime_ns, reverse=True)
    sizes = itertools.accumulate(state.st_size for _, state in found)
    # The newest stays however large it is: it was written just now.
    old = [path for (path, _), filled in list(zip(found, sizes, strict=True))[1:] if filled > ROOM]
    stale = [path for path in folder.glob(".tmp-*") if time.time() - path.stat().st_mtime > _STALE]
    for path in (*old, *stale):
        with suppress(OSError):
            path.unlink()
