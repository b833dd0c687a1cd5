"""Verdicts of entries."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.rules.build import finding
from tslint.engine.verdicts import verdict


@pytest.mark.parametrize(
    ("regime", "complete", "severities", "said"),
    [
        ("script", True, [], "clean"),
        ("script", True, ["error"], "breaks"),
        ("script", True, ["info", "warning"], "breaks"),
        ("trace", True, ["warning"], "loses"),
        ("trace", True, ["info"], "clean"),
        ("trace", False, ["info"], "unknown"),
        ("trace", False, ["error"], "loses"),
        ("script", False, [], "unknown"),
    ],
)
def test_a_verdict_sums_up_the_findings(
    regime: Literal["script", "trace"], complete: bool, severities: list[str], said: str
) -> None:
    assert verdict(regime, complete, [finding(severity=severity) for severity in severities]) == said
