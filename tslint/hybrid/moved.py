"""Plans whose files were edited above or below what they speak of: the same plans on other lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tslint.analysis.entryevents import EntryEvents
from tslint.analysis.moved import Mover
from tslint.hybrid.candidates import Candidate, Place
from tslint.hybrid.placement import Placed, Plan


def moved(plan: Plan, entries: Mapping[int, EntryEvents], mover: Mover) -> Plan:
    """A plan where its lines are now; `entries` are those that have moved, by the identity of the old ones.

    Blocks are not kept: they have become pieces. Raises Gone.
    """
    return Plan(
        entries[id(plan.entry)],
        {
            key: Placed(_candidate(placed.candidate, mover), placed.losses)
            for key, placed in plan.pieces.items()
        },
        [(mover.event(event), reason) for event, reason in plan.left],
        [],
        [(mover.event(event), key) for event, key in plan.cured],
    )


def _candidate(candidate: Candidate, mover: Mover) -> Candidate:
    places = tuple(
        Place(
            place.file,
            mover.span(place.span) if mover.is_about(place.file) else place.span,
            mover.cure(place.cure) if place.cure is not None else None,
        )
        for place in candidate.places
    )
    return replace(candidate, places=places, cures=tuple(map(mover.cure, candidate.cures)))
