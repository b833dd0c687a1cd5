"""Decorators that keep nothing."""

from __future__ import annotations

import pytest

from tests.hybrid.plans import planned


def needless(
    body: str, parameters: str = "x: Tensor", top: str = "", decorator: str = "torch.jit.script"
) -> bool:
    text = f"{top}\n@{decorator}\ndef f({parameters}):\n    {body}\n"
    analysis, _ = planned(model=text)
    return any(event.kind == "needless-script" for entry in analysis.entries for event in entry.events)


@pytest.mark.parametrize(
    "body",
    [
        "return x * torch.sigmoid(x)",
        '"""What it does."""\n    y = F.relu(x)\n    return y.mul(2.0), y',
        "y: Tensor = x + 1\n    return -y.sum(dim=(0, 1))",
    ],
)
def test_a_straight_line_of_tensor_calculations_needs_no_script(body: str) -> None:
    assert needless(body)


@pytest.mark.parametrize(
    "body",
    [
        "if x.sum() > 0:\n        x = -x\n    return x",
        "return x if bool(x.any()) else -x",
        "return x * x.size(0)",
        "return x * len(x)",
        "return x * float(x.max())",
        "return torch.zeros(2, device=x.device) + x",
        "return [x, x]",
        "return helper(x)",
        "for i in range(3):\n        x = x + i\n    return x",
    ],
)
def test_what_a_trace_could_lose_is_left_alone(body: str) -> None:
    assert not needless(body, top="def helper(x):\n    return x\n")


def test_parameters_of_other_types_are_left_alone() -> None:
    assert not needless("return xs[0] + 1", "xs: List[Tensor]", "from typing import List")


def test_script_if_tracing_is_needless_where_script_is() -> None:
    if_tracing = "torch.jit.script_if_tracing"
    assert needless("return x * torch.sigmoid(x)", decorator=if_tracing)
    assert not needless("return -x if x.sum() > 0 else x", decorator=if_tracing)


def test_the_decorator_is_named_as_it_is() -> None:
    analysis, _ = planned(
        model="@torch.no_grad()\n@torch.jit.script_if_tracing\ndef f(x: Tensor):\n    return x + 1\n"
    )
    (told,) = [e for entry in analysis.entries for e in entry.events if e.kind == "needless-script"]
    assert told.facts == {"name": "f", "decorator": "torch.jit.script_if_tracing"}
