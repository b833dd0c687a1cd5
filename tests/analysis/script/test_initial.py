"""What attributes hold when torch takes them over: casts, constants, annotations that are strings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds


def _module(head: str, init: str) -> str:
    return (
        f"class Net(nn.Module):\n    {head}\n    def __init__(self):\n        super().__init__()\n"
        f"        {init}\n    def forward(self, x):\n        return x\n"
    )


@pytest.mark.parametrize(
    ("annotation", "value", "told"),
    [
        ("int", "1", []),
        ("int", "True", []),
        ("float", "1", []),
        ("Tensor", "None", []),
        ("Optional[int]", "None", []),
        ("List[float]", "[1, 2.0]", []),
        ("List[int]", "(1, 2)", []),
        ("Tuple[int, str]", "[1, 'a']", []),
        ("Dict[str, int]", "{}", []),
        ("Any", "1", []),
        ("int", "1.5", ["attribute-type-change"]),
        ("int", "None", ["attribute-type-change"]),
        ("str", "3", ["attribute-type-change"]),
        ("List[int]", "['a']", ["attribute-type-change"]),
        ("Tuple[int, int]", "(1, 2, 3)", ["attribute-type-change"]),
        ("Dict[str, int]", "{'a': 'b'}", ["attribute-type-change"]),
        ("Tensor", "[1]", ["attribute-type-change"]),
    ],
)
def test_an_attribute_is_cast_to_its_annotation(
    tmp_path: Path, annotation: str, value: str, told: list[str]
) -> None:
    assert kinds(tmp_path, _module(f"n: {annotation}", f"self.n = {value}"), "Net") == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("3", []),
        ("[1, 2]", []),
        ("None", []),
        ("torch.float32", []),
        ("nn.ReLU()", []),
        ("nn.Parameter(torch.zeros(1))", []),
        ("{'a': 1}", ["unknown-attribute"]),
        ("{1, 2}", ["unknown-attribute"]),
        ("1j", ["unknown-attribute"]),
        ("[1, {}]", ["unknown-attribute"]),
        ("F.relu", ["unknown-attribute"]),
        ("lambda x: x", ["unknown-attribute"]),
    ],
)
def test_a_constant_is_a_plain_value(tmp_path: Path, value: str, told: list[str]) -> None:
    assert kinds(tmp_path, _module("__constants__ = ['n']", f"self.n = {value}"), "Net") == told


def test_a_constant_that_is_not_set_is_let_pass(tmp_path: Path) -> None:
    assert kinds(tmp_path, _module("__constants__ = ['n']", "self.m = {}"), "Net") == []


def test_a_class_annotation_that_is_a_text_is_no_type(tmp_path: Path) -> None:
    assert kinds(tmp_path, _module("n: 'List[int]'", "self.n = []"), "Net") == ["string-class-annotation"]


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        ("nn.AdaptiveAvgPool2d((1, 2))", []),
        ("nn.AdaptiveAvgPool2d((1, None))", ["module-argument"]),
        ("nn.AdaptiveMaxPool2d((None, 1))", ["module-argument"]),
    ],
)
def test_a_size_that_is_left_open_is_refused(tmp_path: Path, layer: str, told: list[str]) -> None:
    assert kinds(tmp_path, _module("pass", f"self.pool = {layer}"), "Net") == told


def test_the_tables_of_a_module_are_no_attributes(tmp_path: Path) -> None:
    source = (
        "class Net(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
        "        for i in range(n):\n            self.add_module(f'l{i}', nn.ReLU())\n"
        "    def forward(self, x):\n        for layer in self._modules.values():\n            x = layer(x)\n"
        "        return x\n"
    )
    assert kinds(tmp_path, source, "Net") == ["unknown-attribute"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("9223372036854775807", []),
        ("9223372036854775808", ["integer-out-of-range"]),
        ("{(1, 2): 3}", ["unsupported-dict-key"]),
        ("{None: 3}", ["unsupported-dict-key"]),
        ("{(1, 2): 3, 'a': 4}", []),
        ("{(1, 2): object()}", []),
        ("{b'a': 3}", []),
    ],
)
def test_what_torch_cannot_keep_it_does_not_leave_out(tmp_path: Path, value: str, told: list[str]) -> None:
    assert kinds(tmp_path, _module("pass", f"self.n = {value}"), "Net") == told


_OLD = """\
class Net(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.n = torch.jit.Attribute(1, int)
    {decorator}def forward(self, x):
        self.n = {value}
        return x
"""


@pytest.mark.parametrize(
    ("decorator", "value", "told"),
    [
        ("@torch.jit.script_method\n    ", "2", []),
        ("@torch.jit.script_method\n    ", "1.5", ["attribute-type-change"]),
        ("", "1.5", []),
    ],
)
def test_of_a_script_module_what_is_decorated_is_compiled(
    tmp_path: Path, decorator: str, value: str, told: list[str]
) -> None:
    assert kinds(tmp_path, _OLD.format(decorator=decorator, value=value), "Net") == told
