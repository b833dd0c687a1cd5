"""Torch and tslint judge the same generated programs, and agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generated.attributes import attributes
from tests.generated.judges import disagreements, lost_in_silence
from tests.generated.traced import traced
from tests.generated.typed import typed

pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_functions_are_judged_as_torch_does(tmp_path: Path) -> None:
    programs = {f"function{seed}": typed(seed) for seed in range(100, 250)}
    assert disagreements(tmp_path, programs, "target") == []


def test_there_is_no_false_alarm_about_attributes_and_globals(tmp_path: Path) -> None:
    programs = {f"module{seed}": attributes(seed) for seed in range(150)}
    found = disagreements(tmp_path, programs, "Model")
    assert [what for what in found if "false alarm" in what.splitlines()[0]] == []
    assert len(found) < len(programs) / 3  # misses: values that the interpreter does not know


def test_what_a_trace_answers_wrongly_is_told(tmp_path: Path) -> None:
    programs = {f"traced{seed}": traced(seed) for seed in range(150)}
    assert lost_in_silence(tmp_path, programs) == []
