"""Calls of torch's own: the word `input`, what can be forked, what a range is zipped with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds


@pytest.mark.parametrize(
    "call",
    ["torch.exp(input=x)", "torch.exp(self=x)", "torch.sum(input=x, dim=1)", "F.softplus(input=x, beta=2.0)"],
)
def test_the_first_tensor_of_an_operator_is_its_input(tmp_path: Path, call: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return {call}\n") == []


@pytest.mark.parametrize("call", ["torch.exp(x, input=x)", "torch.exp(input=x, self=x)", "x.exp(input=x)"])
def test_an_input_is_given_once(tmp_path: Path, call: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return {call}\n") == ["no-matching-overload"]


@pytest.mark.parametrize("callee", ["x", "'a'", "n"])
def test_a_value_cannot_be_forked(tmp_path: Path, callee: str) -> None:
    source = f"def f(x: Tensor, n: Optional[int]):\n    return torch.jit.fork({callee}, x)\n"
    assert kinds(tmp_path, source) == ["not-callable"]


@pytest.mark.parametrize("other", ["range(2)", "range(len(self.layers))"])
def test_a_range_has_no_static_length(tmp_path: Path, other: str) -> None:
    source = f"""
    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.ReLU(), nn.ReLU()])
        def forward(self, x: Tensor):
            for i, layer in zip({other}, self.layers):
                x = layer(x)
            return x
    """
    assert kinds(tmp_path, source, "M") == ["static-iteration"]


@pytest.mark.parametrize("bias", ["", ", bias=False"])
def test_what_torch_annotates_as_optional_stays_so(tmp_path: Path, bias: str) -> None:
    source = f"""
    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(2, 2, 1{bias})
        def forward(self, x: Tensor):
            y = self.conv.bias
            if y is not None:
                x = x + y
            return USE
    """
    assert kinds(tmp_path, source.replace("USE", "x"), "M") == []
    assert kinds(tmp_path, source.replace("USE", "x + self.conv.bias"), "M") == ["optional-misuse"]


@pytest.mark.parametrize(
    ("comprehension", "told"),
    [
        ("[q for q in p]", ["literal-type-mismatch"]),
        ("[str(q) for q in p]", []),
        ("{q: 1 for q in p}", ["mixed-dict-keys"]),
        ("{str(q): 1 for q in p}", []),
    ],
)
def test_a_comprehension_over_a_tuple_has_items_of_one_type(
    tmp_path: Path, comprehension: str, told: list[str]
) -> None:
    assert kinds(tmp_path, f"def f(p: Tuple[int, str]):\n    return {comprehension}\n") == told


@pytest.mark.parametrize(
    ("bases", "values"), [("int, Enum", "True"), ("str, Enum", "1"), ("float, Enum", "1")]
)
def test_a_mixed_in_type_is_the_type_of_an_enums_values(tmp_path: Path, bases: str, values: str) -> None:
    kind = bases.partition(",")[0]
    source = f"""
    class E({bases}):
        A = {values}
        B = {values} if False else 2

    def f() -> {kind}:
        return E.A.value
    """
    assert kinds(tmp_path, source) == []


def test_an_alias_is_no_member_of_an_enum(tmp_path: Path) -> None:
    source = "class E(Enum):\n    A = 1\n    B = 1\n\ndef f(e: E):\n    return e == E.B\n"
    assert kinds(tmp_path, source) == ["unknown-attribute"]
