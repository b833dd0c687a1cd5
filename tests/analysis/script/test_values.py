"""Values that are no first-class values, and names that a wrapper takes away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds, line_of


@pytest.mark.parametrize("use", ["x[s]", "x[s, 0]", "x[(s, s)]"])
def test_a_slice_is_an_index(tmp_path: Path, use: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    s = slice(1, -1)\n    return {use}\n") == []


@pytest.mark.parametrize("use", ["[s, s]", "(s, x)", "s"])
def test_a_slice_is_no_value(tmp_path: Path, use: str) -> None:
    source = f"def f(x: Tensor):\n    s = slice(1, -1)\n    return {use}\n"
    assert kinds(tmp_path, source) == ["object-as-value"]


@pytest.mark.parametrize("decorator", ["@torch.no_grad()", "@torch.inference_mode()", "@torch.no_grad"])
def test_a_gradient_decorator_takes_away_the_names_of_the_file(tmp_path: Path, decorator: str) -> None:
    source = f"{decorator}\ndef f(x: Tensor):\n    y = torch.relu(x)\n    return torch.abs(y)\n"
    told = [event for event in events(tmp_path, source) if event.kind == "undefined-name"]
    assert [(event.facts["name"], line_of(event)) for event in told] == [("torch", "y = torch.relu(x)")]


def test_a_gradient_decorator_leaves_methods_and_builtins(tmp_path: Path) -> None:
    source = """
    @torch.no_grad()
    def f(x: Tensor, ys: List[int]) -> Tensor:
        if len(ys) > 2 and isinstance(x, Tensor):
            raise ValueError("long")
        return x.relu()
    """
    assert kinds(tmp_path, source) == []


def test_a_loop_over_what_is_not_known_may_be_unrolled(tmp_path: Path) -> None:
    source = """
    class M(nn.Module):
        def __init__(self, layers):
            super().__init__()
            self.layers = layers

        def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
            h = None
            for layer in self.layers:
                x, h = layer(x)
            return x, h
    """
    assert kinds(tmp_path, source, "M") == []
