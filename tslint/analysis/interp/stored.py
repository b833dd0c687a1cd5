"""Buffers that a call changes: what an earlier call left in them goes into what the next one gives."""

from __future__ import annotations

import ast

from tslint.analysis.interp import expressions
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import Const, Instance, Origin, Tensor, Unknown, Value, origin_of

# Methods that change a tensor by its old numbers and those of another (torch documentation).
ACCUMULATING = frozenset(
    {
        "add_", "sub_", "mul_", "div_", "addcmul_", "addcdiv_", "addmm_", "baddbmm_", "lerp_", "index_add_",
        "scatter_add_", "logical_or_", "logical_and_",
    }
)  # fmt: skip


def accumulated(frame: Frame, place: ast.AST, old: Value, values: list[Value]) -> Value:
    """What `self.total += x` adds to, for which each call leaves something else; `place` names the buffer.

    It is told where it keeps the example. What may not happen at all is left: statistics are gathered in
    training mode only.
    """
    if not isinstance(place, ast.Attribute) or not _is_kept(frame, old):
        return old
    if any(isinstance(value, Tensor) and origin_of(value) is Origin.DATA for value in values):
        frame.machine.policy.note(frame, place, "accumulated-buffer", name=place.attr)
    return _moved_on(frame, place, old)


def overwritten(frame: Frame, place: ast.AST, old: Value, value: Value) -> None:
    """`self.pointer[0] = value`: the next call finds what this one came to."""
    same = isinstance(value, (Const, Unknown)) or (isinstance(value, Tensor) and value.data < Origin.SHAPE)
    if isinstance(place, ast.Attribute) and _is_kept(frame, old) and not same:
        _moved_on(frame, place, old)


def _is_kept(frame: Frame, old: Value) -> bool:
    """Whether a value is a parameter or buffer, in code that surely runs."""
    machine = frame.machine
    kept = isinstance(old, Tensor) and old.data is Origin.CONFIGURATION
    return kept and not machine.level and machine.policy.regime == "trace"


def _moved_on(frame: Frame, place: ast.Attribute, old: Value) -> Value:
    """The buffer from here on, and at the beginning of the next call: like an input, it may hold anything."""
    owner = expressions.evaluate(frame, place.value)
    if not isinstance(old, Tensor) or not isinstance(owner, Instance) or place.attr not in owner.attributes:
        return old
    changed = Tensor(Origin.DATA, old.shape, old.form)
    frame.machine.write(owner.attributes, place.attr, changed)
    frame.machine.policy.buffer_changed()
    return changed
