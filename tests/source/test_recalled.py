"""What is recalled of a syntax node goes with it."""

from __future__ import annotations

import ast
import gc
import weakref

from tslint.source.recalled import recalled


def test_a_function_of_a_node_is_run_once_for_each_node() -> None:
    seen = []

    @recalled
    def named(node: ast.Name) -> str:
        seen.append(node)
        return node.id

    first, second = ast.Name("a"), ast.Name("a")
    assert [named(first), named(first), named(second)] == ["a", "a", "a"]
    assert seen == [first, second]


def test_what_is_recalled_keeps_no_tree_alive() -> None:
    @recalled
    def lines(node: ast.FunctionDef) -> int:
        return len(node.body)

    (function,) = ast.parse("def f():\n    pass\n").body
    assert isinstance(function, ast.FunctionDef)
    gone = weakref.ref(function)
    assert lines(function) == 1
    del function
    gc.collect()
    assert gone() is None
