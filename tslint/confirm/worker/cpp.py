"""What the C++ program wrote, beside what the original answered in eager mode."""

from __future__ import annotations

import os
from typing import Any

import torch

from .channel import Channel
from .describe import shorten
from .outputs import plain
from .replay import expected_of, judged


def compare(job: dict[str, Any], channel: Channel) -> None:
    """Step *cpp*: an outcome for each set, as `replay` gives them."""
    outcomes = []
    for index, each in enumerate(job["sets"]):
        if each["eager_error"]:
            outcomes.append({"outcome": "eager-raises", "detail": each["eager_error"]})
            continue
        channel.begin("cpp", f"reading the answer of the C++ program to '{each['label']}'")
        outcomes.append(_outcome(job, index))
    channel.passed("cpp", outcomes=outcomes)


def _outcome(job: dict[str, Any], index: int) -> dict[str, str]:
    place = os.path.join(job["directory"], f"cpp-{index}")
    if os.path.exists(place + ".txt"):
        with open(place + ".txt", encoding="utf-8", errors="replace") as reason:
            return {"outcome": "raises", "detail": shorten(reason.read())}
    # libtorch pickles a list under a name of torch's own, which the restricted loader refuses.
    unrestricted = {"weights_only": False} if _has_restricted_load() else {}
    return judged(expected_of(job, index), plain(torch.load(place + ".pt", **unrestricted)))


def _has_restricted_load() -> bool:
    return "weights_only" in torch.load.__code__.co_varnames
