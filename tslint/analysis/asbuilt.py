"""Modules as `__init__` left them: what a compiler meets, whatever running forward has made of them since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tslint.analysis.values import Instance, Value, alternatives


@contextmanager
def as_built(module: Instance) -> Iterator[None]:
    """Have a module, and all that it holds, as they were before forward bound their attributes anew."""
    later = [(part, dict(part.attributes)) for part in _changed(module)]
    for part, _ in later:
        for name, value in part.before.items():
            if value is None:
                part.attributes.pop(name, None)
            else:
                part.attributes[name] = value
    try:
        yield
    finally:
        for part, attributes in later:
            part.attributes.clear()
            part.attributes.update(attributes)


def _changed(module: Instance) -> list[Instance]:
    found: list[Instance] = []
    pending: list[Value] = [module]
    seen: set[int] = set()
    while pending:
        for part in alternatives(pending.pop()):
            if isinstance(part, Instance) and id(part) not in seen:
                seen.add(id(part))
                if part.before:
                    found.append(part)
                pending += [*part.attributes.values(), *(part.items or ()), part.element]
    return found
