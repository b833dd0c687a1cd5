"""Edits on the spot: what they are, and that torch keeps what they say."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.analysis.trace.tracing import IMPORTS, function
from tslint.ir.cures import ReplaceText


def texts(body: str) -> list[str]:
    found = [cure for event in function(body) for cure in event.cures]
    return [cure.text for cure in found if isinstance(cure, ReplaceText)]


EDITS = [
    ("return x.float() / len(x)", "x.size(0)"),
    ("y = torch.relu(x)\nreturn y / len(y)", "y.size(0)"),
    ("return x[:int(x.size(0) // 2)]", "x.size(0) // 2"),
    ("return x.reshape(int(x.size(0) * x.size(1)))", "x.size(0) * x.size(1)"),
    ("return x.reshape((int(x.shape[0]), -1))", "x.shape[0]"),
    ("return torch.zeros(int(x.size(0)), 2)", "x.size(0)"),
    ("return x / math.sqrt(x.size(-1))", "x.size(-1) ** 0.5"),
    ("n = x.size(0) + 1\nreturn x * math.sqrt(n)", "n ** 0.5"),
    ("return x * (1 / math.sqrt(x.size(0) * 2))", "(x.size(0) * 2) ** 0.5"),
    (
        "return torch.zeros(x.size(0), 2, device=x.device)",
        "x.new_zeros(x.size(0), 2, dtype=torch.get_default_dtype())",
    ),
    (
        "return torch.ones((2, 3), dtype=torch.int64, device=x.device)",
        "x.new_ones((2, 3), dtype=torch.int64)",
    ),
    ("return torch.empty(0, 3, device=x.device, dtype=x.dtype)", "x.new_empty(0, 3)"),
    ("return torch.full((2,), 1.5, dtype=x.dtype, device=x.device)", "x.new_full((2,), 1.5)"),
]


@pytest.mark.parametrize(("body", "text"), EDITS)
def test_an_edit_on_the_spot(body: str, text: str) -> None:
    assert texts(body) == [text]


@pytest.mark.parametrize(
    "body",
    [
        "return x / len(x)",  # nothing says that `x` is no list
        "return x.sum() * len([0.0] * len(x))",
        "return x.sum() * int(x.size(0))",  # nothing lost by the edit, but what takes it may need a number
        "for i in range(int(x.size(0))):\n    x = x + i\nreturn x",
        "return x[:int(x.size(0) / 2)]",
        "return x[:int(x.sum())]",
        "return F.softmax(x, dim=int(x.size(0)))",
        "return F.scaled_dot_product_attention(x, x, x, scale=math.sqrt(x.size(-1)))",
        "return x * math.log(x.size(0))",
        "return x * math.sqrt(x.size(0) / 2)",
        "return torch.full((2,), 3, device=x.device)",
        "return torch.arange(4, device=x.device)",
        "return torch.zeros(2, device=x.device, pin_memory=False)",
        "return torch.zeros(2, device=self.linear.weight.device)",
    ],
)
def test_no_edit_where_it_would_not_be_the_same(body: str) -> None:
    assert texts(body) == []


@pytest.mark.parametrize(("body", "text"), EDITS)
def test_torch_keeps_what_the_edit_says(body: str, text: str, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from tslint.fixes.apply import apply_cures

    (event,) = [event for event in function(body) if event.cures]
    lines = "\n".join(f"        {line}" for line in body.split("\n"))
    head = IMPORTS.replace("import numpy\n", "\n")
    source = f"{head}\nclass Model(nn.Module):\n    def forward(self, x):\n{lines}\n"
    first = function("return len(x)")[0]
    shift = source.count("\n", 0, source.index(lines)) + 1 - first.span.line
    cures = [
        ReplaceText(
            "m", cure.span._replace(line=cure.span.line + shift, end_line=cure.span.end_line + shift), text
        )
        for cure in event.cures
        if isinstance(cure, ReplaceText)
    ]
    fixed = apply_cures({"m": source}, cures)
    assert fixed.refused == []
    before, after = _model(source), _model(fixed.texts["m"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        traced = torch.jit.trace(after, (torch.rand(4, 3),), check_trace=False)
    for given in (torch.rand(4, 3), torch.rand(7, 3), torch.rand(6, 9)):
        assert after(given).dtype == before(given).dtype
        if "empty" not in body or "(0" in body:
            assert torch.allclose(before(given), after(given))
            assert torch.allclose(before(given), traced(given))
    if "device" in body:
        assert traced(torch.empty(4, 3, device="meta")).device.type == "meta"


def _model(source: str) -> Callable[..., object]:
    names: dict[str, object] = {}
    exec(compile(source, "<model>", "exec"), names)
    made = names["Model"]
    assert callable(made)
    return made()  # type: ignore[no-any-return]
