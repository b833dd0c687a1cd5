"""What a plan keeps small: losses left, edits of other files, changed lines, scripted code, in this order."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tests.analysis.trace.tracing import IMPORTS, module
from tests.hybrid.plans import edits, plan_of, reasons, told
from tslint.analysis.api import analyse
from tslint.config.settings import NEWEST_TORCH, Settings
from tslint.hybrid.placement import Plan, place
from tslint.project.modules import Project
from tslint.rules.ruleset import load_rules
from tslint.source.files import load_source


def model(body: str, top: str, init: str = "") -> str:
    lines = textwrap.indent(body, "    ")
    return module(f"def forward(self, x):\n{lines}\n", init, top)


def test_a_loss_less_counts_more_than_lines() -> None:
    top = """
    def count(v):
        return int(v.sum())

    def repeat(v, scale, shift):
        return v.new_ones(count(v)) * scale + shift
    """
    plan = plan_of("Model", model=model("return repeat(x, 0.5, 2)", top))
    assert plan.left == []
    assert edits(plan) == ["@torch.jit.script above repeat", "repeat(scale: float)", "repeat(shift: int)"]


HELPER = """
def pick(v):
    return v if v.sum() > 0 else -v
"""


def planned_on_disk(folder: Path, *checked: str, **files: str) -> list[str]:
    """The edits of the plan for `Model`, with the file of each, where only some files are checked."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(IMPORTS + textwrap.dedent(text), encoding="utf-8")
    sources = [load_source(folder / f"{name}.py") for name in checked]
    analysis = analyse(Project(sources), Settings(folder, mode="hybrid", entries=("Model",)))
    (plan,) = [p for p in place(analysis, load_rules(), NEWEST_TORCH) if p.entry.name == "Model"]
    return [f"{Path(cure.file).stem}: {type(cure).__name__}" for cure in _cures(plan)]


def _cures(plan: Plan) -> list[object]:
    pieces = [placed.candidate for placed in plan.pieces.values()]
    return [cure for piece in pieces for cure in (*(p.cure for p in piece.places), *piece.cures)]


def test_a_file_that_is_not_checked_is_left_alone_where_a_block_does(tmp_path: Path) -> None:
    files = {
        "model": model("y = pick(x)\nreturn self.linear(y)", "from helpers import pick"),
        "helpers": HELPER,
    }
    assert planned_on_disk(tmp_path, "model", **files) == ["model: ExtractBlock"]
    assert planned_on_disk(tmp_path, "model", "helpers", **files) == ["helpers: DecorateFunction"]


def test_a_file_that_is_not_checked_is_edited_where_nothing_else_keeps_the_loss(tmp_path: Path) -> None:
    files = {"model": model("return self.linear(pick(x))", "from helpers import pick"), "helpers": HELPER}
    assert planned_on_disk(tmp_path, "model", **files) == ["helpers: DecorateFunction"]


def test_one_line_above_an_outer_function_counts_less_than_several_inside() -> None:
    top = """
    def one(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def two(v: Tensor):
        return v if bool(v.max() > 0) else -v

    def both(v: Tensor):
        return one(v) + two(v)
    """
    plan = plan_of("Model", model=model("return both(x)", top))
    assert edits(plan) == ["@torch.jit.script above both"]
    (event,) = told(plan, "script-candidate")
    assert event.facts["losses"] == "2"


def test_an_outer_function_that_needs_no_annotation_counts_less_than_one_that_does() -> None:
    top = """
    def clip(v, limit):
        return v if bool(v.sum() > limit) else -v

    def outer(v: Tensor, limit: float):
        return clip(v, limit) + 1
    """
    plan = plan_of("Model", model=model("return outer(x, 0.5)", top))
    # Either way `clip` says what `limit` is: then the smaller piece is scripted.
    assert edits(plan) == ["@torch.jit.script above clip", "clip(limit: float)"]


def test_of_pieces_that_change_as_much_the_smaller_one_is_scripted() -> None:
    top = """
    def inner(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def outer(v: Tensor):
        v = v + 1
        return inner(v)
    """
    assert edits(plan_of("Model", model=model("return outer(x)", top))) == ["@torch.jit.script above inner"]


def test_an_outer_function_is_no_way_where_the_inner_one_has_other_callers() -> None:
    top = """
    def one(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def two(v: Tensor):
        return v if bool(v.max() > 0) else -v

    def both(v: Tensor):
        return one(v) + two(v)
    """
    plan = plan_of("Model", model=model("return both(x) + one(x) + two(x)", top))
    assert sorted(edits(plan)) == ["@torch.jit.script above one", "@torch.jit.script above two"]
    assert reasons(plan) == []


def test_a_helper_that_only_a_block_calls_gets_no_decorator() -> None:
    top = """
    def small(v: Tensor):
        return v if bool(v.sum() > 0) else -v
    """
    body = "y = self.linear(x)\nfor i in range(y.size(0)):\n    y = small(y) + i\nreturn self.linear(y)"
    plan = plan_of("Model", model=model(body, top))
    (edit,) = edits(plan)
    assert edit.startswith("@torch.jit.script def _model_y:")
    (event,) = told(plan, "script-candidate")
    assert event.facts["losses"] == "2"
    assert {e.facts.get("piece") for e in plan.entry.events} == {"/sources/model.py:_model_y"}


def test_a_helper_that_traced_code_calls_as_well_keeps_its_decorator() -> None:
    top = """
    def small(v: Tensor):
        return v if bool(v.sum() > 0) else -v
    """
    body = (
        "y = self.linear(x)\nfor i in range(y.size(0)):\n    y = small(y) + i\nreturn self.linear(small(y))"
    )
    plan = plan_of("Model", model=model(body, top))
    assert "@torch.jit.script above small" in edits(plan)


def test_an_edit_that_keeps_a_value_in_a_trace_is_left_out_of_what_is_scripted() -> None:
    top = """
    def pick(v: Tensor):
        w = v + torch.zeros(2, device=v.device)
        return w if bool(w.sum() > 0) else -w / len(w)
    """
    body = "y = pick(x) + torch.zeros(2, device=x.device)\nif y.sum() > 0:\n    y = y / len(y)\n"
    body += "return self.linear(y)"
    plan = plan_of("Model", model=model(body, top))
    kept = [(event.kind, bool(event.cures), bool(event.facts.get("piece"))) for event in plan.entry.events]
    assert sorted(kept) == [
        ("baked-device", False, True),
        ("baked-device", True, False),
        ("baked-value", False, True),
        ("baked-value", False, True),
        ("erased-branch", False, True),
        ("erased-branch", False, True),
        ("script-candidate", True, True),
        ("script-candidate", True, True),
    ]
