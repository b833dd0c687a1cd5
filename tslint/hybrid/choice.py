"""The choice of pieces: of all that carry the losses of a model, those that change least."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tslint.analysis.api import Analysis, EntryEvents
from tslint.analysis.events import Event
from tslint.hybrid.callers import under
from tslint.hybrid.candidates import Candidate, Candidates
from tslint.hybrid.cost import Cost, cost_of

_ROUNDS = 8  # a piece takes the place of others at most so often


def offers(
    event: Event, entry: EntryEvents, candidates: Candidates, analysis: Analysis
) -> tuple[list[Candidate], str]:
    """The pieces that carry a loss, innermost first; else why the outermost function cannot be one.

    A function carries what is lost further in only where nobody else calls that. One that is handed to the
    tracer may be scripted itself: the tracer gives it back as it is.
    """
    found: list[Candidate] = []
    traced = [entry.qualname] if entry.kind == "function" else []
    reason = "" if traced else "it lies in the forward of the model itself"
    inner = event.chain[-1].callee if event.chain else ""
    for dotted in (*(call.callee for call in reversed(event.chain)), *traced):
        candidate = candidates.of(dotted)
        if candidate is None:
            continue
        if candidate.reason:
            reason = f"`{candidate.name}` cannot be scripted: {candidate.reason}"
        elif not found or under(inner, {dotted}, analysis):
            found.append(candidate)
    return found, "" if found else reason


def choose(offered: Sequence[Sequence[Candidate]], own_files: Collection[str]) -> list[Candidate]:
    """For each loss one of the pieces that carry it, so that all together cost least.

    Begins with the cheapest for each, and puts one piece in the place of several while that is cheaper.
    """
    chosen = [min(pieces, key=lambda piece: cost_of([piece], own_files)) for pieces in offered]
    for _ in range(_ROUNDS):
        best, spent = chosen, _total(chosen, own_files)
        for piece in {id(piece): piece for pieces in offered for piece in pieces}.values():
            tried = [piece if piece in pieces else old for pieces, old in zip(offered, chosen, strict=True)]
            cost = _total(tried, own_files)
            if cost < spent:
                best, spent = tried, cost
        if best is chosen:
            break
        chosen = best
    return chosen


def _total(pieces: Sequence[Candidate], own_files: Collection[str]) -> Cost:
    return cost_of({id(piece): piece for piece in pieces}.values(), own_files)
