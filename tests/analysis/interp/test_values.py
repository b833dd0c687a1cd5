"""Joins of abstract values, and the keys under which calls are remembered."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tslint.analysis.interp.machine import signature
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Choice,
    Const,
    ExternalRef,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    alternatives,
    contains_tensor,
    element_of,
    join,
    join_all,
    kind_of,
    origin_of,
    shape_only,
)

ORIGINS = st.sampled_from(list(Origin))
CONSTANTS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.5, float("nan")]), st.text(max_size=2)
)
LEAVES: st.SearchStrategy[Value] = st.one_of(
    st.just(UNKNOWN),
    st.builds(Const, CONSTANTS, ORIGINS),
    st.builds(Scalar, st.sampled_from(["int", "float", "bool", "str"]), ORIGINS),
    st.builds(Tensor, ORIGINS, ORIGINS),
    st.builds(Size, ORIGINS),
    st.builds(ExternalRef, st.sampled_from(["torch.relu", "math.sqrt"])),
    st.builds(Instance, st.sampled_from(["torch.nn.Linear", "torch.nn.ReLU"])),
)


def _containers(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    items = st.lists(inner, max_size=3)
    return st.one_of(
        st.builds(Sequence, st.sampled_from(["list", "tuple", "set"]), items, length=ORIGINS),
        st.builds(Sequence, st.sampled_from(["list", "tuple"]), st.none(), inner, ORIGINS),
        st.builds(Mapping, st.dictionaries(st.sampled_from(["a", "b", 1]), inner, max_size=2)),
        st.builds(Mapping, st.none(), inner, inner, ORIGINS),
        st.builds(lambda parts: join_all(parts), st.lists(inner, min_size=2, max_size=4)),
    )


VALUES = st.recursive(LEAVES, _containers, max_leaves=6)


def abstraction(value: Value) -> object:
    """What a value says, apart from the order of alternatives."""
    match value:
        case Const():
            return ("const", repr(value.value), value.origin)
        case Sequence():
            items = None if value.items is None else tuple(abstraction(item) for item in value.items)
            return ("sequence", value.length, items, None if items else abstraction(value.element))
        case Mapping():
            known = (
                None if value.items is None else {repr(key): abstraction(v) for key, v in value.items.items()}
            )
            return ("mapping", value.length, repr(sorted(known.items(), key=repr)) if known else known)
        case Choice():
            return ("choice", tuple(sorted(repr(abstraction(part)) for part in value.values)))
        case Instance():
            return ("instance", id(value))
    return value


@settings(max_examples=300, deadline=None)
@given(VALUES, VALUES)
def test_a_join_covers_what_both_depend_on(one: Value, other: Value) -> None:
    joined = join(one, other)
    if joined is not UNKNOWN and not isinstance(joined, (Mapping, Choice)) and not _holds_unknown(joined):
        assert origin_of(joined, 9) >= min(origin_of(one, 9), origin_of(other, 9))


def _holds_unknown(value: Value) -> bool:
    if isinstance(value, Sequence):
        parts = value.items if value.items is not None else [value.element]
        return any(part is UNKNOWN or _holds_unknown(part) for part in parts)
    return isinstance(value, (Mapping, Choice))


@settings(max_examples=300, deadline=None)
@given(VALUES, VALUES)
def test_a_join_does_not_depend_on_the_order(one: Value, other: Value) -> None:
    assert abstraction(join(one, other)) == abstraction(join(other, one))


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_a_join_with_itself_is_itself(value: Value) -> None:
    assert join(value, value) is value


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, max_size=9))
def test_joins_of_many_never_raise_and_stay_small(values: list[Value]) -> None:
    joined = join_all(values)
    assert len(alternatives(joined)) <= 6
    assert isinstance(kind_of(joined), str)
    assert isinstance(element_of(joined), Value) if isinstance(joined, Sequence) else True
    assert shape_only(joined) in Origin
    assert contains_tensor(joined) in (True, False)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_a_signature_can_be_a_key_and_is_the_same_again(value: Value) -> None:
    assert {signature(value): 1}[signature(value)] == 1


def test_signatures_tell_apart_what_calls_must_tell_apart() -> None:
    values: list[Value] = [
        Const(1),
        Const(True),
        Const(1.0),
        Const("1"),
        NONE,
        Const(1, Origin.CONFIGURATION),
        Scalar("int"),
        Scalar("int", Origin.SHAPE),
        Tensor(),
        Tensor(Origin.CONFIGURATION, Origin.CONFIGURATION),
        Size(),
        UNKNOWN,
        Sequence("list", [Const(1)]),
        Sequence("tuple", [Const(1)]),
        Sequence("list", [Const(1)], length=Origin.DATA),
        Sequence("list", [Const(1)], grown=Origin.DATA),
        Mapping({"a": Const(1)}),
        Mapping({"a": Const(2)}),
    ]
    assert len({signature(value) for value in values}) == len(values)
    assert signature(Sequence("list", [Const(1)])) == signature(Sequence("list", [Const(1)]))


def test_numbers_join_to_their_kind() -> None:
    assert join(Const(1), Const(2)) == Scalar("int")
    assert join(Const(1), Scalar("int", Origin.SHAPE)) == Scalar("int", Origin.SHAPE)
    assert join(Const(1), Scalar("float")) == Scalar("float")
    assert join(Const(1), Const(1, Origin.CONFIGURATION)) == Const(1, Origin.CONFIGURATION)


def test_none_and_something_is_a_choice() -> None:
    optional = join(Tensor(), NONE)
    assert isinstance(optional, Choice)
    assert set(optional.values) == {Tensor(), NONE}
    assert alternatives(join(optional, Tensor())) == optional.values


def test_too_many_alternatives_are_unknown() -> None:
    objects = [Instance(f"torch.nn.M{i}") for i in range(7)]
    assert isinstance(join_all(objects[:6]), Choice)
    assert join_all(objects) is UNKNOWN


def test_nothing_joins_to_unknown() -> None:
    assert join_all([]) is UNKNOWN
    assert join(UNKNOWN, Tensor()) is UNKNOWN
