"""Planning: every model under some paths as a tree of what is traced, scripted and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tslint.analysis.api import analyse
from tslint.config.settings import Settings
from tslint.engine.parts import parts
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.hybrid.placement import place
from tslint.hybrid.tree import Node, tree
from tslint.project.modules import Project
from tslint.rules.ruleset import load_rules
from tslint.source.discover import discover


@dataclass(frozen=True, slots=True)
class Planned:
    """The models that stand for themselves, each as a tree, and the files that could not be read."""

    models: tuple[Node, ...]
    failures: tuple[str, ...]


def plan(paths: Sequence[Path], settings: Settings, progress: Progress = silent) -> Planned:
    """Plan the hybrid export of every model under `paths` that is no part of another."""
    settings = replace(settings, mode="hybrid")
    rules = load_rules()
    found = discover(paths, settings.exclude, settings.root)
    reading = Reading(failures=found.failures)
    models: list[Node] = []
    for part in parts(found.files):
        analysis = analyse(Project(reading.read(part, settings, progress)), settings)
        for planned in place(analysis, rules, settings.target_torch):
            node = tree(analysis, planned)
            if node is not None:
                models.append(node)
    return Planned(tuple(models), tuple(reading.failures))
