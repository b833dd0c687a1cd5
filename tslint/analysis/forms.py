"""Forms: how many dimensions a tensor has and which of them are one, so far as the source says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum

from tslint.ir.records import record


class Dim(IntEnum):
    """What is known of one dimension."""

    ONE = 0  # exactly one
    FIXED = 1  # the same for every input, and more than one
    SET = 2  # the same for every input
    OPEN = 3  # the size of an input, taken to be more than one
    UNSURE = 4  # of an input, or not known


@record
class Form:
    """The dimensions in order. With a `base` the rest of that input's dimensions follow, from `start` on.

    `last_set`: the last of all has the same size for every input, wherever it stands.
    """

    dims: tuple[Dim, ...] = ()
    base: str = ""
    start: int = 0
    last_set: bool = False

    def comparable(self, other: Form) -> bool:
        """Whether the numbers of dimensions of the two can be told apart."""
        return self.base == other.base

    def rank(self) -> int:
        """The number of dimensions, less that of the base."""
        return len(self.dims) - self.start

    def opened(self, count: int) -> Form | None:
        """The same form with at least `count` dimensions written out; None where it has fewer."""
        missing = count - len(self.dims)
        if missing <= 0:
            return self
        if not self.base:
            return None
        return Form((*self.dims, *[Dim.OPEN] * missing), self.base, self.start + missing, self.last_set)

    def blurred(self) -> Form:
        """The same number of dimensions, nothing known of any."""
        return replace(self, dims=(Dim.UNSURE,) * len(self.dims), last_set=False)


_MOST = 8  # more dimensions than that are not followed


def kept(form: Form | None) -> Form | None:
    """A form as far as it is followed."""
    return form if form is not None and len(form.dims) <= _MOST else None


def joined(one: Form | None, other: Form | None) -> Form | None:
    """What two ways have in common."""
    if one == other or one is None or other is None:
        return one if one == other else None
    if one.base != other.base or one.rank() != other.rank():
        return None
    count = max(len(one.dims), len(other.dims))
    left, right = one.opened(count), other.opened(count)
    if left is None or right is None:
        return None
    pairs = zip(left.dims, right.dims, strict=True)
    both = one.last_set and other.last_set
    return replace(left, dims=tuple(a if a is b else Dim.UNSURE for a, b in pairs), last_set=both)


def broadcast(one: Form | None, other: Form | None) -> Form | None:
    """The form of an elementwise result."""
    if one is None or other is None:
        return None
    for small, large in ((one, other), (other, one)):
        if not small.base and not small.dims:
            return large
    if one.base != other.base:
        return None
    if one.rank() < other.rank():
        one, other = other, one
    if one.rank() > other.rank():
        return one.blurred() if any(dim is Dim.ONE for dim in one.dims) else replace(one, last_set=False)
    count = max(len(one.dims), len(other.dims))
    left, right = one.opened(count), other.opened(count)
    if left is None or right is None:
        return None
    dims = tuple(_wider(a, b) for a, b in zip(left.dims, right.dims, strict=True))
    return replace(left, dims=dims, last_set=one.last_set and other.last_set)


def _wider(one: Dim, other: Dim) -> Dim:
    if one is other or other is Dim.ONE:
        return one
    if one is Dim.ONE:
        return other
    return min(one, other) if Dim.FIXED in (one, other) else max(one, other)


def position(form: Form, dim: int) -> int | None:
    """Where a dimension stands, counted from the front; None where that is not known."""
    if dim >= 0:
        return dim
    return len(form.dims) + dim if not form.base and len(form.dims) + dim >= 0 else None


def without(form: Form, dims: Iterable[int]) -> Form | None:
    """The form after a reduction over these dimensions."""
    return _changed(form, dims, None)


def with_ones(form: Form, dims: Iterable[int]) -> Form | None:
    """The form after a reduction that keeps these dimensions."""
    return _changed(form, dims, Dim.ONE)


def _changed(form: Form, dims: Iterable[int], by: Dim | None) -> Form | None:
    places = []
    for dim in dims:
        place = position(form, dim)
        if place is None or place >= _MOST:
            return form.blurred() if by is not None else None
        places.append(place)
    opened = form.opened(max(places, default=-1) + 1)
    if opened is None:
        return None
    changed = [by if place in places else dim for place, dim in enumerate(opened.dims)]
    return replace(opened, dims=tuple(dim for dim in changed if dim is not None), last_set=False)


def inserted(form: Form, dim: int, what: Dim = Dim.ONE) -> Form | None:
    """The form after `unsqueeze(dim)` (or `stack`, which inserts another dimension than one)."""
    place = dim if dim >= 0 else (len(form.dims) + 1 + dim if not form.base else -1)
    opened = form.opened(place) if 0 <= place <= _MOST else None
    if opened is None:
        return None
    return replace(opened, dims=(*opened.dims[:place], what, *opened.dims[place:]), last_set=False)


def spreads(target: Form | None, value: Form | None) -> bool:
    """Whether storing `value` into `target` broadcasts it to sizes that an input gives.

    Python's indexing then views and expands the value to the sizes that the target has while it is recorded
    (torch/csrc/autograd/python_variable_indexing.cpp, `copy_to`); a value without dimensions fills.
    """
    if target is None or value is None or (not value.base and not value.dims):
        return False
    if not value.base and all(dim is Dim.ONE for dim in value.dims) and Dim.OPEN in target.dims:
        return True
    if not target.comparable(value):
        return False
    if not target.base and all(dim <= Dim.SET for dim in target.dims):
        return False
    if target.rank() != value.rank():
        return target.base != "" or any(dim is Dim.OPEN for dim in target.dims)
    count = max(len(target.dims), len(value.dims))
    left, right = target.opened(count), value.opened(count)
    if left is None or right is None:
        return False
    pairs = list(zip(left.dims, right.dims, strict=True))
    return any(b is Dim.ONE and a in (Dim.OPEN, Dim.FIXED) for a, b in pairs)
