"""One worker process as tslint sees it: starts it, gives it requests, hears its answers, and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from tslint.confirm import leftovers
from tslint.confirm.bounded import BoundedOutput

WORKER = Path(__file__).parent / "worker" / "__main__.py"
LONGEST_ANSWER = 32 * 2**20
"""Bytes of answers that are waiting to be read as lines; more is no answer of ours."""
MOST_DRAINED = 8 * 2**20
MOST_PROCESSES = 256
"""Processes that one request may have at a time: a fork bomb has to be met before it takes the machine."""
COUNT_EVERY = 0.25
GRACE = 2.0


@dataclass(slots=True)
class Result:
    """What one request came to.

    `end` says how its process ended: `done`, or in words for the report (`was killed by SIGSEGV`).
    `step` and `doing` are what it began last; `events` are its messages in order.
    """

    end: str = ""
    timed_out: bool = False
    bomb: bool = False
    step: str = ""
    doing: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    output: str = ""

    def data(self, step: str) -> dict[str, Any] | None:
        """What a step that succeeded handed over; None where it did not."""
        for event in self.events:
            if event["event"] == "step" and event["step"] == step and event["ok"]:
                data: dict[str, Any] = event["data"]
                return data
        return None


class Worker:
    """A worker in a session of its own, without stdin; a context manager that leaves no process behind."""

    def __init__(self, python: str) -> None:
        """Start the interpreter `python`; OSError where it cannot be run."""
        self.python_version = ""
        self.torch: str | None = None
        self.torch_error = ""
        self._deadline = 0.0
        self._count_at = 0.0
        self._mark = secrets.token_hex(16)
        self._nonce = ""
        self._pending = b""
        self._output = BoundedOutput()
        self._result = Result()
        self._child: int | None = None
        self._spent = False
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        try:
            # Without buffering on our side select() tells the truth about what can be read.
            self._process = subprocess.Popen(
                [python, str(WORKER), str(requests), str(answers)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                pass_fds=(requests, answers),
                start_new_session=True,
                env=self._environment(),
            )
        except OSError:
            os.close(self._requests)
            os.close(self._answers)
            raise
        finally:
            os.close(requests)
            os.close(answers)
        assert self._process.stdout is not None
        self._stdout = self._process.stdout.fileno()
        for descriptor in (self._requests, self._answers, self._stdout):
            os.set_blocking(descriptor, False)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            leftovers.MARK: self._mark,
            # Importing the user's code must not leave bytecode beside it.
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONFAULTHANDLER": "1",
        }

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it can take a request."""
        return self.torch is not None and not self._spent and self._process.poll() is None

    def start(self, deadline: float) -> Result:
        """Wait until torch is imported; afterwards `python_version`, `torch` and `torch_error` are known.

        `deadline` is a time of `time.monotonic()`.
        """
        self._begin("imports", "importing torch", deadline)
        self._send({"nonce": self._nonce, "parent": os.getpid()})
        return self._wait({"ready"})

    def call(self, role: str, job: dict[str, Any], memory: int, fork: bool, deadline: float) -> Result:
        """Run one request to its end or the deadline; without `fork` the worker spends itself on it."""
        self._begin("", "starting", deadline)
        request = {"role": role, "job": job, "memory": memory, "fork": fork, "cwd": os.getcwd()}
        self._send({"nonce": self._nonce, **request})
        result = self._wait({"ended"} if fork else set())
        # After a timeout the worker may be in any state, and its answers may come late.
        self._spent = not fork or result.timed_out or result.bomb
        return result

    @property
    def _root(self) -> int | None:
        """The worker, while its number is surely its own: once it is reaped another process may get that."""
        return self._process.pid if self._process.returncode is None else None

    def end_leftovers(self) -> None:
        """End the processes that requests started and left behind."""
        leftovers.end(self._mark, self._root, spare={self._process.pid})

    def _begin(self, step: str, doing: str, deadline: float) -> None:
        self._deadline = deadline
        self._result = Result(step=step, doing=doing)
        self._nonce = secrets.token_hex(16)
        self._output = BoundedOutput()
        self._child = None
        self._count_at = time.monotonic() + COUNT_EVERY

    def _send(self, message: dict[str, Any]) -> None:
        data = (json.dumps(message) + "\n").encode("ascii")
        with contextlib.suppress(BrokenPipeError), selectors.DefaultSelector() as selector:
            # A worker that is gone, or reads no more, is noticed by the wait that follows.
            selector.register(self._requests, selectors.EVENT_WRITE)
            while data and selector.select(max(0.0, self._deadline - time.monotonic())):
                data = data[os.write(self._requests, data[: 1 << 12]) :]

    def _wait(self, last: set[str]) -> Result:
        """Listen until an event of `last`, the worker's end, or the deadline."""
        result = self._result
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ, self._hear)
            selector.register(self._stdout, selectors.EVENT_READ, self._capture)
            while not (last & {event["event"] for event in result.events[-1:]}):
                left = self._deadline - time.monotonic()
                if left <= 0:
                    result.timed_out = True
                    self._end_child()
                    break
                # Pipes stay open in whatever a model started: the process itself is asked as well.
                gone = self._process.poll() is not None
                ready = selector.select(0 if gone else min(left, 0.2))
                for key, _ in ready:
                    if not key.data():
                        selector.unregister(key.fd)
                if gone and not ready:
                    break
                if self._is_bomb():
                    result.bomb = True
                if result.bomb or len(self._pending) > LONGEST_ANSWER:
                    self._end_child()
                    break
        self._drain()
        result.output = self._output.text()
        result.end = self._how_it_ended(last)
        return result

    def _is_bomb(self) -> bool:
        """Count the descendants now and then."""
        now = time.monotonic()
        if now < self._count_at:
            return False
        self._count_at = now + COUNT_EVERY
        return len(leftovers.find(self._mark, self._root)) > MOST_PROCESSES

    def _hear(self) -> bool:
        """Take in answers; False at their end."""
        data = self._read(self._answers)
        if data is None:
            return True
        self._pending += data
        *lines, self._pending = self._pending.split(b"\n")
        for line in lines:
            self._take(line)
        return bool(data)

    def _take(self, line: bytes) -> None:
        """Take one answer; whatever lacks the request's nonce was not written by the worker."""
        try:
            event = json.loads(line)
            genuine = isinstance(event, dict) and secrets.compare_digest(str(event["nonce"]), self._nonce)
        except (ValueError, KeyError, TypeError):
            return
        if not genuine:
            return
        self._result.events.append(event)
        if event["event"] == "begin":
            self._result.step, self._result.doing = event["step"], event["doing"]
        elif event["event"] == "started":
            self._child = event["pid"]
        elif event["event"] == "hello":
            self.python_version = event["python"]
        elif event["event"] == "ready":
            self.torch, self.torch_error = event["torch"], event["error"]

    def _capture(self) -> bool:
        """Take in output; False at its end."""
        data = self._read(self._stdout)
        if data:
            self._output.add(data)
        return data is None or bool(data)

    def _drain(self) -> None:
        """Read the output that is in the pipe already, within reason."""
        taken = 0
        while taken < MOST_DRAINED:
            data = self._read(self._stdout)
            if not data:
                return
            taken += len(data)
            self._output.add(data)

    @staticmethod
    def _read(descriptor: int) -> bytes | None:
        try:
            return os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return None

    def _how_it_ended(self, last: set[str]) -> str:
        """`done`, where the request answered and its worker lived to tell; else what happened, in words."""
        events = {event["event"]: event for event in self._result.events}
        if self._result.timed_out:
            return "did not finish in time"
        if self._result.bomb:
            return f"started more than {MOST_PROCESSES} processes"
        if last <= events.keys() and ("done" in events or "ready" in events):
            return "done"
        if "ended" in events:
            return _in_words(os.waitstatus_to_exitcode(events["ended"]["status"]))
        code = self._process.poll()
        return "gave no readable answer" if code is None else _in_words(code)

    def _end_child(self) -> None:
        """Kill what runs for the request, with all that it started; the worker too where it has no child."""
        if self._child is None:
            self._kill_group(self._process.pid)
            leftovers.end(self._mark, self._root)
        else:
            self._kill_group(self._child)
            leftovers.end(self._mark, self._root, spare={self._process.pid})

    @staticmethod
    def _kill_group(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)

    def close(self) -> None:
        """End the worker and everything that its requests left behind, and reap it."""
        self.end_leftovers()
        os.close(self._requests)
        with contextlib.suppress(subprocess.TimeoutExpired):
            # A worker without requests reaps the orphans it adopted and ends by itself.
            self._process.wait(0 if self._result.timed_out and self._child is None else GRACE)
        self._kill_group(self._process.pid)
        leftovers.end(self._mark, self._root)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        os.close(self._answers)
        if self._process.stdout is not None:
            self._process.stdout.close()


def _in_words(code: int) -> str:
    if code >= 0:
        return f"ended with exit status {code} before it answered"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
