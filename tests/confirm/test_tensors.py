"""Inputs as tensors, and how two outputs are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

torch = pytest.importorskip("torch")

from tslint.confirm.inputs import parse_inputs  # noqa: E402
from tslint.confirm.worker import outputs, tensors  # noqa: E402
from tslint.confirm.worker.sets import plan_sets  # noqa: E402


def _values(*texts: str) -> dict[str, Any]:
    specs = parse_inputs(texts)
    return {chosen.label: tensors.make_inputs(specs, chosen) for chosen in plan_sets(specs)}


def test_sets_share_their_base_and_change_its_values() -> None:
    made = _values("float32[5]", "int64[50] in 2..7", "bool[8]")
    base, negated, zeros, scaled = (made[label] for label in ("base", "negated", "zeros", "scaled"))
    assert torch.equal(negated[0], -base[0])
    assert torch.equal(scaled[0], base[0] * 10)
    assert not zeros[0].any()
    assert torch.equal(negated[2], ~base[2])
    for each in made.values():
        assert 2 <= int(each[1].min()) <= int(each[1].max()) <= 6


def test_the_same_specification_gives_the_same_tensors() -> None:
    one, other = _values("float32[n, 3]"), _values("float32[n, 3]")
    assert all(torch.equal(one[label][0], other[label][0]) for label in one)
    assert not torch.equal(one["base"][0], one["other values"][0])


def test_nested_inputs_keep_their_containers() -> None:
    (made,) = _values('{"k": [float64[2], (bool[n],)]}')["base"]
    assert list(made) == ["k"]
    assert isinstance(made["k"], list)
    assert isinstance(made["k"][1], tuple)
    assert made["k"][0].dtype == torch.float64


def test_a_range_holds_for_every_set() -> None:
    for label, (made,) in _values("float32[100] in 2..3").items():
        assert 2 <= float(made.min()) <= float(made.max()) < 3, label


def test_a_model_that_writes_into_its_inputs_gets_a_copy() -> None:
    given = (torch.zeros(2), [torch.zeros(2)])
    tensors.fresh(given, "cpu")[1][0].add_(1)
    assert not given[1][0].any()


class Pair(NamedTuple):
    one: Any
    two: Any


@dataclass
class Answer:
    scores: Any


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (torch.ones(3), torch.ones(3) + 1e-7),
        (torch.tensor([float("nan")]), torch.tensor([float("nan")])),
        (Pair(torch.ones(1), None), (torch.ones(1), None)),
        ([torch.ones(1)], (torch.ones(1),)),
        ({"b": 1, "a": 2.0}, {"a": 2.0, "b": 1}),
        (Answer(torch.ones(1)), {"scores": torch.ones(1)}),
        (torch.zeros(0, 3), torch.zeros(0, 3)),
        (float("nan"), float("nan")),
        (float("inf"), float("inf")),
    ],
)
def test_outputs_that_agree(expected: object, actual: object) -> None:
    assert outputs.difference(outputs.plain(expected), outputs.plain(actual)) == ""


@pytest.mark.parametrize(
    ("expected", "actual", "says"),
    [
        (torch.ones(3), -torch.ones(3), "3 of 3 values differ, the largest difference is 2"),
        (torch.ones(3), torch.ones(4), "output is float32[4], eager gives float32[3]"),
        (torch.ones(3), torch.ones(3).double(), "float64[3]"),
        (torch.tensor([1, 2]), torch.tensor([1, 3]), "1 of 2 values differ"),
        (torch.tensor([1.0]), torch.tensor([float("nan")]), "inf"),
        ((torch.ones(1), 2), (torch.ones(1), 3), "output[1] is 3, eager gives 2"),
        (torch.tensor(2), 2, "eager gives int64[]"),
        ({"a": 1}, {"b": 1}, "keys ['b']"),
        ([1, 2], [1], "1 elements"),
        (True, 1, "output is 1, eager gives True"),
        (1, 1.0, "output is 1.0, eager gives 1"),
        (None, torch.ones(1), "eager gives None"),
        ("a", "b", "eager gives 'a'"),
    ],
)
def test_outputs_that_differ_say_how(expected: object, actual: object, says: str) -> None:
    assert says in outputs.difference(outputs.plain(expected), outputs.plain(actual))


def test_an_output_that_cannot_be_compared_is_an_error() -> None:
    with pytest.raises(TypeError, match="object"):
        outputs.plain([object()])
