"""Placement: for every loss of a trace the smallest piece that can carry it, scripted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tslint.analysis.api import Analysis, EntryEvents
from tslint.analysis.events import Event
from tslint.analysis.interp.units import Unit
from tslint.config.model import ScriptDecorator
from tslint.hybrid import needless
from tslint.hybrid.blocks import Blocks, Chosen
from tslint.hybrid.candidates import Candidate, Candidates, decorator_of
from tslint.ir.cures import Cure
from tslint.rules.judge import judge
from tslint.rules.ruleset import RuleSet
from tslint.torchspec.load import spec

PLACEMENT = "script-candidate"
"""The kind of the events that propose a piece; their fact `piece` says where torch finds it."""


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
    plans = [_plan(entry, analysis, candidates, rules, target_torch) for entry in entries]
    for plan in plans:
        _cut(plan, blocks)
    blocks.merge()
    for plan in plans:  # blocks grow until every loss of every entry has been looked at
        _settle(plan, blocks)
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
    entry: EntryEvents, analysis: Analysis, candidates: Candidates, rules: RuleSet, target_torch: str
) -> Plan:
    plan = Plan(entry)
    for event in entry.events:
        if event.kind in _CURED_OTHERWISE or not _matters(event, rules, target_torch):
            continue
        if event.cures and _is_safe(event, rules, target_torch):
            continue  # an edit on the spot is cheaper than any piece
        chosen, reason = _innermost(event, candidates)
        if chosen is None:
            plan.left.append((event, reason))
        else:
            plan.pieces.setdefault(chosen.unit.function.dotted, Placed(chosen)).losses += 1
            plan.cured.append((event, chosen.unit.function.dotted))
    for dotted in _inside_others(plan, analysis):
        # A helper that is only called from scripted code compiles with it, and needs no decorator.
        removed = plan.pieces.pop(dotted)
        callers = _callers(dotted, analysis)
        holder = next((outer for outer in plan.pieces if outer in callers), "")
        if holder:
            plan.pieces[holder].losses += removed.losses
        plan.cured = [(event, holder if key == dotted else key) for event, key in plan.cured]
    return plan


def _cut(plan: Plan, blocks: Blocks) -> None:
    """Find blocks for the losses that no function and no submodule carries."""
    left, plan.left = plan.left, []
    for event, reason in left:
        chosen, why = blocks.fit(event, plan.entry)
        if chosen is None:
            plan.left.append((event, "; ".join(filter(None, (reason, why)))))
        else:
            plan.cut.append((event, chosen))


def _settle(plan: Plan, blocks: Blocks) -> None:
    for event, chosen in plan.cut:
        candidate = blocks.settle(chosen)
        key = f"{candidate.unit.function.dotted}:{candidate.name}"
        plan.pieces.setdefault(key, Placed(candidate)).losses += 1
        plan.cured.append((event, key))


def _name_pieces(plan: Plan) -> None:
    """Say in each loss which piece cures it: what is found out about the piece is told with the loss."""
    named = {id(event): plan.pieces[key].candidate.address for event, key in plan.cured if key in plan.pieces}
    events = plan.entry.events
    for position, event in enumerate(events):
        if id(event) in named:
            events[position] = replace(event, facts={**event.facts, "piece": named[id(event)]})


def _innermost(event: Event, candidates: Candidates) -> tuple[Candidate | None, str]:
    """The innermost function around a loss that can be scripted; else why the outermost one cannot."""
    reason = "it lies in the forward of the model itself"
    for call in reversed(event.chain):
        candidate = candidates.of(call.callee)
        if candidate is None:
            continue
        if not candidate.reason:
            return candidate, ""
        reason = f"`{candidate.name}` cannot be scripted: {candidate.reason}"
    return None, reason


def _inside_others(plan: Plan, analysis: Analysis) -> list[str]:
    """Pieces that nobody but other pieces (and what these call) calls."""
    inner: list[str] = []
    for dotted in plan.pieces:
        others = set(plan.pieces) - {dotted} - set(inner)
        unit = analysis.units[dotted]
        if others and unit.callers and all(_under(c, others, analysis, {dotted}) for c in unit.callers):
            inner.append(dotted)
    return inner


def _callers(dotted: str, analysis: Analysis) -> set[str]:
    """Every function from which calls lead to this one."""
    found: set[str] = set()
    pending = [dotted]
    while pending:
        unit = analysis.units.get(pending.pop())
        for caller in unit.callers if unit is not None else ():
            if caller not in found:
                found.add(caller)
                pending.append(caller)
    return found


def _under(caller: str, pieces: set[str], analysis: Analysis, seen: set[str]) -> bool:
    if caller in pieces:
        return True
    unit: Unit | None = analysis.units.get(caller)
    if caller in seen or unit is None or not unit.callers:
        return caller in seen
    return all(_under(outer, pieces, analysis, seen | {caller}) for outer in unit.callers)


def _events(placed: Placed) -> list[Event]:
    """One event for each place of a piece; the further edits go with the first."""
    found = []
    lacking: tuple[Cure, ...] = placed.candidate.cures
    for position, where in enumerate(placed.candidate.places):
        cures = (where.cure, *lacking) if position == 0 else (where.cure,)
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
