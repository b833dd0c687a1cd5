"""Fixing in rounds: what came out of one is checked again."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine.fixing import fix

# Two cures for the same expression: `len(x)` as a size, and `int()` around it as needless.
NESTED = """\
import torch
from torch import nn


class Rows(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(int(len(x)), -1)
"""


def test_what_one_round_leaves_the_next_one_does(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(NESTED, encoding="utf-8")
    fixed, failures = fix([path], Settings(root=tmp_path))
    assert failures == ()
    assert fixed.refused == []
    assert "x.reshape(x.size(0), -1)" in fixed.result.texts[str(path)]
    assert path.read_text(encoding="utf-8") == NESTED
    assert fixed.write() == [str(path)]
    again, _ = fix([path], Settings(root=tmp_path))
    assert again.result.texts == {}


def test_a_file_in_another_encoding_is_checked_again_as_it_will_be_written(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    text = "# -*- coding: latin-1 -*-\n# gr\xfc\xdfe\n" + NESTED
    path.write_bytes(text.encode("latin-1"))
    fixed, _ = fix([path], Settings(root=tmp_path))
    assert fixed.write() == [str(path)]
    assert path.read_bytes().startswith(b"# -*- coding: latin-1 -*-\n# gr\xfc\xdfe\n")
    assert b"x.reshape(x.size(0), -1)" in path.read_bytes()


# A loss that a scripted function carries, or torch.where; and two that only the latter mends.
SELECTS = """\
import torch
from torch import nn


def signed(x):
    return x if x.sum() > 0 else -x


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x: torch.Tensor, **options):
        return self.linear(signed(x) if x.max() > 1 else -signed(x))


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x: torch.Tensor, **options):
        return self.linear(x if x.max() > 1 else -x)
"""


def test_unsafe_cures_come_only_where_safe_ones_leave_something(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(SELECTS, encoding="utf-8")
    safe, _ = fix([path], Settings(root=tmp_path))
    assert safe.result.texts[str(path)] == SELECTS.replace("def signed", "@torch.jit.script\ndef signed")
    assert safe.unsafe == 1
    fixed, _ = fix([path], Settings(root=tmp_path), unsafe=True)
    chosen = safe.result.texts[str(path)].replace(
        "x if x.max() > 1 else -x)", "torch.where(x.max() > 1, x, -x))"
    )
    assert fixed.result.texts == {str(path): chosen}
    assert (fixed.refused, fixed.unsafe) == ([], 0)


def test_a_cure_that_is_asked_for_alone_goes_its_own_way(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(SELECTS, encoding="utf-8")
    fixed, _ = fix([path], Settings(root=tmp_path, select=("TS404",)), unsafe=True)
    assert "    return torch.where(x.sum() > 0, x, -x)\n" in fixed.result.texts[str(path)]


def test_every_cure_of_the_fixtures_once_is_enough_and_leaves_python(tmp_path: Path) -> None:
    root = tmp_path / "fixtures"
    shutil.copytree(
        Path(__file__).parents[2] / "fixtures", root, ignore=shutil.ignore_patterns("__pycache__")
    )
    before = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    fixed, failures = fix([root], Settings(root=root), unsafe=True)
    assert (failures, fixed.refused) == ((), [])
    assert len(fixed.write()) > 5
    for path, text in before.items():
        ast.parse(path.read_text(encoding="utf-8"))
        assert (path.read_text(encoding="utf-8") == text) == (str(path) not in fixed.result.texts)
    again, _ = fix([root], Settings(root=root), unsafe=True)
    assert again.result.texts == {}
