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
