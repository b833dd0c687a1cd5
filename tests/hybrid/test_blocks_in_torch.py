"""Generated models: what is cut out answers as before in Python, compiles, and keeps what a trace loses."""

from __future__ import annotations

import itertools
import textwrap
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analysis.trace.tracing import IMPORTS
from tests.hybrid.plans import planned
from tslint.fixes.apply import apply_cures
from tslint.hybrid.placement import Plan, place
from tslint.rules.ruleset import load_rules

torch = pytest.importorskip("torch")

SIMPLE = st.sampled_from(
    [
        "y = self.part(x)",
        "y = y + 1",
        "x = x - y",
        "z = y * self.scale",
        "n = 2",
        "n = y.size(0)",
        "n = int(y.sum())",
        "m = float(y.mean())",
        "z = y * n",
        "y = y.clone(); y[0] = 0.5",
        "y = y.clone()\ny.mul_(self.limit)",
        "z = z + y * m",
        "y = y[:n] if n < 2 else y",
        "z = torch.where(y > 0, y, z)",
        "parts = [y, z]",
        "y = parts[0]",
        "y, z = z, y",
        "b = bool(z.sum() > 0)",
        "z = -z if b else z",
    ]
)
TESTS = st.sampled_from(
    ["y.sum() > 0", "z.max() > self.limit", "self.limit > 1", "y.size(0) > 2", "n > 2", "b"]
)


def indented(text: str) -> str:
    return textwrap.indent(text, "    ")


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    return st.one_of(
        st.tuples(TESTS, body).map(lambda p: f"if {p[0]}:  # a branch\n{indented(p[1])}"),
        st.tuples(TESTS, body, body).map(lambda p: f"if {p[0]}:\n{indented(p[1])}\nelse:\n{indented(p[2])}"),
        st.tuples(TESTS, body).map(lambda p: f"if {p[0]}:\n{indented(p[1])}\n    return y"),
        body.map(lambda b: f"for i in range(y.size(0)):\n{indented(b)}\n    y = y + i"),
        body.map(lambda b: f"for i in range(3):\n{indented(b)}\n    if y.sum() > 1:\n        break"),
    )


BODIES = st.lists(st.recursive(SIMPLE, compound, max_leaves=6), min_size=1, max_size=6).map("\n".join)


def source_of(body: str, compiles: bool = True) -> str:
    start = "y = self.part(x)\nz = y * 2\nn = 3\nm = 0.5\nb = False\nparts = [y, z]"
    forward = indented(indented(f"{start}\n{body}\nreturn self.part(z) + y.sum() + x"))
    return (
        "class Model(nn.Module):\n    def __init__(self, scale=2, limit=0.5):\n        super().__init__()\n"
        "        self.part = nn.Tanh()\n        self.scale, self.limit = scale, limit\n\n"
        f"    def forward(self, x{'' if compiles else ', **options'}):\n{forward}\n"
    )


def fixed(source: str) -> tuple[str, Plan]:
    """The text after the edits of its plan, and the plan."""
    _, plans = planned("Model", model=source)
    (plan,) = plans
    cures = [cure for placed in plan.pieces.values() for cure in placed.candidate.edits]
    spots = (event for event in plan.entry.events if event.kind not in ("script-candidate", "erased-branch"))
    cures += [cure for event in spots for cure in event.cures]
    text = IMPORTS + source
    if not cures:
        return text, plan
    result = apply_cures({cures[0].file: text}, cures)
    again = apply_cures({cures[0].file: result.texts[cures[0].file]}, [result.moved(cure) for cure in cures])
    assert (result.refused, again.texts) == ([], {})
    return result.texts[cures[0].file], plan


NUMBER = itertools.count()


def model_of(text: str, folder: Path) -> Any:
    """The model that a text defines, from a file, where the compiler finds its source."""
    path = folder / f"model{next(NUMBER)}.py"
    path.write_text(text.replace("import numpy\n", ""))
    names: dict[str, Any] = {"__name__": path.stem}
    exec(compile(path.read_text(), str(path), "exec"), names)
    return names["Model"]()


INPUTS = [torch.tensor([[0.4, -0.2], [0.9, 0.3]]), -torch.ones(2, 2), torch.rand(5, 2), torch.zeros(1, 2)]


def answers(model: Any) -> list[Any]:
    found = []
    for given_input in INPUTS:
        try:
            found.append(model(given_input.clone()))
        except (RuntimeError, IndexError, UnboundLocalError):
            found.append(None)
    return found


def same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and torch.allclose(one, other, atol=1e-5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, compiles=st.booleans())
def test_python_answers_as_before_and_the_export_does_too(body: str, compiles: bool, tmp_path: Path) -> None:
    source = source_of(body, compiles)
    text, plan = fixed(source)
    before = answers(model_of(IMPORTS + source, tmp_path))
    model = model_of(text, tmp_path)
    assert all(map(same, answers(model), before)), text
    if before[0] is None or plan.left:
        return
    whole = [placed for placed in plan.pieces.values() if placed.candidate.kind == "model"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exported = (
            torch.jit.script(model)
            if whole
            else torch.jit.trace(model, (INPUTS[0].clone(),), check_trace=False)
        )
    pairs = zip(answers(exported), before, strict=True)
    assert all(same(*pair) for pair in pairs if pair[1] is not None), text


def test_what_a_plan_cures_is_gone_after_it() -> None:
    from tests.analysis.trace.tracing import analysed
    from tslint.config.settings import NEWEST_TORCH

    source = source_of("if y.sum() > 0:\n    y = y + 1\nn = int(y.sum())\nz = z * n\nz = z[:len(y)]")
    text, plan = fixed(source)
    assert plan.left == []
    analysis = analysed("Model", mode="hybrid", model=text.removeprefix(IMPORTS))
    (plan,) = place(analysis, load_rules(), NEWEST_TORCH)
    assert (plan.pieces, plan.left) == ({}, [])
