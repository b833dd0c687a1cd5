"""The plan over the source: which lines are traced, scripted, to be scripted, or lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tslint.analysis.api import Analysis
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import Status
from tslint.ir.cures import ExtractBlock
from tslint.source.walking import walk


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `first` to `last` of a file and what becomes of them; regions may lie inside one another."""

    file: str
    first: int
    last: int
    status: Status


def regions(analysis: Analysis, plans: Sequence[Plan]) -> list[Region]:
    """What the planned models run of their sources, each stretch with its status."""
    found = list(_compiled(analysis))
    placed = [piece for plan in plans for piece in plan.pieces.values()]
    whole = {piece.candidate.unit.function.dotted for piece in placed if piece.candidate.kind != "block"}
    pieces = _with_helpers(analysis, whole)
    for dotted, unit in analysis.units.items():
        node, path = unit.function.node, unit.function.module.path
        status: Status = "to script" if dotted in pieces else "traced"
        found.append(Region(path, node.lineno, node.end_lineno or node.lineno, status))
    for piece in placed:
        cures = [where.cure for where in piece.candidate.places]
        for cure in (cure for cure in cures if isinstance(cure, ExtractBlock)):
            found.append(Region(cure.file, cure.span.line, cure.span.end_line, "to script"))
    for plan in plans:
        for event, _ in plan.left:
            found.append(Region(event.file, event.span.line, event.span.end_line, "loses"))
    return list(dict.fromkeys(found))


def _compiled(analysis: Analysis) -> Iterator[Region]:
    """What the source itself has compiled."""
    for entry in analysis.entries:
        module = analysis.project.by_path(entry.file) if entry.regime == "script" else None
        for node in walk(module.source.tree) if module is not None else ():
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.lineno == entry.line:
                yield Region(entry.file, node.lineno, node.end_lineno or node.lineno, "scripted")
                break


def _with_helpers(analysis: Analysis, pieces: set[str]) -> set[str]:
    """The pieces and all that runs inside them only: it is compiled along with them."""
    while True:
        more = {
            dotted
            for dotted, unit in analysis.units.items()
            if dotted not in pieces and unit.callers and unit.callers <= pieces
        }
        if not more:
            return pieces
        pieces = pieces | more
