"""A section of one release told by what differs from another: most of torch stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Sections whose records are one level further down: by the sort of value, by the class.
_NESTED = frozenset({"methods", "members"})


def difference(section: str, base: Mapping[str, Any], own: Mapping[str, Any]) -> list[Any]:
    """[records that are new or other, names that are gone], which `applied` turns into `own` again."""
    if section in _NESTED:
        parts = {name: difference("", base.get(name, {}), records) for name, records in own.items()}
        return [parts, [name for name in base if name not in own]]
    changed = {name: record for name, record in own.items() if name not in base or base[name] != record}
    return [changed, [name for name in base if name not in own]]


def applied(section: str, base: Mapping[str, Any], told: list[Any]) -> dict[str, Any]:
    """The section that `difference` was told of; `base` is left as it is."""
    changed, gone = told
    dropped = frozenset(gone)
    if section in _NESTED:
        return {name: applied("", base.get(name, {}), part) for name, part in changed.items()}
    kept = {name: changed.get(name, record) for name, record in base.items() if name not in dropped}
    return {**kept, **changed}
