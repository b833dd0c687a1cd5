"""Documents judged while they are typed: what the server tells of a text hangs on that text alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.engine.editing import edited
from tslint.server.judging import Judge

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
DOCUMENTS = sorted(path for path in FIXTURES.rglob("*.py") if "nn.Module" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_what_is_told_of_a_text_does_not_hang_on_the_texts_before_it(path: Path) -> None:
    chance, judge = random.Random(path.name), Judge()
    disk = path.read_text(encoding="utf-8").splitlines()
    lines = disk
    for _ in range(10):
        new = edited(lines, chance)
        texts = {str(path): "\n".join(new) + "\n"}
        assert judge.judge(path, texts) == Judge().judge(path, texts)
        lines = new if chance.random() < 0.6 else disk
