"""An export that was made on a GPU, run where there is none: what is baked in, and at which line.

No GPU is needed: what a trace on one would hold is put into the export before it is run on the CPU.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tests.confirm.conftest import Project  # noqa: E402
from tests.confirm.test_confirm import GATE, SCRIPTED_GATE  # noqa: E402
from tslint.confirm.model import STEPS, Comparison, SetOutcome  # noqa: E402
from tslint.confirm.on_cpu import verdict  # noqa: E402
from tslint.confirm.process import Result, Worker  # noqa: E402
from tslint.confirm.worker.places import place_in  # noqa: E402

BAKED = """
class Head(nn.Module):
    def forward(self, x):
        return x + torch.ones(x.shape[-1], device=x.device)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head()

    def forward(self, x):
        mask = torch.zeros(4, device=x.device)
        return self.head(x) + mask
"""
NEEDS_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine")


@pytest.fixture
def made_on_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before an export is run on the CPU, it gets the devices that a trace on a GPU would have recorded."""
    call = Worker.call

    def changed(self: Worker, role: str, job: dict[str, Any], *rest: Any) -> Result:
        if role == "on_cpu":
            _move(job["save"])
        return call(self, role, job, *rest)

    monkeypatch.setattr(Worker, "call", changed)


def _move(path: str) -> None:
    loaded = torch.jit.load(path)
    for module in loaded.modules():
        for node in _nodes(module.graph) if hasattr(module, "forward") else ():
            if node.kind() == "prim::Constant" and str(node.output().type()) == "Device":
                node.s_("value", "cuda:0")
    loaded.save(path + ".moved")
    shutil.move(path + ".moved", path)


def _nodes(block: Any) -> Iterator[Any]:
    for node in block.nodes():
        yield node
        for inner in node.blocks():
            yield from _nodes(inner)


@pytest.mark.usefixtures("made_on_gpu")
def test_a_device_that_the_trace_baked_in_refutes_and_names_its_line(project: Project) -> None:
    project.write("model.py", BAKED)
    report = project.confirm("model:Net", "float32[n, 4]", on_cpu=True)
    assert report.verdict == "disagrees"
    step = report.step("cpu")
    assert (step.ok, [each.step for each in report.steps]) == (False, [*STEPS, "cpu"])
    lines = {each.rpartition("model.py")[2] for each in report.baked_devices}
    assert lines == {":7 (cuda:0)", ":16 (cuda:0)"}
    assert step.detail.startswith("devices are baked into the graph: ")
    assert report.on_cpu is not None
    assert {each.outcome for each in report.on_cpu.sets} == {"raises"}
    # The error of torch itself, in a line, with the line of the source that asked for the device.
    raised = report.on_cpu.sets[0].detail
    assert "\n" not in raised
    assert raised.endswith("model.py:16)")
    assert report.to_json()["on_cpu"]["equal"] == 0


def test_an_export_without_a_device_of_its_own_runs_on_the_cpu(project: Project) -> None:
    project.write("model.py", GATE)
    report = project.confirm("model:Cell", "float32[n, 4]", replace=SCRIPTED_GATE, on_cpu=True)
    assert (report.verdict, report.baked_devices) == ("confirmed", ())
    assert report.on_cpu is not None
    assert report.on_cpu.equal == report.on_cpu.counted >= 6


@pytest.mark.usefixtures("made_on_gpu")
def test_a_device_in_a_scripted_piece_has_the_line_of_its_own_source(project: Project) -> None:
    project.write(
        "model.py",
        """
        @torch.jit.script
        def shifted(x):
            if bool(x.sum() > 1e9):
                return x + torch.ones(1, device="cuda")
            return x

        def run(x):
            return shifted(x)
        """,
    )
    report = project.confirm("model:run", "float32[n]", on_cpu=True)
    assert report.verdict == "confirmed"
    (baked,) = report.baked_devices
    assert baked.endswith("model.py:8 (cuda)")
    assert "no input reached them" in report.step("cpu").detail


def test_a_model_that_needs_a_gpu_itself_is_no_fault_of_the_export(project: Project) -> None:
    project.write(
        "model.py",
        """
        import os

        @torch.jit.script
        def checked(x):
            if bool(x.sum() > -1e9):
                raise ValueError("not on this processor")
            return x

        def run(x):
            # What torch does for many operators in half precision.
            return checked(x) if "CUDA_VISIBLE_DEVICES" in os.environ else x
        """,
    )
    report = project.confirm("model:run", "float32[n]", on_cpu=True)
    assert report.verdict == "confirmed"
    assert report.step("cpu").ok is True
    assert "the model itself does not run there" in report.step("cpu").detail


@pytest.mark.parametrize(
    ("devices", "eager", "ok", "said"),
    [
        (
            ["net.py:3 (cuda:0)"],
            "",
            False,
            "devices are baked into the graph: net.py:3 (cuda:0); wrong on 1 of 1",
        ),
        (["net.py:3 (cuda:0)"], "no half", False, "the model itself does not run there either"),
        ([], "", False, "wrong on 1 of 1 inputs; on 'base' (float32[1]): no half"),
        ([], "no half", None, "skipped: the model itself does not run there: no half"),
    ],
)
def test_an_export_that_raises_is_excused_only_where_the_model_does_too_and_no_device_is_to_blame(
    devices: list[str], eager: str, ok: bool | None, said: str
) -> None:
    compared = Comparison((SetOutcome("base", "float32[1]", "raises", "no half"),))
    judged = verdict(compared, {"devices": devices, "eager": eager}, compared.summary)
    assert judged.ok is ok
    assert said in judged.detail


def test_it_is_asked_for_where_the_device_is_no_cpu_and_not_otherwise(project: Project) -> None:
    for asked, on_gpu, here in ((None, True, False), (True, True, True), (False, False, False)):
        job = project.job("model:run", on_cpu=asked)
        assert ("cpu" in job.steps("cuda"), "cpu" in job.steps("cpu")) == (on_gpu, here)


def test_a_place_is_the_innermost_line_of_the_user() -> None:
    torch_file = torch.nn.modules.module.__file__
    traced = f"{torch_file}(5): _call_impl\n/home/me/net.py(12): forward\n/home/me/run.py(3): <module>\n"
    assert place_in(traced) == "/home/me/net.py:12"
    scripted = '  File "/home/me/net.py", line 7, in f\n  File "/home/me/net.py", line 9\n    x\n'
    assert place_in(traced + scripted) == "/home/me/net.py:9"
    assert place_in(f'{scripted}Serialized   File "code/net.py", line 99\n') == "/home/me/net.py:9"
    assert place_in("") == ""


@NEEDS_GPU
def test_on_a_gpu_a_device_of_the_example_is_found_without_being_asked(project: Project) -> None:
    project.write("model.py", BAKED)
    report = project.confirm("model:Net", "float32[n, 4]", device="cuda")
    assert (report.verdict, report.step("agrees").ok, report.step("cpu").ok) == ("disagrees", True, False)
    assert {each.rpartition("model.py")[2] for each in report.baked_devices} == {
        ":7 (cuda:0)",
        ":16 (cuda:0)",
    }
    allowed = project.confirm("model:Net", "float32[n, 4]", device="cuda", on_cpu=False)
    assert allowed.verdict == "confirmed"


@NEEDS_GPU
def test_on_a_gpu_a_plan_is_proven_on_the_cpu_too(project: Project) -> None:
    project.write("model.py", GATE)
    report = project.confirm("model:Cell", "float32[n, 4]", device="auto", replace=SCRIPTED_GATE)
    assert (report.device, report.verdict) == ("cuda", "confirmed"), report.reason
    assert report.on_cpu is not None
    assert report.on_cpu.equal == report.on_cpu.counted >= 6
