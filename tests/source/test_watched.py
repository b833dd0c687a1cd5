"""What tells when it is read: bodies of functions, classes and modules, and names."""

from __future__ import annotations

import ast

from tslint.source.watched import Read, note, note_all, reading, unread, watch

TEXT = "def f(x):\n    return 1\n\n\nclass A:\n    def g(self): pass\n\n    async def h(self): pass\n"


def test_whoever_reads_a_body_is_put_down() -> None:
    tree = ast.parse(TEXT)
    watch(tree)
    first = tree.body[0]
    read: set[Read] = set()
    with reading(read):
        assert first.name == "f"  # type: ignore[attr-defined]
        assert not read
        list(ast.walk(first))
    assert read == {first}
    assert isinstance(first.body[0], ast.Return)  # type: ignore[attr-defined]
    assert read == {first}


def test_methods_are_watched_and_can_be_noted() -> None:
    tree = ast.parse(TEXT)
    watch(tree)
    cls = tree.body[1]
    methods = cls.body  # type: ignore[attr-defined]
    read: set[Read] = set()
    with reading(read):
        note(methods[0])
        assert methods[1].body
        note(cls)  # only functions are
    assert read == set(methods)


def test_a_module_and_its_classes_tell_when_their_statements_are_read() -> None:
    tree = ast.parse(TEXT)
    watch(tree)
    read: set[Read] = set()
    with reading(read):
        cls = unread(tree)[1]
        assert not read
        assert cls.body  # type: ignore[attr-defined]
        assert read == {cls}
        assert tree.body
    assert read == {cls, tree}


def test_what_was_read_for_something_that_is_recalled_is_put_down_again() -> None:
    read: set[Read] = set()
    with reading(read):
        note_all([("m.py", "f"), ("m.py", "C.size")])
    note_all([("m.py", "g")])  # nobody asks
    assert read == {("m.py", "f"), ("m.py", "C.size")}


def test_nothing_else_differs() -> None:
    tree, plain = ast.parse(TEXT), ast.parse(TEXT)
    watch(tree)
    assert ast.dump(tree, include_attributes=True) == ast.dump(plain, include_attributes=True)
    assert ast.unparse(tree) == ast.unparse(plain)
    exec(compile(tree, "m", "exec"), names := {})
    assert names["f"](0) == 1
