"""Where a plan puts `torch.jit.script`, what it adds, and why it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.analysis.trace.tracing import OFFSET, module
from tests.hybrid.plans import edits, plan_of, planned, reasons, told
from tslint.config.settings import Settings
from tslint.engine.fixing import fix
from tslint.ir.cures import WrapCall

GATE = """
    class Gate(nn.Module):
        def forward(self, v):
            if v.sum() > 0:
                return v
            return -v
    """
PICK = """
    def pick(v: Tensor):
        if v.sum() > 0:
            return v
        return -v
    """


def model(body: str, init: str = "", top: str = "") -> str:
    return module(f"def forward(self, x):\n    {body}", init, top)


def test_a_free_function_is_decorated() -> None:
    plan = plan_of("Model", model=model("return pick(x)", top=PICK))
    assert edits(plan) == ["@torch.jit.script above pick"]
    assert plan.left == []
    (event,) = told(plan, "script-candidate")
    piece = event.facts["piece"]
    said = {"unit": "pick", "kind": "function", "losses": "1", "lacks": "", "complete": "yes"}
    assert event.facts == {**said, "piece": piece, "decorator": "torch.jit.script"}
    assert piece.endswith("/model.py:pick")
    assert [each.facts.get("piece") for each in told(plan, "erased-branch")] == [piece]
    assert event.span[:2] == (OFFSET + 2, 5)


def test_a_function_in_another_file_is_decorated_there() -> None:
    files = {"model": model("return pick(x)", top="from helpers import pick"), "helpers": PICK}
    plan = plan_of("Model", **files)
    assert edits(plan) == ["helpers: @torch.jit.script above pick"]


def test_a_submodule_is_wrapped_wherever_it_is_built() -> None:
    init = "self.one = Gate()\nself.two = Gate()"
    plan = plan_of("Model", model=model("return self.one(x) + self.two(x)", init, GATE))
    assert [edit.rpartition(",")[0] for edit in edits(plan)] == [
        "torch.jit.script(...) where it is built"
    ] * 2
    lines = {event.span.line for event in told(plan, "script-candidate")}
    assert len(lines) == 2
    cures = [cure for event in told(plan, "script-candidate") for cure in event.cures]
    assert all(isinstance(cure, WrapCall) for cure in cures)
    assert {cure.span.end_column - cure.span.column for cure in cures if isinstance(cure, WrapCall)} == {6}


def test_a_submodule_that_loses_nothing_is_left_alone() -> None:
    plan = plan_of("Model", model=model("return self.linear(x)", "self.gate = Gate()", GATE))
    assert (edits(plan), plan.left) == ([], [])


def test_what_is_scripted_already_needs_no_plan() -> None:
    plan = plan_of("Model", model=model("return self.gate(x)", "self.gate = torch.jit.script(Gate())", GATE))
    assert (edits(plan), plan.left) == ([], [])


def test_a_helper_that_only_a_scripted_piece_calls_gets_no_decorator() -> None:
    top = """
    def small(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def outer(v: Tensor, n: int):
        for i in range(v.size(0)):
            v = small(v) + n
        return v
    """
    plan = plan_of("Model", model=model("return outer(x, 3)", top=top))
    assert edits(plan) == ["@torch.jit.script above outer"]
    (placed,) = plan.pieces.values()
    assert placed.losses >= 2


def test_the_innermost_piece_that_can_be_scripted_is_chosen() -> None:
    top = """
    def pick(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def outer(v, act):
        return act(pick(v))
    """
    plan = plan_of("Model", model=model("return outer(x, torch.tanh)", top=top))
    assert edits(plan) == ["@torch.jit.script above pick"]


def test_where_the_inner_piece_cannot_cross_the_border_an_outer_one_is_chosen() -> None:
    top = """
    def count(v: Tensor):
        return int(v.sum())

    def repeat(v: Tensor):
        return v.new_ones(count(v))
    """
    plan = plan_of("Model", model=model("return repeat(x)", top=top))
    assert edits(plan) == ["@torch.jit.script above repeat"]


def test_types_that_the_trace_saw_become_annotations() -> None:
    top = """
    def clip(v, limit, rounds, name, scale=0.5):
        for i in range(rounds):
            if v.max() > limit:
                v = v * scale
        return v
    """
    body = "return clip(x, 1.5, 2, 'a')"
    plan = plan_of("Model", model=model(body, top=top))
    assert edits(plan) == [
        "@torch.jit.script above clip",
        "clip(limit: float)",
        "clip(rounds: int)",
        "clip(name: str)",
        "clip(scale: float)",
    ]
    (event,) = told(plan, "script-candidate")
    assert event.facts["complete"] == "no"
    assert event.facts["lacks"] == "limit: float, rounds: int, name: str, scale: float"


def test_helpers_of_a_piece_are_annotated_too() -> None:
    top = """
    def limited(v, limit):
        return v.clamp(max=limit)

    def clip(v):
        if v.max() > 1:
            v = limited(v, 0.5)
        return v
    """
    plan = plan_of("Model", model=model("return clip(x)", top=top))
    assert edits(plan) == ["@torch.jit.script above clip", "limited(limit: float)"]


def test_a_local_that_the_compiler_cannot_type_is_annotated() -> None:
    top = """
    def firsts(v: Tensor):
        seen = {}
        out = []
        for i in range(v.size(0)):
            key = int(v[i].sum())
            if key not in seen:
                seen[key] = True
                out.append(i)
        return torch.tensor(out)
    """
    plan = plan_of("Model", model=model("return firsts(x)", top=top))
    assert edits(plan) == [
        "@torch.jit.script above firsts",
        "seen: Dict[int, bool]",
        "out: List[int]",
    ]


@pytest.mark.parametrize(
    ("body", "top", "reason"),
    [
        (
            "return self.linear(x) * count(x)",
            "def count(v: Tensor):\n    return int(v.sum())\n",
            "`count` cannot be scripted: it returns int, and only tensors come out of a scripted piece; "
            "line 9, cut out, returns a value of type int, and only tensors come out of a scripted piece",
        ),
        (
            "return repeat(self.linear(x), x.shape[0])",
            "def repeat(v, n):\n    for i in range(n):\n        v = v + i\n    return v\n",
            "`repeat` cannot be scripted: its argument `n` is a size, which would be frozen: "
            "pass the tensor and read its size inside; line 9-10, cut out, reads `n`, a size, which would be "
            "frozen: pass the tensor and read its size inside",
        ),
        (
            "return run(x, mystery())",
            "def run(v, thing):\n    return v if v.sum() > thing else -v\n",
            "`run` cannot be scripted: its argument `thing` is of a type that is not known; "
            "line 9, cut out, reads `thing`, of a type that is not known",
        ),
        (
            "return self.linear(x if x.sum() > 0 else -x)",
            "",
            "it lies in the forward of the model itself; "
            "line 17, cut out, uses the submodule `self.linear`, which no function can be given",
        ),
    ],
)
def test_why_no_piece_carries_a_loss(body: str, top: str, reason: str) -> None:
    source = model(body, top=top).replace("forward(self, x)", "forward(self, x, **options)")
    plan = plan_of("Model", model=source)
    line = OFFSET + source.splitlines().index("    def forward(self, x, **options):") + 1
    reason += f"; nor the model as a whole: it does not script: variadic parameter (model.py:{line})"
    assert edits(plan) == []
    assert set(reasons(plan)) == {reason}
    (event,) = told(plan, "no-placement")
    assert event.facts == {"reason": reason, "losses": str(len(plan.left))}


def test_a_piece_that_does_not_compile_is_not_proposed() -> None:
    top = """
    def pick(v: Tensor):
        return v if bool(v.sum() > 0) else {v, -v}.pop()
    """
    plan = plan_of("Model", model=model("return pick(x)", top=top))
    assert edits(plan) == []
    assert all(
        reason.startswith("`pick` cannot be scripted: it does not script:") and "cut out" in reason
        for reason in reasons(plan)
    )


@pytest.mark.parametrize(
    ("otherwise", "proposed"),
    [
        ("", False),
        ("else:\n    self.scale = 2.0", True),
        ("else:\n    raise ValueError('scaled alone')", True),
    ],
)
def test_a_module_that_lacks_an_attribute_under_some_configuration_is_not_proposed(
    otherwise: str, proposed: bool
) -> None:
    init = f"self.scaled = scaled\nif scaled:\n    self.scale = 1.0\n{otherwise}"
    source = f"""
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self, scaled):
        super().__init__()
{textwrap.indent(init, " " * 8)}

    def forward(self, v):
        if v.sum() > 0:
            return v * self.scale if self.scaled else v
        return -v


class Model(nn.Module):
    def __init__(self, scaled=False):
        super().__init__()
        self.gate = Gate(scaled)

    def forward(self, x):
        return self.gate(x)
"""
    assert bool(edits(plan_of("Model", model=source))) is proposed


def test_a_loss_with_an_edit_on_the_spot_needs_no_piece() -> None:
    top = "def rows(v: Tensor):\n    return v.new_zeros(len(v), 4)\n"
    plan = plan_of("Model", model=model("return rows(x)", top=top))
    assert (edits(plan), plan.left) == ([], [])


def test_an_unsafe_edit_on_the_spot_is_no_reason_to_script_nothing() -> None:
    top = "def signed(v: Tensor):\n    return v if v.sum() > 0 else -v\n"
    plan = plan_of("Model", model=model("return signed(x)", top=top))
    assert [bool(event.cures) for event in told(plan, "erased-branch")] == [True]
    assert edits(plan) == ["@torch.jit.script above signed"]


def test_several_losses_of_one_piece_are_one_edit() -> None:
    top = """
    def pick(v: Tensor):
        if v.sum() > 0:
            v = v * 2
        for i in range(v.size(0)):
            v = v + i
        return v
    """
    plan = plan_of("Model", model=model("return pick(pick(x))", top=top))
    (placed,) = plan.pieces.values()
    assert (edits(plan), placed.losses) == (["@torch.jit.script above pick"], 2)


def test_a_part_of_a_planned_whole_has_no_plan_of_its_own() -> None:
    _, plans = planned(model=model("return self.gate(x)", "self.gate = Gate()", GATE))
    assert [plan.entry.name for plan in plans] == ["Model"]


def test_optional_and_container_arguments_are_annotated() -> None:
    top = """
    def pick(v, bias, sizes):
        if bias is not None:
            v = v + bias
        if v.sum() > sizes[0]:
            return v
        return -v
    """
    body = "y = pick(x, None, [1, 2])\n    return pick(y, x, [3, 4])"
    plan = plan_of("Model", model=model(body, top=top))
    assert edits(plan) == [
        "@torch.jit.script above pick",
        "pick(bias: Optional[Tensor])",
        "pick(sizes: List[int])",
    ]


@pytest.mark.parametrize(
    ("body", "decorator"),
    [
        ("return later(v) if bool(v.sum() > 0) else -v", "torch.jit.script_if_tracing"),
        ("return -v if bool(v.sum() > 0) else later(v)", "torch.jit.script_if_tracing"),
        ("return early(v) if bool(v.sum() > 0) else -v", "torch.jit.script_if_tracing"),
        ("return first(v) if bool(v.sum() > 0) else -v", "torch.jit.script"),
    ],
)
def test_what_needs_something_further_down_is_compiled_when_it_is_traced(body: str, decorator: str) -> None:
    top = f"""
    def first(v: Tensor):
        return v * 2

    def early(v: Tensor):
        return later(v)

    def outer(v: Tensor):
        {body}

    def later(v: Tensor):
        return v + 1
    """
    plan = plan_of("Model", model=model("return outer(x) + later(x)", top=top))
    assert edits(plan) == [f"@{decorator} above outer"]


@pytest.mark.parametrize(
    ("kinds", "decorator"),
    [
        ("Tensor", "torch.jit.script_if_tracing"),
        ("(Tensor, float)", "torch.jit.script_if_tracing"),
        ("float", "torch.jit.script"),
    ],
)
def test_a_function_that_takes_more_than_tensors_stays_as_it_is_in_eager(kinds: str, decorator: str) -> None:
    top = f"""
    def pick(v: Tensor):
        if not isinstance(v, {kinds}):
            raise TypeError("no tensor")
        return v if bool(v.sum() > 0) else -v
    """
    plan = plan_of("Model", model=model("return pick(x)", top=top))
    if decorator == "torch.jit.script_if_tracing":
        assert edits(plan) == [f"@{decorator} above pick"]
    else:
        assert all("if_tracing" not in edit for edit in edits(plan))


def test_a_second_caller_of_a_function_counts_as_well_as_the_first() -> None:
    top = """
    def small(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def outer(v: Tensor):
        for i in range(v.size(0)):
            v = small(v)
        return v
    """
    plan = plan_of("Model", model=model("return outer(x) + small(x)", top=top))
    assert sorted(edits(plan)) == ["@torch.jit.script above outer", "@torch.jit.script above small"]


SHARED = """
import torch
from torch import nn

def small(v: torch.Tensor):
    return v / len(v)

def middle(v: torch.Tensor):
    return small(v) + 1

def first(v: torch.Tensor):
    for i in range(v.size(0)):
        v = middle(v)
    return v

def second(v: torch.Tensor):
    while v.sum() > 3:
        v = middle(v) - 1
    return v

def third(v: torch.Tensor):
    return middle(v) * 2 if bool(v.max() > 0) else v

def fourth(v: torch.Tensor):
    return middle(v) * 3 if bool(v.min() > 0) else v

class Model(nn.Module):
    def forward(self, x):
        return first(x) + second(x) + third(x) + fourth(x)
"""


def test_the_count_of_losses_does_not_hang_on_the_order_of_sets(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(SHARED)
    command = [
        sys.executable,
        "-m",
        "tslint",
        "check",
        "--no-cache",
        "--exit-zero",
        "--output-format",
        "json",
    ]
    told = {
        subprocess.run(
            [*command, "model.py"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(told) == 1
    assert b"scriptable-function" in told.pop()


@pytest.mark.parametrize(
    ("default", "given", "annotation"),
    [
        ("None", "(2, 3)", "Optional[Tuple[int, int]]"),
        ("0.5", "2", "float"),
        ("2", "0.5", "float"),
        ("2", "3", "int"),
    ],
)
def test_a_default_value_fits_the_type_that_the_trace_saw(default: str, given: str, annotation: str) -> None:
    top = f"""
    def pick(v, limit={default}):
        if limit is not None and v.sum() > 1:
            return v
        return -v
    """
    plan = plan_of("Model", model=model(f"return pick(x, {given})", top=top))
    assert edits(plan) == ["@torch.jit.script above pick", f"pick(limit: {annotation})"]


def test_the_chosen_decorator_is_for_functions_and_a_submodule_is_wrapped_all_the_same() -> None:
    source = model("return self.gate(pick(x))", "self.gate = Gate()", f"{GATE}\n{PICK}")
    plan = plan_of("Model", "torch.jit.script_if_tracing", model=source)
    assert sorted(edit.rpartition(" where")[0] or edit for edit in edits(plan)) == [
        "@torch.jit.script_if_tracing above pick",
        "torch.jit.script(...)",
    ]
    said = {event.facts["kind"]: event.facts["decorator"] for event in told(plan, "script-candidate")}
    assert said == {"function": "torch.jit.script_if_tracing", "module": "torch.jit.script"}


def test_what_needs_the_package_around_its_file_is_compiled_when_it_is_traced(tmp_path: Path) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text("from pkg.model import Model\n\n\ndef half(v):\n    return v / 2\n")
    text = (
        "import pkg\nimport torch\nfrom torch import nn\n\n\ndef pick(v):\n"
        "    return pkg.half(v) if v.sum() > 0 else v\n\n\nclass Model(nn.Module):\n"
        "    def forward(self, x):\n        return pick(x)\n"
    )
    (package / "model.py").write_text(text)
    fixed, _ = fix([package], Settings(tmp_path))
    new = text.replace("def pick", "@torch.jit.script_if_tracing\ndef pick")
    assert fixed.result.texts == {str(package / "model.py"): new}


def test_a_function_that_is_traced_is_scripted_itself() -> None:
    _, plans = planned(model=textwrap.dedent(PICK) + "\n\ntorch.jit.trace(pick, torch.rand(3))\n")
    assert [edits(plan) for plan in plans] == [["@torch.jit.script above pick"]]
