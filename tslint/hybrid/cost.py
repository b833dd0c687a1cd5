"""What edits cost: those outside the checked files weigh most, then lines that change, then scripted code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tslint.hybrid.candidates import Candidate
from tslint.ir.cures import (
    AnnotateLocal,
    AnnotateParameter,
    AnnotateReturn,
    Cure,
    DecorateFunction,
    ExtractBlock,
)


class Cost(NamedTuple):
    """How much a plan changes, in the order in which a plan keeps it small."""

    outside: int
    """Edits in files that the user did not name: what these import."""
    lines: int
    scripted: int
    """Lines of functions and modules that get compiled."""


def cost_of(pieces: Iterable[Candidate], own_files: Collection[str]) -> Cost:
    """The cost of some pieces together: an edit that two of them need is made once."""
    edits: dict[Cure, None] = {}
    scripted = 0
    for piece in pieces:
        edits.update(dict.fromkeys(piece.edits))
        scripted += _size(piece)
    lines = {line for edit in edits for line in _lines(edit)}
    return Cost(sum(edit.file not in own_files for edit in edits), len(lines), scripted)


def _lines(cure: Cure) -> Iterable[tuple[str, object]]:
    """The lines that an edit changes or adds, in its file, so that equal ones count once."""
    match cure:
        case DecorateFunction():
            return [(cure.file, f"@{cure.qualname}")]
        case AnnotateParameter() | AnnotateReturn():
            return [(cure.file, f"def {cure.qualname}")]
        case AnnotateLocal():
            return [(cure.file, cure.line)]
        case ExtractBlock():
            added = [(cure.file, f"{cure.name} {part}") for part in ("decorator", "signature", "result")]
            return [*added, *((cure.file, line) for line in range(cure.span.line, cure.span.end_line + 1))]
    return [(cure.file, line) for line in {cure.span.line, cure.span.end_line}]


def _size(piece: Candidate) -> int:
    if piece.kind == "block":
        return 0  # no other place is offered for what a block holds
    node = piece.unit.function.node
    return (node.end_lineno or node.lineno) - node.lineno + 1
