"""The JSON format: version 1 of the contract."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from tests.report.sample import BASE, EMPTY, ERASED, REPORT
from tslint.report.structured import as_json, json_pieces
from tslint.rules.model import Report


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


POSITION = {"type": "integer", "minimum": 1}
TEXT = {"type": "string"}
SPAN = {"line": POSITION, "column": POSITION, "end_line": POSITION, "end_column": POSITION}
REGIME = {"enum": ["script", "trace"]}
SCHEMA = closed(
    {
        "version": {"const": 1},
        "entries": {
            "type": "array",
            "items": closed(
                {
                    "name": TEXT,
                    "qualname": TEXT,
                    "kind": {"enum": ["module", "function", "class"]},
                    "file": TEXT,
                    "line": POSITION,
                    "regime": REGIME,
                    "verdict": {"enum": ["clean", "breaks", "loses", "unknown"]},
                    "findings": {"type": "array", "items": {"type": "integer", "minimum": 0}},
                }
            ),
        },
        "notes": {"type": "array", "items": TEXT},
        "findings": {
            "type": "array",
            "items": closed(
                {
                    "code": {"type": "string", "pattern": r"^TS\d{3}$"},
                    "name": TEXT,
                    "regime": REGIME,
                    "severity": {"enum": ["error", "warning", "info"]},
                    "file": TEXT,
                    **SPAN,
                    "message": TEXT,
                    "help": TEXT,
                    "chain": {
                        "type": "array",
                        "items": closed({"file": TEXT, "line": POSITION, "callee": TEXT}),
                    },
                    "fix": {
                        "oneOf": [
                            {"type": "null"},
                            closed(
                                {
                                    "applicability": {"enum": ["safe", "unsafe", "display"]},
                                    "edits": {
                                        "type": "array",
                                        "items": {"type": "object", "required": ["kind"]},
                                    },
                                }
                            ),
                        ]
                    },
                }
            ),
        },
    }
)


def decoded(report: Report) -> Any:
    document = json.loads(as_json(report, BASE))
    jsonschema.validate(document, SCHEMA)
    return document


def test_the_document_has_the_form_of_the_contract() -> None:
    document = decoded(REPORT)
    assert [entry["findings"] for entry in document["entries"]] == [[0, 1], [0]]
    assert [finding["code"] for finding in document["findings"]] == ["TS401", "TS490", "TS203"]
    assert decoded(EMPTY)["findings"] == []


@pytest.mark.parametrize("report", [REPORT, EMPTY, replace(EMPTY, notes=("a", "b\nc"))])
def test_the_pieces_are_indented_as_one_document(report: Report) -> None:
    written = as_json(report, BASE)
    assert written == json.dumps(json.loads(written), indent=2, ensure_ascii=False) + "\n"


def test_a_piece_holds_no_more_than_one_finding() -> None:
    found = [piece for piece in json_pieces(REPORT, BASE) if '"message"' in piece]
    assert len(found) == len(REPORT.findings)


def test_files_are_relative_to_the_base_where_they_lie_below_it() -> None:
    document = decoded(REPORT)
    assert [finding["file"] for finding in document["findings"]] == [
        "pkg/gate.py",
        "pkg/gate.py",
        "/site/layers/block.py",
    ]
    assert document["entries"][0]["file"] == "pkg/cell.py"
    assert document["findings"][0]["chain"][0] == {
        "file": "pkg/cell.py",
        "line": 9,
        "callee": "pkg.cell.Cell.mix",
    }


def test_positions_count_from_one_with_an_exclusive_end() -> None:
    finding = decoded(REPORT)["findings"][0]
    assert [finding[key] for key in SPAN] == [5, 12, 5, 23]


def test_a_fix_says_what_its_edits_achieve() -> None:
    safe, none, unsafe = (finding["fix"] for finding in decoded(REPORT)["findings"])
    assert none is None
    assert safe == {
        "applicability": "safe",
        "edits": [
            {
                "kind": "wrap-call",
                "file": "pkg/cell.py",
                "line": 6,
                "column": 21,
                "end_line": 6,
                "end_column": 27,
                "wrapper": "torch.jit.script",
            }
        ],
    }
    assert [edit["kind"] for edit in unsafe["edits"]] == ["annotate-local", "decorate-function"]


def test_half_a_surrogate_pair_does_not_break_the_document() -> None:
    document = decoded(Report((), (replace(ERASED, message="'\ud800'", file="/project/\udce9.py"),)))
    assert document["findings"][0]["message"] == r"'\ud800'"
