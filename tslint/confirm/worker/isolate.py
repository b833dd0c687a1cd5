"""What a worker process may not do: outgrow its memory, reach the network, outlive tslint, dump core."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, argument: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL(None, use_errno=True).prctl(option, argument, 0, 0, 0)
    except (OSError, AttributeError):
        return  # a libc without prctl: tslint still ends the process group


def die_with_parent(parent: int) -> None:
    """Linux: be killed when the process `parent` ends, also when it is killed itself."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Linux: become the parent of orphaned descendants, so that they can be reaped here."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def reap() -> bool:
    """Collect every child that has ended; True when no child is left."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            return False


def limit(memory: int) -> None:
    """Bound the address space to `memory` bytes (0: no bound) and forbid core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        bound = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        except (ValueError, OSError):
            return  # macOS knows the limit but does not always take it


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        raise PermissionError("tslint confirm runs the model without network")
    if event == "socket.connect" and arguments[0].family != getattr(socket, "AF_UNIX", None):
        raise PermissionError("tslint confirm runs the model without network")


def forbid_network() -> None:
    """Refuse Python's own connections: a model that downloads its weights says so instead of waiting."""
    sys.addaudithook(_refuse_network)


class TooLong(BaseException):
    """A piece of Python ran longer than `time_limit` allows; no `except Exception` of a model catches it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong in the block after `seconds`: a searched input may send a loop on for ever."""

    def ring(number: int, frame: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
