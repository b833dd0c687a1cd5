"""Edits taken into a tree: the tree is that of the new text, and what did not change keeps its nodes."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tslint.source.files import SourceFile, parse
from tslint.source.revising import revise

TEXT = '''\
"""A module."""
import math


@decorated(1)
def first(x, y=(1,
                2)):
    """Says something."""
    return x + y


class Gate(Base):
    size: int = 3

    def forward(self, x):
        # a remark
        if x:
            return x
        return -x

    @property
    def wide(self): return self.size

    async def later(self):
        return 1


class Other(Gate):
    pass


last = first(1); more = 2
'''
LINES = TEXT.splitlines()


def source(text: str) -> SourceFile:
    return SourceFile("/m.py", text, parse(text), "")


def dumped(tree: ast.Module) -> str:
    return ast.dump(tree, include_attributes=True)


@given(
    place=st.integers(0, len(LINES)),
    gone=st.integers(0, 3),
    new=st.lists(
        st.sampled_from(
            [
                "",
                "# more",
                "    pass",
                "        x = 1",
                "        return x",
                "def g(x):",
                "g = 1",
                "'''",
                "    y = 1; z = 2",
            ]
        ),
        max_size=3,
    ),
    again=st.integers(0, len(LINES)),
)
@example(place=24, gone=1, new=["        x = 1"], again=0)  # where a class ends
@example(place=0, gone=0, new=["g = 1"], again=32)  # statements on one line
def test_the_tree_after_edits_is_that_of_the_text(place: int, gone: int, new: list[str], again: int) -> None:
    before = source(TEXT)
    for text in (
        "\n".join([*LINES[:place], *new, *LINES[place + gone :], ""]),
        "\n".join([*LINES[:again], "# a line", *LINES[again:], ""]),
    ):
        try:
            wanted = dumped(parse(text))
        except SyntaxError:
            with pytest.raises(SyntaxError):
                revise(before, text)
            continue
        found = revise(before, text)
        if found is None:
            before = source(text)
        else:
            assert dumped(found.source.tree) == wanted
            assert found.source.lines == text.split("\n")
            before = found.source


def test_only_the_function_whose_body_changed_gets_another_node() -> None:
    before = source(TEXT)
    gate, forward = before.tree.body[3], before.tree.body[3].body[1]  # type: ignore[attr-defined]
    found = revise(before, TEXT.replace("        return -x\n", "        x = -x\n        return x\n"))
    assert found is not None
    assert list(found.replaced) == [forward]
    assert found.source.tree.body[3] is gate
    assert found.source.tree.body[3].body[1] is found.replaced[forward]  # type: ignore[attr-defined]


def test_lines_say_where_they_went() -> None:
    found = revise(source(TEXT), TEXT.replace("        return -x\n", "        x = -x\n        return x\n"))
    assert found is not None
    assert [found.moves.of(line) for line in (1, 13, 24)] == [0, 0, 1]
    assert found.moves.of(18) is None  # in the body that is another


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def first(x,", "def first(z,"),
        ("class Gate(Base):", "class Gate(Base, Mixin):"),
        ("import math", "import cmath"),
        ("import math\n", ""),
        ("last = first(1)", "def more():\n    return 1\n\n\nlast = first(1)"),
    ],
)
def test_other_statements_of_a_module_leave_the_rest_as_it_was(old: str, new: str) -> None:
    before = source(TEXT)
    nodes = list(before.tree.body)
    found = revise(before, TEXT.replace(old, new, 1))
    assert found is not None
    assert (found.restated, found.replaced) == ([before.tree], {})
    assert dumped(before.tree) == dumped(parse(TEXT.replace(old, new, 1)))
    assert len([node for node in nodes if node not in before.tree.body]) == (0 if "more" in new else 1)


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("    size: int = 3", "    size: int = 4", 1),
        ("    @property\n", "", 1),
        ("        # a remark\n", "        # a remark\n        self.size = 1\n", 1),
        ("    async def later", "    def more(self):\n        pass\n\n    async def later", 0),
    ],
)
def test_other_statements_of_a_class_leave_the_rest_as_it_was(old: str, new: str, gone: int) -> None:
    before = source(TEXT)
    gate = before.tree.body[3]
    nodes = list(gate.body)  # type: ignore[attr-defined]
    found = revise(before, TEXT.replace(old, new, 1))
    assert found is not None
    assert before.tree.body[3] is gate
    assert found.restated == ([] if "remark" in old else [gate])
    assert dumped(before.tree) == dumped(parse(TEXT.replace(old, new, 1)))
    assert len([node for node in nodes if node not in gate.body]) == gone  # type: ignore[attr-defined]


def test_what_cannot_be_told_leaves_a_tree_as_it_was() -> None:
    before = source(TEXT)
    same = dumped(before.tree)
    assert (
        revise(before, TEXT.replace("        return -x\n", "        # type: int\n        return -x\n"))
        is None
    )
    assert dumped(before.tree) == same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def first(", "def first(("),
        ("        return -x\n", "        return -x\n      x = 1\n"),
        ("import math\n", "import math\n    more\n"),
        ("class Other(Gate):\n", "x = (\nclass Other(Gate):\n"),
        ("    pass\n", "    pass\n  more\n"),
        ("last = ", "last = = "),
    ],
)
def test_text_that_is_no_python_is_told_as_where_it_is_parsed_whole(old: str, new: str) -> None:
    text = TEXT.replace(old, new, 1)
    with pytest.raises(SyntaxError) as whole:
        ast.parse(text)
    with pytest.raises(SyntaxError) as found:
        revise(source(TEXT), text)
    assert found.value.args == whole.value.args
    with pytest.raises(SyntaxError) as again:
        parse(text)
    assert again.value.args == whole.value.args


@pytest.mark.parametrize("clause", ["else:", "elif y:", "else :"])
def test_a_clause_belongs_to_the_statement_before_it(clause: str) -> None:
    before = source("if x:\n    a = 1\n\nb = 2\n")
    text = f"if x:\n    a = 1\n{clause}\n    a = 2\nb = 2\n"
    found = revise(before, text)
    assert found is None or dumped(found.source.tree) == dumped(parse(text))


def test_what_stands_between_two_places_of_an_edit_is_kept() -> None:
    text = (
        TEXT.replace('"""A module."""', '"""A module."""\n')
        .replace("pass", "pass\n\n")
        .replace("x + y", "x - y")
    )
    known = source(text.replace("x - y", "x + y").replace("pass\n\n", "pass"))
    before = list(known.tree.body)
    revision = revise(known, text)
    assert revision is not None
    assert dumped(known.tree) == dumped(parse(text))
    assert [old is new for old, new in zip(before, known.tree.body, strict=True)].count(False) == 1
    assert list(revision.replaced) == [before[2]]
