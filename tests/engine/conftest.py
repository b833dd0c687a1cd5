"""An editor in which a file is open, and what its checks did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.editing import FILE, HELPERS, Editor
from tslint.config.settings import Settings
from tslint.engine import live
from tslint.engine.live import Live


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    path = tmp_path / "model.py"
    path.write_text(FILE)
    (tmp_path / "helpers.py").write_text(HELPERS)
    return Editor(path, Settings(tmp_path))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each check that is not from nothing did, in words."""
    told: list[str] = []
    settled, recall = Live._settled, Live.recall

    def recalled(self: Live, *given: Any) -> object:
        found = recall(self, *given)
        if self._recalled:
            told.append("nothing at all")
        return found

    def seen(self: Live, *given: Any) -> bool:
        known = self._known
        if known is not None:
            steps = known.history._steps
            again = [
                f"{key[0]} {key[1].name}" for key, step in steps.items() if step not in known.history.recalled
            ]  # type: ignore[index]
            told.append("everything" if self._edit is None else ", ".join(again) or "nothing")
        return settled(self, *given)

    monkeypatch.setattr(live.Live, "_settled", seen)
    monkeypatch.setattr(live.Live, "recall", recalled)
    return told
