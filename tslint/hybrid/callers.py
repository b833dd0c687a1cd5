"""Who calls whom: whether all ways to a function lead through some others."""

from __future__ import annotations

from collections.abc import Collection

from tslint.analysis.api import Analysis


def callers(dotted: str, analysis: Analysis) -> set[str]:
    """Every function from which calls lead to this one."""
    found: set[str] = set()
    pending = [dotted]
    while pending:
        unit = analysis.units.get(pending.pop())
        for caller in unit.callers if unit is not None else ():
            if caller not in found:
                found.add(caller)
                pending.append(caller)
    return found


def under(dotted: str, pieces: Collection[str], analysis: Analysis) -> bool:
    """Whether a function is one of `pieces`, or is only called from them and what they call."""
    return _under(dotted, pieces, analysis, frozenset())


def called_under(dotted: str, pieces: Collection[str], analysis: Analysis) -> bool:
    """Whether all who call a function are one of `pieces`, or under them."""
    unit = analysis.units[dotted]
    return bool(unit.callers) and all(_under(c, pieces, analysis, frozenset({dotted})) for c in unit.callers)


def _under(dotted: str, pieces: Collection[str], analysis: Analysis, seen: frozenset[str]) -> bool:
    if dotted in pieces:
        return True
    unit = analysis.units.get(dotted)
    if dotted in seen or unit is None or not unit.callers:
        return dotted in seen
    return all(_under(outer, pieces, analysis, seen | {dotted}) for outer in unit.callers)
