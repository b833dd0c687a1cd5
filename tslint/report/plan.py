"""Plans on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text
from rich.tree import Tree

from tslint.hybrid.tree import Node
from tslint.report.paths import shown_path

_STYLES = {"traced": "dim", "scripted": "green", "to script": "bold cyan", "loses": "bold red"}


def drawn(root: Node, base: Path) -> Tree:
    """A rich tree of a model: each module with how it is exported and the edits that the plan makes there."""
    tree = Tree(_label(root, base))
    _grow(tree, root, base)
    return tree


def _grow(tree: Tree, node: Node, base: Path) -> None:
    for child in node.children:
        branch = tree.add(_label(child, base))
        _grow(branch, child, base)


def _label(node: Node, base: Path) -> Text:
    label = Text(node.name, style="bold")
    label.append(f" {node.kind}" if node.kind != node.name else "", style="")
    label.append(f"  {node.status}", style=_STYLES[node.status])
    if node.losses:
        label.append(f"  {node.losses} lost", style="red")
    if node.file and (node.edits or node.losses):
        label.append(f"  {shown_path(node.file, base)}:{node.line}", style="dim")
    for edit in node.edits:
        label.append(f"\n+ {edit}", style="cyan")
    return label


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
