"""What lies inside the pieces of a plan: it is compiled along with them, and needs no edit of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tslint.analysis.api import Analysis
from tslint.analysis.events import Event
from tslint.hybrid.callers import under
from tslint.hybrid.candidates import Candidate
from tslint.ir.cures import ExtractBlock
from tslint.project.classes import resolve
from tslint.project.entities import Function
from tslint.source.walking import walk


@dataclass(frozen=True, slots=True)
class Inside:
    """The pieces of one plan by their keys: functions and modules by what they run, blocks by their lines."""

    analysis: Analysis
    pieces: dict[str, Candidate]

    def holder_of(self, event: Event, forward: str) -> str:
        """The key of a piece in which all of an event lies; empty where there is none.

        `forward` is the function that runs where nothing is called.
        """
        for key, cure in self._blocks():
            if cure.file == event.file and cure.span.line <= event.span.line <= cure.span.end_line:
                return key
        function = event.chain[-1].callee if event.chain else forward
        return self.holder_of_function(function)

    def holder_of_function(self, dotted: str, but: str = "") -> str:
        """The key of a piece from which alone a function is called, or of one of several, not `but`."""
        keys = [key for key, piece in self.pieces.items() if piece.kind != "block" and key != but]
        if dotted in keys:
            return dotted
        unit = self.analysis.units.get(dotted)
        if unit is None or not unit.callers:
            return ""
        found = ""
        for caller in sorted(unit.callers):
            holder = self._cut_out(caller, dotted)
            if not holder and under(caller, keys, self.analysis):
                holder = caller if caller in keys else keys[0]
            if not holder:
                return ""
            found = found or holder
        return found

    def _blocks(self) -> Iterator[tuple[str, ExtractBlock]]:
        for key, piece in self.pieces.items():
            for place in piece.places:
                if isinstance(place.cure, ExtractBlock):
                    yield key, place.cure

    def _cut_out(self, caller: str, dotted: str) -> str:
        """The key of a block in which a function is called, where it is called in blocks alone."""
        unit = self.analysis.units.get(caller)
        if unit is None:
            return ""
        path = unit.function.module.path
        spans = [(key, cure.span) for key, cure in self._blocks() if cure.file == path]
        found = ""
        for line in _references(unit.function, dotted):
            key = next((key for key, span in spans if span.line <= line <= span.end_line), "")
            if not key:
                return ""
            found = found or key
        return found


def _references(function: Function, dotted: str) -> Iterator[int]:
    """The lines of a function that name another one."""
    for node in walk(function.node):
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            entity = resolve(function.module, node)
            if isinstance(entity, Function) and entity.dotted == dotted:
                yield node.lineno
