"""Interfaces: what they may hold, and what a submodule annotated with one must have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds

_MODEL = """
@torch.jit.interface
class Layer(nn.Module):
    def forward(self, {wanted}) -> Tensor:
        pass

class Mine(nn.Module):
    def forward(self, {given}){result}:
        return {value}

class Model(nn.Module):
    layer: Layer

    def __init__(self):
        super().__init__()
        self.layer = {made}

    def forward(self, x: Tensor) -> Tensor:
        return self.layer.forward(x)
"""


def model(
    wanted: str = "x: Tensor", given: str = "x", result: str = "", value: str = "x", made: str = "Mine()"
) -> str:
    return _MODEL.format(wanted=wanted, given=given, result=result, value=value, made=made)


@pytest.mark.parametrize(
    "source",
    [
        model(),
        model(given="x: Optional[Tensor]", value="torch.zeros(1)"),
        model(wanted="input: Tensor", made="nn.ReLU()"),
    ],
)
def test_a_submodule_that_meets_its_interface_is_quiet(tmp_path: Path, source: str) -> None:
    assert kinds(tmp_path, source, "Model") == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (model(value="3"), "returns int"),
        (model(given="x, y: int = 3"), "has 2 parameters"),
        (model(made="nn.ReLU()"), "calls the parameter `x` `input`"),
        (model(wanted="x: List[Tensor]"), "takes `x` as Tensor"),
    ],
)
def test_a_submodule_that_does_not_is_told_at_the_annotation(tmp_path: Path, source: str, why: str) -> None:
    told = [event for event in events(tmp_path, source, "Model") if event.kind == "unsupported-interface"]
    assert len(told) == 1
    assert why in told[0].facts["construct"]


def test_an_interface_on_its_own_has_no_body_to_judge(tmp_path: Path) -> None:
    assert kinds(tmp_path, model(), "Layer") == []


def test_a_body_in_an_interface_breaks_every_entry_of_the_file(tmp_path: Path) -> None:
    source = model().replace("        pass\n", "        return x * 2\n", 1)
    assert "unsupported-interface" in kinds(tmp_path, source, "Mine")


_TWO = """\
@torch.jit.interface
class Two(nn.Module):
    def one(self, x: Tensor) -> Tensor:
        pass
class Layer(nn.Module):
    {decorator}def one(self, x: Tensor) -> Tensor:
        return x
    def forward(self, x: Tensor) -> Tensor:
        return {result}
class Net(nn.Module):
    layer: Two
    def __init__(self):
        super().__init__()
        self.layer = Layer()
        self.layers = nn.ModuleList([Layer(), Layer()])
    def forward(self, x, i: int):
        layer: Two = self.layers[i]
        return layer.one(x)
"""


@pytest.mark.parametrize(
    ("decorator", "result", "told"),
    [
        ("", "x", ["unsupported-interface", "unsupported-interface"]),
        ("", "self.one(x)", []),
        ("@torch.jit.export\n    ", "x", []),
    ],
)
def test_an_interface_is_met_by_methods_that_are_compiled(
    tmp_path: Path, decorator: str, result: str, told: list[str]
) -> None:
    assert kinds(tmp_path, _TWO.format(decorator=decorator, result=result), "Net") == told


def test_a_method_is_compiled_for_whoever_calls_it_by_whatever_name(tmp_path: Path) -> None:
    source = """
    @torch.jit.interface
    class Wide(nn.Module):
        def width(self, x: Tensor) -> Tensor:
            pass

    class Part(nn.Module):
        def __init__(this):
            super().__init__()

        def width(this, x: Tensor) -> Tensor:
            return x

        def forward(this, x: Tensor) -> Tensor:
            return this.width(x)

    class Model(nn.Module):
        part: Wide

        def __init__(this):
            super().__init__()
            this.part = Part()

        def forward(this, x: Tensor) -> Tensor:
            return this.part.width(x)
    """
    assert events(tmp_path, source, "Model") == []
