"""Plans proven by real exports: what agrees, what does not, and how targets and inputs are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.confirm.conftest import Project
from tslint.confirm.model import STEPS, StepVerdict
from tslint.confirm.run import confirm
from tslint.errors import TslintError

GATE = """
class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x


class Cell(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.gate = Gate()
        self.linear = nn.Linear(width, width)

    def forward(self, x):
        return torch.tanh(self.gate(self.linear(x)))


def make(width):
    return Cell(width)


def make_small():
    return Cell(2)


built = Cell(5)
"""
SCRIPTED_GATE = {"self.gate = Gate()": "self.gate = torch.jit.script(Gate())"}

LOOP = """
def total(x):
    result = torch.zeros(x.shape[1])
    for i in range(x.shape[0]):
        if bool(x[i].sum() > 0):
            result = result + x[i]
        else:
            result = result - 2 * x[i]
    return result
"""
SCRIPTED_LOOP = {"def total": "@torch.jit.script\ndef total"}


def _tree(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_a_scripted_gate_agrees_where_the_plain_trace_does_not(project: Project) -> None:
    project.write("model.py", GATE)
    before = _tree(project.root)
    heard: list[StepVerdict] = []
    job = project.job("model:Cell", "float32[batch, 4]", replace=SCRIPTED_GATE, units=["model.Gate"])
    report = confirm(job, progress=heard.append)

    assert report.verdict == "confirmed", report.reason
    assert [each.step for each in report.steps] == list(STEPS)
    assert all(each.ok for each in report.steps)
    assert [each.step for each in heard] == list(STEPS)
    assert report.hybrid is not None
    assert report.hybrid.equal == report.hybrid.counted >= 6
    assert report.plain_trace is not None
    outcomes = {each.label: each.outcome for each in report.plain_trace.sets}
    assert outcomes["base"] == "equal"
    assert outcomes["negated"] == "differs"
    assert "model.py:7: Converting a tensor to a Python boolean" in report.plain_trace.warnings[0]
    assert [(unit.name, unit.ok) for unit in report.units] == [("model.Gate", True)]
    assert "gate" in report.units[0].detail
    assert json.loads(json.dumps(report.to_json()))["hybrid"]["summary"].startswith("equal on")
    # The patch was served from memory: no file was changed, and none was added, bytecode included.
    assert _tree(project.root) == before


def test_without_a_plan_the_erased_branch_is_found(project: Project) -> None:
    project.write("model.py", GATE)
    report = project.confirm("model:Cell", "float32[batch, 4]")
    assert report.verdict == "disagrees"
    assert report.reason.startswith("agrees: wrong on ")
    assert "values differ" in report.reason
    assert report.plain_trace == report.hybrid


def test_a_patch_that_changes_the_model_is_refuted(project: Project) -> None:
    project.write("model.py", GATE)
    wrong = {"return -x": "return 2 * x", **SCRIPTED_GATE}
    report = project.confirm("model:Cell", "float32[batch, 4]", replace=wrong, units=["model.Gate"])
    assert report.verdict == "disagrees"


def test_a_free_function_with_a_loop_agrees_on_every_size(project: Project) -> None:
    project.write("model.py", LOOP)
    report = project.confirm("model:total", "float32[rows, 3]", replace=SCRIPTED_LOOP, units=["model.total"])
    assert report.verdict == "confirmed", report.reason
    assert report.plain_trace is not None
    outcomes = [each.outcome for each in report.plain_trace.sets if "rows" in each.label]
    assert len(outcomes) >= 3
    assert "equal" not in outcomes


def test_a_unit_that_is_scripted_under_a_trace_alone_is_compiled_all_the_same(project: Project) -> None:
    project.write("model.py", LOOP)
    decorated = {"def total": "@torch.jit.script_if_tracing\ndef total"}
    job: dict[str, Any] = {"replace": decorated, "units": ["model.total"]}
    report = project.confirm("model:total", "float32[rows, 3]", **job)
    assert (report.verdict, [unit.ok for unit in report.units]) == ("confirmed", [True]), report.reason
    job["replace"] = {**decorated, "2 * x[i]": "x[i].no_such_method()"}
    report = project.confirm("model:total", "float32[rows, 3]", **job)
    assert (report.verdict, [unit.ok for unit in report.units]) == ("fails", [False])
    assert report.reason.startswith("compiles: model.total: ")


def test_the_confirmed_export_is_saved_and_answers(project: Project, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    project.write("model.py", LOOP)
    file = tmp_path / "total.pt"
    report = project.confirm("model:total", "float32[rows, 3]", replace=SCRIPTED_LOOP, save=file)
    assert report.saved == str(file)
    assert torch.jit.load(str(file))(torch.ones(5, 3)).tolist() == [5.0, 5.0, 5.0]


def test_an_export_that_disagrees_is_not_saved(project: Project, tmp_path: Path) -> None:
    project.write("model.py", LOOP)
    report = project.confirm("model:total", "float32[rows, 3]", save=tmp_path / "total.pt")
    assert (report.verdict, report.saved) == ("disagrees", None)
    assert not (tmp_path / "total.pt").exists()


def test_every_unit_that_does_not_compile_is_told_at_once(project: Project) -> None:
    project.write(
        "model.py",
        """
        def first(x):
            visit = {}
            visit[0] = True
            return x


        def second(x):
            return x + 1


        def third(x):
            return x.no_such_method()


        class Net(nn.Module):
            def forward(self, x):
                return second(x)
        """,
    )
    names = ["first", "second", "third"]
    report = project.confirm(
        "model:Net",
        "float32[n]",
        replace={f"def {name}": f"@torch.jit.script\ndef {name}" for name in names},
        units=[f"model.{name}" for name in names],
    )
    assert report.verdict == "fails"
    assert report.reason.startswith("compiles: ")
    assert [(unit.name, unit.ok) for unit in report.units] == [
        ("model.first", False),
        ("model.second", True),
        ("model.third", False),
    ]
    assert "Dict[str, Tensor]" in report.units[0].detail
    assert "no_such_method" in report.units[2].detail
    assert report.step("exports").ok is None
    assert report.plain_trace is not None
    assert report.plain_trace.equal == report.plain_trace.counted


def test_a_wrapped_submodule_that_does_not_compile_is_named(project: Project) -> None:
    project.write("model.py", GATE)
    broken = {"return -x": "return self.nothing(x)", **SCRIPTED_GATE}
    path = project.root / "model.py"
    report = project.confirm("model:Cell", "float32[n, 4]", replace=broken, units=[f"{path}:Gate"])
    assert report.step("compiles").ok is False
    assert "nothing" in report.units[0].detail


def test_scripting_that_the_users_code_guards_itself_still_raises_for_it(project: Project) -> None:
    project.write(
        "model.py",
        """
        def helper(x):
            return x.no_such_method()


        try:
            torch.jit.script(helper)
            scale = 3.0
        except RuntimeError:
            scale = 2.0


        class Net(nn.Module):
            def forward(self, x):
                return x * scale
        """,
    )
    report = project.confirm("model:Net", "float32[n]", replace={"return x * scale": "return scale * x"})
    assert report.verdict == "confirmed", report.reason


def test_a_unit_that_does_not_exist_is_a_failure_to_compile(project: Project) -> None:
    project.write("model.py", LOOP)
    report = project.confirm("model:total", "float32[n, 2]", replace=SCRIPTED_LOOP, units=["model.totals"])
    assert report.step("compiles").ok is False
    assert "no totals in model" in report.reason


@pytest.mark.parametrize(
    ("target", "fields", "inputs"),
    [
        ("model:make_small", {}, "float32[n, 2]"),
        ("model:make", {"kwargs": {"width": 3}}, "float32[n, 3]"),
        ("model:Cell", {"args": (6,)}, "float32[n, 6]"),
        ("model:built", {}, "float32[n, 5]"),
    ],
)
def test_targets_are_classes_factories_and_instances(
    project: Project, target: str, fields: dict[str, object], inputs: str
) -> None:
    project.write("model.py", GATE)
    report = project.confirm(target, inputs, replace=SCRIPTED_GATE, units=["model.Gate"], **fields)
    assert report.verdict == "confirmed", report.reason


def test_a_file_in_a_package_is_imported_with_its_neighbours(project: Project) -> None:
    project.write("deep/pack/__init__.py", "")
    project.write("deep/pack/part.py", "def twice(x):\n    return 2 * x")
    file = project.write(
        "deep/pack/net.py",
        """
        from .part import twice


        class Outer:
            class Net(nn.Module):
                def forward(self, x):
                    return twice(x)
        """,
    )
    report = project.confirm(f"{file}:Outer.Net", "float32[n]", search_path=[])
    assert report.verdict == "confirmed", report.reason


def test_a_file_whose_name_another_module_bears_is_loaded_from_its_path(project: Project) -> None:
    file = project.write("types.py", "class Net(nn.Module):\n    def forward(self, x):\n        return -x")
    report = project.confirm(f"{file}:Net", "float32[n]", search_path=[])
    assert report.verdict == "confirmed", report.reason


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("nowhere:Net", "no module nowhere"),
        ("model:Cel", "did you mean Cell"),
        ("model:Plain", "no torch.nn.Module"),
        ("model:number", "neither a module nor a function"),
    ],
)
def test_a_target_that_does_not_exist_is_the_users_mistake(project: Project, target: str, says: str) -> None:
    project.write("model.py", GATE + "\n\nclass Plain:\n    pass\n\n\nnumber = 3\n")
    with pytest.raises(TslintError, match=says):
        project.confirm(target, "float32[n, 4]")


def test_missing_constructor_arguments_are_named(project: Project) -> None:
    project.write(
        "model.py", "class Net(nn.Module):\n    def __init__(self, hidden):\n        super().__init__()"
    )
    report = project.confirm("model:Net", "float32[n, 4]")
    assert report.verdict == "fails"
    assert "missing a required argument: 'hidden'" in report.reason


def test_sets_that_the_model_itself_refuses_are_not_counted(project: Project) -> None:
    project.write(
        "model.py",
        """
        class Net(nn.Module):
            def forward(self, x):
                if x.shape[0] == 1:
                    raise ValueError("one row is too few")
                return x - x.mean(0)
        """,
    )
    report = project.confirm("model:Net", "float32[rows, 4]")
    assert report.verdict == "confirmed", report.reason
    assert report.hybrid is not None
    refused = [each for each in report.hybrid.sets if each.outcome == "eager-raises"]
    assert [each.label for each in refused] == ["rows=1"]
    assert "one row is too few" in refused[0].detail
    assert report.hybrid.counted == len(report.hybrid.sets) - 1
    assert "the model itself raises" in report.step("agrees").detail


def test_state_that_the_trace_forgets_is_a_disagreement(project: Project) -> None:
    project.write(
        "model.py",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.calls = 0

            def forward(self, x):
                self.calls += 1
                return x + self.calls
        """,
    )
    report = project.confirm("model:Net", "float32[n]")
    assert report.verdict == "disagrees"
    assert report.hybrid is not None
    assert report.hybrid.sets[0].outcome == "equal"


def test_buffers_that_are_written_in_place_start_where_the_original_starts(project: Project) -> None:
    project.write(
        "model.py",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("total", torch.zeros(1), persistent=False)

            def forward(self, x):
                self.total.add_(1)
                x.mul_(2)
                return x + self.total
        """,
    )
    report = project.confirm("model:Net", "float32[n]")
    assert report.verdict == "confirmed", report.reason


def test_outputs_in_dicts_and_dropout_agree(project: Project) -> None:
    project.write(
        "model.py",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.drop = nn.Dropout(0.5)
                self.weight = nn.Parameter(torch.rand(4))

            def forward(self, batch):
                noise = torch.rand(4)
                return {"y": self.drop(batch["x"] * self.weight), "noise": noise[batch["mask"]]}
        """,
    )
    report = project.confirm("model:Net", '{"x": float32[n, 4], "mask": bool[4]}')
    assert report.verdict == "confirmed", report.reason
    assert "strict=False" in report.step("exports").detail


@pytest.mark.parametrize(
    ("factory", "sets"),
    [
        ("def make_inputs():\n    return torch.ones(2, 4)", 4),
        ("def make_inputs():\n    return [(torch.ones(n, 4),) for n in range(1, 4)]", 3),
        ("def make_inputs(number):\n    return (torch.ones(number + 1, 4) - number,)", 8),
    ],
)
def test_a_factory_gives_the_inputs(project: Project, factory: str, sets: int) -> None:
    project.write("model.py", GATE)
    project.write("scenes.py", factory)
    report = project.confirm("model:Cell", factory="scenes:make_inputs", replace=SCRIPTED_GATE)
    assert report.verdict == "confirmed", report.reason
    assert report.hybrid is not None
    assert report.hybrid.counted == sets
    assert report.inputs is not None
    assert report.inputs.source == "factory"


def test_a_factory_that_raises_or_is_missing_is_told(project: Project) -> None:
    project.write("model.py", GATE)
    project.write("scenes.py", "def make_inputs():\n    raise OSError('no data here')")
    report = project.confirm("model:Cell", factory="scenes:make_inputs")
    assert report.verdict == "fails"
    assert "no data here" in report.reason
    with pytest.raises(TslintError, match="no other in scenes"):
        project.confirm("model:Cell", factory="scenes:other")
    with pytest.raises(TslintError, match="no module nowhere; the factory is nowhere:make"):
        project.confirm("model:Cell", factory="nowhere:make")


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        ("make_inputs = 3", "the factory scenes:make_inputs is no function"),
        (
            "def make_inputs(a, b):\n    return a",
            "wants 2 arguments; it takes none, or the number of the set",
        ),
        ("def make_inputs():\n    return 'scene'", "gives \\('scene'\\), a set without a tensor"),
        ("def make_inputs():\n    return [torch.ones(1), object()]", "is no set: .* not object"),
    ],
)
def test_a_factory_that_is_none_is_one_clear_message(project: Project, factory: str, said: str) -> None:
    project.write("model.py", GATE)
    project.write("scenes.py", factory)
    with pytest.raises(TslintError, match=said):
        project.confirm("model:Cell", factory="scenes:make_inputs")


@pytest.mark.parametrize(
    ("source", "spec"),
    [
        (
            "self.layer = nn.Sequential(nn.Linear(7, 3), nn.ReLU())\n{forward}return self.layer(x)",
            "float32[batch, 7]",
        ),
        (
            "self.a = nn.Conv2d(3, 4, 3, padding=1)\n        self.b = nn.Linear(4 * 16 * 16, 2)\n"
            "{forward}return self.b(self.a(x).flatten(1))",
            "float32[batch, 3, 16, 16]",
        ),
        ("self.a = nn.Embedding(9, 4)\n{forward}return self.a(x).sum(-1)", "int64[batch, length] in 0..9"),
        (
            "self.a = nn.GRU(5, 2, batch_first=True)\n{forward}return self.a(x)[0]",
            "float32[batch, length, 5]",
        ),
        (
            "self.a = nn.Linear(8, 2)\n{forward}return self.a(torch.cat([x, x.abs()], -1))",
            "float32[batch, 4]",
        ),
    ],
)
def test_inputs_are_inferred_from_the_layers_and_from_torchs_errors(
    project: Project, source: str, spec: str
) -> None:
    body = source.replace("{forward}", "\n    def forward(self, x):\n        ")
    project.write(
        "model.py",
        f"class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        {body}",
    )
    report = project.confirm("model:Net")
    assert report.inputs is not None, report.reason
    assert report.inputs.source == "inferred"
    assert report.inputs.specs == (spec,)
    assert report.verdict == "confirmed", report.reason


def test_inputs_that_cannot_be_inferred_are_asked_for_but_units_are_compiled(project: Project) -> None:
    project.write("model.py", "def scale(x, factor: int):\n    return x * factor\n")
    report = project.confirm("model:scale", units=["model.scale"], replace={"x * factor": "factor * x"})
    assert report.verdict == "no-inputs"
    assert "pass --input 'float32[batch, 4]'" in report.reason
    assert report.step("compiles").ok is True
    assert report.step("exports").ok is None


def test_each_step_works_in_a_process_started_afresh(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tslint.confirm.run.may_fork", lambda device: False)
    project.write("model.py", GATE)
    report = project.confirm("model:Cell", "float32[n, 4]", replace=SCRIPTED_GATE, units=["model.Gate"])
    assert report.verdict == "confirmed", report.reason
    assert report.plain_trace is not None
    assert report.plain_trace.equal < report.plain_trace.counted


def test_cuda_is_refused_where_there_is_none(project: Project) -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    project.write("model.py", GATE)
    with pytest.raises(TslintError, match="sees no CUDA device"):
        project.confirm("model:Cell", "float32[n, 4]", device="cuda")
    assert project.confirm("model:Cell", "float32[n, 4]", device="auto").device == "cpu"


@pytest.mark.parametrize("device", ["cuda", "auto"])
def test_a_plan_is_proven_on_the_gpu(project: Project, device: str) -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device on this machine")
    project.write("model.py", GATE)
    report = project.confirm("model:Cell", "float32[n, 4]", device=device, replace=SCRIPTED_GATE)
    assert (report.verdict, report.device) == ("confirmed", "cuda"), report.reason
