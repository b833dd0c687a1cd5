"""Branches that select between tensors: where torch.where may stand for them, and that torch agrees."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable

import pytest

from tests.analysis.trace.tracing import IMPORTS, ROOT, events, function, module
from tslint.ir.cures import ReplaceStatement, ReplaceText

PARAMETERS = "x"
SELECTS = [
    ("return x if x.sum() > 0 else -x", "torch.where(x.sum() > 0, x, -x)"),
    ("return x * 0.5 if x.max() > self.width else x / 2",
     "torch.where(x.max() > self.width, x * 0.5, x / 2)"),
    ("return x * 0.5 if x.mean() > 0 else x", "torch.where(x.mean() > 0, x * 0.5, x)"),
    ("return x if (x > 0).all() else x.abs()", "torch.where((x > 0).all(), x, x.abs())"),
    ("return x if not torch.any(x < 0) else F.relu(x)", "torch.where(torch.any(x < 0), F.relu(x), x)"),
    ("return x + 1 if bool(x.sum() > 0) else x", "torch.where(x.sum() > 0, x + 1, x)"),
    ("if x.sum() > 0:\n    y = x\nelse:\n    y = -x\nreturn y", "y = torch.where(x.sum() > 0, x, -x)"),
    ("y = x + 1\nif -1 < y.min():\n    y = y * 2\nreturn y", "y = torch.where(-1 < y.min(), y * 2, y)"),
    ("if x[0].sum() > x[1].sum():\n    return x.tanh()\nreturn torch.sigmoid(x)",
     "return torch.where(x[0].sum() > x[1].sum(), x.tanh(), torch.sigmoid(x))"),
    ("if x.sum() > 0:\n    return x\nelse:\n    return torch.zeros_like(x)",
     "return torch.where(x.sum() > 0, x, torch.zeros_like(x))"),
    ("h = self.linear(x)\nreturn h if h.sum() > 0 else h * 0.5", "torch.where(h.sum() > 0, h, h * 0.5)"),
    ("n = x.norm()\nreturn x * 2 if n < 1 else x", "torch.where(n < 1, x * 2, x)"),
]  # fmt: skip


def selects(body: str) -> list[str]:
    found = [cure for event in function(body) if event.kind == "erased-branch" for cure in event.cures]
    return [cure.text for cure in found if isinstance(cure, (ReplaceText, ReplaceStatement))]


@pytest.mark.parametrize(("body", "text"), SELECTS)
def test_a_branch_that_selects(body: str, text: str) -> None:
    assert selects(body) == [text]


@pytest.mark.parametrize(
    "body",
    [
        "return x if x.size(0) > 1 else -x",  # a size: no tensor decides
        "return x if x > 0 else -x",  # the test may have many elements
        "return x if x.sum(0) > 0 else -x",
        "return x if x.sum() else -x",  # no boolean
        "return x if x.sum().item() > 0.1 else -x",  # compared in double precision
        "return x if x.sum() > 0 and x.max() < 9 else -x",
        "return x if x.sum() > 0 else x[0]",  # another shape
        "return x if x.sum() > 0 else x.sum()",
        "return x if x.sum() > 0 else x.sort()[0]",
        "return x if x.sum() > 0 else self.linear(x)",
        "return x if x.sum() > 0 else self.linear.weight",
        "return x if x.sum() > 0 else 0",
        "return x / 255 if x.max() > 1 else x",  # integers become floating-point numbers on one side only
        "return x if x.sum() > 0 else x.clamp(0, 0.5)",
        "return x * True if x.sum() > 0 else x",
        "y = x * 2\nreturn y if x.sum() > 0 else x",
        "return x if x.sum() > 0 else x.add_(1)",  # changes what it reads
        "return x if x.add_(1).sum() > 0 else -x",
        "if x.sum() > 0:\n    y = x\n    print(y)\nelse:\n    y = -x\nreturn y",
        "if x.sum() > 0:\n    y = x\nelse:\n    z = -x\nreturn x",
        "if x.sum() > 0:\n    self.y = x\nelse:\n    self.y = -x\nreturn x",
        "if x.sum() > 0:\n    return x\ny = 1\nreturn -x",
        "if self.flag:\n    y = x\nelif x.sum() > 0:\n    y = -x\nelse:\n    y = x * 2\nreturn y",
        "if x.sum() > 0:\n    y = x\nelif x.max() > 0:\n    y = -x\nreturn x",
    ],
)
def test_a_branch_that_is_left(body: str) -> None:
    assert selects(body) == []


def test_a_function_that_only_looks_like_one_of_torch_is_left() -> None:
    body = "def forward(self, x, torch):\n    return torch.tanh(x) if x.sum() > 0 else torch.exp(x)\n"
    assert [
        event.cures for event in events("Model", model=module(body)) if event.kind == "erased-branch"
    ] == [()]


@pytest.mark.parametrize(("body", "text"), SELECTS)
@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_torch_gives_the_same_for_every_input(body: str, text: str, kind: str) -> None:
    torch = pytest.importorskip("torch")
    from tslint.fixes.apply import apply_cures

    source = IMPORTS + module(f"def forward(self, x):\n{textwrap.indent(body, '    ')}\n")
    (cure,) = [cure for event in function(body) if event.kind == "erased-branch" for cure in event.cures]
    fixed = apply_cures({f"{ROOT}/model.py": source}, [cure])
    assert fixed.refused == []
    torch.manual_seed(0)
    before, after = _model(source), _model(fixed.texts[f"{ROOT}/model.py"])
    after.load_state_dict(before.state_dict())  # type: ignore[attr-defined]
    before, after = before.to(getattr(torch, kind)), after.to(getattr(torch, kind))  # type: ignore[attr-defined]
    given = [
        torch.randn(4, 4, dtype=getattr(torch, kind)) * scale + shift
        for scale in (0.01, 1, 9)
        for shift in (-5, 0, 5)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("error", torch.jit.TracerWarning)
        traced = torch.jit.trace(after, (given[0],), check_trace=False)
    for example in given:
        expected = before(example)
        for got in (after(example), traced(example)):
            assert got.dtype == expected.dtype  # type: ignore[attr-defined]
            assert torch.equal(got, expected)


def _model(source: str) -> Callable[..., object]:
    names: dict[str, object] = {}
    exec(compile(source.replace("import numpy\n", "\n"), "<model>", "exec"), names)
    made = names["Model"]
    assert callable(made)
    return made()  # type: ignore[no-any-return]
