"""`tslint check --confirm`: torch's verdict on what is proposed, in the findings of every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Tslint
from tslint.engine import analysing

MODEL = """\
import torch


def total(x: torch.Tensor) -> torch.Tensor:
    return x.sum()


{head}
def flip(x: torch.Tensor) -> torch.Tensor:
    if total(x) > 0:
        return x
    return -x


class Gate(torch.nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.width = width

    def forward(self, x):
        if x.sum() > self.width:
            return x
        return -x


class Model(torch.nn.Module):
    def __init__(self{model}):
        super().__init__()
        self.gate = Gate(3)

    def forward(self, x):
        return flip(self.gate(x))
"""
REFUTED = "globals().update(total=object())  # what no reading can know\n\n"


def write(folder: Path, head: str = "", model: str = "") -> Path:
    path = folder / "model.py"
    path.write_text(MODEL.replace("{head}", head).replace("{model}", model))
    return path


@pytest.fixture
def tslint(tslint: Tslint) -> Tslint:
    pytest.importorskip("torch")
    return tslint


def verdicts(document: dict[str, Any]) -> dict[tuple[str, int], Any]:
    return {
        (found["code"], found["line"]): found["confirmed"]
        for found in document["findings"]
        if "confirmed" in found
    }


def test_findings_say_whether_what_cures_them_compiles(tslint: Tslint, tmp_path: Path) -> None:
    write(tmp_path)
    ran = tslint("check", ".", "--confirm", "--output-format", "json")
    assert (ran.code, ran.err) == (1, "")
    document = json.loads(ran.out)
    # The gate takes a width: the model that holds it gives one.
    assert verdicts(document) == {
        ("TS401", 10): True,
        ("TS601", 9): True,
        ("TS401", 21): True,
        ("TS602", 29): True,
    }
    assert {found["reason"] for found in document["findings"] if "reason" in found} == {""}
    lines = tslint("check", ".", "--confirm", "--output-format", "json-lines").out.splitlines()
    assert verdicts({"findings": [json.loads(line) for line in lines]}) == verdicts(document)


def test_what_no_model_builds_is_open(tslint: Tslint, tmp_path: Path) -> None:
    write(tmp_path, model=", weights")
    document = json.loads(tslint("check", ".", "--confirm", "--output-format", "json").out)
    assert verdicts(document) == {
        ("TS401", 10): True,
        ("TS601", 9): True,
        ("TS401", 21): None,
        ("TS602", 29): None,
    }
    reasons = {found["line"]: found["reason"] for found in document["findings"] if "reason" in found}
    assert reasons[10] == ""
    assert reasons[21].startswith("Gate: not built here: TypeError")


def test_what_torch_refutes_is_told_with_its_reason_and_is_exit_code_1(
    tslint: Tslint, tmp_path: Path
) -> None:
    write(tmp_path, head=REFUTED)
    ran = tslint("check", ".", "--confirm", "--output-format", "full")
    assert ran.code == 1
    assert "= refuted: flip: TypeError: <object object" in ran.out
    ran = tslint("check", ".", "--confirm", "--output-format", "concise")
    marks = [line.rpartition(" ")[2] for line in ran.out.splitlines() if "TS401" in line]
    assert marks == ["[refuted]", "[confirmed]"]
    ran = tslint("check", ".", "--confirm", "--output-format", "sarif")
    results = json.loads(ran.out)["runs"][0]["results"]
    stated = [result["properties"]["confirmed"] for result in results if result["ruleId"] == "TS401"]
    assert stated == [False, True]


def test_a_refuted_piece_that_no_finding_shows_is_told_on_stderr(tslint: Tslint, tmp_path: Path) -> None:
    write(tmp_path, head=REFUTED)
    ran = tslint("check", ".", "--confirm", "--select", "TS2")
    assert ran.code == 1
    assert "tslint: refuted: flip in model.py: " in ran.err


def test_the_project_is_analysed_once_and_a_cached_finding_has_its_verdict(
    tslint: Tslint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    ran = []
    analyse = analysing.analyse

    def watched(*given: Any, **named: Any) -> Any:
        ran.append(1)
        return analyse(*given, **named)

    monkeypatch.setattr(analysing, "analyse", watched)
    first = tslint("check", ".", "--confirm", "--output-format", "json")
    assert len(ran) == 1
    second = tslint("check", ".", "--confirm", "--output-format", "json")
    assert len(ran) == 1
    assert second.out == first.out
    assert set(verdicts(json.loads(first.out)).values()) == {True}


def test_the_losses_of_a_trace_have_the_verdicts_of_the_hybrid_plan(tslint: Tslint, tmp_path: Path) -> None:
    write(tmp_path)
    ran = tslint("check", ".", "--confirm", "--mode", "trace", "--output-format", "json")
    assert verdicts(json.loads(ran.out)) == {("TS401", 10): True, ("TS401", 21): True}
