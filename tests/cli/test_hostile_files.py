"""Files that a check could lose itself in: it comes back, and says what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LOSS = "import torch\n\n\ndef f(x: torch.Tensor):\n    return x if x.sum() > 0 else -x\n"


def report(folder: Path, mode: str) -> dict[str, Any]:
    words = ["check", ".", "--mode", mode, "--entry", "*", "--no-cache", "--output-format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "tslint", *words], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def verdicts(folder: Path, mode: str) -> set[tuple[str, str, str]]:
    return {(entry["name"], entry["regime"], entry["verdict"]) for entry in report(folder, mode)["entries"]}


EXPECTED = {"script": ("script", "clean"), "trace": ("trace", "loses"), "hybrid": ("trace", "loses")}


@pytest.mark.parametrize("mode", ["script", "trace", "hybrid"])
def test_files_that_import_each_other_are_checked(tmp_path: Path, mode: str) -> None:
    (tmp_path / "a.py").write_text("import torch\nfrom b import g\n\n\ndef f(x):\n    return g(x)\n")
    (tmp_path / "b.py").write_text(
        "import torch\nfrom a import f\nfrom c import *\n\n\ndef g(x):\n    return f(x)\n"
    )
    (tmp_path / "c.py").write_text("from b import *\nfrom a import *\n")
    (tmp_path / "fine.py").write_text(LOSS.replace("def f", "def h"))
    found = verdicts(tmp_path, mode)
    assert {name for name, _, _ in found} == {"f", "g", "h"}
    assert ("h", *EXPECTED[mode]) in found


@pytest.mark.parametrize("mode", ["script", "trace"])
def test_a_literal_of_two_megabytes_is_checked(tmp_path: Path, mode: str) -> None:
    numbers = ", ".join(["123456"] * 250_000)
    (tmp_path / "table.py").write_text(
        f"{LOSS}\n\nTABLE = [{numbers}]\n\n\ndef g(x):\n    return x + len(TABLE)\n"
    )
    assert (tmp_path / "table.py").stat().st_size > 2_000_000
    assert ("f", *EXPECTED[mode]) in verdicts(tmp_path, mode)
