"""The saved file in a fresh process that knows nothing of the user's code: loaded, run, and compared."""

from __future__ import annotations

import importlib
import os
import re
from typing import Any

import torch

from . import tensors
from .channel import Channel, attempt
from .describe import describe
from .outputs import difference, plain
from .target import seed_everything

UNKNOWN_OPERATOR = re.compile(r"Unknown builtin op: (\w+)::")


def replay(job: dict[str, Any], channel: Channel) -> None:
    """Steps *loads* and *agrees*: an outcome for each set (`equal`, `differs`, `raises`, `eager-raises`)."""
    with attempt(channel, "loads", "loading the saved file"):
        loaded, note = load_saved(job["save"], job["device"])
    channel.passed("loads", note)
    outcomes = []
    for index, each in enumerate(job["sets"]):
        if each["eager_error"]:
            outcomes.append({"outcome": "eager-raises", "detail": each["eager_error"]})
            continue
        channel.begin("agrees", f"running the saved file on '{each['label']}'")
        outcomes.append(_compare(job, loaded, index))
    channel.passed("agrees", outcomes=outcomes)


def load_saved(path: str, device: str) -> tuple[Any, str]:
    """The saved file; the package that registers an operator's namespace is imported where one is missing."""
    try:
        return torch.jit.load(path, map_location=device), ""
    except RuntimeError as error:
        missing = UNKNOWN_OPERATOR.search(str(error))
        if missing is None:
            raise
        namespace = missing.group(1)
        try:
            importlib.import_module(namespace)
        except ImportError:
            raise error from None
        loaded = torch.jit.load(path, map_location=device)
        return loaded, f"needs the operators of {namespace}: a C++ program has to link them"


def _compare(job: dict[str, Any], loaded: Any, index: int) -> dict[str, str]:
    inputs = torch.load(os.path.join(job["directory"], f"inputs-{index}.pt"))
    try:
        seed_everything(index)
        with torch.no_grad():
            actual = plain(loaded(*tensors.fresh(inputs, job["device"])))
    except BaseException as error:
        return {"outcome": "raises", "detail": describe(error)}
    return judged(expected_of(job, index), actual)


def judged(expected: Any, actual: Any) -> dict[str, str]:
    """The outcome of one set on which the export answered."""
    different = difference(expected, actual)
    return {"outcome": "differs" if different else "equal", "detail": different}


def expected_of(job: dict[str, Any], index: int) -> Any:
    """What the original answered in eager mode to one set."""
    return torch.load(os.path.join(job["directory"], f"eager-{index}.pt"))["value"]
