"""Plans never raise, whatever the model does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.trace.tracing import module
from tests.hybrid.plans import planned
from tslint.hybrid.tree import tree

STATEMENTS = st.sampled_from(
    [
        "x = helper(x, 3)",
        "x = helper(x, x.shape[0])",
        "x = helper(x, helper)",
        "x = self.gate(x)",
        "x = self.gates[0](x)",
        "x = self.many[1](x)",
        "x = [g(x) for g in self.gates][0]",
        "x = x if x.sum() > 0 else -x",
        "n = count(x)",
        "x = x * count(x)",
        "x = deep(x)",
        "x = self.absent(x)",
        "x = helper",
        "self.gate = None",
        "x = self.forward(x)",
        "x = x.shape",
        "global helper; helper = 1",
        "del x",
        "return",
        "return x, {'a': x}",
        "return count",
        "yield x",
        "raise x",
        "class Inner(nn.Module): pass",
        "x = (lambda v: helper(v, 2))(x)",
        "x = functools.partial(helper, n=2)(x)",
        "x = torch.jit.script(self.gate)(x)",
        "for i in range(len(x)): x = helper(x, i)",
    ]
)
INITS = st.sampled_from(
    [
        "self.gate = Gate()",
        "self.gate = torch.jit.script(Gate())",
        "self.gates = nn.ModuleList([Gate(), Gate()])",
        "self.gates = nn.ModuleList(Gate() for _ in range(width))",
        "self.many = [Gate() if flag else None, Gate]",
        "self.gate = self",
        "self.helper = helper",
        "self.gate = Gate",
        "self.gate = Model()",
    ]
)
TOP = """
class Gate(nn.Module):
    def forward(self, v, *rest, flag=None):
        return v if v.sum() > 0 else -v


def helper(v, n):
    for i in range(n):
        if v[i].sum() > 0:
            v = v + i
    return v


def count(v):
    return int(v.sum())


def deep(v):
    return helper(v, count(v))

"""


@settings(max_examples=60, deadline=None)
@given(st.lists(STATEMENTS, max_size=6), st.lists(INITS, max_size=3))
def test_plans_and_trees_never_raise(statements: list[str], inits: list[str]) -> None:
    body = "\n    ".join([*statements, "return x"])
    source = module(f"def forward(self, x):\n    {body}", "\n".join(inits), TOP)
    analysis, plans = planned(model=source)
    for plan in plans:
        assert all(reason for _, reason in plan.left)
        for placed in plan.pieces.values():
            assert placed.losses > 0
            assert placed.candidate.places
            assert not placed.candidate.reason
        node = tree(analysis, plan)
        assert node is None or node.total_losses() >= 0
