"""Loops whose number of rounds an input decides, and those whose it does not."""

from __future__ import annotations

import textwrap

import pytest

from tests.analysis.trace.tracing import events, function, kinds, module


@pytest.mark.parametrize(
    ("body", "over", "origin"),
    [
        ("for i in range(x.shape[0]):\n    x = x + i\nreturn x", "range", "shape"),
        ("n = x.size(0) * 2 + 1\nfor i in range(n):\n    x = x + i\nreturn x", "range", "shape"),
        ("for row in x:\n    x = x + row\nreturn x", "tensor", "shape"),
        ("for i, row in enumerate(x):\n    x = x + row * i\nreturn x", "tensor", "shape"),
        ("return torch.stack([row for row in x])", "tensor", "shape"),
        ("for part in x.split(2):\n    x = x + part.sum()\nreturn x", "batch", "shape"),
        ("return torch.cat(list(x.unbind(0)))", "batch", "shape"),
    ],
)
def test_rounds_by_the_input_are_frozen(body: str, over: str, origin: str) -> None:
    found = [event for event in function(body) if event.kind == "unrolled-loop"]
    assert len(found) == 1
    assert (found[0].facts["over"], found[0].facts["origin"]) == (over, origin)


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(4):\n    x = x + i\nreturn x",
        "for i in range(self.width):\n    x = x + i\nreturn x",
        "for i in range(x.dim()):\n    x = x.cumsum(i)\nreturn x",
        "for n in x.shape:\n    x = x * n\nreturn x",
        "a, b = x.chunk(2, dim=1)\nreturn a * b",
        "return torch.cat([part * 2 for part in x.chunk(2, dim=1)])",
        "q, k, v = x.unbind(0)\nreturn q * k * v",
        "for name in ('a', 'b'):\n    x = x + len(name)\nreturn x",
        "for i in range(self.linear.weight.shape[0]):\n    x = x + i\nreturn x",
        "for p in self.parameters():\n    x = x + p.sum()\nreturn x",
        "for a, b in zip([x, x], (1, 2)):\n    x = a * b\nreturn x",
        "parts = [x * i for i in range(3)]\nreturn torch.stack(parts)",
        "return x[:, None].expand(-1, x.shape[0], -1)",
    ],
)
def test_rounds_by_anything_else_are_quiet(body: str) -> None:
    assert function(body) == []


def test_a_loop_over_submodules_is_quiet_and_what_they_lose_is_told() -> None:
    top = """
    class Gate(nn.Module):
        def forward(self, v):
            return v if v.sum() > 0 else -v
    """
    loop = "def forward(self, x):\n    for step in self.steps:\n        x = step(x)\n    return x"
    quiet = module(loop, "self.steps = nn.ModuleList([nn.Linear(4, 4), nn.Tanh()])")
    assert events("Model", model=quiet) == []
    found = events("Model", model=module(loop, "self.steps = nn.ModuleList([Gate(), nn.Tanh()])", top))
    assert kinds(found) == ["erased-branch"]


def test_a_list_argument_has_as_many_items_as_the_example() -> None:
    body = "return torch.cat([x * 2 for x in xs])"
    (event,) = function(body, "xs: list[Tensor]")
    assert (event.kind, event.facts["over"]) == ("unrolled-loop", "inputs")


def test_a_pair_of_tensors_is_a_pair() -> None:
    assert function("a, b = xs\nreturn a + b", "xs: tuple[Tensor, Tensor]") == []
    assert function("return sum(xs)", "xs: tuple[Tensor, Tensor]") == []


def test_how_long_a_list_became_by_an_erased_choice_is_a_constant() -> None:
    body = """
found = []
for i in range(4):
    if x[i].sum() > 0:
        found.append(x[i])
if len(found) > 2:
    return x
return -x
"""
    told = function(body)
    assert [(event.kind, event.facts.get("how", "")) for event in told] == [
        ("erased-branch", ""),
        ("baked-value", "len"),
    ]


def test_how_long_a_list_became_by_configuration_is_quiet() -> None:
    assert function("found = []\nif self.flag:\n    found.append(x)\nreturn x * len(found)") == []


def test_a_list_that_is_made_inside_the_choice_is_as_long_there_as_it_is_written() -> None:
    body = "if x.sum() > 0:\n    parts = []\n    parts.append(x)\n    x = x * len(parts)\nreturn x"
    assert kinds(function(body)) == ["erased-branch"]


def test_an_endless_loop_goes_on_behind_its_break() -> None:
    found = function(
        "while True:\n    x = x / 2\n    if self.flag:\n        break\nreturn x * x.sum().item()"
    )
    assert kinds(found) == ["baked-value"]


@pytest.mark.parametrize(
    "body",
    [
        "for i, j in itertools.product(range(x.shape[0]), range(2)):\n    x = x + i\nreturn x",
        "return functools.reduce(torch.add, x.unbind(0))",
        "for row in itertools.islice(x.unbind(0), 2):\n    x = x + row\nreturn x",
        "return sum(itertools.chain(x.unbind(0), [x]))",
        "return sum(row * w for row, w in zip(x, [1.0, 2.0]))",
    ],
)
def test_functions_that_walk_for_the_code_are_loops(body: str) -> None:
    assert kinds(function(body, top="import itertools")) == ["unrolled-loop"]


@pytest.mark.parametrize(
    "body",
    [
        "for i, j in itertools.product(range(2), 'ab'):\n    x = x + i\nreturn x",
        "return functools.reduce(torch.add, [x, x * 2])",
        "n = functools.reduce(operator.mul, x.shape[1:], 1)\nreturn x.view(-1, n)",
        "return sum(itertools.chain([x], [x * 2]))",
        "return x * sum(itertools.accumulate([1, 2]))",
    ],
)
def test_functions_that_walk_over_what_is_fixed_are_quiet(body: str) -> None:
    assert function(body, top="import itertools\nimport operator") == []


@pytest.mark.parametrize(
    "body",
    [
        "out = 0\nfor part in x.reshape(x.shape[0], 2, 2).unbind(1):\n    out = out + part\nreturn out",
        "return sum(torch.zeros(x.shape[0], 6).split(2, dim=1))",
        "y = F.relu(self.conv(x[:, :, None]))\nreturn sum(torch.split(y, y.shape[1] // 2, dim=1))",
        "y = F.relu(self.conv(x[:, :, None]))\nreturn sum(y.split(y.shape[1] // 2, dim=1))",
        "y = F.relu(self.conv(x[:, :, None]))\na, b = y.split(y.shape[1] // 2, dim=1)\nreturn a * b",
    ],
)
def test_pieces_of_a_set_dimension_are_as_many_for_every_input(body: str) -> None:
    forward = "def forward(self, x):\n" + textwrap.indent(body, "    ")
    assert events("Model", model=module(forward, "self.conv = nn.Conv1d(4, 8, 1)")) == []


@pytest.mark.parametrize("split", ["x.split(2)", "torch.split(x, x.shape[0] // 2)", "x.unbind(0)"])
def test_pieces_of_an_input_dimension_are_unrolled(split: str) -> None:
    found = events("Model", model=module(f"def forward(self, x):\n    return sum({split})"))
    assert [kind for kind in kinds(found) if kind != "baked-argument"] == ["unrolled-loop"]


@pytest.mark.parametrize("body", ["first, *_ = x.unbind(0)", "first, *_ = x.split(2)"])
def test_a_star_takes_as_many_pieces_as_the_example_gave(body: str) -> None:
    found = events("Model", model=module(f"def forward(self, x):\n    {body}\n    return first"))
    assert kinds(found) == ["unrolled-loop"]


def test_a_dict_of_pieces_by_name_takes_as_many_as_the_example_gave() -> None:
    body = (
        'def forward(self, x):\n    parts = dict(zip(["a", "b"], x.{}))\n    return parts["a"] + parts["b"]'
    )
    assert kinds(events("Model", model=module(body.format("unbind(0)")))) == ["unrolled-loop"]
    assert events("Model", model=module(body.format("chunk(2, 1)"))) == []


def test_what_a_linear_layer_gives_has_as_many_pieces_for_every_input() -> None:
    body = "def forward(self, x):\n    y = {}\n    return sum(y.split(2, dim={}))"
    assert events("Model", model=module(body.format("self.linear(x)", -1))) == []
    assert events("Model", model=module(body.format("self.linear(x).relu()", -1))) == []
    assert kinds(events("Model", model=module(body.format("self.linear(x)", 0)))) == ["unrolled-loop"]
    turned = body.format("self.linear(x).transpose(0, 1)", -1)
    assert kinds(events("Model", model=module(turned))) == ["unrolled-loop"]


@pytest.mark.parametrize("step", ["n = n - 1", "n -= 1", "n = n // 2"])
def test_what_follows_a_loop_that_counts_down_is_looked_at(step: str) -> None:
    body = f"n = 3\nwhile n > 1:\n    {step}\nreturn x if x.sum() > 0 else -x"
    source = module("def forward(self, x):\n" + textwrap.indent(body, "    "))
    assert "erased-branch" in [event.kind for event in events("Model", model=source)]


def test_nothing_follows_a_loop_without_an_end() -> None:
    body = "while True:\n    x = x + 1\nreturn x if x.sum() > 0 else -x"
    source = module("def forward(self, x):\n" + textwrap.indent(body, "    "))
    assert "erased-branch" not in [event.kind for event in events("Model", model=source)]
