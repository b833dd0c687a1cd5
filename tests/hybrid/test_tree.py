"""A plan as a tree."""

from __future__ import annotations

from tests.analysis.trace.tracing import ROOT, module
from tests.hybrid.plans import planned
from tslint.hybrid.tree import Node, tree

TOP = """
    class Gate(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Linear(4, 4)
        def forward(self, v):
            return v if bool(v.sum() > 0) else -v

    class Fixed(nn.Module):
        def forward(self, v):
            return v

    class Counter(nn.Module):
        def forward(self, v):
            return v * int(v.sum()) + float(v.mean())

    class Needy(nn.Module):
        def forward(self, v, whole):
            return whole.linear(v if v.any() else -v)

    def pick(v: Tensor):
        return v if bool(v.sum() > 0) else -v

    def passing(v: Tensor):
        return pick(v) + 1
    """


def drawn(body: str, init: str = "", more: str = "") -> Node:
    source = module(f"def forward(self, x{more}):\n    {body}", init, TOP)
    analysis, plans = planned("Model", model=source)
    (plan,) = plans
    node = tree(analysis, plan)
    assert node is not None
    return node


def lines(node: Node, depth: int = 0) -> list[str]:
    own = f"{'  ' * depth}{node.name} {node.kind} {node.status}" + (f" {node.losses}" if node.losses else "")
    return [own, *(line for child in node.children for line in lines(child, depth + 1))]


def test_submodules_in_the_order_of_their_making() -> None:
    node = drawn("return self.gate(self.linear(x))", "self.fixed = Fixed()\nself.gate = Gate()")
    assert lines(node) == [
        "Model Model traced",
        "  linear Linear traced",
        "  fixed Fixed traced",
        "  gate Gate to script",
    ]
    assert node.file == f"{ROOT}/model.py"
    assert node.total_losses() == 0


def test_what_a_scripted_module_holds_is_not_drawn() -> None:
    node = drawn("return self.gate(x)", "self.gate = torch.jit.script(Gate())")
    assert lines(node) == ["Model Model traced", "  linear Linear traced", "  gate Gate scripted"]


def test_losses_that_are_left_stand_where_they_are() -> None:
    node = drawn("return self.count(x) + (x if x.any() else -x)", "self.count = Counter()", ", **options")
    assert lines(node)[0] == "Model Model loses 1"
    assert node.total_losses() == 1
    counter = node.children[-1]
    assert (counter.name, counter.status) == ("count", "to script")


def test_functions_are_drawn_under_their_callers() -> None:
    node = drawn("return passing(x)")
    assert lines(node) == [
        "Model Model traced",
        "  linear Linear traced",
        "  passing function traced",
        "    pick function to script",
    ]
    assert node.children[-1].children[0].edits == ["@torch.jit.script above pick"]


def test_children_of_containers_go_by_their_names() -> None:
    node = drawn(
        "return self.steps(x)",
        "self.steps = nn.Sequential(Fixed(), Gate())\n"
        "self.named = nn.ModuleDict({'a': Fixed(), 'b': nn.ReLU()})",
    )
    steps, named = node.children[1:]
    assert [(child.name, child.kind) for child in steps.children] == [("0", "Fixed"), ("1", "Gate")]
    assert [(child.name, child.kind) for child in named.children] == [("a", "Fixed")]
    assert steps.children[1].status == "to script"


def test_losses_inside_a_list_of_layers_count() -> None:
    node = drawn("return self.layers[0](x, self)", "self.layers = nn.ModuleList([Needy()])")
    assert lines(node)[-2:] == ["  layers ModuleList traced", "    0 Needy loses 1"]
    assert node.total_losses() == 1


def test_a_module_that_holds_itself_ends() -> None:
    node = drawn("return x", "self.me = self")
    assert len(lines(node)) < 30


def test_a_function_has_no_tree() -> None:
    source = "def f(x):\n    return x\ntorch.jit.trace(f, (torch.ones(3),))\n"
    analysis, (plan,) = planned(model=source)
    assert tree(analysis, plan) is None


def test_a_block_hangs_below_what_it_is_cut_out_of() -> None:
    node = drawn("y = self.linear(x)\n    if y.sum() > 0:\n        y = y * 2\n    return self.linear(y)")
    assert lines(node) == ["Model Model traced", "  linear Linear traced", "  _model_y block to script"]
    (edit,) = node.children[-1].edits
    assert edit.startswith("@torch.jit.script def _model_y: lines ")
    assert edit.endswith("of Model.forward cut out")
