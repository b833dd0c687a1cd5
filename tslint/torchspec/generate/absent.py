"""Public names that another described release has and the installed one lacks."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any, Final

from tslint.torchspec import load
from tslint.torchspec.generate.names import load as loaded

_NOTHING: Final = object()


def absent_names(release: str) -> dict[str, list[str]]:
    """For each other release, the outermost names that it has and `release`, the installed one, lacks."""
    found: dict[str, list[str]] = {}
    for other in load.releases():
        if other != release:
            found[other] = outermost(name for name in set(_told(other)) if not exists(name))
    return found


def _told(release: str) -> Iterator[str]:
    known = load.spec(release)
    yield from (name for name in known.all_names() if name.startswith("torch."))


def exists(name: str) -> bool:
    """Whether a dotted name leads to something in the installed torch."""
    return _found(name) is not _NOTHING


def _found(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        holder, _, leaf = name.rpartition(".")
        if not holder:
            return loaded(name)
        at = _found(holder)
        try:
            value = _NOTHING if at is _NOTHING else getattr(at, leaf, _NOTHING)
        except Exception:  # an attribute that its release has withdrawn raises on access, whatever it likes
            return None
        if value is _NOTHING:
            module = loaded(name)
            return _NOTHING if module is None else module
        return value


def outermost(names: Iterable[str]) -> list[str]:
    """The names without those that lie in another of them."""
    known = set(names)
    return sorted(name for name in known if not any(name.startswith(f"{other}.") for other in known))
