"""Script classes: what torch compiles of them, when it does, and what it asks them for."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tests.analysis.script.judging import kinds

_BOX = "class Box:\n    def __init__(self, n: int):\n        self.n = n\n"


def _box(members: str = "", function: str = "def f(x: int):\n    return Box(x).n\n", above: str = "") -> str:
    return above + _BOX + indent(members, "    ") + function


_BAD_MEMBER = "def bad(self):\n    return {1, 2}\n"


@pytest.mark.parametrize("annotation", ["Box", "'Box'", "List[Box]", "Optional[Dict[str, Box]]"])
def test_a_class_is_compiled_where_an_annotation_names_it(tmp_path: Path, annotation: str) -> None:
    function = f"def f(box: {annotation}):\n    return 1\n"
    assert kinds(tmp_path, _box(_BAD_MEMBER, function)) == ["unsupported-expression"]
    assert kinds(tmp_path, _box("", function)) == []


@pytest.mark.parametrize(
    ("decorator", "told"),
    [("@torch.jit.ignore", True), ("@classmethod", True), ("@torch.jit.unused", False)],
)
def test_every_method_of_a_class_is_compiled_unless_it_is_unused(
    tmp_path: Path, decorator: str, told: bool
) -> None:
    found = kinds(tmp_path, _box(f"{decorator}\n{_BAD_MEMBER}"))
    assert found == (["unsupported-expression"] if told else [])


@pytest.mark.parametrize(
    ("use", "method"),
    [
        ("len(Box(x))", "__len__(self) -> int"),
        ("str(Box(x))", "__str__(self) -> str"),
        ("int(Box(x))", "__int__(self) -> int"),
        ("Box(x)[0]", "__getitem__(self, i: int) -> int"),
    ],
)
def test_what_a_builtin_asks_an_object_for_must_be_there(tmp_path: Path, use: str, method: str) -> None:
    function = f"def f(x: int):\n    return {use}\n"
    assert kinds(tmp_path, _box("", function)) == ["unknown-attribute"]
    value = "'a'" if "str" in method else "1"
    assert kinds(tmp_path, _box(f"def {method}:\n    return {value}\n", function)) == []


def test_an_item_is_assigned_by_its_method(tmp_path: Path) -> None:
    function = "def f(x: int):\n    box = Box(x)\n    box[0] = x\n    return box.n\n"
    assert kinds(tmp_path, _box("", function)) == ["unknown-attribute"]
    assert kinds(tmp_path, _box("def __setitem__(self, i: int, n: int):\n    self.n = n\n", function)) == []


@pytest.mark.parametrize(
    ("value", "told"), [("True", []), ("1", ["non-bool-condition"]), ("(1, 2)", ["non-bool-condition"])]
)
def test_bool_of_an_object_is_a_bool(tmp_path: Path, value: str, told: list[str]) -> None:
    function = "def f(x: int):\n    if Box(x):\n        return 1\n    return 2\n"
    assert kinds(tmp_path, _box(f"def __bool__(self):\n    return {value}\n", function)) == told


def test_a_property_is_assigned_by_its_setter(tmp_path: Path) -> None:
    getter = "@property\ndef half(self) -> int:\n    return self.n // 2\n"
    setter = "@half.setter\ndef half(self, n: int):\n    self.n = n * 2\n"
    function = "def f(x: int):\n    box = Box(x)\n    box.half = 3\n    return box.n\n"
    assert kinds(tmp_path, _box(getter, function)) == ["attribute-assignment"]
    assert kinds(tmp_path, _box(getter + setter, function)) == []


@pytest.mark.parametrize(
    ("member", "call", "told"),
    [
        ("@classmethod\ndef one(cls):\n    return 1\n", "Box.one()", ["unbound-method-call"]),
        (
            "def one(self):\n    return self.n\n",
            "Box.one(Box(x))",
            ["no-matching-overload", "unannotated-parameter-misused"],
        ),
        ("@staticmethod\ndef one():\n    return 1\n", "Box.one()", []),
        ("def one(self):\n    return 1\nagain = one\n", "Box(x).again()", []),
    ],
)
def test_methods_that_are_called_on_the_class(
    tmp_path: Path, member: str, call: str, told: list[str]
) -> None:
    found = kinds(tmp_path, _box(member, f"def f(x: int):\n    return {call}\n"))
    assert found == told


@pytest.mark.parametrize(
    ("above", "member"),
    [
        ("@torch.jit.ignore\n", ""),
        ("from functools import cached_property\n", "@cached_property\ndef one(self):\n    return 1\n"),
        ("", "act = torch.relu\n"),
    ],
)
def test_a_class_that_torch_leaves_alone_is_no_type(tmp_path: Path, above: str, member: str) -> None:
    assert kinds(tmp_path, _box(member, above=above)) == ["unsupported-class"]
    function = "def f(box: Box):\n    return 1\n"
    assert kinds(tmp_path, _box(member, function, above)) == ["unknown-type-annotation"]


_DATA = "from dataclasses import dataclass\n"


@pytest.mark.parametrize(
    ("decorator", "body", "told"),
    [
        ("@dataclass", "n: int", True),
        ("@dataclass", "def __init__(self, n: int):\n    self.n = n", True),
        ("@dataclass(repr=False, eq=False)", "def __init__(self, n: int):\n    self.n = n", False),
        ("@torch.jit.script\n@dataclass", "n: int", False),
    ],
)
def test_what_dataclass_writes_has_no_source(tmp_path: Path, decorator: str, body: str, told: bool) -> None:
    source = f"{_DATA}{decorator}\nclass Pair:\n{indent(body, '    ')}\n\ndef f(pair: Pair):\n    return 1\n"
    assert kinds(tmp_path, source) == (["unsupported-class"] if told else [])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('return {"a": x}', ["literal-type-mismatch"]),
        ("return Sizes(a=x)", ["class-without-init"]),
    ],
)
def test_a_typed_dict_is_a_class_and_no_dict(tmp_path: Path, body: str, told: list[str]) -> None:
    above = "from typing import TypedDict\n\nclass Sizes(TypedDict):\n    a: Tensor\n\n"
    assert kinds(tmp_path, f"{above}def f(x: Tensor) -> Sizes:\n    {body}\n") == told
    assert kinds(tmp_path, f"{above}def f(x: Sizes) -> int:\n    return 1\n") == []


@pytest.mark.parametrize(
    "call", ["torch.blargh(x)", "F.blargh(x)", "torch.linalg.blargh(x)", "math.blargh(1)"]
)
def test_a_name_that_torch_does_not_have(tmp_path: Path, call: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return {call}\n") == ["unknown-attribute"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("2, 3", []),
        ("[1, 2]", []),
        ("x.size()", []),
        ("", []),
        ("1, [2]", ["no-matching-overload"]),
        ("data=[1]", ["no-matching-overload"]),
    ],
)
def test_a_legacy_constructor_takes_sizes_or_data(tmp_path: Path, arguments: str, told: list[str]) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return torch.LongTensor({arguments})\n") == told


_ASKED = "def __contains__(self, key: str) -> int:\n    return 1\n"


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("def f(box: Box):\n    return 'a' in box\n", []),
        ("def f(box: Box):\n    return 3 in box\n", ["no-matching-overload"]),
        ("def f(box: Box) -> bool:\n    return 'a' in box\n", ["return-type-mismatch"]),
        ("def f(box: Box) -> bool:\n    return 'a' not in box\n", []),
    ],
)
def test_in_asks_an_object_by_its_method_and_gives_what_that_gives(
    tmp_path: Path, function: str, told: list[str]
) -> None:
    assert kinds(tmp_path, _box(_ASKED, function)) == told


def test_an_item_of_an_object_cannot_be_assigned_in_place(tmp_path: Path) -> None:
    members = (
        "def __getitem__(self, i: int) -> int:\n    return i\n"
        "def __setitem__(self, i: int, v: int):\n    self.n = v\n"
    )
    function = "def f(box: Box):\n    box[0] += 1\n"
    assert kinds(tmp_path, _box(members, function)) == ["item-assignment"]


def test_a_class_that_is_being_compiled_has_no_attributes_by_its_name(tmp_path: Path) -> None:
    members = (
        "@staticmethod\ndef twice(n: int):\n    return n * 2\ndef m(self):\n    return {}.twice(self.n)\n"
    )
    assert kinds(tmp_path, _box(members.format("Box"))) == ["unknown-attribute"]
    assert kinds(tmp_path, _box(members.format("self"))) == []
    function = "def f(x: int):\n    return Box.twice(x) + Box.more(x)\n"
    static = "@staticmethod\ndef more(n: int):\n    return Box.twice(n) + Box(n).n\n"
    assert kinds(tmp_path, _box(members.format("self") + static, function)) == []


def test_a_class_variable_is_no_field_of_a_dataclass(tmp_path: Path) -> None:
    source = (
        "import dataclasses\nfrom typing import ClassVar\n@dataclasses.dataclass\nclass Point:\n"
        "    ticks: ClassVar[int] = 3\n    x: int = 1\n"
    )
    assert kinds(tmp_path, source, "Point") == []


def test_a_frozen_dataclass_is_rejected_by_itself_too(tmp_path: Path) -> None:
    source = "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass Point:\n    x: int\n"
    assert kinds(tmp_path, source, "Point") == ["unsupported-class"]


@pytest.mark.parametrize("other", ["(1, 'a')", "Pair(3, 'b')"])
def test_tuples_are_joined_named_or_not(tmp_path: Path, other: str) -> None:
    pair = "class Pair(NamedTuple):\n    a: int\n    b: str\n"
    both = "def f() -> Tuple[int, str, int, str]:\n    return Pair(1, 'a') + {}\n"
    assert kinds(tmp_path, pair + both.format(other)) == []


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        ("box: Box = Box(1)", ["mutable-default"]),
        ("box: Box = None", ["default-value-mismatch"]),
        ("box: Optional[Box] = None", []),
        ("mode: Mode = Mode.A", []),
        ("mode: Mode = None", ["default-value-mismatch"]),
        ("mode: Mode = 1", ["default-value-mismatch"]),
    ],
)
def test_a_default_of_the_project_s_own_types(tmp_path: Path, parameter: str, told: list[str]) -> None:
    mode = "class Mode(Enum):\n    A = 1\n"
    assert kinds(tmp_path, _box("", f"def f({parameter}):\n    return 1\n", mode)) == told


_POINT = (
    "import dataclasses\n@torch.jit.script\n@dataclasses.dataclass{options}\nclass Point:\n    x: {field}\n"
)


@pytest.mark.parametrize(
    ("options", "compared", "told"),
    [
        ("", "p == p", []),
        ("", "p < p", ["unsupported-operand"]),
        ("(order=True)", "p < p", []),
        ("(eq=False)", "p == p", ["unsupported-operand"]),
    ],
)
def test_a_scripted_dataclass_has_the_comparisons_that_it_writes(
    tmp_path: Path, options: str, compared: str, told: list[str]
) -> None:
    function = f"def f(p: Point):\n    return {compared}\n"
    assert kinds(tmp_path, _POINT.format(options=options, field="int") + function) == told


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("int = 1", []),
        ("float = 1", []),
        ("Tensor = None", []),
        ("int = None", ["default-value-mismatch"]),
        ("str = 1", ["default-value-mismatch"]),
    ],
)
def test_the_default_of_a_field_fits_its_type(tmp_path: Path, field: str, told: list[str]) -> None:
    assert kinds(tmp_path, _POINT.format(options="", field=field), "Point") == told
