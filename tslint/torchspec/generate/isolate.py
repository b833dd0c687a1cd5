"""Runs probes in a forked process: one that crashes the interpreter or hangs costs only itself."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_WORD = 8


def run_isolated(
    items: Sequence[Item],
    work: Callable[[Item], Result],
    lost: Callable[[Item, str], Result],
    seconds: float = 60,
) -> list[Result]:
    """`work` of every item, in order; one on which the process dies or stalls for `seconds` gives `lost`."""
    results: list[Result] = []
    while len(results) < len(items):
        reason = _run_child(items[len(results) :], work, results, seconds)
        if reason:
            results.append(lost(items[len(results)], reason))
    return results


def _run_child(
    items: Sequence[Item], work: Callable[[Item], Result], results: list[Result], seconds: float
) -> str:
    """Append results until all are done (returns "") or the child is gone (returns why)."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _serve(items, work, write_end)
    os.close(write_end)
    reason = ""
    with os.fdopen(read_end, "rb", buffering=0) as pipe:
        for _ in items:
            framed = _read_frame(pipe, seconds)
            if isinstance(framed, str):
                reason = framed
                break
            results.append(pickle.loads(framed))
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return reason


def _serve(items: Sequence[Item], work: Callable[[Item], Result], write_end: int) -> None:
    """The child's life: probes may print, warn and exit as they like, only the pipe counts."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (the process ends with it)
    with os.fdopen(write_end, "wb") as pipe:
        for item in items:
            content = pickle.dumps(work(item))
            pipe.write(len(content).to_bytes(_WORD, "little") + content)
            pipe.flush()
    os._exit(0)


def _read_frame(pipe: BinaryIO, seconds: float) -> bytes | str:
    """The next result, or why there is none."""
    head = _read_exactly(pipe, _WORD, seconds)
    if isinstance(head, str):
        return head
    return _read_exactly(pipe, int.from_bytes(head, "little"), seconds)


def _read_exactly(pipe: BinaryIO, size: int, seconds: float) -> bytes | str:
    content = b""
    while len(content) < size:
        if not select.select([pipe], [], [], seconds)[0]:
            return "hangs"
        piece = pipe.read(size - len(content))
        if not piece:
            return "crashes the process"
        content += piece
    return content
