"""Attributes that depend on the configuration: what no object has, and what the default says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds, line_of

_SIDED = """
class M(nn.Module):
    def __init__(self, n: int):
        super().__init__()
        self.n = n
        if n == 2:
            self.two = nn.Linear(2, 2)
        else:
            self.one = nn.Linear(1, 1)
            {more}

    def forward(self, x: Tensor) -> Tensor:
        if self.n == 2:
            return self.two(x)
        return self.one(x)
"""


def test_two_attributes_that_no_object_has_together(tmp_path: Path) -> None:
    told = events(tmp_path, _SIDED.format(more="pass"), "M")
    assert [(e.kind, e.facts["name"], line_of(e)) for e in told] == [
        ("unknown-attribute", "two", "return self.two(x)"),
        ("unknown-attribute", "one", "return self.one(x)"),
    ]


def test_an_attribute_that_both_sides_have_is_quiet(tmp_path: Path) -> None:
    source = _SIDED.format(more="self.two = nn.Identity()")
    assert kinds(tmp_path, source, "M") == []


@pytest.mark.parametrize(("annotation", "told"), [("Optional[int]", ["no-matching-overload"]), ("Any", [])])
def test_a_number_that_is_none_by_default_is_none(tmp_path: Path, annotation: str, told: list[str]) -> None:
    source = f"""
    class M(nn.Module):
        def __init__(self, index: {annotation} = None):
            super().__init__()
            self.index = index

        def forward(self, x: Tensor) -> Tensor:
            return torch.add(x, x, alpha=self.index)
    """
    assert kinds(tmp_path, source, "M") == told


def test_a_module_of_torch_is_no_container(tmp_path: Path) -> None:
    source = """
    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.pool = nn.AvgPool2d(2)

        def forward(self, x: Tensor) -> List[Tensor]:
            return [pool(x) for pool in self.pool]
    """
    assert kinds(tmp_path, source, "M") == ["not-iterable"]


def test_every_kind_of_module_in_a_list_of_unknown_length_is_compiled(tmp_path: Path) -> None:
    source = """
    class One(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x

    class Two(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.nope()

    class M(nn.Module):
        def __init__(self, depth: int):
            super().__init__()
            layers = []
            for i in range(depth):
                layers.append(One())
                layers.append(Two())
            self.layers = nn.Sequential(*layers)

        def forward(self, x: Tensor) -> Tensor:
            return self.layers(x)
    """
    assert kinds(tmp_path, source, "M") == ["unknown-attribute"]


_OBJECT = """
class Options:
    def __init__(self, words):
        {field}

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.options = Options({given})

    def forward(self, x: Tensor) -> Tensor:
        return x
"""


@pytest.mark.parametrize(
    ("field", "given", "line"),
    [
        ("self.words = words", "True", "def __init__(self, words):"),
        (
            "self.index = {w: i for i, w in enumerate(words)}",
            "['a', 'b']",
            "self.options = Options(['a', 'b'])",
        ),
    ],
)
def test_an_object_that_its_class_does_not_fit_is_told_at_the_cause(
    tmp_path: Path, field: str, given: str, line: str
) -> None:
    told = events(tmp_path, _OBJECT.format(field=field, given=given), "M")
    assert [(event.kind, line_of(event)) for event in told] == [("unsupported-class", line)]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("Mode()", ["unsupported-operand"]),
        ("Mode('sum')", []),
        ("Mode(mode='sum')", []),
        ("Mode(*given)", []),
    ],
)
def test_a_parameter_that_the_call_leaves_out_is_none(tmp_path: Path, call: str, told: list[str]) -> None:
    source = f"""
    class Mode(nn.Module):
        def __init__(self, mode=None):
            super().__init__()
            self.mode = mode

        def forward(self, x):
            if self.mode == "sum":
                x = x + 1
            return x

    class Model(nn.Module):
        def __init__(self, *given):
            super().__init__()
            self.inner = {call}

        def forward(self, x):
            return self.inner(x)
    """
    assert kinds(tmp_path, source, "Model") == told
    assert kinds(tmp_path, source, "Mode") == []


@pytest.mark.parametrize(("stored", "told"), [("nn.ReLU()", ["unknown-attribute"]), ("(i, i)", [])])
def test_a_dict_that_a_loop_fills_with_modules_has_no_type(
    tmp_path: Path, stored: str, told: list[str]
) -> None:
    source = f"""
    class Model(nn.Module):
        def __init__(self, depth: int):
            super().__init__()
            self.layers = {{}}
            for i in range(depth):
                self.layers[i] = {stored}

        def forward(self, x):
            for i in range(2):
                self.layers[i]
            return x
    """
    assert kinds(tmp_path, source, "Model") == told


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("np.sqrt(4)", []),
        ("np.log(depth)", []),
        ("np.float64(depth)", []),
        ("np.prod(depth)", []),
        ("np.prod([0.5, 2.0])", []),
        ("np.prod([2, 3])", ["unknown-attribute"]),
        ("np.int64(depth)", ["unknown-attribute"]),
        ("np.float32(depth)", ["unknown-attribute"]),
        ("np.linspace(0, 1, depth)", ["unknown-attribute"]),
    ],
)
def test_numbers_and_arrays_of_numpy(tmp_path: Path, made: str, told: list[str]) -> None:
    source = f"""
    import numpy as np

    class Model(nn.Module):
        def __init__(self, depth: int):
            super().__init__()
            self.scale = {made}

        def forward(self, x):
            return x * self.scale
    """
    assert kinds(tmp_path, source, "Model") == told


@pytest.mark.parametrize(
    ("width", "told"),
    [
        ("np.int64(4)", ["module-argument"]),
        ("widths[0]", ["module-argument"]),
        ("widths[0] * 2", ["module-argument"]),
        ("int(widths[0])", []),
        ("plain[0]", []),
        ("4 * 2", []),
    ],
)
def test_a_number_of_numpy_is_no_constant_of_a_module(tmp_path: Path, width: str, told: list[str]) -> None:
    source = f"""
    import numpy as np

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            widths = np.array([4, 8]) // 2
            plain = [4, 8]
            self.layer = nn.Linear(3, {width})

        def forward(self, x):
            return self.layer(x)
    """
    assert kinds(tmp_path, source, "Model") == told


def test_apply_of_an_autograd_function_is_no_attribute_of_compiled_code(tmp_path: Path) -> None:
    source = """
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * x

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.square = Square.apply

        def forward(self, x):
            return self.square(x)
    """
    (event,) = events(tmp_path, source, "Block")
    assert event.kind == "unknown-attribute"


@pytest.mark.parametrize(("given", "told"), [("list(x.size())", []), ("3", ["attribute-type-change"])])
def test_a_class_annotates_by_its_dictionary_too(tmp_path: Path, given: str, told: list[str]) -> None:
    source = f"""
    class Kept(nn.Module):
        __annotations__ = {{"sizes": Optional[List[int]]}}

        def __init__(self):
            super().__init__()
            self.sizes = None

        def forward(self, x: Tensor):
            if self.sizes is None:
                self.sizes = {given}
            return x
    """
    assert kinds(tmp_path, source, "Kept") == told
