"""What is compiled once, and what must be compiled again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.analysis.script.judging import IMPORTS, events, kinds
from tslint.analysis.interp.api import build_instance
from tslint.analysis.script import functions
from tslint.analysis.script.api import Compiler, compile_module
from tslint.project.entities import Class
from tslint.project.modules import Project
from tslint.source.files import load_source
from tslint.torchspec.load import spec


def emitted(
    folder: Path, source: str, monkeypatch: pytest.MonkeyPatch, alternatives: int = 0
) -> Counter[str]:
    """How often each method is compiled for the class `Model`, as it stands or for some alternatives."""
    path = folder / "judged.py"
    path.write_text(IMPORTS + source, encoding="utf-8")
    project = Project([load_source(path)])
    model = project.checked[0].lookup("Model")
    assert isinstance(model, Class)
    counted: Counter[str] = Counter()
    emit = functions.emit_function

    def counting(compiler, function, *others):  # type: ignore[no-untyped-def]
        counted[function.qualname] += 1
        return emit(compiler, function, *others)

    monkeypatch.setattr(functions, "emit_function", counting)
    compiler = Compiler(project, spec(None), alternatives=bool(alternatives))
    instance = build_instance(project, model)
    for alternative in range(alternatives or 1):
        compiler.begin(alternative)
        compile_module(project, model, instance, spec(None), compiler)
    return counted


BLOCK = """
class Block(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.linear = nn.Linear(width, 2 * width)
    def forward(self, x):
        return {forward}
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Block(3), Block(5)
    def forward(self, x):
        return self.first(x), self.second(x)
"""


@pytest.mark.parametrize(
    ("forward", "times"),
    [
        ("self.linear(x)", 1),
        ("self.linear(x) * self.linear.in_features", 2),  # the numbers may matter then
    ],
)
def test_modules_that_differ_in_numbers_share_what_does_not_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forward: str, times: int
) -> None:
    counted = emitted(tmp_path, BLOCK.format(forward=forward), monkeypatch)
    assert counted == {"Block.forward": times, "Model.forward": 1}


PICK = """
class Pick(nn.Module):
    __constants__ = ["index"]
    def __init__(self, index: int):
        super().__init__()
        self.index = index
        self.layers = nn.ModuleList([nn.ReLU(), nn.Tanh()])
    def forward(self, x):
        return self.layers[self.index](x)
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Pick(1), Pick({second})
    def forward(self, x):
        return self.first(x) + self.second(x)
"""


@pytest.mark.parametrize(("second", "found"), [(0, []), (2, ["module-index"])])
def test_a_number_that_is_read_tells_modules_apart(tmp_path: Path, second: int, found: list[str]) -> None:
    assert kinds(tmp_path, PICK.format(second=second), "Model") == found


def test_dictionaries_of_other_keys_are_other_modules(tmp_path: Path) -> None:
    source = """
class Heads(nn.Module):
    def __init__(self, name: str):
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(2, 2)})
    def forward(self, x):
        return self.heads["near"](x)
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Heads("near"), Heads("far")
    def forward(self, x):
        return self.first(x) + self.second(x)
"""
    assert kinds(tmp_path, source, "Model") == ["module-index"]


def test_only_what_hangs_on_the_configuration_is_compiled_for_each_alternative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
class Plain(nn.Module):
    def forward(self, x):
        return x + 1
class Choosing(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.scale = scale
    def forward(self, x):
        if self.scale:
            return x
        return -x
class Model(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.plain, self.choosing = Plain(), Choosing(scale)
    def forward(self, x):
        return self.choosing(self.plain(x))
"""
    counted = emitted(tmp_path, source, monkeypatch, alternatives=2)
    assert counted == {"Plain.forward": 1, "Choosing.forward": 2, "Model.forward": 2}


def test_messages_name_the_type_of_a_module_whatever_was_compiled_before(tmp_path: Path) -> None:
    source = """
def double(x):
    return x + x
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        {more}self.linear = nn.Linear(2, 2)
    def forward(self, x):
        return double(self.linear)
"""
    found = [events(tmp_path, source.format(more=more), "Model") for more in ("", "self.act = nn.ReLU(); ")]
    (said,), (said_again,) = (
        [event.facts["reason"] for event in each if "reason" in event.facts] for each in found
    )
    assert said == said_again
    assert "'__torch__.torch.nn.Linear'" in said


def test_what_torch_refuses_of_an_argument_is_told_wherever_it_is_given(tmp_path: Path) -> None:
    source = """
class Act(nn.Module):
    def __init__(self, slope, width: int):
        super().__init__()
        self.act = nn.LeakyReLU(slope)
        self.linear = nn.Linear(width, 2)
    def forward(self, x):
        return self.linear(self.act(x))
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Act(0.5, 3), Act(1, 4)
    def forward(self, x):
        return self.first(x) + self.second(x)
"""
    assert kinds(tmp_path, source, "Model") == ["module-argument"]
