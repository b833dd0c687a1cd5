"""What two runs saw, compared object for object."""

from __future__ import annotations

from tslint.analysis.trace.equal import counterparts, equal
from tslint.analysis.values import INPUT, UNKNOWN, Choice, Const, Instance, Mapping, Method, Sequence, Value


def made(*items: Value) -> Sequence:
    return Sequence("list", list(items))


def test_lists_of_equal_values_are_equal() -> None:
    assert equal([made(Const(1), INPUT)], [made(Const(1), INPUT)])
    assert not equal([made(Const(1), INPUT)], [made(Const(2), INPUT)])
    assert not equal([made(Const(1))], [made(Const(1), Const(1))])
    assert equal(Mapping({"a": INPUT}), Mapping({"a": INPUT}))
    assert not equal(Mapping({"a": INPUT}), Mapping({"b": INPUT}))


def test_a_number_is_not_the_bool_or_the_float_that_equals_it() -> None:
    for one, other in ((1, True), (1, 1.0), (0.0, -0.0), ((1,), (True,))):
        assert not equal(Const(one), Const(other))
        assert equal(Const(other), Const(other))


def test_what_is_shared_on_one_side_is_shared_on_the_other() -> None:
    once, again = made(INPUT), made(INPUT)
    assert equal([once, once], [again, again])
    assert not equal([once, once], [again, made(INPUT)])
    assert not equal([once, made(INPUT)], [again, again])


def test_an_instance_is_equal_to_itself_alone() -> None:
    one, other = Instance("torch.nn.ReLU"), Instance("torch.nn.ReLU")
    assert equal([one, Method(one, "to")], [one, Method(one, "to")])
    assert not equal([one], [other])
    assert not equal(Method(one, "to"), Method(other, "to"))
    assert not equal(Choice((one, UNKNOWN)), Choice((other, UNKNOWN)))


def test_a_list_that_holds_itself_comes_to_an_end() -> None:
    one, other = made(), made()
    for each in (one, other):
        assert each.items is not None
        each.items.append(each)
    assert equal(one, other)


def block(width: int, *parts: Value) -> Instance:
    return Instance("Block", {"width": Const(width), "parts": made(*parts)}, is_module=True)


def test_instances_stand_for_each_other_where_all_in_them_does() -> None:
    inner, again = block(1), block(1)
    one, other = block(2, inner, inner), block(2, again, again)
    assert counterparts(one, other) == [(one, other), (inner, again)]
    assert counterparts(one, block(2, again, block(1))) is None
    assert counterparts(one, block(3, again, again)) is None
    assert counterparts(block(2, inner), block(2, inner)) is not None
    assert not equal(one, other)
