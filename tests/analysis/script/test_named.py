"""Functions without a `def` of their own are entries under the name that they are bound to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.config.settings import Settings
from tslint.engine.check import check


def _told(folder: Path, source: str, *entries: str) -> dict[str, list[tuple[str, int]]]:
    path = folder / "judged.py"
    path.write_text("import torch\n" + source, encoding="utf-8")
    report = check([path], Settings(mode="script", root=folder, entries=entries))
    return {
        entry.name: [(report.findings[i].code, report.findings[i].span.line) for i in entry.findings]
        for entry in report.entries
    }


@pytest.mark.parametrize("value", ["lambda x: x + 1", "torch.jit.script(lambda x: x + 1)"])
def test_a_lambda_is_an_entry_that_breaks(tmp_path: Path, value: str) -> None:
    ((_, line),) = _told(tmp_path, f"plus = {value}\n", "plus")["plus"]
    assert line == 2


_FACTORY = "def scaler(k):\n    def scale(x):\n        return x * k\n    return scale\n"


def test_what_a_factory_makes_of_a_number_breaks_where_the_number_is_used(tmp_path: Path) -> None:
    told = _told(tmp_path, f"{_FACTORY}twice = scaler(2)\n", "twice")
    assert [line for _, line in told["twice"]] == [4]


def test_what_a_factory_makes_of_a_function_is_not_judged_by_the_capture(tmp_path: Path) -> None:
    source = "def along(k):\n    def go(x):\n        return k(x)\n    return go\nact = along(torch.relu)\n"
    assert _told(tmp_path, source, "act") == {"act": []}


def test_without_a_choice_what_nobody_hands_to_script_is_no_entry(tmp_path: Path) -> None:
    source = f"{_FACTORY}twice = scaler(2)\nthrice = torch.jit.script(scaler(3))\nkeep = lambda x: x\n"
    assert set(_told(tmp_path, source)) == {"thrice"}
