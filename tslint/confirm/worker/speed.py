"""How long the original and its exports take on the base inputs: medians of runs that take turns."""

from __future__ import annotations

import os
import statistics
import time
from typing import Any

import torch

from . import shadow, tensors
from .channel import Channel, StepFailed, attempt
from .describe import describe
from .replay import load_saved
from .target import build, load_target, load_weights, seed_everything

WARM_UPS = 4
"""Runs before any counts: the executor profiles the first, optimises the second."""
MOST_ROUNDS = 15
SAMPLE_SECONDS = 0.002
"""One sample is as many calls as take about this long: a clock cannot time a single fast one."""
MOST_CALLS = 100
LONGEST_RUN = 2.0
"""Seconds that one run may take, if several of each are to be waited for."""


def speed(job: dict[str, Any], channel: Channel) -> None:
    """Seconds for one call of `eager` and of each of `exports`: a name to a saved file, which is frozen for
    the name `frozen`.

    What cannot be loaded, frozen or run is `missing`, with the reason; StepFailed if eager cannot be timed.
    """
    device = job["device"]
    if device == "cpu":
        # The shares would say how busy the other cores were.
        torch.set_num_threads(1)
    built = build(channel, job, load_target(channel, job, job["target"], shadow.install(job["unsaved"])))
    with attempt(channel, "speed", "timing the original"):
        load_weights(built, job["weights"])
        inputs = torch.load(os.path.join(job["directory"], "inputs-0.pt"))
        begun = time.monotonic()
        _seconds(built.call, inputs, device, 1)
        first = time.monotonic() - begun
    if first > LONGEST_RUN:
        raise StepFailed("speed", f"one run takes {first:.1f} s, too long for several of each")
    runners, missing = {"eager": built.call}, {}
    for name, path in job["exports"].items():
        channel.begin("speed", f"timing {name}")
        try:
            runners[name] = _frozen(path, device) if name == "frozen" else load_saved(path, device)[0]
            _seconds(runners[name], inputs, device, 1)
        except Exception as error:
            runners.pop(name, None)
            missing[name] = describe(error)
    with attempt(channel, "speed", "timing"):
        taken = medians(runners, inputs, device, job["seconds"])
    channel.passed("speed", seconds=taken, missing=missing, threads=torch.get_num_threads())


def _frozen(path: str, device: str) -> Any:
    """The saved module with its weights and attributes as constants."""
    # A saved function is a module that was never put into either mode; a model was traced in eval mode.
    return torch.jit.freeze(load_saved(path, device)[0].eval())


def medians(runners: dict[str, Any], inputs: Any, device: str, seconds: float) -> dict[str, float]:
    """Seconds for one call of each: the median of samples, within about `seconds` for all together."""
    give_up = time.monotonic() + seconds
    calls: dict[str, int] = {}
    for name, call in runners.items():
        warmed = time.monotonic() + seconds / (3 * len(runners))
        for _ in range(WARM_UPS):
            once = _seconds(call, inputs, device, 1)
            if time.monotonic() > warmed:
                break
        calls[name] = max(1, min(MOST_CALLS, int(SAMPLE_SECONDS / max(once, 1e-9))))
    samples: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(MOST_ROUNDS):
        # In turns, so that what else the machine does falls on all of them.
        for name, call in runners.items():
            samples[name].append(_seconds(call, inputs, device, calls[name]))
        if time.monotonic() > give_up:
            break
    return {name: statistics.median(each) for name, each in samples.items()}


def _seconds(call: Any, inputs: Any, device: str, calls: int) -> float:
    """Seconds for one of some calls, each on a copy of the inputs.

    On the CPU, seconds of the processor: the clock on the wall would say what else the machine does.
    """
    clock = time.process_time if device == "cpu" else time.perf_counter
    copies = [tensors.fresh(inputs, device) for _ in range(calls)]
    seed_everything(0)
    with torch.no_grad():
        _wait(device)
        begun = clock()
        for copy in copies:
            call(*copy)
        _wait(device)
        return (clock() - begun) / calls


def _wait(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()
