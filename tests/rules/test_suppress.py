"""Suppression: which findings a comment silences, and what is said of one that silences nothing."""

from __future__ import annotations

from dataclasses import replace

from tests.rules.build import finding, rule
from tslint.analysis.events import Event
from tslint.rules.model import Finding
from tslint.rules.ruleset import RuleSet
from tslint.rules.suppress import Judged, suppress
from tslint.source.comments import find_suppressions

RULES = RuleSet(
    [rule("TS401", name="erased-branch"), rule("TS402"), rule("TS501"), rule("TS101", regime="script")]
)
FILE = "/project/model.py"
EVERYTHING = Judged(RULES.codes, frozenset([FILE]))


def applied(
    source: str, *findings: Finding, judged: Judged = EVERYTHING
) -> tuple[list[Finding], list[Event]]:
    result = suppress(findings, {FILE: find_suppressions(source)}, RULES, judged)
    return result.findings, result.events


def facts(events: list[Event]) -> list[tuple[str, int, str]]:
    return [(event.kind, event.span.line, next(iter(event.facts.values()))) for event in events]


def test_a_comment_silences_the_codes_that_it_names() -> None:
    erased, baked = finding("TS401"), finding("TS501")
    assert applied("x  # tslint: ignore[TS401]\n", erased, baked) == ([baked], [])
    assert applied("x  # tslint: ignore[TS4, TS501]\n", erased, baked) == ([], [])
    assert applied("x  # tslint: ignore[erased-branch]\n", erased, baked) == ([baked], [])
    assert applied("x  # tslint: ignore\n", erased, baked) == ([], [])


def test_other_lines_and_other_files_are_not_silenced() -> None:
    below, elsewhere = finding(line=2), finding(file="/project/other.py")
    left, _ = applied("x  # tslint: ignore\ny\n", finding(), below, elsewhere)
    assert left == [below, elsewhere]


def test_a_file_comment_silences_the_whole_file() -> None:
    erased, baked = finding("TS401", line=7), finding("TS501", line=9)
    assert applied("# tslint: file-ignore[TS4]\nx\n", erased, baked) == ([baked], [])
    assert applied("# tslint: file-ignore\nx\n", erased, baked) == ([], [])


def test_a_finding_is_silenced_on_any_of_its_lines() -> None:
    tall = replace(finding(), span=finding().span._replace(line=2, end_line=3))
    assert applied("a\nf(\nx)  # tslint: ignore\n", tall)[0] == []
    assert applied("a\nif f(\nx):\n  y  # tslint: ignore\n", tall)[0] == [tall]
    assert applied("a\ndef f(\n  x=1,  # tslint: ignore\n): pass\n", tall)[0] == []
    assert applied("a  # tslint: ignore\nf(\nx)\n", tall)[0] == [tall]


def test_a_comment_that_silences_nothing_is_told() -> None:
    assert facts(applied("x  # tslint: ignore[TS401]\n")[1]) == [("unused-suppression", 1, "TS401")]
    assert facts(applied("x  # tslint: ignore\n")[1]) == [("unused-suppression", 1, "any rule")]
    assert facts(applied("# tslint: file-ignore[TS5]\nx\n")[1]) == [("unused-suppression", 1, "TS5")]


def test_only_the_codes_that_are_not_needed_are_told() -> None:
    _, events = applied("x  # tslint: ignore[TS401, TS402, TS5]\n", finding("TS401"))
    assert facts(events) == [("unused-suppression", 1, "TS402, TS5")]


def test_two_comments_for_one_finding_are_both_in_use() -> None:
    source = "# tslint: file-ignore[TS401]\nx  # tslint: ignore[TS401]\n"
    assert applied(source, finding(line=2)) == ([], [])


def test_codes_that_the_run_did_not_look_at_are_not_called_unused() -> None:
    trace_only = Judged(frozenset(["TS401", "TS402", "TS501"]), frozenset([FILE]))
    source = "a  # tslint: ignore[TS101]\nb  # tslint: ignore[TS1, TS401]\nc  # tslint: ignore\n"
    assert facts(applied(source, judged=trace_only)[1]) == [("unused-suppression", 2, "TS401")]


def test_files_that_were_not_analysed_are_not_judged() -> None:
    elsewhere = Judged(RULES.codes, frozenset())
    assert applied("x  # tslint: ignore[TS401]\n", judged=elsewhere) == ([], [])


def test_an_unknown_code_is_told_and_silences_nothing() -> None:
    erased = finding("TS401")
    left, events = applied("x  # tslint: ignore[TS4O1]\n", erased)
    assert left == [erased]
    ((kind, line, problem),) = facts(events)
    assert (kind, line) == ("invalid-suppression", 1)
    assert "`TS4O1` is no rule" in problem
    assert "did you mean" in problem


def test_a_malformed_comment_is_told_and_silences_nothing() -> None:
    erased = finding("TS401")
    left, events = applied("x  # tslint: ignored\n", erased)
    assert left == [erased]
    assert facts(events) == [
        ("invalid-suppression", 1, "`ignored` is none of `ignore`, `file-ignore`, `disable`, `enable`")
    ]
