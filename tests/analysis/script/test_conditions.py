"""What script takes for a condition."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events


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
