"""The speed of a proven export: shares of eager's time, and no say in the verdict."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tests.confirm.conftest import Project  # noqa: E402
from tests.confirm.test_confirm import GATE, SCRIPTED_GATE  # noqa: E402
from tslint.confirm.process import Result, Worker  # noqa: E402
from tslint.confirm.worker.speed import MOST_ROUNDS, SAMPLE_SECONDS, WARM_UPS, medians  # noqa: E402


def test_eager_plain_trace_hybrid_and_frozen_are_timed(project: Project) -> None:
    project.write("model.py", GATE)
    report = project.confirm("model:Cell", "float32[n, 4]", replace=SCRIPTED_GATE, speed=True)
    assert report.verdict == "confirmed", report.reason
    speed = json.loads(json.dumps(report.to_json()))["speed"]
    assert (speed["note"], speed["threads"]) == ("", 1)
    assert all(speed[name] > 0 for name in ("eager", "plain_trace", "hybrid", "frozen"))
    assert report.speed is not None
    words = report.speed.ratios.split(", ")
    assert [word.rpartition(" ")[0] for word in words] == ["eager", "plain trace", "hybrid", "frozen"]


def test_a_function_is_timed_and_frozen_too(project: Project) -> None:
    project.write("model.py", "def double(x):\n    return 2 * x")
    report = project.confirm("model:double", "float32[n, 4]", speed=True)
    assert report.speed is not None
    assert report.speed.plain_trace is None  # the code as it is is what was exported
    assert report.speed.frozen is not None
    assert report.speed.ratios.startswith("eager 1, export ")


def test_what_is_not_asked_for_or_not_proven_is_not_timed(project: Project) -> None:
    project.write("model.py", GATE)
    assert project.confirm("model:Cell", "float32[n, 4]", replace=SCRIPTED_GATE).speed is None
    refuted = project.confirm("model:Cell", "float32[n, 4]", speed=True)
    assert (refuted.verdict, refuted.speed) == ("disagrees", None)


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("import os; os._exit(3)", "ended with exit status 3"),
        ("raise ValueError('tired')", "ValueError: tired"),
        ("while True: pass", "did not finish in time"),
    ],
)
def test_whatever_befalls_the_timing_the_plan_is_proven(
    project: Project, monkeypatch: pytest.MonkeyPatch, ending: str, said: str
) -> None:
    monkeypatch.setattr("tslint.confirm.speed.LONGEST", 8.0)
    # More calls than the proof makes in one process.
    project.write(
        "model.py",
        f"""
        calls = 0

        def tired(x):
            global calls
            calls += 1
            if calls > 15:
                {ending}
            return x + 1
        """,
    )
    report = project.confirm("model:tired", "float32[n, 4]", speed=True)
    assert report.verdict == "confirmed", report.reason
    assert report.speed is not None
    assert report.speed.eager is None
    assert said in report.speed.note


def test_what_cannot_be_timed_is_named_and_the_others_are(project: Project) -> None:
    project.write("model.py", "def double(x):\n    return 2 * x")

    def spoiled(self: Worker, role: str, job: dict[str, Any], *rest: Any) -> Result:
        if role == "speed":
            job["exports"]["frozen"] += ".gone"
        return call(self, role, job, *rest)

    call = Worker.call
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worker, "call", spoiled)
        report = project.confirm("model:double", "float32[n, 4]", speed=True)
    assert report.speed is not None
    assert report.speed.hybrid is not None
    assert report.speed.frozen is None
    assert report.speed.note.startswith("frozen: ")


def test_a_slow_model_has_fewer_runs_than_a_fast_one() -> None:
    counted = {0.0: 0, 60.0: 0}
    for seconds in counted:

        def run(x: torch.Tensor, seconds: float = seconds) -> None:
            counted[seconds] += 1
            end = time.process_time() + 1.5 * SAMPLE_SECONDS
            while time.process_time() < end:
                pass

        assert set(medians({"one": run}, (torch.zeros(1),), "cpu", seconds)) == {"one"}
    assert counted[0.0] == 2  # one to warm up, one that counts
    assert counted[60.0] == WARM_UPS + MOST_ROUNDS
