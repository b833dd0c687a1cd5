"""`tslint check --watch`: the check again whenever a file changes, until Ctrl-C."""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path
from types import FrameType

import click

from tslint.cli.main import CLEAN
from tslint.config.inline import ConfigOption
from tslint.errors import TslintError
from tslint.source.discover import DEFAULT_EXCLUDES
from tslint.source.files import SourceFile, state_of
from tslint.source.unsaved import Desk, at

_NAMES = ("tslint.toml", "pyproject.toml", ".gitignore")
_ENDINGS = (".py", ".md")  # sources, and rule pages of a project's own
_POLL = 1.0  # seconds between looks at files above the watched folders
_KEPT = 16 * 2**20  # characters of parsed source that are kept from one check to the next

BEGINS = r"\[\d\d:\d\d:\d\d\] tslint checks"
ENDS = r"\[\d\d:\d\d:\d\d\] checked in .* watching for changes"
"""What reads the lines around the findings of one round, for an editor's background task."""

Known = Callable[[], Collection[str]]
_Changes = queue.Queue[list[str] | Exception]


def watched(
    check: Callable[[], object], paths: Sequence[Path], config: ConfigOption, known: Known = frozenset
) -> int:
    """Run `check` at once and after each change of a file below `paths` or of a configuration above them.
    `known` are the files of which the check keeps all from one run to the next.

    What tslint objects to (a configuration in the middle of an edit) is told, and watching goes on. Ends at
    Ctrl-C. Raises TslintError where the library that watches is missing, or a path.
    """
    folders = _folders(paths)
    outer = [str(file) for file in _above(folders, config.file)]
    parsed: dict[str, SourceFile] = {}
    stop = threading.Event()
    with suppress(KeyboardInterrupt), _changes(folders, stop) as changes, _interruptible(stop):
        while not stop.is_set():
            states = [*map(state_of, outer)]
            one_round(check, parsed, known)
            while not (stop.is_set() or _changed(changes) or [*map(state_of, outer)] != states):
                pass
    _say("watching ended")
    return CLEAN


@contextmanager
def _interruptible(stop: threading.Event) -> Iterator[None]:
    """Set `stop` at Ctrl-C too: an exception that comes while an object is finalised is lost."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _folders(paths: Sequence[Path]) -> list[Path]:
    for path in paths:
        if not path.exists():
            raise TslintError(f"{path}: there is no such file or folder to watch")
    return list({path.absolute() if path.is_dir() else path.absolute().parent for path in paths})


@contextmanager
def _changes(folders: Sequence[Path], stop: threading.Event) -> Iterator[_Changes]:
    """A queue of what changes in folders: a thread watches, so that nothing is missed while a check runs."""
    try:
        import watchfiles
    except ModuleNotFoundError as error:
        if error.name != "watchfiles":
            raise
        raise TslintError("--watch needs watchfiles: pip install 'tslint[watch]'") from None
    found: _Changes = queue.Queue()

    def listen() -> None:
        try:
            for changes in watchfiles.watch(*folders, watch_filter=_counts, stop_event=stop):
                found.put([path for _, path in changes])
        except (OSError, RuntimeError) as error:  # the latter: a limit of the system, say
            found.put(error)

    thread = threading.Thread(target=listen, name="watch", daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()


def _changed(changes: _Changes) -> bool:
    """Wait a while for a change, and take in whatever came with it."""
    try:
        first = changes.get(timeout=_POLL)
        while not changes.empty():
            first = changes.get()
    except queue.Empty:
        return False
    if isinstance(first, Exception):
        raise TslintError(f"the files cannot be watched: {first}")
    return True


def one_round(check: Callable[[], object], parsed: dict[str, SourceFile], known: Known = frozenset) -> None:
    """Check once, between a line that says so and one that says how long it took."""
    click.clear()  # on a terminal only
    _say("tslint checks ...")
    begun = time.perf_counter()
    try:
        with at(Desk(parsed=parsed)):
            check()
    except TslintError as error:
        print(f"tslint: {error}", error.excerpt, sep="\n" if error.excerpt else "", file=sys.stderr)
    sys.stdout.flush()
    _say(f"checked in {time.perf_counter() - begun:.2f} s; watching for changes, Ctrl-C ends")
    if sum(len(source.text) for source in parsed.values()) > _KEPT:
        parsed.clear()
    kept = known()
    if kept:
        for path in kept:
            parsed.pop(path, None)
        return
    # A check sets aside what it has parsed, for good: here there is a next one.
    gc.unfreeze()
    gc.collect()


def _say(text: str) -> None:
    """A line beside the findings, whatever their format: on stderr."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def _counts(change: object, path: str) -> bool:
    """Whether a change of a file may change what a check says."""
    folder, name = os.path.split(path)
    if any(fnmatchcase(part, pattern) for part in folder.split(os.sep) for pattern in DEFAULT_EXCLUDES):
        return False
    return name in _NAMES or name.endswith(_ENDINGS)


def _above(folders: Iterable[Path], file: Path | None) -> Iterator[Path]:
    """The files that could be the configuration of a run, outside of what is watched: there or not."""
    if file is not None:
        yield file
        return
    for folder in folders:
        for parent in folder.parents:
            yield from (parent / name for name in _NAMES)
