"""Modules of torch that a model is built of and the release that is judged for does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tslint.analysis.events import Event
from tslint.analysis.interp import torchfacts
from tslint.analysis.values import Instance, Value
from tslint.project.modules import Project
from tslint.source.positions import span_of


def absent_modules(project: Project, root: Instance, regime: str) -> Iterator[Event]:
    """An event where the model builds a module that its release lacks (`torch.nn.RMSNorm`).

    What only one way through `__init__` builds is left out: it may be meant for another release.
    """
    if not torchfacts.lacks_names():
        return
    for part in _parts(root):
        other = torchfacts.lacking(part.cls) if isinstance(part.cls, str) else None
        if other is None or part.site is None:
            continue
        module = project.by_path(part.site[0])
        if module is None:
            continue
        facts = {"name": part.class_name, "release": torchfacts.release(), "other": other}
        yield Event("absent-name", regime, module.path, span_of(module.source.lines, part.site[1]), facts)


def _parts(root: Instance) -> Iterator[Instance]:
    """A module and all that it holds, each once."""
    waiting: list[Value] = [root]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if not isinstance(value, Instance) or not value.is_module or id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        held = (part for name, part in value.attributes.items() if name not in value.unsure)
        waiting += [*held, *(value.items or ()), value.element]
