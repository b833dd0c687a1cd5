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
from tslint.hybrid.regions import Region, regions
from tslint.hybrid.tree import Node, tree
from tslint.rules.model import Finding


@dataclass(frozen=True, slots=True)
class Planned:
    """The models that stand for themselves, each as a tree, and the files that could not be read."""

    models: tuple[Node, ...]
    failures: tuple[str, ...]
    unparsed: tuple[tuple[str, str], ...] = ()
    regions: tuple[Region, ...] = ()
    findings: tuple[Finding, ...] = ()

    def total_losses(self) -> int:
        """The losses that the plans leave."""
        return sum(model.total_losses() for model in self.models)


def plan(paths: Sequence[Path], settings: Settings, progress: Progress = silent) -> Planned:
    """Plan the hybrid export of every model under `paths` that is no part of another.

    Raises TslintError as `check` does.
    """
    models: list[Node] = []
    seen: list[Region] = []

    def draw(analysis: Analysis, plans: Sequence[Plan]) -> None:
        models.extend(node for planned in plans if (node := tree(analysis, planned)) is not None)
        seen.extend(regions(analysis, plans))

    examination = examine(paths, replace(settings, mode="hybrid"), progress, draw)
    report = examination.report
    broken = {
        (entry.file, entry.line)
        for entry in report.entries
        if entry.regime == "script" and entry.verdict == "breaks"
    }
    for model in models:
        for node in model.everything():
            if node.status == "scripted" and (node.file, node.line) in broken:
                node.status = "broken"
    return Planned(
        tuple(models),
        report.failures,
        tuple(examination.reading.unparsed()),
        tuple(
            replace(region, status="broken")
            if region.status == "scripted" and (region.file, region.first) in broken
            else region
            for region in seen
        ),
        report.findings,
    )
