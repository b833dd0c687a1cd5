"""One warm worker for many confirmations: torch is imported once, and every request runs in a fork of it."""

from __future__ import annotations

from types import TracebackType

from tslint.confirm.process import Worker
from tslint.errors import TslintError


class TorchMissing(Exception):
    """The interpreter has no torch that can be imported; the message says why, `output` what it printed."""

    def __init__(self, reason: str, output: str) -> None:
        super().__init__(reason)
        self.output = output


def start(python: str, deadline: float) -> Worker:
    """A worker of `python` that has imported torch, by `deadline` (a time of `time.monotonic()`).

    TslintError where the program cannot be run or is no Python; TorchMissing where it cannot import torch.
    """
    try:
        worker = Worker(python)
    except OSError as error:
        raise TslintError(f"{python} cannot be run: {error.strerror}; choose another --python") from None
    try:
        started = worker.start(deadline)
        if not worker.python_version and not started.timed_out:
            said = started.output.strip().splitlines()[-1:] or ["it said nothing"]
            raise TslintError(f"{python} is no Python that can run tslint's worker: {said[0]}")
        if worker.torch is None:
            why = worker.torch_error or f"the process {started.end}"
            raise TorchMissing(f"torch cannot be imported by {python}: {why}", started.output)
    except BaseException:
        worker.close()
        raise
    return worker


class WarmWorker:
    """Keeps a worker ready and replaces one that a model has killed; a context manager."""

    def __init__(self, python: str) -> None:
        self.python = python
        self._worker: Worker | None = None

    def get(self, deadline: float) -> Worker:
        """The worker, started where there is none; raises as `start` does."""
        if self._worker is not None and not self._worker.alive:
            self.close()
        if self._worker is None:
            self._worker = start(self.python, deadline)
        return self._worker

    def end_leftovers(self) -> None:
        """End what the last requests left running."""
        if self._worker is not None:
            self._worker.end_leftovers()

    def close(self) -> None:
        """End the worker and everything below it."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def __enter__(self) -> WarmWorker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
