"""Assembling the report: one list of findings, indexed by every entry that reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.rules.build import event, rule
from tslint.analysis.events import Call, Event
from tslint.config.settings import Settings
from tslint.engine.assemble import assemble
from tslint.engine.policies import Policies
from tslint.engine.reading import Reading
from tslint.errors import TslintError
from tslint.rules.model import Report
from tslint.rules.ruleset import RuleSet

RULES = RuleSet(
    [
        rule("TS401"),
        rule("TS501", event="baked", severity="warning"),
        rule("TS490", event="harmless", severity="info"),
        rule("TS603", event="no-placement", regime="any", severity="info", message="{reason}"),
        rule("TS901", event="invalid-syntax", regime="any", message="no Python: {reason}"),
        rule("TS903", event="unused-suppression", regime="any", severity="warning", message="{rules}"),
        rule("TS904", event="invalid-suppression", regime="any", severity="warning", message="{problem}"),
    ]
)


@dataclass
class Analysed:
    """What the analysis says of one entry."""

    name: str
    events: list[Event]
    complete: bool = True
    file: str = "/project/model.py"
    regime: str = "trace"
    kind: str = "module"
    line: int = 1
    whole: bool = True

    @property
    def qualname(self) -> str:
        return f"model.{self.name}"


def assembled(*entries: Analysed, reading: Reading | None = None, **given: Any) -> Report:
    settings = Settings(Path("/project"), **given)
    policies = Policies(RULES, settings)
    return assemble(reading or Reading(), entries, RULES, settings, policies)  # type: ignore[arg-type]


def codes(report: Report) -> list[tuple[str, int]]:
    return [(finding.code, finding.span.line) for finding in report.findings]


def test_a_finding_that_two_entries_reach_is_listed_once_and_indexed_by_both() -> None:
    shared = event(line=7)
    report = assembled(
        Analysed("A", [event("baked", line=2), shared]), Analysed("B", [shared]), Analysed("C", [])
    )
    assert codes(report) == [("TS501", 2), ("TS401", 7)]
    assert [entry.findings for entry in report.entries] == [(0, 1), (1,), ()]
    assert [entry.verdict for entry in report.entries] == ["loses", "loses", "clean"]


def test_why_no_piece_holds_a_loss_is_told_once_at_its_place_in_the_words_of_the_first_model() -> None:
    def unplaced(reason: str, line: int) -> Event:
        return event("no-placement", line, facts={"reason": reason})

    report = assembled(
        Analysed("A", [unplaced("A has no piece", 7)]),
        Analysed("B", [unplaced("B has no piece", 7), unplaced("B has no piece", 9)]),
    )
    told = [(finding.span.line, finding.message) for finding in report.findings]
    assert told == [(7, "A has no piece"), (9, "B has no piece")]
    assert [entry.findings for entry in report.entries] == [(0,), (0, 1)]


def test_a_finding_keeps_the_chain_of_a_whole_model() -> None:
    alone = event(line=7)
    called = event(line=7, chain=(Call("/project/cell.py", 3, "model.Gate.forward"),))
    report = assembled(Analysed("Gate", [alone], whole=False), Analysed("Cell", [called]))
    assert report.findings[0].chain == called.chain
    assert [entry.name for entry in report.entries] == ["Cell", "Gate"]


def test_findings_are_ordered_by_place() -> None:
    events = [event(file="/project/b.py"), event(line=9), event("baked", line=9), event(line=2)]
    report = assembled(Analysed("A", events))
    assert [(finding.file, finding.span.line, finding.code) for finding in report.findings] == [
        ("/project/b.py", 1, "TS401"),
        ("/project/model.py", 2, "TS401"),
        ("/project/model.py", 9, "TS401"),
        ("/project/model.py", 9, "TS501"),
    ]


def test_rules_that_are_off_are_not_told() -> None:
    analysed = Analysed("A", [event(line=1), event("baked", line=2), event("harmless", line=3)])
    assert codes(assembled(analysed, select=("TS4",))) == [("TS401", 1), ("TS490", 3)]
    assert codes(assembled(analysed, ignore=("TS401", "TS5"))) == [("TS490", 3)]
    with pytest.raises(TslintError, match="`TS7` is no rule"):
        assembled(analysed, select=("TS7",))


def reading_of(folder: Path, source: str) -> Reading:
    path = folder / "model.py"
    path.write_text(source)
    reading = Reading()
    reading.read([path], Settings(folder))
    return reading


def test_suppressed_findings_leave_the_entries_too(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "a\nb  # tslint: ignore[TS401]\nc\n")
    path = str(tmp_path / "model.py")
    events = [event(line=1, file=path), event(line=2, file=path), event("baked", line=2, file=path)]
    report = assembled(Analysed("A", events, file=path), reading=reading)
    assert codes(report) == [("TS401", 1), ("TS501", 2)]
    assert report.entries[0].findings == (0, 1)


def test_a_comment_counts_also_in_a_file_that_is_not_checked_itself(tmp_path: Path) -> None:
    path = tmp_path / "library.py"
    path.write_text("a  # tslint: ignore\nb  # tslint: ignore\n")
    report = assembled(Analysed("A", [event(line=1, file=str(path))]))
    assert codes(report) == []


def test_unused_comments_are_told_under_a_regime_of_the_run(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, "a  # tslint: ignore[TS401]\nb  # tslint: ignore[TS666]\nc  # tslint: ignore\n"
    )
    report = assembled(reading=reading)
    assert codes(report) == [("TS903", 1), ("TS904", 2), ("TS903", 3)]
    assert {finding.regime for finding in report.findings} <= {"trace", "script"}
    assert codes(assembled(reading=reading, ignore=("TS903",))) == [("TS904", 2)]


def test_comments_are_not_called_unused_where_the_run_did_not_look(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "a  # tslint: ignore[TS401]\nb  # tslint: ignore\n")
    path = str(tmp_path / "model.py")
    assert codes(assembled(reading=reading, mode="script")) == []
    assert codes(assembled(reading=reading, entries=("A",))) == []
    assert codes(assembled(Analysed("A", [], complete=False, file=path), reading=reading)) == []
    assert codes(assembled(reading=reading, entries=("*",))) == [("TS903", 1), ("TS903", 2)]
    # Whether a comment is needed is one thing, which rules are told another.
    assert codes(assembled(reading=reading, select=("TS9",))) == [("TS903", 1), ("TS903", 2)]


def test_a_file_that_is_no_python_is_told_whatever_is_selected(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "x = (\n")
    report = assembled(reading=reading, select=("TS4",))
    assert [(finding.code, finding.message) for finding in report.findings] == [
        ("TS901", "no Python: '(' was never closed")
    ]
    assert (report.files, report.failures) == (1, ())


def test_what_cannot_be_read_is_a_failure_and_the_rest_is_read(tmp_path: Path) -> None:
    good, bad, absent = tmp_path / "good.py", tmp_path / "bad.py", tmp_path / "absent.py"
    good.write_text("x = 1\n")
    bad.write_bytes(b"x = '\xff'\n")
    reading = Reading()
    sources = reading.read([absent, bad, good], Settings(tmp_path))
    assert [source.path for source in sources] == reading.checked == [str(good)]
    report = assembled(reading=reading)
    assert report.files == 1
    assert [failure.split(":")[0] for failure in report.failures] == [str(absent), str(bad)]


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    for path in files:
        path.write_text("")
    told: list[tuple[str, int, int]] = []
    Reading().read(files, Settings(tmp_path), lambda *state: told.append(state))
    assert told == [("reading", 0, 2), ("reading", 1, 2)]
