"""`check --output-format sarif`: a log that code scanning takes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.cli.conftest import Tslint
from tests.published import published

SOURCE = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x  # tslint: ignore[TS4O1]
"""


def test_the_log_of_a_check_is_valid_and_names_files_from_the_repository(
    tslint: Tslint, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "mödel.py").write_text(SOURCE)
    (tmp_path / "broken.py").write_text("def f(:\n")
    ran = tslint("check", "--output-format", "sarif", "--output-file", "log.sarif", "--no-cache")
    assert (ran.code, ran.out) == (1, "")
    log = json.loads((tmp_path / "log.sarif").read_text())
    jsonschema.Draft7Validator(published("sarif-2.1.0")).validate(log)
    (run,) = log["runs"]
    codes = {result["ruleId"] for result in run["results"]}
    assert {"TS401", "TS901", "TS904"} <= codes == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    places = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]
    }
    assert places == {"a%20b/m%C3%B6del.py", "broken.py"}
    assert all(len(result["partialFingerprints"]) == 1 for result in run["results"])
