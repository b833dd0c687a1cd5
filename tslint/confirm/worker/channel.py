"""The private line from the worker to tslint: JSON lines, each with the nonce that only the request knew."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from typing import Any

from .describe import describe


class StepFailed(Exception):
    """A step of the proof failed; `kind` is `usage` where the user asked for what does not exist."""

    def __init__(self, step: str, detail: str, kind: str = "failure") -> None:
        super().__init__(detail)
        self.step = step
        self.detail = detail
        self.kind = kind


class Channel:
    """Sends what happened, as it happens: what a process began last is what it died of."""

    def __init__(self, descriptor: int, nonce: str) -> None:
        self._descriptor = descriptor
        self._nonce = nonce

    def send(self, event: str, **fields: Any) -> None:
        """Write one message; OSError where nobody reads any more."""
        # The line break in front ends whatever the model may have written into this descriptor.
        data = ("\n" + json.dumps({"nonce": self._nonce, "event": event, **fields}) + "\n").encode("ascii")
        while data:
            data = data[os.write(self._descriptor, data) :]

    def begin(self, step: str, doing: str) -> None:
        """Say what is about to run, so that a crash or a hang can be blamed on it."""
        self.send("begin", step=step, doing=doing)

    def passed(self, step: str, detail: str = "", **data: Any) -> None:
        """Report a step that succeeded, with what the next process needs to know."""
        self.send("step", step=step, ok=True, detail=detail, kind="", data=data)

    def failed(self, failure: StepFailed) -> None:
        """Report a step that failed."""
        self.send("step", step=failure.step, ok=False, detail=failure.detail, kind=failure.kind, data={})


@contextlib.contextmanager
def attempt(channel: Channel, step: str, doing: str) -> Iterator[None]:
    """Run a piece of the user's code: what it raises (`SystemExit` too) becomes a StepFailed of `step`."""
    channel.begin(step, doing)
    try:
        yield
    except StepFailed:
        raise
    except BaseException as error:
        raise StepFailed(step, doing + ": " + describe(error)) from error
