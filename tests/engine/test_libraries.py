"""Findings inside installed packages are told at the user's call that leads there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.rules.model import Report

LIBRARY = """\
def gate(v):
    if v.sum() > 0:
        return v
    return -v


def outer(v):
    return gate(v) * 2
"""
MODEL = """\
from torch import nn

from gates import gate, outer


class Model(nn.Module):
    def forward(self, x):
        return outer(x){comment}


class Other(nn.Module):
    def forward(self, x):
        return gate(x)
"""


def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, follow: str, comment: str = "") -> Report:
    """The model checked with the library installed in a virtual environment."""
    site = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (site / "gates.py").write_text(LIBRARY)
    (tmp_path / "model.py").write_text(MODEL.format(comment=comment))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "env"))
    settings = Settings(tmp_path, mode="trace", follow_imports=follow)  # type: ignore[arg-type]
    return check([tmp_path / "model.py"], settings)


def test_a_loss_in_a_library_is_told_at_the_call_with_the_way_that_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = checked(tmp_path, monkeypatch, "site-packages").findings
    model = str(tmp_path / "model.py")
    assert (first.file, first.span) == (model, (8, 9, 8, 24))
    assert first.message.startswith("in `gates.gate` (gates.py:2): `if v.sum() > 0`")
    assert [(Path(call.file).name, call.line) for call in first.chain] == [("model.py", 8), ("gates.py", 8)]
    assert (second.file, second.span.line) == (model, 13)
    assert [(Path(call.file).name, call.line) for call in second.chain] == [("model.py", 13)]


def test_a_comment_at_the_call_silences_what_the_library_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checked(tmp_path, monkeypatch, "site-packages", "  # tslint: ignore[TS401] fine here")
    assert [finding.span.line for finding in report.findings] == [13]


def test_libraries_are_not_read_unless_imports_are_followed_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked(tmp_path, monkeypatch, "project").findings == ()
