"""What a test tells about names and attributes behind it."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import events, function, kinds, module

READ = "return x * n.sum().item()"


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ("if n is None:\n    return x\nreturn x * n.sum().item()", "x, n: Tensor | None = None"),
        ("if n is not None:\n    x = x * n.sum().item()\nreturn x", "x, n: Tensor | None = None"),
        ("if not (n is None):\n    x = x * n.sum().item()\nreturn x", "x, n: Tensor | None = None"),
        (
            "if n is not None and self.flag:\n    x = x * n.sum().item()\nreturn x",
            "x, n: Tensor | None = None",
        ),
        ("if n is None or self.flag:\n    return x\nreturn x * n.sum().item()", "x, n: Tensor | None = None"),
        ("assert n is not None\nreturn x * n.sum().item()", "x, n: Tensor | None = None"),
        ("return x if n is None else x * n.sum().item()", "x, n: Tensor | None = None"),
    ],
)
def test_behind_a_none_check_an_optional_tensor_is_a_tensor(body: str, parameters: str) -> None:
    assert kinds(function(body, parameters)) == ["baked-value"]


@pytest.mark.parametrize(
    "body",
    [
        "if n is None:\n    n = 2\nfor i in range(n):\n    x = x + i\nreturn x",
        "n = 2 if n is None else n\nfor i in range(n):\n    x = x + i\nreturn x",
        "n = n or 2\nfor i in range(n):\n    x = x + i\nreturn x",
    ],
)
def test_a_default_that_is_filled_in_is_configuration(body: str) -> None:
    assert function(body, "x, n: int | None = None") == function(body, "x, n=None") == []


def test_a_default_from_a_size_is_told() -> None:
    body = "if n is None:\n    n = x.shape[0]\nfor i in range(n):\n    x = x + i\nreturn x"
    assert kinds(function(body, "x, n: int | None = None")) == ["unrolled-loop"]


def test_isinstance_picks_the_alternative() -> None:
    body = """
if isinstance(n, int):
    for i in range(n):
        x = x + i
    return x
return x * n.sum().item()
"""
    assert kinds(function(body, "x, n: int | Tensor")) == ["baked-value"]
    pair = "if isinstance(xs, (list, tuple)):\n    xs = xs[0]\nreturn xs * 2"
    assert function(pair, "xs") == []


def test_an_attribute_is_narrowed_on_its_way_and_widened_by_a_call_site() -> None:
    forward = "def forward(self, x):\n    {}\n    return x"
    init = "self.bias = nn.Parameter(torch.ones(3)) if flag else None"
    quiet = forward.format("if self.bias is not None:\n        x = x + self.bias.sum()")
    assert events("Model", model=module(quiet, init)) == []


def test_an_attribute_that_is_bound_anew_is_what_it_is_bound_to() -> None:
    body = (
        "if self.state is None:\n        self.state = torch.zeros(3)\n    return x * self.state.sum().item()"
    )
    found = events("Model", model=module(f"def forward(self, x):\n    {body}", "self.state = None"))
    assert [event for event in found if event.kind == "baked-value"] == []


def test_a_walrus_narrows_what_it_binds() -> None:
    body = "if (m := self.pick(x)) is not None:\n        x = x * m.sum().item()\n    return x"
    forward = f"def pick(self, v):\n    return v if self.flag else None\n\ndef forward(self, x):\n    {body}"
    assert kinds(events("Model", model=module(forward))) == ["baked-value"]
