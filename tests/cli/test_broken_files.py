"""Files that are no Python, under the verbs that list no findings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("verb", ["fix", "plan"])
def test_a_file_that_is_no_python_is_told_and_the_rest_is_done(tmp_path: Path, verb: str) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "fine.py").write_text(
        "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x\n"
    )
    words = [sys.executable, "-m", "tslint", verb, "."]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "broken.py" in done.stderr
    assert "not valid Python" in done.stderr
    assert "Traceback" not in done.stderr
