"""Work in processes: forked from this one when it has imported all, each for one piece of work.

Nothing outlives a run: children are killed when it ends early, and end themselves when this process is gone.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from tslint.errors import TslintError

_CHUNK = 2**20
_DONE, _REFUSED, _FAILED = b"d", b"r", b"f"


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work, and what it is called where its process dies."""

    name: str
    work: Callable[[], bytes]


@dataclass(slots=True)
class _Child:
    pid: int
    number: int
    told: bytearray = field(default_factory=bytearray)


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether this system has what `run` needs."""
    return hasattr(os, "fork")


def run(
    tasks: Sequence[Task],
    jobs: int,
    done: Callable[[int], None],
    meanwhile: Callable[[], None] | None = None,
) -> list[bytes]:
    """What each task gives, in their order; they are begun in that order, `jobs` at a time.

    `done` is told how many are over. `meanwhile` is done in this process once the first of them have begun:
    no other begins before that is over. Raises TslintError where a task raises it and where a process dies.
    """
    results: list[bytes] = [b""] * len(tasks)
    children: dict[int, _Child] = {}  # by the pipe that they answer on
    alive = os.pipe()  # nobody writes: its end says that this process is gone
    begun = over = 0
    with selectors.DefaultSelector() as selector:
        try:
            while over < len(tasks):
                while begun < len(tasks) and len(children) < jobs:
                    pipe, child = _begin(tasks[begun], begun, alive)
                    children[pipe] = child
                    selector.register(pipe, selectors.EVENT_READ)
                    begun += 1
                if meanwhile is not None:
                    meanwhile()
                    meanwhile = None
                for key, _ in selector.select():
                    child = children[key.fd]
                    data = os.read(key.fd, _CHUNK)
                    child.told += data
                    if not data:
                        selector.unregister(key.fd)
                        del children[key.fd]
                        os.close(key.fd)
                        _, status = os.waitpid(child.pid, 0)
                        results[child.number] = _answer(child, status, tasks[child.number].name)
                        over += 1
                        done(over)
        finally:
            for pipe, child in children.items():
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
                os.close(pipe)
            for end in alive:
                os.close(end)
    return results


def _begin(task: Task, number: int, alive: tuple[int, int]) -> tuple[int, _Child]:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        _run(task, write, alive)
    os.close(write)
    return read, _Child(pid, number)


def _run(task: Task, pipe: int, alive: tuple[int, int]) -> NoReturn:
    """The child's whole life: it never returns into the code that forked it."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(alive[1])
        threading.Thread(target=_end_with, args=(alive[0],), daemon=True).start()
        gc.freeze()  # what the parent made is shared as long as nobody touches it
        _tell(pipe, *_worked(task))
    finally:
        os._exit(0)


def _worked(task: Task) -> tuple[bytes, bytes]:
    try:
        return _DONE, task.work()
    except TslintError as error:
        return _REFUSED, str(error).encode("utf-8", "backslashreplace")
    except MemoryError:
        return _REFUSED, f"no memory was left for {task.name}; --jobs 1 takes less of it".encode()
    except Exception as error:
        if os.environ.get("TSLINT_DEBUG") == "1":
            traceback.print_exc()
        return _FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace")


def _tell(pipe: int, kind: bytes, data: bytes) -> None:
    message = memoryview(kind + len(data).to_bytes(8, "little") + data)
    while message:
        message = message[os.write(pipe, message) :]


def _end_with(alive: int) -> None:
    os.read(alive, 1)
    os._exit(1)


def _answer(child: _Child, status: int, name: str) -> bytes:
    kind, data = bytes(child.told[:1]), bytes(child.told[9:])
    if not kind or len(data) != int.from_bytes(child.told[1:9], "little"):
        code = os.waitstatus_to_exitcode(status)
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        raise TslintError(f"a process ended ({how}) while it looked at {name}; --jobs 1 takes less memory")
    if kind == _REFUSED:
        raise TslintError(data.decode())
    if kind == _FAILED:
        raise RuntimeError(data.decode())
    return data
