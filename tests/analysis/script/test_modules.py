"""Modules: attributes as torch infers them, containers, what is compiled though nothing calls it."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tests.analysis.script.judging import events, kinds


def module(init: str, forward: str, body: str = "") -> str:
    """A module `M` with these statements in `__init__` and `forward`."""
    return (
        "class M(nn.Module):\n"
        + (indent(body, "    ") + "\n" if body else "")
        + "    def __init__(self):\n        super().__init__()\n"
        + indent(init, " " * 8)
        + "\n    def forward(self, x: Tensor):\n"
        + indent(forward, " " * 8)
        + "\n"
    )


@pytest.mark.parametrize(
    ("init", "forward"),
    [
        ("self.n = 3", "return x * self.n"),
        ("self.l = nn.Linear(4, 4)", "return self.l(x)"),
        ("self.ls = nn.ModuleList([nn.ReLU(), nn.Tanh()])", "for l in self.ls:\n    x = l(x)\nreturn x"),
        ("self.d = nn.ModuleDict({'a': nn.ReLU()})", "for k, l in self.d.items():\n    x = l(x)\nreturn x"),
        ("self.down = None", "if self.down is not None:\n    x = self.down(x)\nreturn x"),
        ("self.act = F.relu", "return self.act(x)"),
        ("self.register_buffer('b', torch.ones(3))", "return x + self.b"),
        ("self.cfg = {'a': 1, 'b': 's'}", "return x"),
        ("pass", "if hasattr(self, 'zz'):\n    x = x.numpy()\nreturn x"),
    ],
)
def test_what_torch_compiles_is_quiet(tmp_path: Path, init: str, forward: str) -> None:
    assert kinds(tmp_path, module(init, forward), "M") == []


@pytest.mark.parametrize(
    ("init", "forward", "kind"),
    [
        ("self.cfg = {'a': 1, 'b': 's'}", "return x * self.cfg['a']", "unknown-attribute"),
        ("self.act = lambda t: t", "return self.act(x)", "unknown-attribute"),
        ("self.h = []", "return x + len(self.h)", "unknown-attribute"),
        ("self.ls = nn.ModuleList([nn.ReLU(), nn.Tanh()])", "i = 1\nreturn self.ls[i](x)", "module-index"),
        ("self.n = 1", "self.n = 1.5\nreturn x", "attribute-type-change"),
        ("pass", "self.last = x\nreturn x", "new-attribute"),
        ("pass", "return nn.ReLU()(x)", "module-in-forward"),
        ("self.l = nn.LazyLinear(4)", "return x", "unscriptable-module"),
        ("self.a = None", "self.a = x\nreturn x", "attribute-type-change"),
    ],
)
def test_what_torch_rejects_is_told(tmp_path: Path, init: str, forward: str, kind: str) -> None:
    assert kind in kinds(tmp_path, module(init, forward), "M")


def test_a_final_flag_leaves_its_branch_out(tmp_path: Path) -> None:
    forward = "if self.flag:\n    x = x.numpy()\nreturn x"
    assert kinds(tmp_path, module("self.flag = False", forward, "flag: torch.jit.Final[bool]"), "M") == []
    assert kinds(tmp_path, module("self.flag = False", forward), "M") == ["unknown-attribute"]


def test_a_submodule_is_compiled_though_nothing_calls_it(tmp_path: Path) -> None:
    source = "class A(nn.Module):\n    def forward(self, *xs):\n        return xs\n\n"
    assert kinds(tmp_path, source + module("self.a = A()", "return x"), "M") == ["variadic-parameter"]


def test_a_property_is_compiled_and_a_plain_method_is_not(tmp_path: Path) -> None:
    body = "@property\ndef p(self):\n    return next(self.parameters())\n"
    assert "unscriptable-call" in kinds(tmp_path, module("pass", "return x", body), "M")
    assert kinds(tmp_path, module("pass", "return x", body.replace("@property\n", "")), "M") == []


def test_an_attribute_of_another_configuration_is_not_missed(tmp_path: Path) -> None:
    source = """
    class M(nn.Module):
        def __init__(self, gate=False):
            super().__init__()
            if gate:
                self.gate = nn.Linear(4, 4)

        def forward(self, x: Tensor):
            return self.gate(x)
    """
    assert kinds(tmp_path, source, "M") == []


def test_a_script_class_defines_its_attributes_in_init(tmp_path: Path) -> None:
    source = """
    class P:
        def __init__(self, n: int):
            self.n = n

        def grow(self) -> None:
            self.more = 1

    def f(x: Tensor):
        return x * P(2).n
    """
    assert kinds(tmp_path, source) == ["new-attribute"]


@pytest.mark.parametrize(
    "built",
    [
        "nn.Dropout(0)",
        "nn.Sequential(nn.ReLU(), nn.BatchNorm2d(4, momentum=1))",
        "nn.ConstantPad2d(1, 0)",
        "nn.ModuleList([nn.LeakyReLU(1) for _ in range(2)])",
        "nn.MultiheadAttention(4, 2, bias=False)",
    ],
)
def test_an_argument_that_script_refuses_is_told_where_the_module_is_built(
    tmp_path: Path, built: str
) -> None:
    found = events(tmp_path, module(f"self.l = {built}", "return x"), "M")
    assert [event.kind for event in found] == ["module-argument"]


@pytest.mark.parametrize(
    "built",
    [
        "nn.Dropout(0.0)",
        "nn.Dropout2d(True)",
        "nn.ConstantPad2d(1, 0.0)",
        "nn.ZeroPad2d(1)",
        "nn.Softplus(1)",
        "nn.Linear(4, 4, bias=False)",
    ],
)
def test_an_argument_that_script_takes_is_quiet(tmp_path: Path, built: str) -> None:
    assert kinds(tmp_path, module(f"self.l = {built}", "return x"), "M") == []


def test_a_number_that_is_not_known_may_be_of_the_right_type(tmp_path: Path) -> None:
    source = module("self.l = nn.Dropout(p)", "return x").replace("__init__(self)", "__init__(self, p: int)")
    assert kinds(tmp_path, source, "M") == []


def test_a_class_that_keeps_the_forward_of_torch_is_refused_as_torch_s_own(tmp_path: Path) -> None:
    inherited = "class D(nn.Dropout):\n    pass\n\n"
    own = "class D(nn.Dropout):\n    def forward(self, x):\n        return x\n\n"
    body = module("self.l = D(0)", "return self.l(x)")
    assert "module-argument" in kinds(tmp_path, inherited + body, "M")
    assert kinds(tmp_path, own + body, "M") == []


def test_a_pooling_module_that_gives_indices_gives_a_pair(tmp_path: Path) -> None:
    pair = "y, i = self.l(x)\nreturn y"
    assert kinds(tmp_path, module("self.l = nn.MaxPool2d(2, return_indices=True)", pair), "M") == []
    assert kinds(tmp_path, module("self.l = nn.MaxPool2d(2)", pair), "M") == ["unpack-type"]


@pytest.mark.parametrize("annotation", ["nn.Linear", "'nn.Linear'", "nn.Module", "Any", "Tensor"])
def test_a_submodule_annotated_in_the_class_body_is_told(tmp_path: Path, annotation: str) -> None:
    source = module("self.l = nn.Linear(2, 2)", "return self.l(x)", f"l: {annotation}")
    assert kinds(tmp_path, source, "M") == ["submodule-annotation"]


def test_annotations_that_torch_does_not_read_are_quiet(tmp_path: Path) -> None:
    absent = module("pass", "return x", "l: nn.Linear")
    inside = module("self.l: nn.Linear = nn.Linear(2, 2)", "return self.l(x)")
    anything = "from typing import Callable\n" + module(
        "self.l = nn.ReLU()", "return x", "l: Callable[..., Any]"
    )
    for source in (absent, inside, anything):
        assert kinds(tmp_path, source, "M") == []


def test_an_init_that_cannot_be_dedented_is_told_of_the_outermost_module_only(tmp_path: Path) -> None:
    uneven = (
        "class P(nn.Module):\n    def __init__(\n        self,\n    n=2,\n):\n        super().__init__()\n"
        "\n    def forward(self, x):\n        return x\n\n"
    )
    assert kinds(tmp_path, uneven, "P") == ["uneven-init"]
    assert kinds(tmp_path, uneven + module("self.p = P()", "return self.p(x)"), "M") == []
    comment = uneven.replace("    n=2,\n):", "# far left\n    n=2):")
    assert kinds(tmp_path, comment, "P") == []


_PAIR = "class Pair(NamedTuple):\n    low: int\n    high: float\n\n"


def test_a_named_tuple_of_a_module_loses_the_names_of_its_fields(tmp_path: Path) -> None:
    by_name = _PAIR + module("self.pair = Pair(1, 2.0)", "return x + self.pair.low")
    assert kinds(tmp_path, by_name, "M") == ["unknown-attribute"]
    by_place = _PAIR + module("self.pair = Pair(1, 2.0)", "return x + self.pair[0]")
    assert kinds(tmp_path, by_place, "M") == []


def test_a_named_tuple_that_the_class_annotates_keeps_the_names_of_its_fields(tmp_path: Path) -> None:
    source = _PAIR + module("self.pair = Pair(1, 2.0)", "return x + self.pair.low", "pair: Pair")
    assert kinds(tmp_path, source, "M") == []


@pytest.mark.parametrize("own_class", ["self.__class__", "type(self)"])
def test_a_method_that_the_class_is_given_at_run_time_is_not_judged_as_written(
    tmp_path: Path, own_class: str
) -> None:
    body = "def go(self, x, **kwargs):\n    return x"
    shift = "def shift(self, x: Tensor):\n    return x + 1\n\n"
    replaced = shift + module(f"{own_class}.go = shift", "return self.go(x)", body)
    assert kinds(tmp_path, replaced, "M") == []
    assert kinds(tmp_path, shift + module("pass", "return self.go(x)", body), "M") != []


def test_a_method_under_autocast_has_the_global_names_of_torchs_own_file(tmp_path: Path) -> None:
    under = "class M(nn.Module):\n    @torch.autocast('cpu', enabled=False)\n    def forward(self, x: {0}):\n"
    assert "undefined-name" in kinds(
        tmp_path, under.format("torch.Tensor") + "        return F.relu(x)\n", "M"
    )
    assert kinds(tmp_path, under.format("torch.Tensor") + "        return torch.relu(x)\n", "M") == []


def test_modules_added_to_a_list_are_its_children(tmp_path: Path) -> None:
    source = """
    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList()
            for width in (2, 3):
                self.layers += [nn.Linear(width, 2)]

        def forward(self, x: Tensor, i: int) -> Tensor:
            return self.layers[1](x) + self.layers[i](x)
    """
    assert kinds(tmp_path, source, "M") == ["module-index"]


@pytest.mark.parametrize(
    ("arguments", "kind"), [("'cpu'", "silent-difference"), ("'cpu', enabled=False", "minor-difference")]
)
def test_autocast_around_a_method_is_dropped(tmp_path: Path, arguments: str, kind: str) -> None:
    source = f"""
    class M(nn.Module):
        @torch.autocast({arguments})
        def forward(self, x: torch.Tensor):
            return torch.mm(x, x)
    """
    assert [event.kind for event in events(tmp_path, source, "M")] == [kind]
