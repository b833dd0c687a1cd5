"""Questions about what is known are answered, and only those."""

from __future__ import annotations

import pytest

from tests.analysis.interp.building import model, table

TOP = """
from elsewhere import unsure
UNSURE = unsure()
class One:
    pass
class Two(One):
    pass
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("any([isinstance(part, (tuple, list)) for part in [3, 1, 1]])", False),
        ("any(isinstance(part, (tuple, list)) for part in [3, (1, 1)])", True),
        ("all([1, 'a', None])", False),
        ("all(n > 0 for n in (1, 2))", True),
        ("any([])", False),
        ("all(())", True),
        ("any([UNSURE, 1])", True),
        ("all([UNSURE, 0])", False),
        ("One is One", True),
        ("One is Two", False),
        ("One is not Two", True),
    ],
)
def test_what_is_known_is_answered(question: str, answer: bool) -> None:
    found = model(f"self.answer = 'yes' if {question} else 'no'", top=TOP)
    assert table(found)["answer"] == ("yes" if answer else "no")


@pytest.mark.parametrize(
    "question",
    ["any([UNSURE, 0])", "all([UNSURE, 1])", "any(UNSURE)", "all([n > 0 for n in UNSURE])", "One is UNSURE"],
)
def test_what_something_unknown_decides_is_left_open(question: str) -> None:
    found = model(f"self.answer = 'yes' if {question} else 'no'", top=TOP)
    assert table(found)["answer"] not in ("yes", "no")


def test_what_another_configuration_may_change_is_left_open() -> None:
    """A default that stands for any configuration decides nothing: `build` looks at both ways then."""
    from tests.analysis.trace.tracing import events, kinds

    source = """
    class Gated(nn.Module):
        def forward(self, x):
            return x if x.sum() > 0 else -x
    class Net(nn.Module):
        def __init__(self, sizes=3):
            super().__init__()
            self.part = Gated() if any([isinstance(sizes, list)]) else nn.Identity()
        def forward(self, x):
            return self.part(x)
    """
    assert kinds(events("Net", model=source)) == ["erased-branch"]


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("'ir_r2_k3'.split('_')[0]", "ir"),
        ("len('a,b,c'.rsplit(',', 1))", 2),
        ("'key=value'.partition('=')[2]", "value"),
        ("'  x '.strip().lstrip('y').capitalize()", "X"),
        ("'layer1'.removeprefix('layer')", "1"),
        ("'k3'[1:].isdigit() and 'k3'.count('k')", 1),
    ],
)
def test_texts_are_taken_apart(expression: str, answer: object) -> None:
    assert table(model(f"self.answer = {expression}"))["answer"] == answer


def test_a_copied_dict_is_another_one() -> None:
    found = model(
        """
        block = dict(kind='a', width=1)
        other = copy.deepcopy(block)
        other['kind'] = 'b'
        block['width'] = 2
        self.first, self.second, self.width = block['kind'], other['kind'], other['width']
        """,
        top="import copy\n",
    )
    assert [table(found)[name] for name in ("first", "second", "width")] == ["a", "b", 1]


def test_what_one_way_has_made_the_other_finds_whole() -> None:
    """Equal constructions at one place are one object: what both ways are given has all its attributes."""
    top = """
from elsewhere import unsure
class Table:
    def __init__(self, size):
        self.size = size
def make(size):
    return Table(size)
"""
    found = model(
        """
        if unsure():
            part = make(3)
            size = part.size
        else:
            part = make(3)
            size = part.size
        self.part, self.size = part, size
        """,
        top=top,
    )
    assert table(found)["size"] == 3
    assert table(found)["part"] == "Table"


def test_what_a_way_does_to_an_older_object_is_joined() -> None:
    top = """
from elsewhere import unsure
class Table:
    def __init__(self, size):
        self.size = size
"""
    found = model(
        """
        part = Table(3)
        if unsure():
            inner = Table(5)
            inner.size = 6
            part.size = 4
            if unsure():
                inner.size = 'many'
            self.inner = inner.size
            seen = part.size
        else:
            seen = part.size
        self.size, self.seen = part.size, seen
        """,
        top=top,
    )
    assert table(found) == {"inner": "Choice", "size": "Scalar", "seen": "Scalar"}
