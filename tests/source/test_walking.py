"""Walks find what `ast.walk` finds, in its order, but for operators and contexts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tslint.source import walking

_ASIDE = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
CALLS = "f(*a, b=1, **c)[x:y:z].name = {**d, 'k': [i for i in v if i if j]}"
DEFINITIONS = """
class A(B, metaclass=C):
    @d
    async def f(self, a, /, b: int = 1, *, c=None, **e) -> D:
        global g; nonlocal h
"""
STATEMENTS = """
import a as b
from . import c
try:
    del x
except E as e:
    raise F from e
else:
    x += not y
finally:
    assert x, f'{x!r:>{w}}'
"""
PATTERNS = """
match x:
    case A(1, b=None) | [*c] | {'k': d, **e} if f:
        pass
    case _:
        yield
"""


@pytest.mark.parametrize("source", [CALLS, DEFINITIONS, STATEMENTS, PATTERNS, Path(__file__).read_text()])
def test_a_walk_gives_what_ast_gives(source: str) -> None:
    tree = ast.parse(source)
    assert walking.walk(tree) == [node for node in ast.walk(tree) if not isinstance(node, _ASIDE)]
    for node in walking.walk(tree):
        below = [child for child in ast.iter_child_nodes(node) if not isinstance(child, _ASIDE)]
        assert walking.children(node) == below


def test_several_nodes_are_walked_one_after_the_other() -> None:
    body = ast.parse("a = b\nc").body
    assert [type(node).__name__ for node in walking.walk_all(body)] == [
        "Assign",
        "Name",
        "Name",
        "Expr",
        "Name",
    ]


@pytest.mark.parametrize("source", [CALLS, DEFINITIONS, STATEMENTS, PATTERNS, Path(__file__).read_text()])
def test_a_copy_has_nodes_of_its_own_and_the_same_source(source: str) -> None:
    tree = ast.parse(source)
    made = walking.copied(tree)
    assert ast.dump(made, include_attributes=True) == ast.dump(tree, include_attributes=True)
    assert not {id(node) for node in walking.walk(made)} & {id(node) for node in walking.walk(tree)}
    before = ast.dump(tree)
    for node in walking.walk(made):
        if isinstance(node, ast.Name):
            node.id = "other"
        elif isinstance(node, ast.FunctionDef):
            node.body.clear()
    assert ast.dump(tree) == before
