"""The worker's loop: imports torch once, then runs each request in a forked child (or in itself, once)."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from typing import Any

from . import isolate
from .channel import Channel, StepFailed
from .describe import describe

REAP_SECONDS = 2.0
"""How long the worker waits for killed descendants before it ends itself."""


def _roles() -> dict[str, Callable[[dict[str, Any], Channel], None]]:
    from . import alone, cpp, export, on_cpu, probe, reference, replay, speed

    return {
        "probe": probe.probe,
        "reference": reference.reference,
        "export": export.export,
        "replay": replay.replay,
        "compile": alone.compile_alone,
        "cpp": cpp.compare,
        "on_cpu": on_cpu.run_on_cpu,
        "speed": speed.speed,
    }


def _perform(request: dict[str, Any], answers: int) -> None:
    channel = Channel(answers, request["nonce"])
    try:
        os.chdir(request["cwd"])
        isolate.limit(request["memory"])
        isolate.forbid_network()
        _roles()[request["role"]](request["job"], channel)
        channel.send("done")
    except StepFailed as failure:
        channel.failed(failure)
        channel.send("done")
    except BaseException as error:
        channel.failed(StepFailed("", describe(error)))
        channel.send("done")
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                continue
        # No atexit handler and no thread of the model may keep the process.
        os._exit(0)


def _fork(request: dict[str, Any], requests: int, answers: int) -> None:
    channel = Channel(answers, request["nonce"])
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        isolate.die_with_parent(parent)
        os.close(requests)
        _perform(request, answers)
    channel.send("started", pid=pid)
    _, status = os.waitpid(pid, 0)
    isolate.reap()
    channel.send("ended", status=status)


def main(requests: int, answers: int) -> None:
    """Answer requests (JSON lines from the descriptor `requests`) until there are no more of them."""
    for descriptor in (requests, answers):
        os.set_inheritable(descriptor, False)
    lines = os.fdopen(requests, "rb", closefd=False)
    hello = json.loads(lines.readline())
    channel = Channel(answers, hello["nonce"])
    isolate.die_with_parent(hello["parent"])
    isolate.adopt_orphans()
    channel.send("hello", python=platform.python_version())
    try:
        import torch

        # Loaded here, once, what every child needs.
        _roles()
    except BaseException as error:
        channel.send("ready", torch=None, error=describe(error))
        return
    channel.send("ready", torch=str(torch.__version__), error="")
    for line in lines:
        request = json.loads(line)
        if request["fork"]:
            _fork(request, requests, answers)
        else:
            _perform(request, answers)
    give_up = time.monotonic() + REAP_SECONDS
    while not isolate.reap() and time.monotonic() < give_up:
        time.sleep(0.02)
    # Interpreter shutdown with torch loaded takes longer than the whole rest of it.
    os._exit(0)
