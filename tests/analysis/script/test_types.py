"""TorchScript's types: annotations, joins, containers, overloads and the cures that are offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds, line_of
from tslint.ir.cures import AnnotateLocal, AnnotateParameter, ReplaceText
from tslint.torchspec import types as t


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: Tensor, n: int):\n    return x.view(n, -1) @ x.t()\n",
        "def f(x: Tensor):\n    a, b = x.shape\n    return x.reshape(a * b)\n",
        "def f(x: Tensor, m: Optional[Tensor]):\n    if m is None:\n        m = x\n    return m + 1\n",
        "def f(x: Tensor, m: Optional[Tensor]):\n    assert m is not None\n    return m + 1\n",
        "def f(m: Union[int, str]):\n    if isinstance(m, int):\n        return m + 1\n    return 0\n",
        "def f(n: int):\n    out: List[int] = []\n    out.append(n)\n    return out\n",
        "def f(x: Tensor):\n    return x.max(dim=1).values, torch.topk(x, 2).indices\n",
        "def f(x: Tensor):\n    return F.max_pool2d(x, 2), F.relu(x, inplace=True)\n",
        "def f(t: Tuple[int, float]):\n    a, b = t\n    return t[-1] + b\n",
        "def f(flag: bool):\n    return 1 + flag\n",
        "def f(x: Tensor, s: str):\n    return s if s else 'none'\n",
        "def f(x: Tensor):\n    raise NotImplementedError('later')\n",
    ],
)
def test_what_torch_compiles_is_quiet(tmp_path: Path, source: str) -> None:
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(x: Tensor, n: int = None):\n    return x\n", "default-value-mismatch"),
        ("def f(xs: List):\n    return len(xs)\n", "bare-container-annotation"),
        ("def f(x: 'Missing'):\n    return x\n", "unknown-type-annotation"),
        ("def f(d: Dict[Tuple[int, int], int]):\n    return len(d)\n", "unsupported-dict-key"),
        ("def f(x: Tensor):\n    a: float = 1\n    return a\n", "annotation-mismatch"),
        ("def f(x: Tensor):\n    return 1 if x.sum() > 0 else 1.5\n", "ternary-type-mismatch"),
        ("def f(x: Tensor) -> int:\n    return 1.5\n", "return-type-mismatch"),
        ("def f(x: Tensor) -> Tensor:\n    if x.sum() > 0:\n        return x\n", "missing-return"),
        ("def f(x: Tensor, m: Optional[Tensor]):\n    return x * m\n", "optional-misuse"),
        ("def f(m: Optional[int]):\n    if m:\n        return 1\n    return 2\n", "non-bool-condition"),
        ("def f(s: str):\n    return s + 1\n", "unsupported-operand"),
        ("def f(t: Tuple[int, str], i: int):\n    return t[i]\n", "tuple-index"),
        ("def f(x: Tensor):\n    return x.reshape(*x.shape)\n", "unpack-without-length"),
        ("def f(t: Tuple[int, int]):\n    a, b, c = t\n    return a\n", "unpack-count"),
        ("def f(x: Tensor):\n    ys = x.tolist()\n    return len(ys)\n", "tolist-without-annotation"),
        ("def f(x: Tensor):\n    for i in range(3):\n        y = x\n    return y\n", "undefined-name"),
    ],
)
def test_a_wrong_type_is_told_once(tmp_path: Path, source: str, kind: str) -> None:
    assert kinds(tmp_path, source) == [kind]


def test_a_name_of_one_branch_is_told_at_the_branch_when_it_is_used(tmp_path: Path) -> None:
    source = "def f(x: Tensor):\n    if x.sum() > 0:\n        y = x\n    return y\n"
    told = events(tmp_path, source)
    assert [event.kind for event in told] == ["undefined-in-branch"]
    assert line_of(told[0]) == "if x.sum() > 0:"
    assert told[0].facts["branch"] == "false"


def test_an_empty_list_is_annotated_with_what_is_put_in(tmp_path: Path) -> None:
    source = (
        "def f(n: int):\n    out = []\n    for i in range(n):\n        out.append((i, 1.5))\n    return out\n"
    )
    told = events(tmp_path, source)
    assert [event.kind for event in told] == ["empty-container-mistyped"]
    cure = told[0].cures[0]
    assert isinstance(cure, AnnotateLocal)
    assert cure.annotation == "List[Tuple[int, float]]"


def test_none_that_becomes_a_tensor_is_annotated_as_optional(tmp_path: Path) -> None:
    source = "def f(x: Tensor):\n    out = None\n    for i in range(3):\n        out = x\n    return out\n"
    told = events(tmp_path, source)
    assert [event.kind for event in told] == ["type-change"]
    assert isinstance(told[0].cures[0], AnnotateLocal)
    assert told[0].cures[0].annotation == "Optional[Tensor]"


def test_an_unannotated_number_is_blamed_on_its_annotation(tmp_path: Path) -> None:
    told = events(tmp_path, "def f(x, n):\n    for i in range(n):\n        x = x + i\n    return x\n")
    assert [event.kind for event in told] == ["unannotated-parameter-misused"]
    assert isinstance(told[0].cures[0], AnnotateParameter)
    assert told[0].cures[0].annotation == "int"


def test_types_seen_by_a_trace_stand_in_for_annotations(tmp_path: Path) -> None:
    source = "def f(x, n):\n    for i in range(n):\n        x = x + i\n    return x\n"
    assert kinds(tmp_path, source, types={"n": t.INT, "x": t.TENSOR}) == []


def test_an_int_literal_for_a_float_is_replaced(tmp_path: Path) -> None:
    told = events(tmp_path, "def f(x: Tensor):\n    return F.leaky_relu(x, 1)\n")
    assert [event.kind for event in told] == ["no-matching-overload"]
    assert isinstance(told[0].cures[0], ReplaceText)
    assert told[0].cures[0].text == "1.0"


def test_an_error_in_a_called_function_comes_with_the_chain_of_calls(tmp_path: Path) -> None:
    source = """
    def inner(x: Tensor):
        return x.numpy()

    def f(x: Tensor):
        return inner(x)
    """
    told = events(tmp_path, source)
    assert [event.kind for event in told] == ["unknown-attribute"]
    assert [call.callee for call in told[0].chain] == ["judged.inner"]


def test_an_unknown_value_is_silent(tmp_path: Path) -> None:
    source = """
    from somewhere import thing

    def f(x: Tensor):
        y = thing(x)
        if y.flag:
            return y.numpy() + 1
        return y[0]["a"]
    """
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize("value", ["(1, 2)", "True", "None", "[1]", "torch.tensor(0)"])
def test_an_enum_has_numbers_or_text_for_values(tmp_path: Path, value: str) -> None:
    source = f"class Kind(Enum):\n    ONE = {value}\n\ndef f(x: Kind) -> str:\n    return x.name\n"
    assert kinds(tmp_path, source) == ["mixed-enum-values"]


@pytest.mark.parametrize("value", ["1", "2.5", "'a'", "torch.float32"])
def test_an_enum_of_numbers_or_text_is_quiet(tmp_path: Path, value: str) -> None:
    source = f"class Kind(Enum):\n    ONE = {value}\n\ndef f(x: Kind) -> str:\n    return x.name\n"
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("'Optional[int]'", []),
        ("'Dict[str, List[int]]'", []),
        ("'Tuple[()]'", []),
        ("List['int']", []),
        ("int | None", []),
        ("'int | None'", ["unknown-type-annotation"]),
        ("List['int | str']", ["unknown-type-annotation"]),
        ("\"Optional['int']\"", ["unknown-type-annotation"]),
        ("'None'", ["unknown-type-annotation"]),
        ("'Dict[str, None]'", ["unknown-type-annotation"]),
    ],
)
def test_the_parts_of_a_text_that_is_an_annotation_are_names(
    tmp_path: Path, annotation: str, told: list[str]
) -> None:
    assert kinds(tmp_path, f"def f(x: {annotation}):\n    return 1\n") == told


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("torch.types.Number", []),
        ("torch.types.Device", []),
        ("torch.autograd.Variable", []),
        ("torch.FloatTensor", []),
        ("torch.cuda.FloatTensor", ["unknown-type-annotation"]),
    ],
)
def test_types_that_torch_has_other_names_for(tmp_path: Path, annotation: str, told: list[str]) -> None:
    assert kinds(tmp_path, f"def f(x: {annotation}):\n    return 1\n") == told


def test_a_default_is_as_mutable_as_the_global_that_it_names(tmp_path: Path) -> None:
    assert kinds(tmp_path, "DIMS = [0, 1]\ndef f(x: List[int] = DIMS):\n    return x\n") == [
        "mutable-default"
    ]
    assert kinds(tmp_path, "DIMS = (0, 1)\ndef f(x: List[int] = DIMS):\n    return x\n") == []


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("List[List[int]]", []),
        ("bool", []),
        ("List[str]", ["annotation-mismatch"]),
        ("Tensor", ["annotation-mismatch"]),
        ("Optional[List[int]]", ["annotation-mismatch"]),
    ],
)
def test_tolist_gives_numbers(tmp_path: Path, annotation: str, told: list[str]) -> None:
    assert kinds(tmp_path, f"def f(x):\n    y: {annotation} = x.tolist()\n    return y\n") == told


@pytest.mark.parametrize(
    "source", ["def f(x: Any):\n    return isinstance(x, KINDS)\n", "def f(x: KINDS): pass\n"]
)
def test_a_global_tuple_of_types_is_no_type(tmp_path: Path, source: str) -> None:
    assert kinds(tmp_path, "KINDS = (int, str)\n" + source) == ["unknown-type-annotation"]


@pytest.mark.parametrize(
    ("field", "made", "told"),
    [
        ("b: Tensor = None", "P(1)", ["no-matching-overload"]),
        ("b: Tensor = None", "P(1, x)", []),
        ("b: Optional[Tensor] = None", "P(1)", []),
    ],
)
def test_a_tensor_field_has_no_default_of_none(
    tmp_path: Path, field: str, made: str, told: list[str]
) -> None:
    source = f"class P(NamedTuple):\n    a: int\n    {field}\ndef f(x: Tensor):\n    return {made}\n"
    assert kinds(tmp_path, source) == told


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        ("n: int = 1.5", "default-value-mismatch"),
        ("n: List[int] = []", "mutable-default"),
        ("n=3", "unannotated-parameter-misused"),
    ],
)
def test_a_default_on_a_line_of_its_own_is_told_from_the_def_on(
    tmp_path: Path, parameter: str, kind: str
) -> None:
    (event,) = events(tmp_path, f"def f(\n    x,\n    {parameter},\n):\n    return x\n")
    assert (event.kind, line_of(event)) == (kind, "def f(")
    assert event.span.end_line == event.span.line + 2
