"""A progress bar on stderr, for runs that take long and are watched on a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tslint.engine.progress import Progress, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PATIENCE = 1.0  # seconds without a bar: most runs are over by then


@contextmanager
def progress_shown(wanted: bool) -> Iterator[Progress]:
    """Give a function to report progress to; it shows nothing unless `wanted` and stderr is a terminal."""
    if not wanted or not sys.stderr.isatty():
        yield silent
        return
    shown = _DelayedBar()
    try:
        yield shown.update
    finally:
        shown.close()


class _DelayedBar:
    """A bar that opens after a while, on a timer: one long step may report nothing in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ("starting", 0, 0)
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._shown = ""
        self._closed = False
        self._timer = threading.Timer(_PATIENCE, self._open)
        self._timer.daemon = True
        self._timer.start()

    def update(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            self._state = (stage, done, total)
            self._show()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._bar is not None:
                self._bar.stop()

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        with self._lock:
            if self._closed:
                return
            self._bar = Bar(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._show()

    def _show(self) -> None:
        if self._bar is None:
            return
        stage, done, total = self._state
        if self._task is None or self._shown != stage:
            # A task keeps its total for good: each stage is a task of its own.
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(stage, total=total or None)
            self._shown = stage
        self._bar.update(self._task, completed=done)
