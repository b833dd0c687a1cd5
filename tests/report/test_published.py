"""The formats of services against what their owners publish: schemas, and a library that reads them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from tests.published import published
from tests.report.sample import BASE, CELL, EMPTY, ERASED, LINES, REPORT
from tslint.report.sarif import as_sarif
from tslint.report.services import as_gitlab, as_junit, as_rdjson
from tslint.rules.model import Proof, Report
from tslint.rules.ruleset import load_rules

HOSTILE = replace(ERASED, message='a, b: 100%\n::error::]]> <x a="1">\x00\ud800', help="")
PROVEN = replace(ERASED, proof=Proof(False, "torch: no"))
REPORTS = [REPORT, EMPTY, Report((CELL,), (HOSTILE, PROVEN), ("gone.py: unreadable",), 1)]
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": {"type": "string", "minLength": 1},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def lines_of(path: str) -> list[str]:
    return LINES.get(path, [])


def region(run: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    return found


@pytest.mark.parametrize("report", REPORTS)
def test_sarif_is_valid_by_the_schema_of_oasis(report: Report) -> None:
    schema = published("sarif-2.1.0")
    assert schema["$id"].endswith("sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    log = json.loads(as_sarif(report, BASE, lines_of, load_rules()))
    jsonschema.Draft7Validator(schema).validate(log)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda run: run["results"][0].update(level="info"), "'info' is not one of"),
        (lambda run: region(run).update(startLine=0), "0 is less than the minimum"),
        (lambda run: run.update(colour="red"), "'colour' was unexpected"),
        (lambda run: run["tool"]["driver"].pop("name"), "'name' is a required"),
    ],
)
def test_the_schema_of_oasis_refuses_what_is_wrong(spoil: Any, where: str) -> None:
    log = json.loads(as_sarif(REPORT, BASE, lines_of, load_rules()))
    spoil(log["runs"][0])
    with pytest.raises(jsonschema.ValidationError, match=where):
        jsonschema.Draft7Validator(published("sarif-2.1.0")).validate(log)


@pytest.mark.parametrize("report", REPORTS)
def test_gitlab_gets_what_its_documentation_asks_for(report: Report) -> None:
    jsonschema.validate(json.loads(as_gitlab(report, BASE, lines_of)), GITLAB)


@pytest.mark.parametrize("report", REPORTS)
def test_rdjson_has_the_fields_of_reviewdogs_diagnostics(report: Report) -> None:
    """The messages DiagnosticResult, Diagnostic, Location, Range, Position and Code of reviewdog's format."""
    result = json.loads(as_rdjson(report, BASE, lines_of))
    assert set(result) <= {"diagnostics", "source", "severity"}
    assert set(result["source"]) <= {"name", "url"}
    for diagnostic in result["diagnostics"]:
        assert set(diagnostic) <= {
            "message", "location", "severity", "source", "code", "suggestions", "original_output"
        }  # fmt: skip
        assert diagnostic["severity"] in ("UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO")
        assert set(diagnostic["code"]) <= {"value", "url"}
        assert set(diagnostic["location"]) <= {"path", "range"}
        for position in diagnostic["location"]["range"].values():
            assert all(isinstance(position[key], int) and position[key] > 0 for key in ("line", "column"))


@pytest.mark.parametrize("report", REPORTS)
def test_junit_is_read_by_a_library_that_reads_it_for_others(report: Report) -> None:
    junitparser = pytest.importorskip("junitparser")
    read = junitparser.JUnitXml.fromstring(as_junit(report, BASE).encode())
    told = [finding for finding in report.findings if finding.severity != "info"]
    assert (read.tests, read.failures, read.errors) == (
        len(report.findings) or 1,
        len(told),
        len(report.failures),
    )
    failed = [case for suite in read for case in suite if case.result and not case.is_passed]
    assert len(failed) == len(told)
    assert sum(suite.tests for suite in read) == read.tests
