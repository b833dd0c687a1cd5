"""The step `cpu`: what it says about an export that was made on a GPU and is run without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tslint.confirm.model import Comparison


@dataclass(frozen=True, slots=True)
class OnCpu:
    """Whether the export runs on the CPU as well (None where that is not its fault), and why in words."""

    ok: bool | None
    detail: str


def verdict(compared: Comparison, answer: dict[str, Any], agreement: str) -> OnCpu:
    """Judge the outcomes; `answer` is what the worker says of the graph's devices and of eager on the CPU."""
    wrong = [each for each in compared.sets if each.outcome in ("raises", "differs")]
    devices, eager = list(answer["devices"]), str(answer["eager"])
    baked = f"devices are baked into the graph: {', '.join(devices)}" if devices else ""
    if not wrong:
        told = [agreement] if compared.counted else ["loads and runs"]
        told += [f"the model itself does not run there, so nothing is compared: {eager}"] if eager else []
        told += [f"{baked}; no input reached them"] if baked else []
        return OnCpu(True, "; ".join(told))
    if eager and not devices and all(each.outcome == "raises" for each in wrong):
        return OnCpu(None, f"skipped: the model itself does not run there: {eager}")
    also = "; the model itself does not run there either" if eager else ""
    first = f"on '{wrong[0].label}' ({wrong[0].inputs}): {wrong[0].detail}"
    return OnCpu(False, "; ".join(filter(None, (baked, f"{compared.summary}{also}", first))))
