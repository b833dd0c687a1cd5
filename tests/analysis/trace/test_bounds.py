"""A file has its time: what comes after is told as not looked at, and nothing hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.analysis.interp import machine
from tslint.analysis.trace.run import Tracer
from tslint.project.entities import Function
from tslint.project.modules import Project
from tslint.source.files import load_source

SLOW = "def slow(x):\n" + "    x = x + 1\n" * 3000 + "    return x\n"


def test_a_file_that_has_had_its_time_is_cut_short_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text(SLOW)
    project = Project([load_source(tmp_path / "a.py")])
    function = project.checked[0].lookup("slow")
    assert isinstance(function, Function)
    assert Tracer(project).trace_function(function).cut == ""
    monkeypatch.setattr(machine.time, "thread_time", iter(range(0, 10_000_000, 6)).__next__)
    assert "seconds" in Tracer(project).trace_function(function).cut


def test_time_that_the_machine_gives_to_others_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text(SLOW)
    project = Project([load_source(tmp_path / "a.py")])
    function = project.checked[0].lookup("slow")
    assert isinstance(function, Function)
    monkeypatch.setattr(machine.time, "monotonic", iter(range(0, 10_000_000, 6)).__next__)
    assert Tracer(project).trace_function(function).cut == ""
