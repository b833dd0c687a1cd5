"""Plain tensors of a module that meet an input: told where register_buffer would do, and else not."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import ROOT, events, module, text_at
from tslint.ir.cures import ReplaceStatement

READ = "def forward(self, x):\n    return x + self.grid\n"
MADE = "self.grid = torch.arange(4)"


def told(forward: str, init: str = MADE, **files: str) -> list[str]:
    """What is put in the place of assignments."""
    found = [e for e in events("Model", model=module(forward, init), **files) if e.kind == "plain-tensor"]
    return [cure.text for e in found for cure in e.cures if isinstance(cure, ReplaceStatement)]


BUFFER = 'self.register_buffer("grid", {}, persistent=False)'


@pytest.mark.parametrize(
    "made",
    [
        "torch.arange(4)",
        "torch.tensor([1.0, 2.0, 3.0, 4.0]).view(1, 4)",
        "torch.zeros(4, dtype=torch.int64)",
        "torch.linspace(0, 1, width) * 2 - 1",
        "torch.full((1, 4), 2.0)",
    ],
)
def test_a_tensor_that_init_makes_becomes_a_buffer(made: str) -> None:
    assert told(READ, f"self.grid = {made}") == [BUFFER.format(made)]


@pytest.mark.parametrize(
    "read",
    [
        "x * (self.grid + 1)",
        "torch.cat([x, self.grid[None]])",
        "torch.stack([self.grid, x])",
        "x.matmul(self.grid.float())",
        "torch.where(x > 0, x, self.grid)",
        "self.grid[x]",
        "-self.grid.unsqueeze(0) / x",
        "F.linear(x, self.grid)",
    ],
)
def test_it_is_told_where_an_input_meets_it(read: str) -> None:
    assert told(f"def forward(self, x):\n    return {read}\n") == [BUFFER.format("torch.arange(4)")]


@pytest.mark.parametrize(
    "read",
    [
        "x + self.grid.to(x.device)",
        "x + self.grid.to(x)",
        "x + self.grid.type_as(x)",
        "x + self.grid[0]",  # no dimension: mixes with every device
        "x[:, self.grid]",  # indices may lie on the CPU
        "x * self.grid.size(0)",
        "x * len(self.grid)",
        "x.expand_as(self.grid)",
        "x.copy_(self.grid)",
        "torch.cat([self.grid, self.grid]).to(x)",
        "x + self.grid.sum()",
    ],
)
def test_nothing_is_told_where_the_device_does_not_matter(read: str) -> None:
    assert told(f"def forward(self, x):\n    return {read}\n") == []


@pytest.mark.parametrize(
    "init",
    [
        "self.grid = torch.tensor(4)",
        "self.grid = torch.zeros(())",
        "self.grid = torch.arange(4, device=device)",
        "self.grid = nn.Parameter(torch.zeros(4))",
        'self.register_buffer("grid", torch.arange(4))',
        "self.grid = None\nself.grid = torch.arange(4)",
        "if flag:\n    self.grid = torch.arange(4)",
        "if flag:\n    self.grid = torch.arange(4)\nelse:\n    self.grid = None",
        "self.grid = self.other = torch.arange(4)",
        "self.grid = self.linear.weight * 2",
        "self.grid = make(4)",
        'setattr(self, "grid", torch.zeros(3))\nself.grid = torch.arange(4)',
    ],
)
def test_another_way_of_making_or_keeping_it_is_left(init: str) -> None:
    assert told(READ, init) == []


def test_an_attribute_that_is_bound_anew_is_left() -> None:
    assert told(READ + "def reset(self):\n    self.grid = torch.zeros(4)\n") == []
    assert told("def forward(self, x):\n    self.grid = torch.zeros(4)\n    return x + self.grid\n") == []


def test_an_attribute_that_other_code_sets_is_left() -> None:
    assert told(READ, other="def put(model, t):\n    model.grid = t\n") == []
    assert told(READ, other="class A:\n    def __init__(self):\n        self.grid = 1\n") != []


def test_a_class_that_moves_what_it_holds_or_has_the_name_is_left() -> None:
    own = "def _apply(self, fn):\n    self.grid.data = fn(self.grid)\n    return super()._apply(fn)\n"
    assert told(READ + own) == []
    assert told("grid = None\n" + READ) == []


def test_a_tensor_made_before_the_module_is_ready_is_left() -> None:
    text = (
        "class Model(nn.Module):\n    def __init__(self):\n        self.grid = torch.arange(4)\n"
        "        super().__init__()\n\n    def forward(self, x):\n        return x + self.grid\n"
    )
    assert [event.kind for event in events("Model", model=text)] == []


def test_an_inherited_tensor_is_told_where_the_base_makes_it() -> None:
    base = module("def helper(self):\n    pass\n", MADE).replace("class Model", "class Base")
    text = base + "\nclass Model(Base):\n    def forward(self, x):\n        return x + self.grid\n"
    (event,) = events("Model", model=text)
    assert event.kind == "plain-tensor"
    assert event.file == f"{ROOT}/model.py"
    assert text_at(event, model=text) == "self.grid"
    assert event.facts == {"value": "self.grid", "name": "grid"}
