"""Finds and ends what a model left behind: processes with a worker's mark in their environment (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Collection
from pathlib import Path

MARK = "TSLINT_WORKER"
"""The environment variable whose random value every descendant of a worker inherits."""
MOST_ROUNDS = 200


def find(mark: str) -> set[int]:
    """Processes whose environment holds `MARK=mark`; empty where there is no /proc to read."""
    wanted = f"{MARK}={mark}".encode()
    found = set()
    with contextlib.suppress(OSError):
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                if wanted in Path("/proc", entry.name, "environ").read_bytes():
                    found.add(int(entry.name))
    return found


def end(mark: str, spare: Collection[int] = (), seconds: float = 3.0) -> bool:
    """Kill them all, except `spare`; False if some were still there after `seconds`.

    Stopped first, killed then: a stopped process forks no more, so that even a fork bomb is met by rounds.
    """
    give_up = time.monotonic() + seconds
    stopped: set[int] = set()
    for _ in range(MOST_ROUNDS):
        fresh = find(mark) - stopped - set(spare)
        if not fresh or time.monotonic() > give_up:
            break
        for pid in fresh:
            _signal(pid, signal.SIGSTOP)
        stopped |= fresh
    for pid in stopped:
        _signal(pid, signal.SIGKILL)
    while find(mark) - set(spare):
        if time.monotonic() > give_up:
            return False
        for pid in find(mark) - set(spare):
            _signal(pid, signal.SIGKILL)
        time.sleep(0.01)
    return True


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
