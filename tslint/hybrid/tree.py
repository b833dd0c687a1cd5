"""The plan of one model as a tree: what is traced, scripted, or losing, submodule by submodule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tslint.analysis.api import Analysis
from tslint.analysis.interp.units import Unit
from tslint.analysis.values import Instance
from tslint.hybrid.blocks import forward_of
from tslint.hybrid.holders import children
from tslint.hybrid.placement import Placed, Plan
from tslint.ir.cures import AnnotateParameter, AnnotateReturn, Cure, DecorateFunction, ExtractBlock, WrapCall
from tslint.project.entities import Class

Status = Literal["traced", "scripted", "to script", "loses", "broken"]
_DEPTH = 12
_AS_A_WHOLE = "torch.jit.script(...) of it in place of torch.jit.trace"


@dataclass(slots=True)
class Node:
    """A module or function of the model; `edits` are what the plan does there, `losses` what it leaves."""

    name: str
    kind: str
    status: Status
    file: str = ""
    line: int = 0
    losses: int = 0
    edits: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def total_losses(self) -> int:
        """The losses that the plan leaves, here and below."""
        return self.losses + sum(child.total_losses() for child in self.children)

    def everything(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.everything()


@dataclass(frozen=True, slots=True)
class _Drawing:
    analysis: Analysis
    plan: Plan
    losses: dict[str, int]
    told: set[str] = field(default_factory=set)

    def losses_of(self, units: Iterable[Unit]) -> int:
        """The losses that the plan leaves in some functions."""
        names = [unit.function.dotted for unit in units]
        self.told.update(names)
        return sum(self.losses.get(name, 0) for name in names)


def tree(analysis: Analysis, plan: Plan) -> Node | None:
    """The tree of a planned entry; None for a function or a module that was not run as a whole."""
    root = plan.entry.root
    if root is None:
        return None
    losses: dict[str, int] = {}
    for event, _ in plan.left:
        place = event.chain[-1].callee if event.chain else forward_of(plan.entry)
        losses[place] = losses.get(place, 0) + 1
    drawing = _Drawing(analysis, plan, losses)
    drawn = _module(drawing, plan.entry.name, root, frozenset(), 0)
    # What has no place in the tree (a method that is called by its name, a module built anew in each call)
    # is lost all the same.
    drawn.losses += sum(count for place, count in losses.items() if place not in drawing.told)
    if drawn.losses and drawn.status == "traced":
        drawn.status = "loses"
    return drawn


def _module(drawing: _Drawing, name: str, instance: Instance, seen: frozenset[int], depth: int) -> Node:
    node = Node(name, instance.class_name.rpartition(".")[2], "scripted" if instance.scripted else "traced")
    if not isinstance(instance.cls, Class):
        if depth < _DEPTH and id(instance) not in seen and not instance.scripted:
            node.children = list(_own(drawing, instance, seen, depth))
        return node
    node.file, node.line = instance.cls.module.path, instance.cls.node.lineno
    units = [unit for unit in drawing.analysis.units.values() if instance in unit.receivers]
    placed = _placed_module(drawing, instance)
    if placed is not None:
        node.status, node.edits = "to script", _edits_for(placed, instance)
    elif depth == 0 and (model := _placed_model(drawing)) is not None:
        node.status, node.edits = "to script", [_AS_A_WHOLE, *map(said, model.candidate.cures)]
    node.losses = drawing.losses_of(units)
    if node.losses and node.status == "traced":
        node.status = "loses"
    if depth >= _DEPTH or id(instance) in seen or node.status in ("scripted", "to script"):
        return node  # what a scripted module holds is compiled with it
    for child_name, child in children(instance):
        node.children.append(_module(drawing, child_name, child, seen | {id(instance)}, depth + 1))
    node.children += [block for unit in units for block in _cut_out(drawing, unit)]
    node.children += list(_functions(drawing, {unit.function.dotted for unit in units}, set()))
    return node


def _own(drawing: _Drawing, instance: Instance, seen: frozenset[int], depth: int) -> Iterator[Node]:
    """What the project put into a module of torch: of torch's own layers there is nothing to say."""
    for name, child in children(instance):
        node = _module(drawing, name, child, seen | {id(instance)}, depth + 1)
        if isinstance(child.cls, Class) or node.children:
            yield node


def _edits_for(placed: Placed, instance: Instance) -> list[str]:
    """The edits that script one of several instances of a class: its own place, and what the class lacks."""
    own = [
        where.cure
        for where, receiver in zip(placed.candidate.places, placed.candidate.unit.receivers, strict=False)
        if receiver is instance and where.cure is not None
    ]
    return [said(cure) for cure in (*own, *placed.candidate.cures)]


def _placed_module(drawing: _Drawing, instance: Instance) -> Placed | None:
    for placed in drawing.plan.pieces.values():
        if placed.candidate.kind == "module" and instance in placed.candidate.unit.receivers:
            return placed
    return None


def _placed_model(drawing: _Drawing) -> Placed | None:
    """The model itself, where the plan scripts all of it."""
    pieces = drawing.plan.pieces.values()
    return next((placed for placed in pieces if placed.candidate.kind == "model"), None)


def _functions(drawing: _Drawing, callers: set[str], seen: set[str]) -> Iterator[Node]:
    """Free functions that these methods call and about which there is something to say."""
    for dotted, unit in drawing.analysis.units.items():
        if unit.function.owner is not None or dotted in seen or not callers & unit.callers:
            continue
        seen.add(dotted)
        node = _function(drawing, dotted, unit)
        if node.status != "to script":
            node.children += list(_functions(drawing, {dotted}, seen))
        if node.status != "traced" or node.children:
            yield node


def _function(drawing: _Drawing, dotted: str, unit: Unit) -> Node:
    node = Node(
        unit.function.name, "function", "traced", unit.function.module.path, unit.function.node.lineno
    )
    node.losses = drawing.losses_of([unit])
    placed = drawing.plan.pieces.get(dotted)
    if placed is not None:
        node.status, node.edits = "to script", [said(cure) for cure in _all_cures(placed)]
        return node
    node.children = list(_cut_out(drawing, unit))
    if node.losses:
        node.status = "loses"
    return node


def _cut_out(drawing: _Drawing, unit: Unit) -> Iterator[Node]:
    """The blocks that are cut out of a function or method."""
    for placed in drawing.plan.pieces.values():
        if placed.candidate.kind == "block" and placed.candidate.unit is unit:
            (where,) = placed.candidate.places
            name, line = placed.candidate.name, where.span.line
            edits = [said(cure) for cure in _all_cures(placed)]
            yield Node(name, "block", "to script", where.file, line, edits=edits)


def _all_cures(placed: Placed) -> tuple[Cure, ...]:
    return placed.candidate.edits


def said(cure: Cure) -> str:
    """An edit in a few words."""
    match cure:
        case DecorateFunction():
            return f"@{cure.decorator} above {cure.qualname}"
        case WrapCall():
            return f"{cure.wrapper}(...) where it is built, line {cure.span.line}"
        case ExtractBlock():
            first, last = cure.span.line, cure.span.end_line
            lines = f"line {first}" if first == last else f"lines {first} to {last}"
            return f"@{cure.decorator} def {cure.name}: {lines} of {cure.qualname} cut out"
        case AnnotateParameter():
            return f"{cure.qualname}({cure.name}: {cure.annotation})"
        case AnnotateReturn():
            return f"{cure.qualname} -> {cure.annotation}"
    return getattr(cure, "text", "") or f"{getattr(cure, 'name', '')}: {getattr(cure, 'annotation', '')}"
