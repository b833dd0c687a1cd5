"""Input specifications: what is read, what is refused and where the caret points, and the sets made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tslint.confirm.inputs import parse_input, parse_inputs
from tslint.confirm.worker.sets import named_sizes, plan_sets
from tslint.confirm.worker.specs import (
    DTYPES,
    DictSpec,
    InputSpec,
    ListSpec,
    Size,
    TensorSpec,
    TupleSpec,
    from_json,
    tensors_of,
    to_json,
)
from tslint.errors import TslintError

NAMES = st.sampled_from(["batch", "lanes", "points", "in", "float32", "n_1"])


@st.composite
def sizes(draw: st.DrawFn) -> int | Size:
    """A number or a name with its bounds; the same name always with the same bounds."""
    if draw(st.booleans()):
        return draw(st.integers(0, 100))
    name = draw(NAMES)
    return {
        "lanes": Size("lanes", None, 2, 12),
        "points": Size("points", 20),
        "n_1": Size("n_1", 5, None, 9),
    }.get(name, Size(name))


@st.composite
def tensor_specs(draw: st.DrawFn) -> TensorSpec:
    """A tensor of any dtype, with a range where its dtype takes one."""
    dtype = draw(st.sampled_from(DTYPES))
    shape = tuple(draw(st.lists(sizes(), max_size=4)))
    if dtype == "bool" or dtype.startswith("complex") or draw(st.booleans()):
        return TensorSpec(dtype, shape)
    low = draw(st.integers(0, 100))
    if dtype.startswith(("float", "bfloat")):
        return TensorSpec(dtype, shape, low / 4, low / 4 + draw(st.integers(1, 20)))
    return TensorSpec(dtype, shape, low, low + draw(st.integers(1, 20)))


SPECS: st.SearchStrategy[InputSpec] = st.recursive(
    tensor_specs(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: TupleSpec(tuple(items))),
        st.lists(inner, max_size=3).map(lambda items: ListSpec(tuple(items))),
        st.dictionaries(st.text(max_size=5), inner, max_size=3).map(
            lambda items: DictSpec(tuple(items.items()))
        ),
    ),
    max_leaves=6,
)


@given(SPECS)
def test_what_a_specification_says_is_read_back(spec: InputSpec) -> None:
    assert parse_input(str(spec)) == spec
    assert from_json(to_json(spec)) == spec


@given(st.text(alphabet="float32bol[]{}(),:=<.'\"\\ 0129in-bé\n\t", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        spec = parse_input(text)
    except TslintError:
        return
    assert parse_input(str(spec)) == spec


@given(st.lists(SPECS, min_size=1, max_size=3))
def test_every_specification_makes_six_sets_or_more(specs: list[InputSpec]) -> None:
    sets = plan_sets(specs)
    assert len(sets) >= 6
    assert len({(each.label, each.sizes, each.values, each.seed) for each in sets}) == len(sets)
    bounds = named_sizes(specs)
    for each in sets:
        assert set(dict(each.sizes)) == set(bounds)
        for name, number in each.sizes:
            low, high = bounds[name].low, bounds[name].high
            assert (1 if low is None else low) <= number
            assert high is None or number <= high


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("float32[batch, 4]", TensorSpec("float32", (Size("batch"), 4))),
        ("float32[]", TensorSpec("float32", ())),
        (" int64 [ batch ] in 0..10 ", TensorSpec("int64", (Size("batch"),), 0, 10)),
        ("float64[3] in -1.5..1", TensorSpec("float64", (3,), -1.5, 1.0)),
        ("bool[lanes, points]", TensorSpec("bool", (Size("lanes"), Size("points")))),
        ("long[n<=12]", TensorSpec("int64", (Size("n", None, None, 12),))),
        ("float[8<=side=32<=64]", TensorSpec("float32", (Size("side", 32, 8, 64),))),
        ("(bool[2],)", TupleSpec((TensorSpec("bool", (2,)),))),
        ("[bool[2], bool[3]]", ListSpec((TensorSpec("bool", (2,)), TensorSpec("bool", (3,))))),
        ('{"k": bool[2]}', DictSpec((("k", TensorSpec("bool", (2,))),))),
        ("{'a': (bool[1], [bool[2]])}", None),
    ],
)
def test_specifications_as_users_write_them(text: str, spec: InputSpec | None) -> None:
    parsed = parse_input(text)
    assert spec is None or parsed == spec
    assert parse_input(str(parsed)) == parsed


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 0, "found the end"),
        ("float31[2]", 0, "did you mean float32"),
        ("tensor[2]", 0, "it is one of float32"),
        ("float32", 7, "'['"),
        ("float32[batch,! 4]", 14, "'!' means nothing here"),
        ("float32[batch 4]", 14, "',' or ']'"),
        ("float32[-1]", 8, "whole number from 0"),
        ("float32[1.5]", 8, "whole number from 0"),
        ("float32[2", 9, "found the end"),
        ("float32[2] float32[2]", 11, "nothing after the specification"),
        ("int64[2] in 0.5..3", 12, "whole numbers"),
        ("int64[2] in 5..5", 9, "is empty"),
        ("int8[2] in 0..1000", 14, "does not fit into int8"),
        ("uint8[2] in -1..3", 12, "does not fit into uint8"),
        ("bool[2] in 0..1", 8, "takes no range"),
        ("float32[2] in 0,1", 15, "'..'"),
        ("{k: bool[1]}", 1, "a key in quotes"),
        ('{"k": bool[1], "k": bool[1]}', 15, "given twice"),
        ('{"k" bool[1]}', 5, "':'"),
        ("(bool[1]", 8, "',' or ')'"),
        ("[" * 60, 41, "levels of nesting"),
    ],
)
def test_a_mistake_is_explained_with_a_caret_below_it(text: str, at: int, says: str) -> None:
    with pytest.raises(TslintError) as raised:
        parse_input(text)
    first, shown, caret = str(raised.value).split("\n")
    assert says in first
    assert shown == "  " + text
    assert caret == "  " + " " * at + "^"


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["float32[n<=3]", "float32[4<=n]"], "at least 4 and at most 3"),
        (["float32[n=3, n=4]"], "cannot be 3 and 4"),
        (["float32[n=9<=4]"], "outside its bounds"),
    ],
)
def test_a_named_size_cannot_be_two_things(texts: list[str], says: str) -> None:
    with pytest.raises(TslintError, match=says):
        parse_inputs(texts)


def test_a_name_is_one_size_within_a_set_and_varies_between_sets() -> None:
    specs = parse_inputs(["float32[lanes<=12, points, 2]", "(bool[lanes, points],)"])
    seen = {name: {dict(each.sizes)[name] for each in plan_sets(specs)} for name in ("lanes", "points")}
    assert min(seen["lanes"]) == 1
    assert max(seen["lanes"]) == 12
    assert len(seen["points"]) >= 4
    assert [len(tensors_of(spec)) for spec in specs] == [1, 1]


def test_large_sizes_vary_around_their_first_value() -> None:
    specs = parse_inputs(["float32[1, 3, side=64, side]"])
    assert {dict(each.sizes)["side"] for each in plan_sets(specs)} == {64, 32, 128, 96, 63}
