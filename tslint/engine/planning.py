"""Planning: every model under some paths as a tree of what is traced, scripted and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tslint.analysis.api import Analysis
from tslint.config.settings import Settings
from tslint.engine.check import examine
from tslint.engine.progress import Progress, silent
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import Node, tree


@dataclass(frozen=True, slots=True)
class Planned:
    """The models that stand for themselves, each as a tree, and the files that could not be read."""

    models: tuple[Node, ...]
    failures: tuple[str, ...]
    unparsed: tuple[tuple[str, str], ...] = ()


def plan(paths: Sequence[Path], settings: Settings, progress: Progress = silent) -> Planned:
    """Plan the hybrid export of every model under `paths` that is no part of another.

    Raises TslintError as `check` does.
    """
    models: list[Node] = []

    def draw(analysis: Analysis, plans: Sequence[Plan]) -> None:
        models.extend(node for planned in plans if (node := tree(analysis, planned)) is not None)

    examination = examine(paths, replace(settings, mode="hybrid"), progress, draw)
    return Planned(tuple(models), examination.report.failures, tuple(examination.reading.unparsed()))
