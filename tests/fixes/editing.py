"""What the tests of edits share: spans by their text, and fixing a text with checks that always hold."""

from __future__ import annotations

import ast

from tslint.fixes.apply import FixResult, apply_cures
from tslint.fixes.offsets import Lines
from tslint.ir.cures import Cure
from tslint.ir.spans import Span

FILE = "model.py"


def span_of(text: str, part: str, number: int = 0) -> Span:
    """The span of the occurrence `number` (from 0) of `part`."""
    start = -1
    for _ in range(number + 1):
        start = text.index(part, start + 1)
    return Lines(text).span(start, start + len(part))


def run(text: str, *cures: Cure) -> FixResult:
    """Apply cures; the result must be Python, and the same cures again must change nothing."""
    result = apply_cures({FILE: text}, cures)
    new = result.texts.get(FILE, text)
    assert FILE not in result.texts or new != text
    assert len(result.applied) + len(result.refused) + len(result.satisfied) == len(dict.fromkeys(cures))
    if FILE in result.texts:
        ast.parse(new.removeprefix("\ufeff"))
        again = apply_cures({FILE: new}, [result.moved(cure) for cure in cures])
        assert again.texts == {}
        assert len(again.refused) == len(result.refused)
    return result


def fix(text: str, *cures: Cure) -> str:
    """The new text; every cure must have been carried out."""
    result = run(text, *cures)
    assert result.refused == []
    assert result.satisfied == []
    return result.texts[FILE]


def refusal(text: str, cure: Cure) -> str:
    """Why a cure is refused; the text must stay."""
    result = run(text, cure)
    assert result.texts == {}
    ((refused, reason),) = result.refused
    assert refused == cure
    return reason


def is_satisfied(text: str, cure: Cure) -> bool:
    """Whether a cure asks for what is so already; the text must stay."""
    result = run(text, cure)
    assert result.texts == {}
    return result.satisfied == [cure]
