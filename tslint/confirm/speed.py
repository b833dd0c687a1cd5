"""The speed of a proven plan: what its exports take of the time that eager takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tslint.confirm.model import Speed
from tslint.confirm.process import Result

SECONDS = 1.5
"""What the runs of a model may take together; a slow one runs at least twice all the same."""
LONGEST = 30.0
"""Seconds after which the process is ended: a proof is not held up for a figure."""

Call = Callable[[str, dict[str, Any], float], Result]


def measure(call: Call, request: dict[str, Any], hybrid: Path, plain: Path | None, deadline: float) -> Speed:
    """Time eager, the exports and the frozen hybrid on the base inputs, in a process of its own.

    `call` runs a role (its name, its request, and a time of `time.monotonic()` when it is ended); `plain` is
    None where the code as it is has no export, or is the same one. Whatever befalls the process is a `note`.
    """
    exports = {} if plain is None else {"plain_trace": str(plain)}
    exports |= {"hybrid": str(hybrid), "frozen": str(hybrid)}
    result = call(
        "speed",
        {**request, "exports": exports, "seconds": SECONDS},
        min(deadline, time.monotonic() + LONGEST),
    )
    timed = result.data("speed")
    if timed is None or result.end != "done":
        return Speed(note=_why(result))
    taken = timed["seconds"]
    shares = {name: seconds / taken["eager"] for name, seconds in taken.items() if name != "eager"}
    return Speed(
        taken["eager"],
        shares.get("plain_trace"),
        shares.get("hybrid"),
        shares.get("frozen"),
        timed["threads"],
        "; ".join(f"{name.replace('_', ' ')}: {why}" for name, why in timed["missing"].items()),
    )


def _why(result: Result) -> str:
    for event in result.events:
        if event["event"] == "step" and not event["ok"]:
            return str(event["detail"])
    ending = "ended early" if result.end == "done" else result.end
    return f"{result.doing}: the process {ending}"
