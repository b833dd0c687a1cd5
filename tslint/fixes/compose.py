"""Putting the plans of one file together: conflicts, imports, the new text, and where things went in it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tslint.fixes.document import Document
from tslint.fixes.imports import import_edits
from tslint.fixes.offsets import Lines
from tslint.fixes.plan import Edit, Move, NewImport, Place, Plan
from tslint.ir.cures import AnnotateLocal, Cure, EditComment, ReplaceStatement, ReplaceText, WrapCall


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the old text, from `origin` on, that stands at `base` of the new one after its edits."""

    origin: int
    base: int
    edits: tuple[Edit, ...]
    move: Move | None = None

    def own(self, plan: Plan) -> tuple[int, int]:
        """The new range from the first to the last edit of a plan."""
        growth, places = self.base - self.origin, []
        for edit in self.edits:
            if edit in plan.edits:
                places += [edit.start + growth, edit.start + growth + len(edit.text)]
            growth += edit.growth
        return min(places), max(places)

    def shifted(self, start: int, end: int) -> tuple[int, int]:
        """The new range of what nothing edits as a whole."""
        by = self.base - self.origin
        first = sum(edit.growth for edit in self.edits if edit.end <= start)
        last = sum(edit.growth for edit in self.edits if edit.start < end and edit.end <= end)
        return start + first + by, max(end + last, start + first) + by


@dataclass(frozen=True, slots=True)
class Composed:
    """A new text with the edits that made it, in the order in which they stand, and what has moved."""

    before: str
    text: str
    edits: tuple[Edit, ...]
    moved_away: tuple[Region, ...] = ()

    def moved(self, cure: Cure, plan: Plan | None) -> Cure:
        """The cure as it is said of the new text; `plan` is its own one where it was carried out."""
        old, new = Lines(self.before), Lines(self.text)
        if isinstance(cure, WrapCall | ReplaceText | ReplaceStatement):
            bounds = old.bounds(cure.span)
            region = self._region(*bounds)
            start, end = region.own(plan) if plan else region.shifted(*bounds)
            own = self.text[start:end]  # An edit may begin or end with a blank that keeps words apart.
            span = new.span(end - len(own.lstrip(" ")), start + len(own.rstrip(" ")))
            return replace(cure, span=span)
        if isinstance(cure, EditComment):
            bounds = old.bounds(cure.span)
            region = self._region(*bounds)
            start, end = region.own(plan) if plan else region.shifted(*bounds)
            return EditComment(cure.file, new.span(start, end), cure.old, cure.text)
        if isinstance(cure, AnnotateLocal):
            at = old.offset(cure.line, 0)
            region = self._region(at, at)
            start = region.own(plan)[0] if plan else region.shifted(at, at)[0]
            return AnnotateLocal(cure.file, new.line(start), cure.name, cure.annotation)
        return cure

    def _region(self, start: int, end: int) -> Region:
        """Where a stretch of the old text is now."""
        away = (r for r in self.moved_away if r.move is not None and r.move.holds(start, end))
        return next(away, Region(0, 0, self.edits))


def compatible(plans: Sequence[Plan]) -> tuple[list[Plan], list[tuple[Plan, str]]]:
    """The plans that can be carried out together, outer ones first, and the others with the reason.

    One that asks for the very edits of another is in neither.
    """
    accepted: list[Plan] = []
    refused: list[tuple[Plan, str]] = []
    for plan in sorted(plans, key=lambda plan: (plan.start, -plan.end, plan.slot[0] != "statement")):
        if any(plan.slot == other.slot and plan.edits == other.edits for other in accepted):
            continue
        reason = next(filter(None, (_conflict(plan, other) for other in accepted)), None)
        if reason is None:
            accepted.append(plan)
        else:
            refused.append((plan, reason))
    return accepted, refused


def _conflict(plan: Plan, other: Plan) -> str | None:
    if plan.slot == other.slot:
        return "another cure edits the same place"
    if other.replaces and other.start <= plan.start and plan.end <= other.end:
        return "another cure replaces what is around it"
    if plan.move is not None and other.move is not None and plan.start < other.end:
        return "another cure cuts out lines of the same block"
    if plan.replaces and other.move is not None and any(_is_inside(edit, plan) for edit in other.move.edits):
        return "another cure cuts it out and edits it on the way"
    return None


def _is_inside(edit: Edit, plan: Plan) -> bool:
    return plan.start <= edit.start and edit.end <= plan.end


def compose(document: Document, plans: Sequence[Plan]) -> Composed:
    """Carry the plans out together."""
    moves = [plan.move for plan in plans if plan.move is not None]
    edits: list[Edit] = []
    inner: dict[Move, list[Edit]] = {move: list(move.edits) for move in moves}
    line = 0
    for plan in plans:
        holder = None if plan.move else next((m for m in moves if m.holds(plan.start, plan.end)), None)
        (edits if holder is None else inner[holder]).extend(plan.edits)
        if plan.imports:
            own = document.lines.line(holder.at) if holder is not None else plan.line
            line = min(line or own, own)
    imports: frozenset[NewImport] = frozenset().union(*(plan.imports for plan in plans))
    if imports:
        edits += import_edits(document, imports, line)
    texts: dict[Edit, Move] = {}
    for move, own_edits in inner.items():
        own_edits.sort(key=lambda edit: edit.rank)
        moved = _edited(document.text, own_edits, move.start, move.end)
        new = Edit(move.at, move.at, move.header + moved + move.footer, Place.OPEN)
        texts[new] = move
        edits.append(new)
    edits.sort(key=lambda edit: edit.rank)
    text = _edited(document.text, edits, 0, len(document.text))
    return Composed(document.text, text, tuple(edits), tuple(_regions(edits, texts, inner)))


def _edited(text: str, edits: Sequence[Edit], start: int, end: int) -> str:
    """The characters [start, end) of a text after edits that lie in them."""
    pieces: list[str] = []
    for edit in edits:
        pieces += [text[start : edit.start], edit.text]
        start = edit.end
    return "".join([*pieces, text[start:end]])


def _regions(
    edits: Sequence[Edit], texts: Mapping[Edit, Move], inner: Mapping[Move, Sequence[Edit]]
) -> Iterator[Region]:
    growth = 0
    for edit in edits:
        move = texts.get(edit)
        if move is not None:
            yield Region(move.start, edit.start + growth + len(move.header), tuple(inner[move]), move)
        growth += edit.growth


def checker(text: str) -> Callable[[str], str | None]:
    """What says why a text made from `text` is no valid Python, as far as `text` itself is."""
    flags = 0 if _why_invalid(text, 0) is None else ast.PyCF_ONLY_AST
    return lambda result: _why_invalid(result, flags)


def _why_invalid(text: str, flags: int) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<fixed>", "exec", flags, dont_inherit=True)
        except SyntaxError as error:
            return error.msg
        except (ValueError, RecursionError, MemoryError) as error:
            return str(error) or type(error).__name__
    return None
