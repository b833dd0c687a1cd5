"""The number of groups of a convolution: the channels of an image, or something that varies."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import function, kinds

CONVOLVED = "\nreturn F.conv2d(x, torch.ones(n, 1, 3, 3), groups=n)"


@pytest.mark.parametrize(
    "size",
    [
        "n = x.shape[1]",
        "n = x.size(1)",
        "n = x.shape[-3]",
        "b, n, h, w = x.shape",
    ],
)
def test_as_many_groups_as_channels_are_quiet(size: str) -> None:
    assert function(size + CONVOLVED) == []


def test_channels_that_are_read_on_the_spot_are_quiet() -> None:
    assert function("return F.conv2d(x, self.linear.weight, groups=x.shape[1])") == []


@pytest.mark.parametrize(
    "size",
    [
        "n = x.shape[0]",
        "n, c, h, w = x.shape",
        "c, h, *n = x.shape\nn = x.shape[2]",
        "n = x.shape[1]\nn = n * x.shape[0]",
        "n = x.shape[1]\nn *= 2",
        "n = x.shape[0] * x.shape[1]",
    ],
)
def test_groups_by_another_size_are_frozen(size: str) -> None:
    assert kinds(function(size + CONVOLVED)) == ["baked-argument"]
