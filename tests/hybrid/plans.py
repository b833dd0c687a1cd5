"""Plans of small models, and what they come to in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.analysis.trace.tracing import ROOT, analysed
from tslint.analysis.api import Analysis
from tslint.analysis.events import Event
from tslint.config.model import ScriptDecorator
from tslint.config.settings import NEWEST_TORCH
from tslint.hybrid.placement import Plan, place
from tslint.hybrid.tree import said
from tslint.rules.ruleset import load_rules


def planned(
    *entries: str, decorator: ScriptDecorator = "torch.jit.script", **files: str
) -> tuple[Analysis, list[Plan]]:
    """The analysis of modules by name, and the plans of its entries."""
    analysis = analysed(*entries, mode="hybrid", **files)
    return analysis, place(analysis, load_rules(), NEWEST_TORCH, decorator)


def plan_of(name: str, decorator: ScriptDecorator = "torch.jit.script", **files: str) -> Plan:
    """The plan of one entry."""
    _, plans = planned(name, decorator=decorator, **files)
    (found,) = [plan for plan in plans if plan.entry.name == name]
    return found


def edits(plan: Plan) -> list[str]:
    """The edits of a plan in words, with the file where it is not `model`."""
    found = []
    for placed in plan.pieces.values():
        for cure in placed.candidate.edits:
            file = Path(cure.file).relative_to(ROOT).stem
            found.append(said(cure) if file == "model" else f"{file}: {said(cure)}")
    return found


def reasons(plan: Plan) -> list[str]:
    """Why losses are left."""
    return [reason for _, reason in plan.left]


def told(plan: Plan, kind: str) -> Sequence[Event]:
    """The events of a plan of one kind."""
    return [event for event in plan.entry.events if event.kind == kind]
