"""Plans as Mermaid flowcharts."""

from __future__ import annotations

import re

from tslint.hybrid.tree import Node
from tslint.report.mermaid import mermaid

TREE = Node(
    "Cell", "Cell", "traced", children=[Node("gate", "Gate", "to script", edits=["x: int", "@script"])]
)


def test_each_node_is_a_box_below_its_owner() -> None:
    lines = mermaid([TREE, TREE]).splitlines()
    assert lines[:4] == [
        "flowchart TD",
        '    n1["Cell<br/>traced"]:::traced',
        '    n2["gate: Gate<br/>to script<br/>+ x: int<br/>+ @script"]:::to-script',
        "    n1 --> n2",
    ]
    boxes = [found.group(1) for line in lines if (found := re.match(r"    (n\d+)\[", line))]
    assert len(boxes) == len(set(boxes)) == 4


def test_no_label_ends_its_box() -> None:
    hostile = Node('a"]; x --> <b>', "`K`&\n{}|\\#", "loses", losses=2)
    box = mermaid([hostile]).splitlines()[1]
    found = re.fullmatch(r'    n1\["([^"]*)"\]:::loses', box)
    assert found is not None
    rest = re.sub(r"#\d+;|<br/>", "", found.group(1))
    assert not set(rest) & set('"<>`&{}|\\#;')
    decoded = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), found.group(1))
    assert decoded == 'a"]; x --> <b>: `K`& {}|\\#<br/>loses (2 lost)'


def test_every_class_that_is_used_is_defined() -> None:
    text = mermaid([Node(s, s, s) for s in ("traced", "scripted", "to script", "loses", "broken")])  # type: ignore[arg-type]
    assert set(re.findall(r":::([\w-]+)", text)) == set(re.findall(r"classDef ([\w-]+) ", text))
    assert "No model to plan" in mermaid([])
