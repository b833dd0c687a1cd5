"""Plans as trees for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tslint.hybrid.tree import Node
from tslint.report.paths import shown_path
from tslint.report.text import Piece

_STYLES = {
    "traced": "dim",
    "scripted": "green",
    "to script": "bold cyan",
    "loses": "bold red",
    "broken": "bold magenta",
}


def drawn(root: Node, base: Path) -> Iterator[Piece]:
    """A model as a tree: each module with how it is exported and the edits that the plan makes there."""
    yield from _node(root, base, "", "")


def _node(node: Node, base: Path, first: str, rest: str) -> Iterator[Piece]:
    """One node: `first` stands before its own line, `rest` before the lines that belong to it."""
    yield Piece(first, "dim")
    yield Piece(node.name, "bold")
    if node.kind != node.name:
        yield Piece(f" {node.kind}")
    yield Piece(f"  {node.status}", _STYLES[node.status])
    if node.losses:
        yield Piece(f"  {node.losses} lost", "red")
    if node.file and (node.edits or node.losses or node.status == "broken"):
        yield Piece(f"  {shown_path(node.file, base)}:{node.line}", "dim")
    yield Piece("\n")
    for edit in node.edits:
        yield Piece(f"{rest}{'│   ' if node.children else ''}", "dim")
        yield Piece(f"+ {edit}\n", "cyan")
    for child in node.children:
        last = child is node.children[-1]
        yield from _node(
            child, base, rest + ("└── " if last else "├── "), rest + ("    " if last else "│   ")
        )


def as_json(roots: Sequence[Node], base: Path) -> dict[str, Any]:
    """The plans as one JSON object: `{"version": 1, "models": [...]}`."""
    return {"version": 1, "models": [_plain(root, base) for root in roots]}


def _plain(node: Node, base: Path) -> dict[str, Any]:
    return {
        "name": node.name,
        "kind": node.kind,
        "status": node.status,
        "file": shown_path(node.file, base) if node.file else None,
        "line": node.line or None,
        "losses": node.losses,
        "edits": list(node.edits),
        "children": [_plain(child, base) for child in node.children],
    }
