"""What a check did not look at because of its bounds, in words."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 3  # modules that are named


def notes(beyond: Sequence[str]) -> tuple[str, ...]:
    """One line where imports led to more source than is read: `beyond` are the modules that were not."""
    if not beyond:
        return ()
    named = ", ".join(beyond[:_NAMED]) + (", ..." if len(beyond) > _NAMED else "")
    count = f"{len(beyond):,} {'module counts' if len(beyond) == 1 else 'modules count'} as unknown"
    return (f"imports lead to more source than is followed (some 12 MB); beyond it {count}: {named}",)
