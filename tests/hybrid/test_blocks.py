"""Blocks that are cut out where no whole function or submodule can be scripted."""

from __future__ import annotations

import textwrap

import pytest

from tests.analysis.trace.tracing import IMPORTS, OFFSET, module
from tests.hybrid.plans import edits, plan_of, reasons
from tslint.analysis.api import Analysis
from tslint.analysis.interp.machine import BudgetSpent
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.fixes.apply import apply_cures
from tslint.hybrid.placement import Plan
from tslint.ir.cures import ExtractBlock, Parameter


def forward(body: str, init: str = "", parameters: str = "x", top: str = "") -> str:
    text = f"def forward(self, {parameters}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return module(text, init, top)


def extractions(plan: Plan) -> list[ExtractBlock]:
    places = [where for placed in plan.pieces.values() for where in placed.candidate.places]
    return [where.cure for where in places if isinstance(where.cure, ExtractBlock)]


def extraction(source: str) -> ExtractBlock:
    plan = plan_of("Model", model=source)
    assert plan.left == []
    (found,) = extractions(plan)
    return found


def lines(source: str, cure: ExtractBlock) -> str:
    """The lines that are cut out."""
    text = textwrap.dedent(source).split("\n")
    cut = text[cure.span.line - OFFSET - 1 : cure.span.end_line - OFFSET]
    return textwrap.dedent("\n".join(cut))


def fixed(source: str) -> str:
    plan = plan_of("Model", model=source)
    cures = [
        cure
        for placed in plan.pieces.values()
        for cure in (*(where.cure for where in placed.candidate.places), *placed.candidate.cures)
    ]
    text = IMPORTS + textwrap.dedent(source)
    result = apply_cures({cures[0].file: text}, cures)
    assert result.refused == []
    return result.texts[cures[0].file]


def test_the_branch_alone_is_cut_out_and_attributes_become_parameters() -> None:
    source = forward(
        """
        y = self.linear(x)
        if y.sum() > self.width:
            y = y / 2
        return self.linear(y)
        """
    )
    cure = extraction(source)
    assert lines(source, cure) == "if y.sum() > self.width:\n    y = y / 2"
    assert cure.name == "_model_y"
    assert cure.parameters == (Parameter("y", "y", "Tensor"), Parameter("width", "self.width", "float"))
    assert (cure.results, cure.returns) == (("y",), "Tensor")


def test_a_number_stays_inside_and_the_block_grows_to_the_next_tensor() -> None:
    source = forward(
        """
        y = self.linear(x)
        n = int(y.argmax())
        k = n + 1
        z = y[:k] * n
        return self.linear(z)
        """
    )
    cure = extraction(source)
    assert lines(source, cure) == "n = int(y.argmax())\nk = n + 1\nz = y[:k] * n"
    assert cure.results == ("z",)


def test_sizes_are_read_inside() -> None:
    source = forward(
        """
        y = self.linear(x)
        n = y.size(0)
        for i in range(n):
            y = y + i
        return self.linear(y)
        """
    )
    assert lines(source, extraction(source)).startswith("n = y.size(0)\nfor")


def test_a_block_that_returns_on_every_way_is_the_end_of_the_function() -> None:
    source = forward(
        """
        y = self.linear(x)
        if y.sum() > 0:
            return y
        y = y + 1
        return -y
        """
    )
    cure = extraction(source)
    assert lines(source, cure) == "if y.sum() > 0:\n    return y\ny = y + 1\nreturn -y"
    assert (cure.name, cure.results, cure.returns) == ("_model_result", (), "Tensor")


def test_the_body_of_a_loop_over_submodules_is_cut_inside_the_loop() -> None:
    source = forward(
        """
        for layer in self.layers:
            x = layer(x)
            if x.max() > 1:
                x = x / x.max()
        return x
        """,
        "self.layers = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])",
    )
    assert lines(source, extraction(source)) == "if x.max() > 1:\n    x = x / x.max()"


def test_a_name_that_is_bound_on_one_way_only_goes_in_and_out() -> None:
    source = forward(
        """
        y = self.linear(x)
        z = y * 2
        if y.sum() > 0:
            z = y
        return self.linear(y) + z
        """
    )
    cure = extraction(source)
    assert [p.name for p in cure.parameters] == ["y", "z"]
    assert cure.results == ("z",)


def test_a_tensor_changed_in_place_comes_out() -> None:
    source = forward(
        """
        y = self.linear(x)
        if y.sum() > 0:
            y[0] = 0.0
            y.clamp_(0)
        return self.linear(y)
        """
    )
    assert extraction(source).results == ("y",)


def test_several_results_are_a_tuple() -> None:
    source = forward(
        """
        y = self.linear(x)
        z = y
        if y.sum() > 0:
            y, z = y + 1, y - 1
        return self.linear(y) + z
        """
    )
    cure = extraction(source)
    assert (cure.results, cure.returns) == (("y", "z"), "Tuple[Tensor, Tensor]")


def test_two_losses_that_share_a_number_are_one_block() -> None:
    source = forward(
        """
        y = self.linear(x)
        n = int(y.argmax())
        if y.sum() > 0:
            y = y + 1
        y = y[:n]
        return self.linear(y)
        """
    )
    plan = plan_of("Model", model=source)
    (placed,) = plan.pieces.values()
    assert placed.losses == 2
    assert lines(source, extraction(source)).count("\n") == 3


def test_blocks_that_follow_each_other_are_one() -> None:
    source = forward(
        """
        y = self.linear(x)
        if y.sum() > 0:
            y = y + 1
        if y.sum() > 1:
            y = y + 2
        if y.sum() > 2:
            y = y + 3
        z = self.linear(y)
        if z.sum() > 3:
            z = z + 4
        return self.linear(z)
        """
    )
    plan = plan_of("Model", model=source)
    assert [(cure.name, lines(source, cure).count("if ")) for cure in extractions(plan)] == [
        ("_model_y", 3),
        ("_model_z", 1),
    ]
    assert [placed.losses for placed in plan.pieces.values()] == [3, 1]


def test_a_method_is_cut_where_the_loss_lies() -> None:
    text = """
    def forward(self, x):
        return self.linear(self.limited(x))

    def limited(self, v):
        if v.sum() > 0:
            return v
        return -v
    """
    cure = extraction(module(text))
    assert (cure.qualname, cure.name) == ("Model.limited", "_model_limited_result")


def test_a_call_whose_number_cannot_cross_is_cut_with_what_it_feeds() -> None:
    top = """
    def count(v: Tensor):
        return int(v.sum())
    """
    source = forward("y = self.linear(x)\nz = y * count(y)\nreturn self.linear(z)", top=top)
    assert lines(source, extraction(source)) == "z = y * count(y)"


def test_what_a_block_still_lacks_is_edited_on_the_way() -> None:
    source = forward(
        """
        y = self.linear(x)
        seen = {}
        for i in range(y.size(0)):  # one row at a time
            seen[int(y[i].argmax())] = True
        y = y * len(seen)
        return self.linear(y)
        """
    )
    text = fixed(source)
    assert "    seen: Dict[int, bool] = {}\n    for i in range(y.size(0)):  # one row at a time\n" in text
    assert "        y = _model_y(y)\n" in text
    assert "from typing import Dict" in text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("if x.sum() > 0:\n    x = self.linear(x)\nreturn x", "uses the submodule `self.linear`"),
        ("if x.sum() > 0:\n    self.width = 2\nreturn self.linear(x)", "changes `self.width`"),
        (
            "y = self.linear(x)\nif y.sum() > 0:\n    y = y + mystery(y)\nreturn self.linear(y)",
            "cannot be scripted",
        ),
        (
            "y = []\nif x.sum() > 0:\n    y.append(x)\nreturn self.linear(x), y",
            "gives nothing that is used after it",
        ),
        (
            "for l in [1, 2]:\n    x = self.linear(x)\n    if x.sum() > 0:\n        break\nreturn x",
            "leaves a loop around it",
        ),
    ],
)
def test_why_no_block_is_cut(body: str, reason: str) -> None:
    plan = plan_of("Model", model=forward(body, parameters="x, **options"))
    assert extractions(plan) == []
    assert any(reason in told for told in reasons(plan)), reasons(plan)


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        ("if x.sum() > 0:\n    x = self.linear(x)\nreturn x", 0),  # every block holds the submodule
        ("if x.sum() > 0:\n    x = x + 1\nreturn self.linear(x)", 1),
    ],
)
def test_a_function_is_run_again_only_where_a_block_may_be_cut(
    body: str, runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[Unit] = []
    observe = Analysis.observe

    def counted(analysis: Analysis, unit: Unit) -> Watch:
        run.append(unit)
        return observe(analysis, unit)

    monkeypatch.setattr(Analysis, "observe", counted)
    plan = plan_of("Model", model=forward(body))
    assert len(run) == runs
    assert len(extractions(plan)) == runs


def test_a_function_that_cannot_be_run_again_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(analysis: Analysis, unit: Unit) -> Watch:
        raise BudgetSpent("it takes too many steps")

    monkeypatch.setattr(Analysis, "observe", refused)
    plan = plan_of("Model", model=forward("if x.sum() > 0:\n    x = x + 1\nreturn self.linear(mystery(x))"))
    assert extractions(plan) == []
    assert any("was not looked at to its end: it takes too many steps" in told for told in reasons(plan))


def test_a_block_that_calls_what_is_defined_below_is_compiled_when_it_is_traced() -> None:
    source = (
        forward("y = self.linear(x)\nif y.sum() > 0:\n    y = late(y)\nreturn self.linear(y)")
        + "\ndef late(v: Tensor) -> Tensor:\n    return v + 1\n"
    )
    (edit,) = edits(plan_of("Model", model=source))
    assert edit.startswith("@torch.jit.script_if_tracing def _model_y:")


def test_a_block_whose_callee_takes_more_than_tensors_stays_as_it_is_in_eager() -> None:
    top = """
    def flip(v):
        if not isinstance(v, Tensor):
            return v
        return v.flip(0)
    """
    source = forward(
        "y = self.linear(x)\nif torch.rand(1) < 0.5:\n    y = flip(y)\nreturn self.linear(y)", top=top
    )
    found = edits(plan_of("Model", model=source))
    assert [edit.partition(" ")[0] for edit in found] == ["@torch.jit.script_if_tracing"]


@pytest.mark.parametrize(
    ("init", "use", "kind"),
    [
        ("limit: float = 1", "y * limit", "float"),
        ("limit: int = 1", "y * limit", "int"),
        ("limit=1", "y / limit", "float"),
        ("limit=1", "y if limit >= y.max() else -y", "float"),
        ("limit=1", "y if limit >= y.size(0) else -y", "int"),
        ("limit=1", "y * limit", "int"),  # a tensor of integers would become one of floats
        ("limit=1", "y // limit", "int"),
        ("limit=1", "y[:limit]", "int"),
    ],
)
def test_a_number_that_may_be_configured_as_a_fraction_is_a_float(init: str, use: str, kind: str) -> None:
    source = (
        f"class Model(nn.Module):\n    def __init__(self, {init}):\n        super().__init__()\n"
        "        self.linear = nn.Linear(4, 4)\n        self.limit, self.other = limit, 2\n\n"
        "    def forward(self, x):\n        y = self.linear(x)\n        if y.sum() > self.limit:\n"
        f"            y = {use.replace('limit', 'self.limit')}\n        return self.linear(y)\n"
    )
    ((cut,),) = [extractions(plan_of("Model", model=source))]
    assert [p.annotation for p in cut.parameters if p.name == "limit"] == [kind]


def test_a_number_that_init_writes_itself_stays_what_it_is() -> None:
    source = forward(
        "y = self.linear(x)\nif y.sum() > self.limit:\n    y = -y\nreturn self.linear(y)", "self.limit = 1"
    )
    (cut,) = extractions(plan_of("Model", model=source))
    assert [p.annotation for p in cut.parameters if p.name == "limit"] == ["int"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("y = mystery(x)\nif y.shape[0] > 2:\n    y = y[:2]\nreturn self.linear(y)", "Tensor"),
        ("y = mystery(x)\nif len(y) > 2:\n    y = y[:2]\nreturn self.linear(y)", ""),  # may be a list
        ("return helper(mystery(x), self.linear)", "Tensor"),
        ("return either(mystery(x), self.linear)", "Tensor"),
        ("return chosen(mystery(x), self.linear)", ""),  # asks for None itself
    ],
)
def test_a_name_of_unknown_value_is_a_tensor_where_the_code_says_so(body: str, kind: str) -> None:
    top = """
    def helper(v: Tensor, layer):
        if v.sum() > 0:
            v = v * 2
        return layer(v)

    def either(v: Optional[Tensor], layer):
        if v is not None:
            if v.shape[0] > 2:
                v = v[:2]
            return layer(v)
        return layer(torch.zeros(4))

    def chosen(v: Optional[Tensor], layer):
        w = torch.zeros(4)
        if v is not None and v.shape[0] > 2:
            w = v[:2]
        return layer(w)
    """
    cuts = extractions(plan_of("Model", model="from typing import Optional\n" + forward(body, top=top)))
    found = {p.annotation for cut in cuts for p in cut.parameters}
    assert found == ({kind} if kind else set())
