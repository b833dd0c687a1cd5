"""The formats that services read: SARIF, GitHub, GitLab, JUnit, rdjson, and the fingerprints in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from tests.report.sample import BASE, CELL, ELSEWHERE, EMPTY, ERASED, GATE, LINES, REPORT
from tslint.ir.spans import Span
from tslint.report.fingerprint import fingerprints
from tslint.report.paths import repository_root
from tslint.report.sarif import as_sarif
from tslint.report.services import as_github, as_gitlab, as_junit, as_rdjson
from tslint.report.structured import json_lines
from tslint.report.summary import statistics
from tslint.rules.model import Report
from tslint.rules.ruleset import load_rules

HOSTILE = replace(ERASED, message='a, b: 100%\n::error::]]> <x a="1">\x00\ud800', help="")
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def closed(properties: dict[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


POSITION = {"type": "integer", "minimum": 1}
MESSAGE = closed({"text": {"type": "string"}}, ["text"])
REGION = closed(dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), POSITION), ["startLine"])
PLACE = closed(
    {"uri": {"type": "string", "format": "uri-reference"}, "uriBaseId": {"type": "string"}}, ["uri"]
)
RULE = closed(
    {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "shortDescription": MESSAGE,
        "defaultConfiguration": closed({"level": LEVEL}, []),
    },
    ["id"],
)
RESULT = closed(
    {
        "ruleId": {"type": "string"},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": listed(
            closed({"physicalLocation": closed({"artifactLocation": PLACE, "region": REGION}, [])}, [])
        ),
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    ["message"],
)
DRIVER = closed({"name": {"type": "string"}, "version": {"type": "string"}, "rules": listed(RULE)}, ["name"])
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}, ["driver"]),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "originalUriBaseIds": {"type": "object", "additionalProperties": PLACE},
        "invocations": listed(
            closed(
                {
                    "executionSuccessful": {"type": "boolean"},
                    "toolExecutionNotifications": listed(
                        closed({"level": LEVEL, "message": MESSAGE}, ["message"])
                    ),
                },
                ["executionSuccessful"],
            )
        ),
        "results": listed(RESULT),
    },
    ["tool"],
)
# The part of SARIF 2.1.0 (OASIS, section 3) that a log of tslint uses.
SARIF = closed(
    {"$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"}, "runs": listed(RUN)},
    ["version", "runs"],
)


def lines_of(path: str) -> Sequence[str]:
    return LINES[path]


@pytest.mark.parametrize("report", [REPORT, EMPTY, Report((CELL,), (HOSTILE,), ("gone.py: unreadable",), 1)])
def test_sarif_has_the_form_that_the_standard_asks_for(report: Report) -> None:
    log = json.loads(as_sarif(report, BASE, lines_of, load_rules()))
    jsonschema.validate(log, SARIF)
    run = log["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == [finding.code for finding in report.findings]
    assert run["invocations"][0]["executionSuccessful"] is not bool(report.failures)


def test_sarif_names_files_from_the_root_of_the_repository() -> None:
    run = json.loads(as_sarif(REPORT, BASE, lines_of, load_rules()))["runs"][0]
    spots = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert spots[0]["artifactLocation"] == {"uri": "pkg/gate.py", "uriBaseId": "SRCROOT"}
    assert spots[0]["region"] == {"startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 23}
    assert spots[2]["artifactLocation"] == {"uri": f"file://{ELSEWHERE}"}
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///project/"
    assert [result["level"] for result in run["results"]] == ["error", "note", "warning"]


def test_a_fingerprint_outlives_a_move_and_tells_twins_apart() -> None:
    twins = Report((CELL,), (ERASED, replace(ERASED, message="another")), files=1)
    first, second = fingerprints(twins, BASE, lines_of)
    assert first != second
    moved = replace(ERASED, span=Span(7, 12, 7, 23))
    text = [*LINES[GATE][:4], "", "", "    " + LINES[GATE][4] + "  "]
    assert next(fingerprints(Report((CELL,), (moved,)), BASE, lambda _: text)) == first
    other = ["", "", "", "", "        if x.sum() > 1:"]
    assert next(fingerprints(twins, BASE, lambda _: other)) != first


def test_github_gets_one_command_a_finding_whatever_it_says() -> None:
    lines = as_github(Report((), (*REPORT.findings, HOSTILE)), BASE).split("\n")
    assert lines[0] == (
        "::error title=tslint TS401 data-dependent-if,file=pkg/gate.py,line=5,endLine=5,col=12,endColumn=23"
        "::`if` on the data of `x` is erased"
    )
    assert lines[1].startswith("::notice ")
    assert lines[2] == (
        "::warning title=tslint TS203 untyped-dict,file=/site/layers/block.py,line=1,endLine=5"
        "::the type of%0A`visit` is not known"
    )
    assert "::a, b: 100%25%0A::error::]]>" in lines[3]
    assert lines[4:] == [""]


def test_gitlab_gets_issues_with_unique_fingerprints() -> None:
    issues = json.loads(as_gitlab(REPORT, BASE, lines_of))
    assert [issue["severity"] for issue in issues] == ["major", "info", "minor"]
    assert issues[2]["location"] == {"path": ELSEWHERE, "lines": {"begin": 1, "end": 5}}
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert json.loads(as_gitlab(EMPTY, BASE, lines_of)) == []


def test_junit_is_xml_whose_counts_are_those_of_its_cases() -> None:
    for report, failures in ((REPORT, 2), (EMPTY, 0), (Report((), (HOSTILE,)), 1)):
        root = ElementTree.fromstring(as_junit(report, BASE).encode())
        assert root.get("failures") == str(failures)
        assert len(root.findall(".//failure")) == failures
        assert len(root.findall(".//testcase")) == int(root.get("tests", "")) == max(len(report.findings), 1)
    assert 'a, b: 100% ::error::]]> <x a="1">' in (root.find(".//failure").get("message") or "")  # type: ignore[union-attr]


def test_rdjson_counts_columns_in_bytes() -> None:
    wide = replace(ERASED, file=ELSEWHERE, span=Span(2, 3, 2, 7))
    found = json.loads(as_rdjson(Report((), (wide,)), BASE, lines_of))["diagnostics"][0]
    assert found["location"]["range"] == {
        "start": {"line": 2, "column": 3},
        "end": {"line": 2, "column": 10},  # two quotes, two bytes and three
    }
    assert (found["severity"], found["code"]) == ("ERROR", {"value": "TS401"})


def test_json_lines_are_the_findings_of_the_report() -> None:
    lines = list(json_lines(Report((), (*REPORT.findings, HOSTILE)), BASE))
    assert all(line.count("\n") == 1 for line in lines)
    assert [json.loads(line)["code"] for line in lines] == ["TS401", "TS490", "TS203", "TS401"]


def test_statistics_count_the_most_frequent_first() -> None:
    often = Report((), (*REPORT.findings, HOSTILE))
    assert statistics(often) == "2  TS401  data-dependent-if\n1  TS203  untyped-dict\n1  TS490  lost-check\n"
    assert statistics(EMPTY) == ""


def test_the_root_of_the_repository_is_the_folder_with_its_data(tmp_path: Path) -> None:
    (tmp_path / "one" / "two").mkdir(parents=True)
    (tmp_path / "one" / ".git").write_text("gitdir: elsewhere")
    assert repository_root(tmp_path / "one" / "two") == tmp_path / "one"
