"""An export that was made on a GPU, on the CPU: loaded and run where no GPU is in sight."""

from __future__ import annotations

import os
from typing import Any

import torch

from . import shadow, tensors
from .channel import Channel, StepFailed, attempt
from .describe import describe
from .outputs import plain
from .places import baked_devices, describe_in_graph
from .replay import judged, load_saved
from .target import Built, build, load_target, load_weights, seed_everything

HIDING = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES")


def run_on_cpu(job: dict[str, Any], channel: Channel) -> None:
    """Step *cpu*: an outcome for each set as `replay` gives them, beside what eager answers on the CPU.

    `devices` are those that the graph holds, each with its line. Where the original itself does not run on
    the CPU, `eager` says why, and its sets are `eager-raises` unless the export raises as well.
    """
    # A graph that asks for a GPU must not find one: on the machine without it, it would not either.
    for name in HIDING:
        os.environ[name] = ""
    with attempt(channel, "cpu", "loading the saved file on the CPU"):
        loaded, _ = load_saved(job["save"], "cpu")
        devices = baked_devices(loaded)
    answers = [_answer(job, channel, loaded, index) for index in range(len(job["sets"]))]
    built, eager = _original(job, channel)
    outcomes = []
    for index, answer in enumerate(answers):
        each = job["sets"][index]
        if each["eager_error"]:
            outcomes.append({"outcome": "eager-raises", "detail": each["eager_error"]})
        else:
            expected = {"error": eager} if built is None else _expected(job, channel, built, index)
            eager = eager or expected.get("error", "")
            outcomes.append(_outcome(answer, expected))
    channel.passed("cpu", outcomes=outcomes, devices=devices, eager=eager)


def _answer(job: dict[str, Any], channel: Channel, loaded: Any, index: int) -> dict[str, Any]:
    if job["sets"][index]["eager_error"]:
        return {}
    channel.begin("cpu", f"running the saved file on the CPU on '{job['sets'][index]['label']}'")
    try:
        return {"value": _run(job, loaded, index)}
    except Exception as error:
        return {"error": describe_in_graph(error)}


def _original(job: dict[str, Any], channel: Channel) -> tuple[Built | None, str]:
    """The model as it is; None and the reason where it cannot be built without a GPU."""
    try:
        built = build(channel, job, load_target(channel, job, job["target"], shadow.install(job["unsaved"])))
        load_weights(built, job["weights"])
    except StepFailed as failure:
        return None, failure.detail
    return built, ""


def _expected(job: dict[str, Any], channel: Channel, built: Built, index: int) -> dict[str, Any]:
    channel.begin("eager", f"running the original model on the CPU on '{job['sets'][index]['label']}'")
    try:
        return {"value": _run(job, built.call, index)}
    except Exception as error:
        return {"error": describe(error)}


def _run(job: dict[str, Any], call: Any, index: int) -> Any:
    inputs = torch.load(os.path.join(job["directory"], f"inputs-{index}.pt"))
    seed_everything(index)
    with torch.no_grad():
        return plain(call(*tensors.fresh(inputs, "cpu")))


def _outcome(answer: dict[str, Any], expected: dict[str, Any]) -> dict[str, str]:
    if "error" in answer:
        return {"outcome": "raises", "detail": answer["error"]}
    if "error" in expected:
        return {"outcome": "eager-raises", "detail": expected["error"]}
    return judged(expected["value"], answer["value"])
