"""Names that are read first in a block, and after it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tslint.hybrid.liveness import bound_in, read_after, read_first
from tslint.hybrid.syntax import Syntax
from tslint.hybrid.windows import bodies
from tslint.project.entities import Function
from tslint.project.modules import Project
from tslint.source.files import load_source


def block_of(body: list[ast.stmt], first: int, last: int) -> list[ast.stmt]:
    for at, node in enumerate(body):
        if node.lineno == first:
            return [n for n in body[at:] if n.lineno <= last]
    inner = [getattr(node, name, []) for node in body for name in ("body", "orelse", "handlers")]
    return next(filter(None, (block_of(part, first, last) for part in inner)), [])


def around(text: str, first: int, last: int) -> tuple[set[str], set[str]]:
    """What the lines read of before, and what of the names that they bind is read after them."""
    body = ast.parse(textwrap.dedent(text).strip()).body
    block = block_of(body, first, last)
    after = read_after(body)[block[-1]] & bound_in(block)
    return set(read_first(block, after)), set(after)


@pytest.mark.parametrize(
    ("text", "lines", "first", "after"),
    [
        ("a = b\nc = a", (1, 1), {"b"}, {"a"}),
        ("a = b\na = 2\nc = a", (1, 1), {"b"}, set()),
        ("if t:\n    a = b\nc = a", (1, 2), {"t", "a", "b"}, {"a"}),
        ("if t:\n    a = b\nelse:\n    a = d\nc = a", (1, 4), {"t", "b", "d"}, {"a"}),
        ("for i in s:\n    a = i\n    b = a + d\n    d = b", (2, 3), {"i", "d"}, {"b"}),
        ("for i in s:\n    a = d\n    d = i", (3, 3), {"i"}, {"d"}),
        ("while t:\n    t = u\nc = t", (1, 2), {"t", "u"}, {"t"}),
        ("while t:\n    t = u", (2, 2), {"u"}, {"t"}),
        ("for i in s:\n    if t:\n        a = i\n        break\n    a = 0\nc = a", (3, 3), {"i"}, {"a"}),
        ("for i in s:\n    if t:\n        a = i\n        continue\n    a = 0\nc = a", (3, 3), {"i"}, {"a"}),
        ("a += b\nc = a", (1, 1), {"a", "b"}, {"a"}),
        ("a[0] = b\nc = a", (1, 1), {"a", "b"}, {"a"}),
        ("a = [i for i in s]\ni = 1\nc = i, a", (1, 1), {"s"}, {"a"}),
        ("try:\n    a = b\nexcept E:\n    c = a", (2, 2), {"b"}, {"a"}),
        ("with o as a:\n    b = a\nc = b", (2, 2), {"a"}, {"b"}),
        ("def f():\n    return a\na = b\nc = f()", (3, 3), {"b"}, set()),
        ("a = b\ndef f():\n    return a", (1, 1), {"b"}, {"a"}),
        ("a = b\nreturn c\nd = a", (1, 1), {"b"}, set()),
    ],
)
def test_names_around_a_block(text: str, lines: tuple[int, int], first: set[str], after: set[str]) -> None:
    assert around(text, *lines) == (first, after)


SPREAD = """
def f(a, b, c):
    d = a + b
    for i in c:
        if i > d:
            d, e = i, b
            break
        elif a:
            continue
        else:
            e = [i for i in d]
        b += e
    with a as g:
        h = g
    try:
        d = h
    except ValueError as error:
        b = error
    while d:
        a[b] = c
        if c:
            return e
        del c
    assert b, h
    return d
"""


def runs(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    for first, last in combinations(range(len(body) + 1), 2):
        yield body[first:last]
    for node in body:
        for inner in bodies(node):
            yield from runs(inner)


def test_what_a_block_reads_first_is_put_together_from_its_statements(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(SPREAD)
    function = Project([load_source(path)]).checked[0].lookup("f")
    assert isinstance(function, Function)
    syntax = Syntax(function)
    compared = 0
    for block in runs(function.node.body):
        if syntax.leaves_a_loop(block):
            continue
        for names in (set(), {"d"}, {"a", "e"}, {"b", "h", "i"}, set("abcdefghi")):
            after = frozenset(names & set(syntax.order))
            assert syntax.read_first(block, after) == read_first(block, after), ast.unparse(block[0])
            compared += 1
    assert compared > 200
