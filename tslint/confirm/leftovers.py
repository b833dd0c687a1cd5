"""Finds and ends what a model left behind: processes below a worker, or with its mark (Linux)."""

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


def find(mark: str, root: int | None = None) -> set[int]:
    """Processes whose environment holds `MARK=mark`, and all below `root`; empty where there is no /proc.

    A worker adopts its orphans, so that what has cleared its environment is still found below it; and what is
    below it no more, because the worker was killed, by its environment.
    """
    wanted = f"{MARK}={mark}".encode()
    found = set()
    parents: dict[int, int] = {}
    with contextlib.suppress(OSError):
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit():
                continue
            pid = int(entry.name)
            with contextlib.suppress(OSError, ValueError, IndexError):
                if wanted in Path("/proc", entry.name, "environ").read_bytes():
                    found.add(pid)
            with contextlib.suppress(OSError, ValueError, IndexError):
                state, parent = Path("/proc", entry.name, "stat").read_bytes().rpartition(b")")[2].split()[:2]
                if state not in b"ZX":  # what has ended needs no killing: its parent reaps it
                    parents[pid] = int(parent)
    return found | {pid for pid in parents if root is not None and _is_below(pid, root, parents)}


def _is_below(pid: int, root: int, parents: dict[int, int]) -> bool:
    above = parents.get(pid)
    for _ in parents:  # numbers that are given anew while they are read may make a ring
        if above is None or above == root:
            break
        above = parents.get(above)
    return above == root


def end(mark: str, root: int | None = None, spare: Collection[int] = (), seconds: float = 3.0) -> bool:
    """Kill them all, except `spare`; False if some were still there after `seconds`.

    Stopped first, killed then: a stopped process forks no more, so that even a fork bomb is met by rounds.
    """
    give_up = time.monotonic() + seconds
    stopped: set[int] = set()
    for _ in range(MOST_ROUNDS):
        fresh = find(mark, root) - stopped - set(spare)
        if not fresh and not stopped:
            return True
        if not fresh or time.monotonic() > give_up:
            break
        for pid in fresh:
            _signal(pid, signal.SIGSTOP)
        stopped |= fresh
    for pid in stopped:
        _signal(pid, signal.SIGKILL)
    while left := find(mark, root) - set(spare):
        if time.monotonic() > give_up:
            return False
        for pid in left:
            _signal(pid, signal.SIGKILL)
        time.sleep(0.01)
    return True


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
