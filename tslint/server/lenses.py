"""Code lenses: above each model what its export comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from tslint.hybrid.tree import Node
from tslint.rules.model import Entry
from tslint.server.judging import Judged
from tslint.server.positions import position_of

SHOW_PLAN = "tslint.plan"
CONFIRM = "tslint.confirm"


def lenses_of(uri: str, path: str, judged: Judged) -> list[types.CodeLens]:
    """Two lenses for each model: what its hybrid export needs (a click shows the plan), and the proof."""
    models = {(model.file, model.line): model for model in judged.models}
    seen: set[int] = set()
    lenses = []
    for entry in judged.entries:
        if entry.kind != "module" or entry.file != path or entry.line in seen:
            continue
        seen.add(entry.line)
        place = position_of(entry.line, 1, judged.lines)
        title = f"exports: {_said(entry, judged.entries, models.get((path, entry.line)))}"
        where = types.Range(place, place)
        for text, command in ((title, SHOW_PLAN), ("confirm", CONFIRM)):
            lenses.append(types.CodeLens(where, types.Command(text, command, arguments=[uri, entry.name])))
    return lenses


def _said(entry: Entry, entries: Sequence[Entry], model: Node | None) -> str:
    if model is not None:
        edits = sum(len(node.edits) for node in _nodes(model))
        left = model.total_losses()
        parts = [_regime(model)]
        if edits:
            parts.append(f"{edits} edit{'s' if edits > 1 else ''}")
        if left:
            parts.append(f"{left} loss{'es' if left > 1 else ''} left")
        return ", ".join(parts)
    verdicts = {e.regime: e.verdict for e in entries if (e.file, e.line) == (entry.file, entry.line)}
    return ", ".join(f"{regime} {verdict}" for regime, verdict in verdicts.items())


def _regime(model: Node) -> str:
    """How the plan exports a model."""
    if model.status == "to script":
        return "script"
    scripted = any(node.edits or node.status == "scripted" for node in _nodes(model))
    return "hybrid" if scripted else "trace"


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)
