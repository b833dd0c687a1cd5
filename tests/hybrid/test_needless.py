"""Decorators that keep nothing."""

from __future__ import annotations

import pytest

from tests.hybrid.plans import planned


def needless(body: str, parameters: str = "x: Tensor", top: str = "") -> bool:
    text = f"{top}\n@torch.jit.script\ndef f({parameters}):\n    {body}\n"
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
