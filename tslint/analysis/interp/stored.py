"""Buffers that a call adds to: what an earlier call left in them goes into what the next one gives."""

from __future__ import annotations

import ast

from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import Origin, Tensor, Value, origin_of

# Methods that change a tensor by its old numbers and those of another (torch documentation).
ACCUMULATING = frozenset(
    {
        "add_", "sub_", "mul_", "div_", "addcmul_", "addcdiv_", "addmm_", "baddbmm_", "lerp_", "index_add_",
        "scatter_add_", "logical_or_", "logical_and_",
    }
)  # fmt: skip


def accumulated(frame: Frame, place: ast.AST, old: Value, values: list[Value]) -> None:
    """Tell `self.total += x`, which keeps the example in the buffer: `place` is what names the buffer.

    What may not happen at all is left: statistics are gathered in training mode only.
    """
    kept = isinstance(old, Tensor) and old.data is Origin.CONFIGURATION
    if not kept or not isinstance(place, ast.Attribute) or frame.machine.level:
        return
    if any(isinstance(value, Tensor) and origin_of(value) is Origin.DATA for value in values):
        frame.machine.policy.note(frame, place, "accumulated-buffer", name=place.attr)
