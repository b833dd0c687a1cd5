"""Plans as a Mermaid flowchart, for README files and pull requests."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tslint.hybrid.tree import Node

_CLASSES = {
    "traced": "fill:#eef1f5,stroke:#8a94a6,color:#1d2430",
    "scripted": "fill:#dcf5e3,stroke:#2e8b57,color:#10331f",
    "to script": "fill:#dbeefe,stroke:#1f78c1,color:#0d2b45",
    "loses": "fill:#fde2e1,stroke:#c9302c,color:#4a0f0d",
    "broken": "fill:#f6e0f7,stroke:#9b30a5,color:#3b0f40",
}
# Whatever has a meaning in a label, as Mermaid's own character references.
_ESCAPED = re.compile(r"[^\w .,:=()\[\]@+*/→-]")


def mermaid(models: Sequence[Node]) -> str:
    """The models as one graph: a box a module or function, coloured by what becomes of it."""
    lines = ["flowchart TD"]
    for model in models:
        _node(model, lines, None)
    if not models:
        lines.append('    none["No model to plan"]')
    lines += [f"    classDef {_class(status)} {style}" for status, style in _CLASSES.items()]
    return "\n".join(lines) + "\n"


def _node(node: Node, lines: list[str], parent: str | None) -> None:
    own = f"n{len(lines)}"
    title = node.name if node.kind == node.name else f"{node.name}: {node.kind}"
    said = [title, node.status + (f" ({node.losses} lost)" if node.losses else "")]
    said += [f"+ {edit}" for edit in node.edits]
    lines.append(f'    {own}["{"<br/>".join(map(_label, said))}"]:::{_class(node.status)}')
    if parent is not None:
        lines.append(f"    {parent} --> {own}")
    for child in node.children:
        _node(child, lines, own)


def _class(status: str) -> str:
    return status.replace(" ", "-")


def _label(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"#{ord(found.group())};", " ".join(text.split()))
