"""The garbage collector is left as it was found, and what checks leave is collected."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.engine.collector import seldom, undisturbed
from tslint.engine.live import Live


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


def written(folder: Path, count: int) -> Path:
    """A file of so many models, each with statements enough to tell what is kept of them."""
    body = "".join(f"        if n:\n            n{k}: int = {k}\n" for k in range(40)) + "        return x\n"
    head = "(torch.nn.Module):\n    def forward(self, x, n):\n"
    path = folder / "model.py"
    path.write_text("import torch\n" + "".join(f"\n\nclass Net{n}{head}{body}" for n in range(count)))
    return path


def tracked() -> int:
    """How many objects the collector knows, set aside or not."""
    return gc.get_freeze_count() + len(gc.get_objects())


def test_what_earlier_checks_left_does_not_pile_up(tmp_path: Path) -> None:
    path = written(tmp_path, 40)
    settings = Settings(tmp_path, mode="trace", entries=("*",), jobs=1)
    check([path], settings)
    before, most = tracked(), 0
    for _ in range(16):
        check([path], settings)
        most = max(most, tracked())
    gc.unfreeze()
    assert most < 4 * before
    gc.collect()
    assert tracked() < 1.5 * before


def test_documents_that_an_editor_opens_and_closes_do_not_pile_up(tmp_path: Path) -> None:
    path = written(tmp_path, 10)
    settings = Settings(tmp_path, mode="trace", entries=("*",), jobs=1)
    Live().examine([path], settings, lambda *_: None)
    before, most = tracked(), 0
    for _ in range(30):
        Live().examine([path], settings, lambda *_: None)
        most = max(most, tracked())
    gc.unfreeze()
    assert most < 4 * before
