"""Submodules that are not scripted where they are built, because of what the modules around them do."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import module
from tests.hybrid.plans import edits, plan_of, reasons
from tests.hybrid.test_placement import GATE

WALKING = f"""{GATE}
    def rescale(model, by):
        for part in model.modules():
            if isinstance(part, nn.Linear):
                part.weight.data /= by

    def count(model):
        return 3
    """


def model(init: str, more: str = "", forward: str = "return self.gate(x)") -> str:
    return module(f"def forward(self, x):\n    {forward}\n{more}", f"self.gate = Gate()\n{init}", WALKING)


SETUP = "def setup(self):\n    {}\n"


@pytest.mark.parametrize(
    ("init", "more"),
    [
        ("self.apply(print)", ""),
        ("for part in self.modules():\n    pass", ""),
        ("rescale(self, 2.0)", ""),
        ("self.setup()", SETUP.format("self.apply(print)")),
        ("self.setup()", SETUP.format("rescale(self, 2)")),
    ],
)
def test_a_model_that_goes_through_its_submodules_while_it_is_built_keeps_their_classes(
    init: str, more: str
) -> None:
    plan = plan_of("Model", model=model(init, more))
    assert not any("where it is built" in edit for edit in edits(plan))
    told = edits(plan) + reasons(plan)
    assert any("Gate" in text or "gate" in text for text in told), told


@pytest.mark.parametrize(
    ("init", "more"),
    [
        ("count(self)", ""),
        ("rescale(self.linear, 2.0)", ""),
        ("self.linear.apply(print)", ""),
        ("", SETUP.format("self.apply(print)")),  # nobody calls it
        ("self.setup()", SETUP.format("return self.gate.training")),
    ],
)
def test_a_model_that_does_not_has_them_scripted(init: str, more: str) -> None:
    (edit,) = edits(plan_of("Model", model=model(init, more)))
    assert "where it is built" in edit


def test_a_model_around_the_one_that_builds_it_counts_as_well() -> None:
    inner = model("").replace("class Model", "class Inner")
    outer = module(
        "def forward(self, x):\n    return self.inner(x)\n", "self.inner = Inner()\nself.apply(print)"
    )
    plan = plan_of("Model", model=f"{inner}\n{outer}")
    assert not any("Gate()" in edit or "where it is built" in edit for edit in edits(plan))


def test_a_module_whose_other_methods_are_called_from_outside_stays_one() -> None:
    gate = GATE + "\n        def width(self):\n            return 4\n"
    source = module(
        "def forward(self, x):\n    return self.gate(x) * self.gate.width()\n", "self.gate = Gate()", gate
    )
    plan = plan_of("Model", model=source)
    assert not any("where it is built" in edit for edit in edits(plan))


def test_a_submodule_on_which_hooks_are_registered_is_not_scripted_where_it_is_built() -> None:
    plain, hooked = model(""), model("self.gate.register_forward_hook(print)")
    assert any("where it is built" in edit for edit in edits(plan_of("Model", model=plain)))
    assert not any("where it is built" in edit for edit in edits(plan_of("Model", model=hooked)))


def test_a_model_with_a_generator_is_not_scripted_as_it_cannot_be_saved() -> None:
    forward = "for i in range(x.size(0)):\n        x = self.linear(x) + i\n    return x"
    plan = plan_of("Model", model=model("self.source = torch.Generator()", forward=forward))
    assert plan.pieces == {}
    (reason,) = reasons(plan)
    assert "`source` is a torch.Generator, which cannot be saved" in reason
