"""The truth of a test: known or not, and on what it depends."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.interp import expressions, refine, special
from tslint.analysis.values import (
    Choice,
    Const,
    ExternalRef,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
)
from tslint.ir.records import record
from tslint.source.recalled import recalled
from tslint.source.walking import walk

if TYPE_CHECKING:
    from tslint.analysis.interp.frame import Frame


@record
class Truth:
    """`known` where it is certain; `fixed` where no configuration could change it; `origin` of what
    decides.
    """

    known: bool | None
    origin: Origin = Origin.CONSTANT
    fixed: bool = True


UNCLEAR, TRUE, FALSE = Truth(None), Truth(True), Truth(False)
BOOL = ExternalRef("builtins.bool")


def truth_of(value: Value) -> Truth:
    """The truth value of an object, as `bool()` would give it."""
    match value:
        case Const():
            if value.origin >= Origin.CONFIGURATION:
                return Truth(None, Origin.CONFIGURATION, False)
            return TRUE if value.value else FALSE
        case Scalar():
            return Truth(None, value.origin, False)
        case Tensor():
            return Truth(None, value.data, False)
        case Size():
            return Truth(None, Origin.CONFIGURATION, False)
        case Sequence():
            if value.items is not None and value.kind not in ("iterator", "range"):
                return Truth(bool(value.items))
            return Truth(None, value.length, False)
        case Mapping():
            if value.items and value.length is Origin.CONSTANT:
                return TRUE
            return Truth(None, value.length, False)
        case Unknown():
            return UNCLEAR
        case Choice():
            parts = [truth_of(part) for part in value.values]
            if all(part.known is True for part in parts):
                return TRUE
            if all(part.known is False for part in parts):
                return FALSE
            return Truth(None, max(part.origin for part in parts), False)
        case Instance():
            return TRUE if not value.open and value.items is None else UNCLEAR
    return TRUE


def negated(truth: Truth) -> Truth:
    """The truth of `not`."""
    return Truth(None if truth.known is None else not truth.known, truth.origin, truth.fixed)


def test_truth(frame: Frame, test: ast.expr) -> Truth:
    """Evaluate a test where Python asks for its truth: `and`, `or`, `not` and comparisons belong to it.

    What it depends on is told once by the statement that asks, so nothing inside freezes by itself.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return negated(test_truth(frame, test.operand))
    if isinstance(test, ast.BoolOp):
        return _bool_op(frame, test)
    if (
        isinstance(test, ast.Call)
        and len(test.args) == 1
        and not test.keywords
        and _is_bool(frame, test.func)
    ):
        return test_truth(frame, test.args[0])
    before, frame.testing = frame.testing, True
    asked, frame.asked = frame.asked, test
    frame.tests += 1
    try:
        value = expressions.evaluate(frame, test)
    finally:
        frame.testing, frame.asked = before, asked
        frame.tests -= 1
    return truth_of(special.asked(frame, test, value))


def default_truth(frame: Frame, test: ast.expr) -> Truth:
    """As `test_truth`, where the defaults that names hold decide: other arguments may give them others."""
    defaults: dict[str, Value] = {}
    for name in _names(test):
        value = frame.env.get(name)
        if isinstance(value, Const) and value.origin is Origin.CONFIGURATION:
            defaults[name], frame.env[name] = value, Const(value.value)
    decided = {name: frame.env[name] for name in defaults}
    try:
        return test_truth(frame, test)
    finally:
        for name, value in defaults.items():
            if frame.env.get(name) is decided[name]:  # the test itself may bind it: `(x := ...)`
                frame.env[name] = value


@recalled
def _names(test: ast.expr) -> tuple[str, ...]:
    return tuple(part.id for part in walk(test) if isinstance(part, ast.Name))


def _is_bool(frame: Frame, function: ast.expr) -> bool:
    """Whether a call asks for the truth by name, which the statement around it does anyway."""
    return isinstance(function, ast.Name) and function.id == "bool" and frame.load("bool") == BOOL


def _bool_op(frame: Frame, test: ast.BoolOp) -> Truth:
    deciding = isinstance(test.op, ast.Or)  # the truth value that ends the evaluation
    env, origin, unknown, fixed = dict(frame.env), Origin.CONSTANT, False, True
    result: bool | None = not deciding
    for part in test.values:
        frame.machine.skippable += unknown
        try:
            truth = test_truth(frame, part)
        finally:
            frame.machine.skippable -= unknown
        fixed = fixed and truth.fixed
        if truth.known is deciding:
            if not unknown:
                frame.env = env
                return Truth(deciding, Origin.CONSTANT, fixed)
            result = deciding if origin < Origin.SHAPE else None
            break
        if truth.known is None:
            unknown = True
            origin = max(origin, truth.origin)
            result = None
        refine.refine(frame, frame.env, part, not deciding)
    frame.env = env
    if result is not None and unknown:
        return Truth(result, origin, fixed)
    return Truth(result, origin, fixed)
