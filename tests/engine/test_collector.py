"""The garbage collector is left as it was found."""

from __future__ import annotations

import gc

import pytest

from tslint.engine.collector import seldom, undisturbed


@pytest.mark.parametrize("enabled", [True, False])
def test_collection_goes_on_after_it_was_held_back(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with undisturbed():
            assert not gc.isenabled()
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
        gc.unfreeze()


def test_thresholds_are_put_back_even_after_an_error() -> None:
    before = gc.get_threshold()
    collector = seldom()
    collector.__enter__()
    assert gc.get_threshold() > before
    assert not collector.__exit__(KeyError, KeyError(), None)
    assert gc.get_threshold() == before
