"""Patterns of `match`: whether a value fits, on what that depends, and the names that it binds."""

from __future__ import annotations

import ast

from tslint.analysis.interp import assign, expressions, operators
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.truth import UNCLEAR, Truth, test_truth, truth_of
from tslint.analysis.values import NONE, UNKNOWN, Const, Origin, Sequence, Size, Value
from tslint.source.walking import walk


def case_truth(frame: Frame, case: ast.match_case, subject: Value) -> Truth:
    """Whether a case is taken: its pattern fits and its guard holds; names are bound on the way.

    What depends on an input is told here, at the pattern or the guard that asks.
    """
    truth = _fits(frame, case.pattern, subject)
    _tell(frame, case.pattern, truth)
    if case.guard is None or truth.known is False:
        return truth
    guard = test_truth(frame, case.guard)
    _tell(frame, case.guard, guard)
    return _all([truth, guard])


def _tell(frame: Frame, at: ast.pattern | ast.expr, truth: Truth) -> None:
    if truth.known is None and truth.origin >= Origin.SHAPE:
        frame.machine.policy.branch(frame, at, "match", at, truth.origin)


def _fits(frame: Frame, pattern: ast.pattern, value: Value) -> Truth:
    match pattern:
        case ast.MatchValue():
            return _compared(frame, ast.Eq(), value, expressions.evaluate(frame, pattern.value))
        case ast.MatchSingleton():
            other = NONE if pattern.value is None else Const(pattern.value)
            return _compared(frame, ast.Is(), value, other)
        case ast.MatchAs():
            truth = Truth(True) if pattern.pattern is None else _fits(frame, pattern.pattern, value)
            if pattern.name is not None:
                frame.env[pattern.name] = value
            return truth
        case ast.MatchOr():
            return _any([_fits(frame, part, value) for part in pattern.patterns])
        case ast.MatchSequence() if isinstance(value, (Sequence, Size)):
            return _sequence(frame, pattern, value)
    for part in walk(pattern):
        name = getattr(part, "name", None) or getattr(part, "rest", None)
        if isinstance(name, str):
            frame.env[name] = UNKNOWN
    return UNCLEAR


def _compared(frame: Frame, op: ast.cmpop, value: Value, other: Value) -> Truth:
    testing, frame.testing = frame.testing, True
    try:
        return truth_of(
            operators.compare(frame, ast.Compare(ast.Constant(0), [op], [ast.Constant(0)]), [value, other])
        )
    finally:
        frame.testing = testing


def _sequence(frame: Frame, pattern: ast.MatchSequence, value: Sequence | Size) -> Truth:
    """`case [a, 1]`: as many items as patterns, each of which fits its own."""
    count = len(pattern.patterns)
    starred = any(isinstance(part, ast.MatchStar) for part in pattern.patterns)
    items = value.items if isinstance(value, Sequence) else None
    if items is None or starred:
        known, items = None, [assign.part_of(value)] * count
    else:
        known = len(items) == count
        items = items if known else [UNKNOWN] * count
    length = Truth(known, value.length if isinstance(value, Sequence) else Origin.CONFIGURATION, False)
    truths = [length]
    for part, item in zip(pattern.patterns, items, strict=True):
        if isinstance(part, ast.MatchStar):
            if part.name is not None:
                frame.env[part.name] = Sequence("list", None, item, Origin.CONFIGURATION)
        else:
            truths.append(_fits(frame, part, item))
    return _all(truths)


def _all(truths: list[Truth]) -> Truth:
    if any(truth.known is False for truth in truths):
        return Truth(False)
    return _together(truths, True)


def _any(truths: list[Truth]) -> Truth:
    if any(truth.known is True for truth in truths):
        return Truth(True)
    return _together(truths, False)


def _together(truths: list[Truth], settled: bool) -> Truth:
    """What several questions say of which none decides alone."""
    if all(truth.known is settled for truth in truths):
        return Truth(settled)
    asked = [truth for truth in truths if truth.known is None]
    return Truth(None, max(truth.origin for truth in asked), False)
