"""A model that no piece of it can hold, scripted as a whole."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import OFFSET, analysed, module
from tests.hybrid.plans import edits, plan_of, planned, reasons, told
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import tree

LOOP = """
def forward(self, x{more}):
    {first}
    for i in range(x.size(0)):
        x = self.linear(x) + i
    return x
"""


def looping(first: str = "pass", more: str = "", init: str = "", top: str = "") -> str:
    return module(LOOP.format(first=first, more=more), init, top)


def kinds(plan: Plan) -> list[str]:
    return [placed.candidate.kind for placed in plan.pieces.values()]


def test_a_loop_over_a_submodule_is_kept_by_scripting_the_model() -> None:
    source = looping()
    plan = plan_of("Model", model=source)
    assert (kinds(plan), edits(plan), plan.left) == (["model"], [], [])
    (event,) = told(plan, "script-candidate")
    piece = event.facts["piece"]
    assert piece.endswith("/model.py:Model")
    assert event.facts == {
        "unit": "Model",
        "kind": "model",
        "losses": "1",
        "lacks": "",
        "complete": "yes",
        "piece": piece,
        "decorator": "",
    }
    line = source.splitlines().index("class Model(nn.Module):") + 1
    assert event.span[:2] == (OFFSET + line, len("class ") + 1)
    assert [each.facts["piece"] for each in told(plan, "unrolled-loop")] == [piece]
    assert told(plan, "no-placement") == []


def test_what_the_model_lacks_is_edited() -> None:
    plan = plan_of("Model", model=looping("seen = {}\n    seen[2] = True"))
    assert (kinds(plan), edits(plan)) == (["model"], ["seen: Dict[int, bool]"])


def test_pieces_that_do_not_hold_everything_give_way() -> None:
    top = "def pick(v: Tensor):\n    return v if v.sum() > 0 else -v\n"
    alone = plan_of("Model", model=module("def forward(self, x):\n    return pick(self.linear(x))", top=top))
    assert kinds(alone) == ["function"]
    plan = plan_of("Model", model=looping("x = pick(x)", top=top))
    assert (kinds(plan), edits(plan)) == (["model"], [])
    assert [placed.losses for placed in plan.pieces.values()] == [2]


def test_a_model_that_compiles_only_in_part_keeps_its_pieces() -> None:
    top = "def pick(v: Tensor):\n    return v if v.sum() > 0 else -v\n"
    plan = plan_of("Model", model=looping("x = pick(x)", more=", **options", top=top))
    assert kinds(plan) == ["function"]
    (reason,) = reasons(plan)
    assert "; nor the model as a whole: it does not script: variadic parameter (model.py:" in reason


def test_who_traces_the_model_all_the_same_is_offered_the_edits_on_the_spot() -> None:
    plan = plan_of("Model", model=looping("x = x.reshape(len(x), -1)"))
    assert kinds(plan) == ["model"]
    assert [cure for event in plan.entry.events for cure in event.cures] != []


def test_the_tree_shows_the_model_and_not_what_is_compiled_with_it() -> None:
    analysis, (plan,) = planned("Model", model=looping("seen = {}\n    seen[2] = True"))
    node = tree(analysis, plan)
    assert node is not None
    assert (node.status, node.children, node.total_losses()) == ("to script", [], 0)
    assert node.edits == ["torch.jit.script(...) of it in place of torch.jit.trace", "seen: Dict[int, bool]"]


def test_losses_of_an_inherited_forward_are_drawn() -> None:
    source = looping(more=", **options") + "\n\nclass Child(Model):\n    pass\n"
    analysis, (plan,) = planned("Child", model=source)
    node = tree(analysis, plan)
    assert node is not None
    assert (node.status, node.total_losses()) == ("loses", 1)


def test_losses_of_a_model_that_is_traced_in_the_source_are_drawn() -> None:
    source = looping(more=", **options") + "\n\ntorch.jit.trace(Model(), torch.rand(2, 4))\n"
    analysis, plans = planned(model=source)
    nodes = [node for plan in plans if (node := tree(analysis, plan)) is not None]
    assert [(node.name, node.status, node.total_losses()) for node in nodes] == [("Model", "loses", 1)]


@pytest.mark.parametrize(
    "code",
    [
        "torch.jit.script(Model())",
        "torch.jit.script(Model().eval())",
        "net = Model()\nnet.eval()\ntorch.jit.script(net).save('m.pt')",
        "def export():\n    net = Model()\n    return torch.jit.script(net)",
        "def make():\n    return Model()\n\nscripted = torch.jit.script(make())",
        "def export(net):\n    torch.jit.script(net).save('m.pt')\n\nexport(Model())",
        "class Run:\n    def __init__(self):\n        self.net = Model()\n"
        "    def save(self):\n        torch.jit.script(self.net).save('m.pt')",
    ],
)
def test_a_model_that_the_source_scripts_is_judged_as_scripted(code: str) -> None:
    found = analysed(mode="hybrid", model=f"{looping()}\n\n{code}\n").entries
    assert [(entry.name, entry.regime, entry.events) for entry in found] == [("Model", "script", [])]


def test_a_model_that_the_source_scripts_and_traces_is_judged_as_both() -> None:
    code = "net = Model()\ntorch.jit.script(net)\ntorch.jit.trace(net, torch.rand(2, 4))"
    found = analysed(mode="hybrid", model=f"{looping()}\n\n{code}\n").entries
    assert {(entry.name, entry.regime) for entry in found} >= {("Model", "script"), ("Model", "trace")}


def test_what_makes_a_model_is_not_compiled_with_it() -> None:
    code = "def make(width: int = 3) -> nn.Module:\n    return Model()\n\nscripted = torch.jit.script(make())"
    found = analysed(mode="hybrid", model=f"{looping()}\n\n{code}\n").entries
    assert "make" not in [entry.name for entry in found]


ATTENTION = """
import os
from typing import Optional

def fused():
    return os.environ["F"] == "1"

class Attention(nn.Module):
    def __init__(self, table: bool = False):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(4)) if table else None
        self.fused = fused()

    def forward(self, v: Tensor, shared: Optional[Tensor] = None):
        if {test}:
            bias = None
            if self.table is not None:
                bias = self.table * 2
            elif shared is not None:
                bias = shared
            if bias is not None:
                v = v + bias
        return v
"""
SCALE = """
import os

class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.wide = os.environ["W"] == "1"
        self.scale = torch.ones(4) if self.wide else None

    def forward(self, v: Tensor):
        if self.wide:
            return v * self.scale
        return v
"""


@pytest.mark.parametrize("test", ["True", "self.fused"])
def test_what_some_configuration_lacks_is_edited(test: str) -> None:
    top = ATTENTION.format(test=test)
    source = looping("x = self.attention(x)", init="self.attention = Attention()", top=top)
    plan = plan_of("Model", model=source)
    assert (kinds(plan), edits(plan)) == (["model"], ["bias: Optional[Tensor]"])


def test_values_that_belong_together_do_not_refuse_a_model() -> None:
    plan = plan_of("Model", model=looping("x = self.scale(x)", init="self.scale = Scale()", top=SCALE))
    assert (kinds(plan), edits(plan)) == (["model"], [])


def test_a_model_is_compiled_as_its_init_left_it() -> None:
    plan = plan_of("Model", model=looping("self.state = x.sum(0)", init="self.state = None"))
    assert plan.pieces == {}
    (reason,) = reasons(plan)
    assert "nor the model as a whole: it does not script: attribute type change (model.py:" in reason


def test_a_list_that_forward_fills_is_compiled_as_its_init_left_it() -> None:
    filled = looping("self.seen.append(x)\n    x = x + self.seen[0]", init="self.seen = []")
    assert plan_of("Model", model=filled).pieces == {}
