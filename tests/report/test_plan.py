"""Plans as trees and as JSON."""

from __future__ import annotations

from pathlib import Path

from tslint.hybrid.tree import Node
from tslint.report.plan import as_json, drawn

GATE = Node("gate", "Gate", "to script", "/project/pkg/gate.py", 7, edits=["wrap it", "x: int"])
LOSING = Node("count", "function", "loses", "/project/pkg/count.py", 3, losses=2)
INNER = Node("inner", "Sequential", "traced", children=[LOSING])
ROOT = Node(
    "Cell",
    "Cell",
    "traced",
    "/project/pkg/cell.py",
    1,
    children=[GATE, INNER, Node("out", "Linear", "traced")],
)


def text(root: Node) -> str:
    return "".join(piece.text for piece in drawn(root, Path("/project")))


def test_a_model_is_drawn_as_a_tree() -> None:
    assert text(ROOT) == (
        "Cell  traced\n"
        "├── gate Gate  to script  pkg/gate.py:7\n"
        "│   + wrap it\n"
        "│   + x: int\n"
        "├── inner Sequential  traced\n"
        "│   └── count function  loses  2 lost  pkg/count.py:3\n"
        "└── out Linear  traced\n"
    )


def test_the_edits_of_a_node_stand_above_its_children() -> None:
    root = Node("Cell", "Cell", "to script", "/project/a.py", 1, edits=["wrap it"], children=[GATE])
    assert text(root).splitlines()[1:3] == ["│   + wrap it", "└── gate Gate  to script  pkg/gate.py:7"]


def test_the_same_as_json() -> None:
    document = as_json([ROOT], Path("/project"))
    (model,) = document["models"]
    assert (document["version"], model["name"], model["status"]) == (1, "Cell", "traced")
    gate, inner, out = model["children"]
    assert (gate["file"], gate["line"], gate["edits"]) == ("pkg/gate.py", 7, ["wrap it", "x: int"])
    assert inner["children"][0]["losses"] == 2
    assert (out["file"], out["line"], out["children"]) == (None, None, [])
