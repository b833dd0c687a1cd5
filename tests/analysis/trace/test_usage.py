"""Parameters that nothing says anything about are tensors, unless they are used as no tensor can be."""

from __future__ import annotations

import ast

import pytest

from tslint.analysis.interp.usage import is_no_tensor


def _parameter(body: str) -> bool:
    node = ast.parse(f"def forward(self, x):\n    {body}\n").body[0]
    assert isinstance(node, ast.FunctionDef)
    return is_no_tensor(node, "x")


@pytest.mark.parametrize(
    "body",
    [
        "return x['logits']",
        "return x.hidden_states",
        "return 0 if 'mask' in x else 1",
        "return [item['boxes'] for item in x]",
        "return x.items()",
    ],
)
def test_what_no_tensor_has_shows_that_it_is_none(body: str) -> None:
    assert _parameter(body)


@pytest.mark.parametrize(
    "body",
    [
        "return x.shape[0] + x.size(1) + x.stride(0)",
        "return x[0] + x[..., 1:]",
        "return x.mT @ x.view(-1).numpy()",
        "return [row.sum() for row in x]",
        "return x.new_tensor(1.0).to(x.device, x.dtype)",
        "return 1 if 0 in x else 2",
        "return x.softmax(-1).masked_fill(x > 0, 1.0).requires_grad",
    ],
)
def test_what_tensors_have_shows_nothing(body: str) -> None:
    assert not _parameter(body)
