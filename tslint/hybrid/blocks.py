"""Blocks cut out of functions: the smallest ones that hold the losses no function or submodule can carry."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from tslint.analysis.api import Analysis, EntryEvents
from tslint.analysis.events import Event
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.script.emitter import Summary
from tslint.analysis.seen import cut_short
from tslint.hybrid.border import crosses
from tslint.hybrid.candidates import Candidate, Candidates, Place, called_by, decorator_for
from tslint.hybrid.extraction import Cut, NotCut, cut, hopeless, said
from tslint.hybrid.syntax import Syntax
from tslint.hybrid.windows import Block, around, joined, lines_of
from tslint.ir.cures import AnnotateParameter, Cure, ExtractBlock
from tslint.ir.spans import Span
from tslint.project.classes import find_member
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.source.walking import walk
from tslint.torchspec import types as t

_COMPILED = 24  # blocks compiled for one loss


@dataclass(eq=False, slots=True)
class Chosen:
    """A block that is cut out; `larger` is the one that took its place."""

    unit: Unit
    cut: Cut
    cures: tuple[Cure, ...]
    larger: Chosen | None = None
    candidate: Candidate | None = None

    def last(self) -> Chosen:
        """The block that holds this one in the end."""
        found = self
        while found.larger is not None:
            found = found.larger
        return found


class _Unseen(Exception):
    """The function cannot be run again, so nothing is cut out of it; its `reason` says why."""


@dataclass(slots=True)
class _Function:
    """What is known of a function: what its names hold, and the blocks cut out of it.

    `reason` says why none can be; `hopeless` why a statement can be in none.
    """

    unit: Unit
    syntax: Syntax
    analysis: Analysis
    hopeless: dict[ast.stmt, str]
    watch: Watch | None = None
    reason: str = ""
    chosen: list[Chosen] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)  # lines around which nothing can be cut, and why

    def why_hopeless(self, block: Block) -> str:
        """Why a statement of the block cannot be in any block; empty where there is none."""
        for node in block:
            if node not in self.hopeless:
                self.hopeless[node] = hopeless(self.unit, self.syntax, node)
        return next((self.hopeless[node] for node in block if self.hopeless[node]), "")

    def look(self) -> Watch:
        """What its names hold, found out when it is first asked. Raises _Unseen."""
        if self.watch is None:
            try:
                self.watch = self.analysis.observe(self.unit)
            except Exception as error:  # what cannot be run again cannot be cut
                self.reason = f"`{self.unit.function.name}` was not looked at to its end: {cut_short(error)}"
                raise _Unseen from error
        return self.watch


class Blocks:
    """Chooses blocks loss by loss; `candidates` judges what they call."""

    def __init__(self, analysis: Analysis, candidates: Candidates) -> None:
        self._analysis, self._candidates = analysis, candidates
        self._functions: dict[str, _Function] = {}
        self._names: dict[str, set[str]] = {}

    def fit(
        self, event: Event, entry: EntryEvents, files: Collection[str] | None = None
    ) -> tuple[Chosen | None, str]:
        """The block for a loss, or why there is none in any function that leads to it.

        With `files`, one that takes edits of these alone.
        """
        reason = ""
        for dotted, line in _levels(event, entry):
            function = self._function(dotted)
            if function is None or (files is not None and function.unit.function.module.path not in files):
                continue
            try:
                chosen, why = self._around(function, line)
            except _Unseen:
                chosen, why = None, function.reason
            except RecursionError:
                chosen, why = (
                    None,
                    f"what is here in `{function.unit.function.name}` is nested too deep to be cut out",
                )
            if chosen is not None:
                if files is not None and any(cure.file not in files for cure in chosen.cures):
                    return None, ""
                return chosen, ""
            if why and not reason:
                reason = _in_its_file(why, function.unit.function, event)
        return None, reason

    def merge(self, wanted: Iterable[Chosen]) -> None:
        """Make one block of two that follow each other, where that can be cut too: fewer edits, one call.

        Of what was chosen on the way, only what holds one of the `wanted` blocks is cut out.
        """
        last = {id(chosen.last()) for chosen in wanted}
        for function in self._functions.values():
            function.chosen = [chosen for chosen in function.chosen if id(chosen) in last]
            function.chosen.sort(key=lambda chosen: lines_of(chosen.cut.block))
            for one, other in zip(function.chosen[:], function.chosen[1:], strict=False):
                self._merge(function, one.last(), other)

    def _merge(self, function: _Function, one: Chosen, other: Chosen) -> None:
        body = function.unit.function.node.body
        block = joined(body, one.cut.block, other.cut.block)
        if block is None:
            return
        try:
            found = cut(function.unit, function.syntax, function.look, block)
            whole = Chosen(function.unit, found, self._compiled(function.unit, found))
        except (NotCut, _Unseen):
            return
        one.larger = other.larger = whole
        function.chosen = [known for known in function.chosen if known not in (one, other)] + [whole]

    def settle(self, chosen: Chosen) -> Candidate:
        """The candidate that a block has become, when no other loss can make it larger any more."""
        found = chosen.last()
        if found.candidate is None:
            found.candidate = self._candidate(found)
        return found.candidate

    def _function(self, dotted: str) -> _Function | None:
        if dotted not in self._functions:
            unit = self._analysis.units.get(dotted)
            if unit is None or not self._candidates.editable(unit.function.module.path):
                return None
            known = _Function(unit, Syntax(unit.function), self._analysis, self._analysis.remarks(unit))
            if "<locals>" in unit.function.qualname or isinstance(unit.function.node, ast.AsyncFunctionDef):
                known.reason = f"`{unit.function.name}` is defined inside a function"
            self._functions[dotted] = known
        return self._functions[dotted]

    def _around(self, function: _Function, line: int) -> tuple[Chosen | None, str]:
        if function.reason:
            return None, function.reason
        for known in function.chosen:
            first, last = lines_of(known.cut.block)
            if first <= line <= last:
                return known, ""
        if line in function.refused:
            return None, function.refused[line]
        lines = function.unit.function.module.source.lines
        reasons: list[str] = []
        compiled = 0
        for block in around(function.unit.function.node, line, lines):
            inside = _inside(function.chosen, lines_of(block))
            if inside is None:
                continue
            try:
                bad = function.why_hopeless(block)
                if bad:
                    raise NotCut(bad)
                found = cut(function.unit, function.syntax, function.look, block)
                compiled += 1
                cures = self._compiled(function.unit, found)
            except NotCut as reason:
                reasons.append(f"{_where(block)} {reason}")
                if compiled >= _COMPILED:
                    break
                continue
            chosen = Chosen(function.unit, found, cures)
            for smaller in inside:
                smaller.larger = chosen
                function.chosen.remove(smaller)
            function.chosen.append(chosen)
            return chosen, ""
        function.refused[line] = _told(reasons, function.unit)
        return None, function.refused[line]

    def _compiled(self, unit: Unit, found: Cut) -> tuple[Cure, ...]:
        """The edits without which the block does not compile. Raises NotCut where no edits help."""
        module = unit.function.module
        assert found.node is not None
        compiler = self._candidates.compiler
        compiler.begin()
        summary = compiler.compile(Function(module, found.node, "<block>"), None, found.types)
        cures, reason = self._candidates.lacks(compiler.events_of(summary), summary)
        if reason or summary is None:
            raise NotCut(f"cannot be scripted: {reason.removeprefix('it ') or 'it is too deep'}")
        if t.contains(found.returns, t.UnknownType):
            found.returns = summary.result
        found.decorator = decorator_for(
            unit.function, called_by(summary), found.block, self._candidates.decorator
        )
        if not crosses(found.returns) or not _agree(found.returns, summary.result):
            raise NotCut(f"gives {said(summary.result)} when it is compiled")
        return (*self._annotations(summary), *cures)

    def _annotations(self, summary: Summary) -> Iterator[Cure]:
        """Annotations of the parameters that are no tensors, in all that a block calls."""
        for function in called_by(summary):
            for name, kind in self._candidates.assumed(function).items():
                if kind != t.TENSOR:
                    yield AnnotateParameter(function.module.path, function.qualname, name, str(kind))

    def _candidate(self, chosen: Chosen) -> Candidate:
        function, found = chosen.unit.function, chosen.cut
        first, last = lines_of(found.block)
        lines = function.module.source.lines
        span = Span(first, 1, last, len(lines[last - 1]) + 1)
        returns = "" if t.contains(found.returns, t.UnknownType) else str(found.returns)
        extract = ExtractBlock(
            function.module.path,
            function.qualname,
            span,
            self._name(function, found.results),
            tuple(found.parameters),
            found.results,
            returns,
            found.decorator,
        )
        node = found.block[0]
        shown = Span(first, node.col_offset + 1, first, len(lines[first - 1].rstrip()) + 1)
        place = Place(function.module.path, shown, extract)
        return Candidate(chosen.unit, "block", (place,), tuple(dict.fromkeys(chosen.cures)))

    def _name(self, function: Function, results: Sequence[str]) -> str:
        """A name that the module does not have: of what holds the block, and of what it gives."""
        owner = _snake(function.owner.name) if function.owner is not None else ""
        own = "" if function.name == "forward" else function.name.strip("_")
        parts = [owner, own, *(results if len(results) <= 2 else ()), *([] if results else ["result"])]
        base = "_" + "_".join(part.strip("_") for part in parts if part)
        given = self._names.setdefault(function.module.path, set())
        taken = _names_like(function.module, base) | given
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        given.add(name)
        return name


def _agree(seen: t.Type, compiled: t.Type) -> bool:
    """Whether what the compiler makes of a block is what the trace saw, as far as it knows."""
    return t.contains(compiled, t.UnknownType) or seen == compiled


def _levels(event: Event, entry: EntryEvents) -> Iterator[tuple[str, int]]:
    """The functions that lead to a loss, innermost first, with the line in each of the loss or the call."""
    line = event.span.line
    for call in reversed(event.chain):
        yield call.callee, line
        line = call.line
    yield forward_of(entry), line


def forward_of(entry: EntryEvents) -> str:
    """The dotted name of the function that an entry runs."""
    root = entry.root.cls if entry.root is not None else None
    forward = find_member(root, "forward") if isinstance(root, Class) else None
    return forward.dotted if isinstance(forward, Function) else entry.qualname


def _inside(chosen: Sequence[Chosen], lines: tuple[int, int]) -> list[Chosen] | None:
    """The chosen blocks that lie inside these lines; None where one lies there in part."""
    found = []
    for known in chosen:
        first, last = lines_of(known.cut.block)
        if last < lines[0] or first > lines[1]:
            continue
        if not (lines[0] <= first and last <= lines[1]):
            return None
        found.append(known)
    return found


def _in_its_file(reason: str, function: Function, event: Event) -> str:
    """A reason that speaks of lines, with the file that they are in where a loss lies in another."""
    path = function.module.path
    return reason if path == event.file else f"in {path.rpartition('/')[2]}, {reason}"


def _told(reasons: Sequence[str], unit: Unit) -> str:
    """Why no block was found: the smallest one's reason, and that of the largest."""
    if not reasons:
        return f"no whole lines of `{unit.function.name}` can be cut out"
    said = [reason.partition(" ") for reason in (reasons[0], reasons[-1])]
    first = f"line {said[0][0]}, cut out, {said[0][2]}"
    return first if said[0][2] == said[1][2] else f"{first}; line {said[1][0]} {said[1][2]}"


def _where(block: Block) -> str:
    first, last = lines_of(block)
    return str(first) if first == last else f"{first}-{last}"


def _names_like(module: Module, base: str) -> frozenset[str]:
    """The names in a file that begin as one that is to be new."""
    return module.project.survey(
        ("names", module.path, base),
        lambda: frozenset(name for name in _names_in(module) if name.startswith(base)),
    )


def _names_in(module: Module) -> set[str]:
    body = module.source.tree.body
    return {name for node in body for name in module.project.scan("names", node, partial(_names_of, node))}


def _names_of(statement: ast.stmt) -> set[str]:
    """The names that a statement uses or defines."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = list(walk(statement))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.name for node in nodes if isinstance(node, definitions)
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
