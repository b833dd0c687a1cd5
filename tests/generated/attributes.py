"""Modules for torch.jit.script that use an attribute or a global of any kind: each seed is one."""

from __future__ import annotations

from random import Random

from tests.generated.typed import HEAD

VALUES = (
    "3", "0.5", "'s'", "None", "True", "[1, 2]", "[]", "{}", "{'a': 1}", "(1, 'b')", "torch.zeros(2)", "1j",
    "b'x'", "nn.Parameter(torch.zeros(2))", "nn.Linear(2, 2)", "[nn.Linear(2, 2)]",
    "nn.ModuleList([nn.Linear(2, 2)])", "nn.ModuleDict({'k': nn.Linear(2, 2)})", "torch.float32",
    "torch.device('cpu')", "F.relu", "torch.relu", "object()", "nn.Sequential(nn.ReLU())",
    "torch.Size([1])", "range(3)", "{1, 2}", "[1, 'a']", "[torch.zeros(1)]", "math.sqrt",
    "(torch.zeros(1), 1)", "print", "len", "float('inf')", "Ellipsis", "slice(0, 1)", "math", "lambda v: v",
    "[None]", "helper", "Held", "nn.Identity()", "torch.nn.functional", "self.other", "[[1], [2]]",
    "{'a': [1]}", "nn.ParameterList()",
)  # fmt: skip
PLACES = ("self.a", "self.a", "self.a", "G")
USES = (
    "return <a>", "return x", "return <a>(x)", "return x + <a>", "return <a>[0]", "return x if <a> else -x",
    "<a>\nreturn x", "for m in <a>:\n    print(m)\nreturn x", "if <a> is None:\n    return x\nreturn x + 1",
    "return len(<a>)", "return <a> is not None", "return x.sum(<a>)", "return str(<a>)", "return <a> == 3",
    "return torch.zeros(2, dtype=<a>)", "return <a>['k'](x)", "return <a>.keys()", "return x.to(<a>)",
    "return 'k' in <a>", "return [m(x) for m in <a>]", "for k, v in <a>.items():\n    x = v(x)\nreturn x",
    "return isinstance(<a>, int)", "return isinstance(<a>, nn.Linear)", "return hasattr(<a>, 'weight')",
    "return <a>[-1](x)", "return <a>[0:1]", "for i, m in enumerate(<a>):\n    x = m(x)\nreturn x",
    "return x[<a>]", "return <a>.weight", "return f'{<a>}'", "return (<a>, 1)", "return [<a>]",
    "y = <a>\nreturn y", "print(<a>)\nreturn x", "assert <a>\nreturn x", "return <a>.foo",
    "return <a>.shape[0]", "y: int = <a>\nreturn y", "return <a>.bias is None", "return x * <a>",
    "return not <a>", "return <a>.sqrt(2.0)", "f = <a>\nreturn f(x)", "return torch.cat(<a>)",
    "return x.view(<a>)", "return <a>.in_features", "return list(<a>)", "return <a>.forward(x)",
    "if hasattr(self, 'zz'):\n    return <a>\nreturn x", "return getattr(self, 'a')", "return bool(<a>)",
    "return <a> + <a>",
)  # fmt: skip
MODULE = """\
def helper(v: Tensor):
    return v + 1


class Held(nn.Module):
    def forward(self, v: Tensor):
        return v


G = {outer}


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = {inner}

    def other(self, v: Tensor):
        return v

    def forward(self, x: Tensor):
        {body}


target = Model()
"""


def attributes(seed: int) -> str:
    """The program of a seed."""
    random = Random(seed)
    use = random.choice(USES).replace("<a>", random.choice(PLACES)).replace("\n", "\n        ")
    outer = random.choice([value for value in VALUES if "self" not in value])
    return HEAD + MODULE.format(outer=outer, inner=random.choice(VALUES), body=use)
