"""Functions that tell when their bodies are read."""

from __future__ import annotations

import ast

from tslint.source.watched import note, reading, watch

TEXT = "def f(x):\n    return 1\n\n\nclass A:\n    def g(self): pass\n\n    async def h(self): pass\n"


def test_whoever_reads_a_body_is_put_down() -> None:
    tree = ast.parse(TEXT)
    watch(tree.body)
    read: set[ast.AST] = set()
    with reading(read):
        assert tree.body[0].name == "f"  # type: ignore[attr-defined]
        assert not read
        list(ast.walk(tree.body[0]))
    assert read == {tree.body[0]}
    assert isinstance(tree.body[0].body[0], ast.Return)  # type: ignore[attr-defined]
    assert read == {tree.body[0]}


def test_methods_are_watched_and_can_be_noted() -> None:
    tree = ast.parse(TEXT)
    watch(tree.body)
    _, methods = tree.body[0], tree.body[1].body  # type: ignore[attr-defined]
    read: set[ast.AST] = set()
    with reading(read):
        note(methods[0])
        assert methods[1].body
        note(tree.body[1])  # a class is not watched
    assert read == set(methods)


def test_nothing_else_differs() -> None:
    tree, plain = ast.parse(TEXT), ast.parse(TEXT)
    watch(tree.body)
    assert ast.dump(tree, include_attributes=True) == ast.dump(plain, include_attributes=True)
    assert ast.unparse(tree) == ast.unparse(plain)
    exec(compile(tree, "m", "exec"), names := {})
    assert names["f"](0) == 1
