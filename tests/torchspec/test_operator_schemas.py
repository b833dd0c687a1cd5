"""Types and schemas are read from text as torch prints it."""

from __future__ import annotations

import pytest

from tslint.torchspec import types as t
from tslint.torchspec.parsing import parse_type
from tslint.torchspec.schema import parse_schema


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("Tensor(a!)", "Tensor"),
        ("Tensor(a -> *)[]", "List[Tensor]"),
        ("Tensor(a|b)[](c)", "List[Tensor]"),
        ("int[2]?", "Optional[List[int]]"),
        ("SymInt", "int"),
        ("ScalarType?", "Optional[int]"),
        ("Dimname[]", "List[str]"),
        ("(Tensor, int)", "Tuple[Tensor, int]"),
        ("()", "Tuple[()]"),
        ("Tuple[int, Tuple[()]]", "Tuple[int, Tuple[()]]"),
        ("Dict(str, t(*))", "Dict[str, t]"),
        ("Future(t)", "Future[t]"),
        ("Union[str, int, None]", "Union[int, NoneType, str]"),
        ("Union[int, float, complex]", "number"),
    ],
)
def test_a_type_is_read_in_both_spellings(text: str, spelling: str) -> None:
    assert str(parse_type(text)) == spelling


@pytest.mark.parametrize("text", ["", "int]", "List[", "1", "List[]", "int int", "Dict(", "int[x]"])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a TorchScript type"):
        parse_type(text)


def test_a_name_is_a_variable_or_a_class_by_its_case() -> None:
    assert parse_type("tVal") == t.VarType("tVal")
    assert parse_type("__torch__.pkg.Thing") == t.ClassType("__torch__.pkg.Thing")


def test_a_schema_tells_each_argument() -> None:
    schema = parse_schema(
        "aten::pool.pad(Tensor(a!) self, SymInt[2] stride=1, float eps=1e-05, *, "
        'ScalarType? dtype=None, str mode="a, b\\"(", float[] limits=[0., 1.]) '
        "-> (Tensor values, Tensor[] rest)"
    )
    assert (schema.name, schema.overload) == ("aten::pool", "pad")
    own, stride, eps, dtype, mode, limits = schema.arguments
    assert own.mutated
    assert not own.has_default
    assert (stride.size, stride.default, stride.declared) == (2, [1, 1], "SymInt[2]")
    assert eps.default == 1e-05
    assert not eps.kwarg_only
    assert dtype.kwarg_only
    assert (dtype.declared, str(dtype.type)) == ("ScalarType?", "Optional[int]")
    assert mode.default == 'a, b"('
    assert limits.default == [0.0, 1.0]
    assert schema.return_names == ("values", "rest")
    assert str(schema.result) == "Tuple[Tensor, List[Tensor]]"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("aten::f(Tensor self) -> ()", "NoneType"),
        ("f(Tensor x) -> ((Tensor, int))", "Tuple[Tensor, int]"),
        ("aten::keys.str(Dict(str, t) self) -> str[](*)", "List[str]"),
        ("prim::PythonOp(...) -> ...", "Unknown"),
    ],
)
def test_the_result_of_a_call(text: str, result: str) -> None:
    assert str(parse_schema(text).result) == result


def test_a_schema_that_takes_anything_is_variadic() -> None:
    schema = parse_schema("aten::format(str self, ...) -> str")
    assert schema.variadic
    assert [argument.name for argument in schema.arguments] == ["self"]
    assert schema.argument("self") is schema.arguments[0]
    assert schema.argument("other") is None


def test_what_is_no_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="not an operator schema"):
        parse_schema("aten::broken(Tensor self")


def test_all_schemas_of_torch_are_read_as_torch_means_them() -> None:
    torch = pytest.importorskip("torch")
    wrong = []
    for theirs in torch._C._jit_get_all_schemas():
        ours = parse_schema(str(theirs))
        read = [(a.name, str(a.type), a.has_default, a.kwarg_only, a.size) for a in ours.arguments]
        meant = [(a.name, str(a.type), a.has_default_value(), a.kwarg_only, a.N) for a in theirs.arguments]
        named = (ours.name, ours.overload) == (theirs.name, theirs.overload_name)
        if not named or read != meant:
            wrong.append(str(theirs))
    assert wrong == []
