"""A report as a check gives it, for the tests of every format."""

from __future__ import annotations

from pathlib import Path

from tslint.analysis.events import Call
from tslint.ir.cures import AnnotateLocal, DecorateFunction, WrapCall
from tslint.ir.spans import Span
from tslint.rules.model import Entry, Finding, Report

BASE = Path("/project")
GATE = "/project/pkg/gate.py"
ELSEWHERE = "/site/layers/block.py"
LINES = {
    GATE: ["import torch", "", "class Gate:", "    def forward(self, x):", "        if x.sum() > 0:"],
    ELSEWHERE: ["\tvisit = {", "\t\t'é漢': 1,", "", "\t\t'b': 2,", "\t}"],
}

ERASED = Finding(
    code="TS401",
    name="data-dependent-if",
    regime="trace",
    severity="error",
    file=GATE,
    span=Span(5, 12, 5, 23),
    message="`if` on the data of `x` is erased",
    help="put `Gate.forward` under torch.jit.script",
    chain=(
        Call("/project/pkg/cell.py", 9, "pkg.cell.Cell.mix"),
        Call("/project/pkg/cell.py", 14, "pkg.gate.Gate.forward"),
    ),
    cures=(WrapCall("/project/pkg/cell.py", Span(6, 21, 6, 27)),),
    applicability="safe",
)
UNTYPED = Finding(
    code="TS203",
    name="untyped-dict",
    regime="script",
    severity="warning",
    file=ELSEWHERE,
    span=Span(1, 10, 5, 3),
    message="the type of\n`visit` is not known",
    help="",
    cures=(AnnotateLocal(ELSEWHERE, 1, "visit", "Dict[str, int]"), DecorateFunction(ELSEWHERE, "walk")),
    applicability="unsafe",
)
GONE = Finding(
    code="TS490",
    name="lost-check",
    regime="trace",
    severity="info",
    file=GATE,
    span=Span(1, 1, 1, 7),
    message="this check is gone from the export",
    help="nothing needs to be done",
)
CELL = Entry("Cell", "pkg.cell.Cell", "module", "/project/pkg/cell.py", 3, "trace", "loses", (0, 1))
TRACED_GATE = Entry("Gate", "pkg.gate.Gate", "module", GATE, 3, "trace", "loses", (0,))
REPORT = Report((CELL, TRACED_GATE), (ERASED, GONE, UNTYPED), files=3)
EMPTY = Report((CELL,), (), files=1)
