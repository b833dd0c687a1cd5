"""`tslint confirm`: a real export told as text and as JSON, and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint

MODEL = """\
import torch


class Doubled(torch.nn.Module):
    def forward(self, x):
        return x * 2


class Signed(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "nets.py").write_text(MODEL)
    (tmp_path / "tslint.toml").write_text(
        "[targets.doubled]\nmodel = 'nets:Doubled'\ninputs = ['float32[batch, 4]']\ndevice = 'cpu'\n"
    )
    return tmp_path


def test_a_proof_is_told_step_by_step(tslint: Tslint, project: Path) -> None:
    ran = tslint("confirm", "doubled", "--as-is", "--save", "doubled.pt")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:2] == ["doubled (nets:Doubled)", "  plan      no edits: the code as it stands"]
    assert [line.split()[:2] for line in lines[2:9]] == [
        [step, "ok"] for step in ("imports", "builds", "inputs", "compiles", "exports", "loads", "agrees")
    ]
    assert re.fullmatch(
        r"  speed     eager 1, export \d+\.\d\d, frozen \d+\.\d\d"
        r" \(shares of eager's [\d.e+-]+ ms on \(float32\[3, 4\]\), 1 thread\)",
        lines[9],
    )
    assert lines[10].startswith("  confirmed (torch ")
    assert lines[10].endswith("cpu); saved to doubled.pt")
    assert (project / "doubled.pt").is_file()


def test_the_export_is_run_on_the_cpu_where_that_is_asked_for(tslint: Tslint, project: Path) -> None:
    for option, told in (("--on-cpu", 1), ("--no-on-cpu", 0)):
        ran = tslint("confirm", "doubled", "--as-is", "--no-speed", option)
        assert (ran.code, ran.out.count("  cpu       ok    equal on ")) == (0, told)


def test_without_speed_there_is_no_line_of_it(tslint: Tslint, project: Path) -> None:
    ran = tslint("confirm", "doubled", "--as-is", "--no-speed")
    assert (ran.code, "  speed" in ran.out) == (0, False)


def test_an_export_that_is_wrong_is_exit_code_1(tslint: Tslint, project: Path) -> None:
    ran = tslint(
        "confirm", "nets.py:Signed", "--as-is", "--device", "cpu", "--input", "float32[3]",
        "--output-format", "json",
    )  # fmt: skip
    assert (ran.code, ran.err) == (1, "")
    document = json.loads(ran.out)
    assert document["verdict"] == "disagrees"
    assert document["steps"][-1]["step"] == "agrees"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name a target"),
        (["double"], "did you mean doubled?"),
        (["doubled", "nets:Signed", "--input", "float32[3]"], "are for one target"),
        (["doubled", "--python", "no-such-python"], "there is no interpreter no-such-python"),
        (["doubled", "--timeout", "0"], "0.0 is not in the range x>0"),
        (["doubled", "--device", "tpu"], "'tpu' is not one of"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    tslint: Tslint, project: Path, words: list[str], message: str
) -> None:
    ran = tslint("confirm", *words, *(["--as-is"] if words else []))
    assert (ran.code, ran.out.count("FAILS")) == (2, 0)
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_all_of_no_targets_is_a_mistake(tslint: Tslint) -> None:
    ran = tslint("confirm", "--all")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("tslint: --all: the configuration has no targets; ")


def test_what_a_trace_decides_once_is_watched_in_the_code_as_it_stands_too(
    tslint: Tslint, project: Path
) -> None:
    (project / "nets.py").write_text(MODEL.replace("x.sum() > 0", "x.abs().sum() < 0"))
    ran = tslint(
        "confirm", "nets.py:Signed", "--as-is", "--device", "cpu", "--input", "float32[3]",
        "--output-format", "json",
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["inputs"]["not_exercised"] == ["nets.py:11: `if` was never true"]


def test_what_the_plan_does_not_reach_is_listed_below_it(tslint: Tslint, project: Path) -> None:
    lost = MODEL.replace("x.sum() > 0", "self.gate(x).sum() > 0").replace(
        "class Signed(nn.Module):", "class Signed(nn.Module):\n    gate = nn.Identity()\n", 1
    )
    (project / "nets.py").write_text(lost.replace("forward(self, x)", "forward(self, x, **options)"))
    words = ("confirm", "nets.py:Signed", "--device", "cpu", "--input", "float32[3]")
    told = [line.strip() for line in tslint(*words).out.splitlines() if "does not reach" in line]
    assert [line.partition("nets.py:")[0] for line in told] == ["does not reach "]
    left = json.loads(tslint(*words, "--output-format", "json").out)["left"]
    assert [f"does not reach {each}" for each in left] == told
    assert json.loads(tslint(*words, "--as-is", "--output-format", "json").out)["left"] == []


def test_a_model_that_no_piece_holds_is_scripted_as_a_whole(tslint: Tslint, project: Path) -> None:
    looping = """\
import torch


class Repeated(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Tanh()

    def forward(self, x):
        seen = {}
        for i in range(x.size(0)):
            x = self.inner(x) + i
            seen[i] = True
        return x * len(seen)
"""
    (project / "nets.py").write_text(looping)
    words = ("confirm", "nets.py:Repeated", "--device", "cpu", "--input", "float32[batch, 3]")
    ran = tslint(*words)
    assert (ran.code, ran.err) == (0, "")
    told = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert told[1:3] == ["plan edits nets.py", "plan scripts Repeated as a whole"]
    assert any(line.startswith("exports ok") and line.endswith("scripted as a whole") for line in told)
    assert any(
        re.match(r"plain trace: wrong on \d+ of \d+ inputs.*; hybrid: equal on", line) for line in told
    )
    assert (project / "nets.py").read_text() == looping
    plain = tslint(*words, "--as-is")
    assert plain.code == 1
    assert "scripts Repeated" not in plain.out
