"""Placement: for every loss of a trace the smallest piece that can carry it, scripted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from tslint.analysis.api import Analysis, EntryEvents
from tslint.analysis.events import PLACEMENT, Event
from tslint.config.model import ScriptDecorator
from tslint.hybrid import needless
from tslint.hybrid.blocks import Blocks, Chosen, forward_of
from tslint.hybrid.callers import called_under, callers
from tslint.hybrid.candidates import Candidate, Candidates, decorator_of
from tslint.hybrid.choice import choose, offers
from tslint.hybrid.cost import cost_of
from tslint.hybrid.inside import Inside
from tslint.ir.cures import Cure
from tslint.rules.judge import judge
from tslint.rules.ruleset import RuleSet
from tslint.torchspec.load import spec


@dataclass(slots=True)
class Placed:
    """A piece to script, and how many losses that cures."""

    candidate: Candidate
    losses: int = 0


@dataclass(slots=True)
class Plan:
    """What one entry needs: the pieces to script, and the losses that no piece carries, each with the
    reason.
    """

    entry: EntryEvents
    pieces: dict[str, Placed] = field(default_factory=dict)
    left: list[tuple[Event, str]] = field(default_factory=list)
    cut: list[tuple[Event, Chosen]] = field(default_factory=list)  # the losses that blocks hold
    cured: list[tuple[Event, str]] = field(default_factory=list)  # losses, and the keys of their pieces


# A trace that is recorded on the device where it will run has the right one; what is wrong with the call of
# torch.jit.trace is mended at the call.
_CURED_OTHERWISE = frozenset(
    {
        "absent-name",
        "baked-device",
        "traced-in-training",
        "saved-in-training",
        "dict-output",
        "untraceable-input",
        "parallel-trace",
        "size-one-example",
    }
)


def place(
    analysis: Analysis, rules: RuleSet, target_torch: str, decorator: ScriptDecorator = "torch.jit.script"
) -> list[Plan]:
    """Plan every traced entry, and put the placements among its events, with the edits that they take.

    `decorator` is what functions get; a submodule is wrapped in `torch.jit.script` all the same.
    """
    candidates = Candidates(
        analysis, spec(target_torch), lambda event: _matters(event, rules, target_torch), decorator
    )
    blocks = Blocks(analysis, candidates)
    entries = [entry for entry in analysis.entries if entry.regime == "trace" and entry.whole]
    own_files = {module.path for module in analysis.project.checked}
    plans = [_plan(entry, analysis, candidates, rules, target_torch, own_files) for entry in entries]
    for plan in plans:
        _stay_inside(plan, blocks, own_files)
        _cut(plan, blocks)
        if plan.left:
            _take_whole(plan, candidates, analysis)
    blocks.merge([chosen for plan in plans for _, chosen in plan.cut])
    for plan in plans:  # blocks grow until every loss of every entry has been looked at
        _settle(plan, blocks)
        _spare(plan, analysis, lambda event: _is_safe(event, rules, target_torch))
        for placed in plan.pieces.values():
            plan.entry.events.extend(_events(placed))
        _name_pieces(plan)
        plan.entry.events.extend(_unplaced(plan))
    needless.tell(analysis)
    return plans


def _matters(event: Event, rules: RuleSet, target_torch: str) -> bool:
    return any(finding.severity != "info" for finding in judge([event], rules, target_torch))


def _is_safe(event: Event, rules: RuleSet, target_torch: str) -> bool:
    return any(finding.applicability == "safe" for finding in judge([event], rules, target_torch))


def _plan(
    entry: EntryEvents,
    analysis: Analysis,
    candidates: Candidates,
    rules: RuleSet,
    target_torch: str,
    own_files: Collection[str],
) -> Plan:
    plan = Plan(entry)
    carried: list[Event] = []
    offered: list[list[Candidate]] = []
    for event in entry.events:
        if event.kind in _CURED_OTHERWISE or not _matters(event, rules, target_torch):
            continue
        if event.cures and _is_safe(event, rules, target_torch):
            continue  # an edit on the spot is cheaper than any piece
        pieces, reason = offers(event, entry, candidates, analysis)
        if pieces:
            carried.append(event)
            offered.append(pieces)
        else:
            plan.left.append((event, reason))
    for event, chosen in zip(carried, choose(offered, own_files), strict=True):
        plan.pieces.setdefault(chosen.unit.function.dotted, Placed(chosen)).losses += 1
        plan.cured.append((event, chosen.unit.function.dotted))
    for dotted in _inside_others(plan, analysis):
        # A helper that is only called from scripted code compiles with it, and needs no decorator.
        outer = callers(dotted, analysis)
        _give_up(plan, dotted, next((holder for holder in plan.pieces if holder in outer), ""))
    return plan


def _give_up(plan: Plan, key: str, holder: str) -> None:
    """Let another piece hold what one holds."""
    removed = plan.pieces.pop(key)
    if holder:
        plan.pieces[holder].losses += removed.losses
    plan.cured = [(event, holder if known == key else known) for event, known in plan.cured]


def _stay_inside(plan: Plan, blocks: Blocks, own_files: Collection[str]) -> None:
    """Take blocks of the checked files where a piece would edit another file, if they hold all its losses."""
    for key, placed in list(plan.pieces.items()):
        if not cost_of([placed.candidate], own_files).outside:
            continue
        events = [event for event, known in plan.cured if known == key]
        cut = [blocks.fit(event, plan.entry, own_files)[0] for event in events]
        found = [chosen for chosen in cut if chosen is not None]
        if len(found) == len(events):
            del plan.pieces[key]
            plan.cured = [pair for pair in plan.cured if pair[1] != key]
            plan.cut += zip(events, found, strict=True)


def _cut(plan: Plan, blocks: Blocks) -> None:
    """Find blocks for the losses that no function and no submodule carries."""
    left, plan.left = plan.left, []
    for event, reason in left:
        chosen, why = blocks.fit(event, plan.entry)
        if chosen is None:
            plan.left.append((event, "; ".join(filter(None, (reason, why)))))
        else:
            plan.cut.append((event, chosen))


def _take_whole(plan: Plan, candidates: Candidates, analysis: Analysis) -> None:
    """Script the model itself where that compiles: it keeps what no piece of it can hold."""
    unit, root = analysis.units.get(forward_of(plan.entry)), plan.entry.root
    if unit is None or root is None:
        return
    candidate = candidates.of_model(root, unit)
    if candidate.reason:
        plan.left = [
            (event, f"{why}; nor the model as a whole: {candidate.reason}") for event, why in plan.left
        ]
        return
    lost = [event for event, _ in (*plan.left, *plan.cut, *plan.cured)]
    plan.pieces = {unit.function.dotted: Placed(candidate, len(lost))}
    plan.cured = [(event, unit.function.dotted) for event in lost]
    plan.left, plan.cut = [], []


def _settle(plan: Plan, blocks: Blocks) -> None:
    for event, chosen in plan.cut:
        candidate = blocks.settle(chosen)
        key = f"{candidate.unit.function.dotted}:{candidate.name}"
        plan.pieces.setdefault(key, Placed(candidate)).losses += 1
        plan.cured.append((event, key))


def _spare(plan: Plan, analysis: Analysis, is_safe: Callable[[Event], bool]) -> None:
    """Leave out the edits inside pieces: decorators of helpers, and what would keep a value in a trace.

    Not inside a whole model: no edit scripts that, and who traces it all the same is served by the others.
    """
    if any(placed.candidate.kind == "model" for placed in plan.pieces.values()):
        return
    inside = Inside(analysis, {key: placed.candidate for key, placed in plan.pieces.items()})
    for key, placed in list(plan.pieces.items()):
        if placed.candidate.kind == "function":
            holder = inside.holder_of_function(key, but=key)
            if holder:
                _give_up(plan, key, holder)
                del inside.pieces[key]
    events = plan.entry.events
    for position, event in enumerate(events):
        if event.cures and is_safe(event):
            key = inside.holder_of(event, forward_of(plan.entry))
            if key:
                events[position] = replace(event, cures=())
                plan.cured.append((events[position], key))
                plan.pieces[key].losses += 1


def _name_pieces(plan: Plan) -> None:
    """Say in each loss which piece cures it: what is found out about the piece is told with the loss."""
    named = {id(event): plan.pieces[key].candidate.address for event, key in plan.cured if key in plan.pieces}
    events = plan.entry.events
    for position, event in enumerate(events):
        if id(event) in named:
            events[position] = replace(event, facts={**event.facts, "piece": named[id(event)]})


def _inside_others(plan: Plan, analysis: Analysis) -> list[str]:
    """Pieces that nobody but other pieces (and what these call) calls."""
    inner: list[str] = []
    for dotted in plan.pieces:
        others = set(plan.pieces) - {dotted} - set(inner)
        if others and called_under(dotted, others, analysis):
            inner.append(dotted)
    return inner


def _events(placed: Placed) -> list[Event]:
    """One event for each place of a piece; the further edits go with the first."""
    found = []
    lacking: tuple[Cure, ...] = placed.candidate.cures
    for position, where in enumerate(placed.candidate.places):
        own = () if where.cure is None else (where.cure,)
        cures = (*own, *lacking) if position == 0 else own
        facts = {
            "unit": placed.candidate.name,
            "kind": placed.candidate.kind,
            "losses": str(placed.losses),
            "lacks": _said(lacking),
            "complete": "no" if lacking else "yes",
            "piece": placed.candidate.address,
            "decorator": decorator_of(where.cure),
        }
        found.append(Event(PLACEMENT, "trace", where.file, where.span, facts, (), cures))
    return found


def _said(cures: tuple[Cure, ...]) -> str:
    """The further edits in words: `visit: Dict[int, bool]`, `n: int`."""
    parts = []
    for cure in cures:
        annotation = getattr(cure, "annotation", "")
        name = getattr(cure, "name", "return")
        parts.append(f"{name}: {annotation}" if annotation else getattr(cure, "text", ""))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _unplaced(plan: Plan) -> list[Event]:
    """One event for each reason and file: the losses for which no piece can be scripted."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event, reason in plan.left:
        found.setdefault((event.file, reason), []).append(event)
    return [
        Event(
            "no-placement",
            "trace",
            file,
            events[0].span,
            {"reason": reason, "losses": str(len(events))},
            events[0].chain,
        )
        for (file, reason), events in found.items()
    ]
