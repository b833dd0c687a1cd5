"""TorchScript's type lattice: laws that hold by themselves, and agreement with torch's own C++ types."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tslint.torchspec import types as t
from tslint.torchspec.parsing import parse_type
from tslint.torchspec.relations import (
    bind,
    is_subtype,
    make_optional,
    make_union,
    same,
    substitute,
    unify,
    unify_all,
    without_none,
)

ATOMS = (t.TENSOR, t.INT, t.FLOAT, t.COMPLEX, t.BOOL, t.STR, t.NONE, t.DEVICE, t.NUMBER, t.ANY)

TYPES: st.SearchStrategy[t.Type] = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        inner.map(t.ListType),
        inner.map(make_optional),
        inner.map(t.FutureType),
        st.tuples(inner, inner).map(lambda pair: t.DictType(t.STR, pair[1])),
        st.lists(inner, max_size=3).map(lambda elems: t.TupleType(tuple(elems))),
        st.lists(inner, min_size=1, max_size=3).map(make_union),
    ),
    max_leaves=6,
)


@given(TYPES)
def test_every_type_is_a_subtype_of_itself_and_of_any(kind: t.Type) -> None:
    assert is_subtype(kind, kind)
    assert is_subtype(kind, t.ANY)


@given(TYPES)
def test_a_type_and_none_fit_its_optional(kind: t.Type) -> None:
    optional = make_optional(kind)
    assert is_subtype(kind, optional)
    assert is_subtype(t.NONE, optional)
    assert make_optional(optional) == optional


@given(TYPES, TYPES)
def test_what_two_types_unify_to_takes_both(left: t.Type, right: t.Type) -> None:
    merged = unify(left, right)
    if merged is not None:
        assert is_subtype(left, merged)
        assert is_subtype(right, merged)


@given(TYPES, TYPES)
def test_a_subtype_unifies_to_its_supertype(left: t.Type, right: t.Type) -> None:
    if is_subtype(left, right):
        merged = unify(left, right)
        assert merged is not None
        assert is_subtype(merged, right)
        assert is_subtype(right, merged)


@given(st.lists(TYPES, min_size=1, max_size=4))
def test_a_union_takes_each_of_its_members(members: list[t.Type]) -> None:
    union = make_union(members)
    assert all(is_subtype(member, union) for member in members)
    assert make_union([union]) == union


@given(TYPES, TYPES)
def test_a_union_is_found_where_one_is_allowed(left: t.Type, right: t.Type) -> None:
    assert unify(left, right, default_to_union=True) is not None


@given(TYPES)
def test_unknown_fits_everywhere_and_spreads(kind: t.Type) -> None:
    assert is_subtype(t.UNKNOWN, kind)
    assert is_subtype(kind, t.UNKNOWN)
    assert unify(kind, t.UNKNOWN) == t.UNKNOWN
    assert is_subtype(t.ListType(kind), t.ListType(t.UNKNOWN))
    assert is_subtype(t.ListType(t.UNKNOWN), t.ListType(kind))


@given(TYPES)
def test_the_spelling_of_a_type_reads_back_as_the_type(kind: t.Type) -> None:
    assert parse_type(str(kind)) == kind


@given(TYPES)
def test_a_type_variable_is_bound_to_what_it_meets(kind: t.Type) -> None:
    bound: dict[str, t.Type] = {}
    assert bind(parse_type("t[]"), t.ListType(kind), bound)
    assert substitute(parse_type("t[]"), bound) == t.ListType(kind)


def test_a_type_variable_does_not_take_two_unrelated_types() -> None:
    bound: dict[str, t.Type] = {}
    assert bind(t.VarType("t"), t.INT, bound)
    assert not bind(t.VarType("t"), t.STR, bound)


def test_an_unbound_variable_is_unknown() -> None:
    assert substitute(parse_type("Dict(str, t)"), {}) == t.DictType(t.STR, t.UNKNOWN)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("int", "float", None),
        ("int", "NoneType", "Optional[int]"),
        ("Optional[int]", "float", None),
        ("Tuple[int, NoneType]", "Tuple[NoneType, int]", "Tuple[Optional[int], Optional[int]]"),
        ("Tuple[int]", "Tuple[int, int]", None),
        ("List[int]", "List[float]", None),
        ("int", "number", "number"),
        ("Future[int]", "Future[NoneType]", "Future[Optional[int]]"),
    ],
)
def test_unification(left: str, right: str, expected: str | None) -> None:
    merged = unify(parse_type(left), parse_type(right))
    assert (None if merged is None else str(merged)) == expected


def test_a_list_of_types_unifies_from_left_to_right() -> None:
    assert unify_all([t.INT, t.NONE, t.INT]) == t.OptionalType(t.INT)
    assert unify_all([t.INT, t.STR]) is None
    assert unify_all([]) is None


def test_a_named_tuple_is_a_tuple_but_not_the_reverse() -> None:
    point = t.NamedTupleType("pkg.Point", (("x", t.INT), ("y", t.INT)))
    pair = t.TupleType((t.INT, t.INT))
    assert is_subtype(point, pair)
    assert not is_subtype(pair, point)
    assert not is_subtype(point, t.NamedTupleType("pkg.Size", (("w", t.INT), ("h", t.INT))))


def test_refinement_takes_none_away() -> None:
    assert without_none(parse_type("Optional[int]")) == t.INT
    assert without_none(parse_type("Union[int, str, NoneType]")) == parse_type("Union[int, str]")
    assert without_none(t.INT) == t.INT


def test_same_sees_through_unknown_but_not_through_other_names() -> None:
    assert same(parse_type("Dict[str, Unknown]"), parse_type("Dict[str, int]"))
    assert not same(parse_type("Dict[int, Unknown]"), parse_type("Dict[str, int]"))


def _torch_type(kind: t.Type) -> Any:
    """The C++ type of the same name."""
    from torch import _C

    match kind:
        case t.ListType():
            return _C.ListType(_torch_type(kind.elem))
        case t.DictType():
            return _C.DictType(_torch_type(kind.key), _torch_type(kind.value))
        case t.OptionalType():
            return _C.OptionalType(_torch_type(kind.elem))
        case t.FutureType():
            return _C.FutureType(_torch_type(kind.elem))
        case t.TupleType():
            return _C.TupleType([_torch_type(elem) for elem in kind.elems])
        case t.UnionType():
            return _C.UnionType([_torch_type(member) for member in kind.members])
    names = {
        t.TENSOR: "TensorType",
        t.INT: "IntType",
        t.FLOAT: "FloatType",
        t.COMPLEX: "ComplexType",
        t.BOOL: "BoolType",
        t.STR: "StringType",
        t.NONE: "NoneType",
        t.DEVICE: "DeviceObjType",
        t.NUMBER: "NumberType",
        t.ANY: "AnyType",
    }
    return getattr(_C, names[kind]).get()


def _many_types() -> list[t.Type]:
    few = (t.TENSOR, t.INT, t.FLOAT, t.NONE, t.NUMBER, t.STR, t.BOOL)
    found: list[t.Type] = list(ATOMS)
    for one in few:
        found += [t.ListType(one), t.DictType(t.STR, one), make_optional(one), t.FutureType(one)]
        for other in few:
            found += [t.TupleType((one, other)), make_union((one, other))]
            found.append(make_union((one, other, t.STR, t.ListType(one))))
    found.append(t.TupleType((make_optional(t.INT), t.INT)))
    found.append(t.ListType(make_optional(t.TENSOR)))
    return list(dict.fromkeys(found))


def test_subtyping_is_torchs() -> None:
    pytest.importorskip("torch")
    pairs = [(kind, _torch_type(kind)) for kind in _many_types()]
    wrong = [
        f"{left} <: {right}"
        for (left, ours), (right, theirs) in itertools.product(pairs, pairs)
        if ours.isSubtypeOf(theirs) != is_subtype(left, right)
    ]
    assert wrong == []


def test_unification_is_torchs() -> None:
    torch = pytest.importorskip("torch")
    pairs = [(kind, _torch_type(kind)) for kind in _many_types()]
    wrong = []
    for (left, ours), (right, theirs) in itertools.product(pairs, pairs):
        merged = unify(left, right)
        try:
            told = torch._C.unify_type_list([ours, theirs])
        except RuntimeError:
            told = None
        if (merged is None) != (told is None):
            wrong.append(f"{left} with {right}: torch {told}, ours {merged}")
        elif merged is not None:
            mine = _torch_type(merged)
            # torch leaves an Optional around a Union, and then does not take it for the same Union with None
            flat = isinstance(merged, t.UnionType) and t.NONE in merged.members
            if not mine.isSubtypeOf(told) or not (flat or told.isSubtypeOf(mine)):
                wrong.append(f"{left} with {right}: torch {told}, ours {merged}")
    assert wrong == []
