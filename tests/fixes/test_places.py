"""Ranges of nodes are those of libcst's own providers of positions."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider

from tests.generated.programs import program_in_bytes
from tslint.fixes.offsets import Lines
from tslint.fixes.places import Places

TEXTS = {
    "empty": "",
    "no line at the end": "x = (  # why\n    1\n)\nif x: pass",
    "a comment at the end": "def f():\n    pass\n\n    # inside\n# outside",
    "line ends": "class A:\r\n    x = '''\r\n'''\r\n\r    y = 1\n",
    "this file": Path(__file__).read_text(),
    **{f"program {seed}": program_in_bytes(seed).decode("utf-8", "replace") for seed in range(20)},
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_node_stands_where_libcst_says(name: str) -> None:
    try:
        wrapper = MetadataWrapper(cst.parse_module(TEXTS[name]), unsafe_skip_copy=True)
        expected = [wrapper.resolve(PositionProvider), wrapper.resolve(WhitespaceInclusivePositionProvider)]
    except (cst.ParserSyntaxError, TypeError, RecursionError):
        pytest.skip("libcst cannot read it")
    places = Places.of(wrapper.module)
    assert places.code == wrapper.module.code
    lines, length = Lines(places.code), len(places.code)
    for found, positions in zip((places.tight, places.wide), expected, strict=True):
        assert {node: tuple(min(offset, length) for offset in bounds) for node, bounds in found.items()} == {
            node: (lines.offset(at.start.line, at.start.column), lines.offset(at.end.line, at.end.column))
            for node, at in positions.items()
        }
