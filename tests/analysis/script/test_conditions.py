"""What script takes for a condition."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tests.analysis.script.judging import events, line_of


@pytest.mark.parametrize(
    "given",
    ["build(kind)", "nn.Linear(3, 3) if kind else None", "kind"],
    ids=["a function", "an expression", "a parameter"],
)
@pytest.mark.parametrize("test", ["if self.norm:", "if not self.norm:"])
def test_a_module_or_none_is_no_bool(tmp_path: Path, given: str, test: str) -> None:
    source = f"""
    def build(kind):
        if kind == "linear":
            return nn.Linear(3, 3)
        return None

    class Block(nn.Module):
        def __init__(self, kind=None):
            super().__init__()
            self.norm = {given}

        def forward(self, x):
            {test}
                x = x + 1
            else:
                x = self.norm(x)
            return x
    """
    (event,) = events(tmp_path, source, "Block")
    assert event.kind == "non-bool-condition"


def test_asking_for_none_of_a_module_is_quiet(tmp_path: Path) -> None:
    source = """
    class Block(nn.Module):
        def __init__(self, norm=None):
            super().__init__()
            self.norm = norm

        def forward(self, x):
            if self.norm is not None:
                x = self.norm(x)
            return x
    """
    assert events(tmp_path, source, "Block") == []


@pytest.mark.parametrize(
    ("branches", "kind", "line"),
    [
        (
            "if n > 0:\n    y = 1\nelif n < 0:\n    y = 2\nelif n == 3:\n    y = 3",
            "undefined-in-branch",
            "if n > 0:",
        ),
        ("if n > 0:\n    if n > 1:\n        y = 1\nelse:\n    y = 2", "undefined-in-branch", "if n > 0:"),
        ("if n > 0:\n    pass\nelif n < 0:\n    y = 2", "undefined-in-branch", "elif n < 0:"),
        ("if n > 0:\n    y = 1\nelif n < 0:\n    raise ValueError()", "undefined-in-branch", "if n > 0:"),
        ("for i in range(n):\n    if i > 0:\n        y = 1", "undefined-in-branch", "if i > 0:"),
        (
            "if n > 0:\n    y = 1\nelif n < 0:\n    y = 'a'\nelse:\n    y = 2",
            "branch-type-mismatch",
            "if n > 0:",
        ),
    ],
)
def test_a_name_that_some_branch_lacks_is_told_where_a_branch_beside_has_it(
    tmp_path: Path, branches: str, kind: str, line: str
) -> None:
    source = "def f(x, n: int):\n" + indent(branches, "    ") + "\n    return y\n"
    (event,) = events(tmp_path, source)
    assert (event.kind, line_of(event)) == (kind, line)
