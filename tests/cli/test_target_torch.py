"""`--target-torch`: a release that is not described is judged as another, and that is said."""

from __future__ import annotations

import pytest

from tslint.cli.output import notes_on


@pytest.mark.parametrize("release", ["2.13", "2.13.0", "2.13.1"])
def test_nothing_is_said_of_a_release_that_is_described(release: str) -> None:
    assert notes_on(release) == []


def test_a_release_that_is_not_described_is_named_with_the_one_that_stands_in() -> None:
    assert notes_on("1.13") == ["torch 1.13 is not described yet: judged as torch 2.13"]
