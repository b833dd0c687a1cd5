"""`filter`, `iter`, `next` and `reversed`: items picked by a question, taken one by one, turned round."""

from __future__ import annotations

import ast

from tslint.analysis.interp import calls, iteration
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.truth import Truth, truth_of
from tslint.analysis.values import NONE, UNKNOWN, Const, Origin, Sequence, Tensor, Value, element_of, join

_ASKED = 16  # items that are asked about one by one


def filtered(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`filter(question, items)`: how many are left depends on what the question asks."""
    if len(arguments.args) != 2:
        return UNKNOWN
    question, subject = arguments.args
    items = iteration.items_of(subject)
    if items.known is None or len(items.known) > _ASKED:
        asked = _asked(frame, node, question, items.element)
        length = max(items.length, asked.origin, Origin.CONFIGURATION)
        return Sequence("iterator", None, items.element, length, items.over)
    answers = [(item, _asked(frame, node, question, item)) for item in items.known]
    length = max([items.length, *(asked.origin for _, asked in answers if asked.known is None)])
    if all(asked.known is not None for _, asked in answers):
        return Sequence("iterator", [item for item, asked in answers if asked.known], length=length)
    left = [item for item, asked in answers if asked.known is not False]
    element = element_of(Sequence("list", left))
    return Sequence("iterator", None, element, max(length, Origin.CONFIGURATION), items.over)


def _asked(frame: Frame, node: ast.AST, question: Value, item: Value) -> Truth:
    if question == NONE:
        return truth_of(item)
    return truth_of(calls.apply(frame, node, question, Arguments([item], {})))


def following(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`next(items)`: a tensor that is walked over is taken apart into all of its rows at the first."""
    subject = arguments.args[0] if arguments.args else UNKNOWN
    if not isinstance(subject, Sequence):
        return UNKNOWN
    if subject.length >= Origin.SHAPE and subject.over in ("tensor", "batch", "chunks"):
        frame.machine.policy.loop(frame, node, "next", subject.over, subject.length, node)
    item = element_of(subject)
    if subject.kind == "iterator" and subject.items and frame.machine.definite(subject):
        item = subject.items.pop(0)
    return join(item, arguments.args[1]) if len(arguments.args) > 1 and not isinstance(item, Const) else item


def iterator(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`iter(items)`: a tensor is taken apart here, whatever walks over its rows then."""
    subject = arguments.args[0] if arguments.args else UNKNOWN
    items = iteration.items_of(subject)
    length = items.length
    if isinstance(subject, Tensor) and length >= Origin.SHAPE:
        frame.machine.policy.loop(frame, node, "iter", items.over, length, node)
        length = Origin.CONFIGURATION
    return Sequence("iterator", items.known, items.element, length, items.over, level=frame.machine.level)


def backwards(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`reversed(items)`; of a tensor it is the tensor with its rows turned round."""
    subject = arguments.args[0] if arguments.args else UNKNOWN
    if isinstance(subject, Tensor):
        return subject
    items = iteration.items_of(subject)
    known = list(reversed(items.known)) if items.known is not None else None
    return Sequence("iterator", known, items.element, items.length, items.over)
