"""Putting the plans of one file together: conflicts, imports, the new text, and where things went in it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tslint.fixes.document import Document
from tslint.fixes.imports import import_edits
from tslint.fixes.offsets import Lines
from tslint.fixes.plan import Edit, NewImport, Plan
from tslint.ir.cures import AnnotateLocal, Cure, ReplaceText, WrapCall


@dataclass(frozen=True, slots=True)
class Composed:
    """A new text with the edits that made it, in the order in which they stand."""

    before: str
    text: str
    edits: tuple[Edit, ...]

    def moved(self, cure: Cure, plan: Plan | None) -> Cure:
        """The cure as it is said of the new text; `plan` is its own one where it was carried out."""
        if isinstance(cure, WrapCall | ReplaceText):
            old, new = Lines(self.before), Lines(self.text)
            start, end = self._own(plan) if plan else self._shifted(*old.bounds(cure.span))
            own = self.text[start:end]  # An edit may begin or end with a blank that keeps words apart.
            span = new.span(end - len(own.lstrip(" ")), start + len(own.rstrip(" ")))
            if isinstance(cure, WrapCall):
                return WrapCall(cure.file, span, cure.wrapper)
            return ReplaceText(cure.file, span, cure.text)
        if isinstance(cure, AnnotateLocal):
            old, new = Lines(self.before), Lines(self.text)
            start = self._own(plan)[0] if plan else self._shifted(*[old.offset(cure.line, 0)] * 2)[0]
            return AnnotateLocal(cure.file, new.line(start), cure.name, cure.annotation)
        return cure

    def _own(self, plan: Plan) -> tuple[int, int]:
        """The new range from the first to the last edit of a plan."""
        growth, places = 0, []
        for edit in self.edits:
            if edit in plan.edits:
                places += [edit.start + growth, edit.start + growth + len(edit.text)]
            growth += edit.growth
        return min(places), max(places)

    def _shifted(self, start: int, end: int) -> tuple[int, int]:
        """The new range of what nothing edits as a whole."""
        first = sum(edit.growth for edit in self.edits if edit.end <= start)
        last = sum(edit.growth for edit in self.edits if edit.start < end and edit.end <= end)
        return start + first, max(end + last, start + first)


def compatible(plans: Sequence[Plan]) -> tuple[list[Plan], list[tuple[Plan, str]]]:
    """The plans that can be carried out together, outer ones first, and the others with the reason.

    One that asks for the very edits of another is in neither.
    """
    accepted: list[Plan] = []
    refused: list[tuple[Plan, str]] = []
    for plan in sorted(plans, key=lambda plan: (plan.start, -plan.end)):
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
        return "another cure replaces the expression around it"
    return None


def compose(document: Document, plans: Sequence[Plan]) -> Composed:
    """Carry the plans out together."""
    edits = [edit for plan in plans for edit in plan.edits]
    imports: frozenset[NewImport] = frozenset().union(*(plan.imports for plan in plans))
    if imports:
        edits += import_edits(document, imports, min(plan.line for plan in plans if plan.imports))
    edits.sort(key=lambda edit: edit.rank)
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [document.text[at : edit.start], edit.text]
        at = edit.end
    pieces.append(document.text[at:])
    return Composed(document.text, "".join(pieces), tuple(edits))


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
