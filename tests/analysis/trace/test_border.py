"""What crosses the border between traced and scripted code."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import events, kinds, module


def model(body: str, init: str = "", top: str = "") -> str:
    return module(f"def forward(self, x):\n    {body}", init, "from typing import Dict, List, Tuple\n" + top)


def scripted(signature: str, body: str) -> str:
    return f"@torch.jit.script\ndef g{signature}:\n    {body}\n"


@pytest.mark.parametrize(
    ("signature", "body", "told"),
    [
        ("(v) -> float", "return 0.5 * v.size(0)", "float"),
        ("(v)", "return v.size(0)", "int"),
        ("(v)", "return bool(v.sum() > 0)", "bool"),
        ("(v) -> Tuple[Tensor, int]", "return v, v.size(0)", "int"),
        ("(v)", "return v * 2, v.size(0)", "int"),
        ("(v) -> List[int]", "return [v.size(0)]", "int"),
        ("(v)", "return v.shape", "List[int]"),
        ("(v) -> Dict[str, int]", "return {'n': v.size(0)}", "int"),
        ("(v)", "v.add_(1)", "None"),
    ],
)
def test_only_tensors_come_back(signature: str, body: str, told: str) -> None:
    found = events("Model", model=model("g(x)\n    return x", top=scripted(signature, body)))
    assert [(event.kind, event.facts["type"]) for event in found] == [("scripted-number-output", told)]


@pytest.mark.parametrize(
    ("signature", "body"),
    [
        ("(v) -> List[Tensor]", "return [v[i] for i in range(v.size(0))]"),
        ("(v)", "return v.unbind(0)"),
        ("(v) -> List[Tensor]", "return list(torch.split(v, 2))"),
        (
            "(v) -> List[Tensor]",
            "found: List[Tensor] = []\n    for i in range(v.size(0)):\n        found.append(v[i])\n"
            "    return found",
        ),
    ],
)
@pytest.mark.parametrize("use", ["g(x)[0]", "torch.stack(g(x))", "sum(g(x))"])
def test_a_list_comes_back_with_the_length_of_the_example(signature: str, body: str, use: str) -> None:
    found = events("Model", model=model(f"return {use}", top=scripted(signature, body)))
    assert kinds(found) == ["scripted-list-output"]


@pytest.mark.parametrize(
    ("signature", "body", "use"),
    [
        ("(v) -> List[Tensor]", "return [v, v * 2]", "sum(g(x))"),
        ("(v)", "return v, v * 2", "g(x)[0]"),
        ("(v) -> Dict[str, Tensor]", "return {'a': v[v > 0]}", "g(x)['a']"),
        ("(v)", "return v[:int(v.sum())] if bool(v.sum() > 0) else -v", "g(x)"),
        ("(v) -> List[Tensor]", "return other(v)", "sum(g(x))"),
    ],
)
def test_tensors_that_come_back_are_faithful(signature: str, body: str, use: str) -> None:
    assert events("Model", model=model(f"return {use}", top=scripted(signature, body))) == []


PART = """
class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, v, n: int = 2):
        return self.inner(v) * n if bool(v.sum() > 0) else v

    @torch.jit.export
    def other(self, v):
        return v * v.size(0), v.size(0)


class Inner(nn.Module):
    def forward(self, v):
        return v if bool(v.sum() > 0) else -v
"""


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("self.part(x)", []),
        ("self.part.inner(x)", []),
        ("self.part(x, 3)", []),
        ("self.part(x, x.shape[0])", ["scripted-argument"]),
        ("self.part.other(x)[0]", ["scripted-number-output"]),
    ],
)
def test_a_scripted_module_is_scripted_as_a_whole(use: str, told: list[str]) -> None:
    found = events("Model", model=model(f"return {use}", "self.part = torch.jit.script(Part())", PART))
    assert kinds(found) == told


def test_a_module_that_is_scripted_for_one_is_traced_for_another() -> None:
    init = "part = Part()\nself.fast, self.part = torch.jit.script(part), part"
    assert kinds(events("Model", model=model("return self.fast(x)", init, PART))) == []
    assert "erased-branch" in kinds(events("Model", model=model("return self.part(x)", init, PART)))
