"""The data load and answer where torch is not installed."""

from __future__ import annotations

import subprocess
import sys

_SCRIPT = """
import sys
sys.modules["torch"] = None
from tslint.torchspec.load import spec
from tslint.torchspec import types as t
found = spec(None)
assert found.function("torch.relu").kind == "builtin"
assert found.module("torch.nn.Linear").scripts
assert found.tensor_method("view")
assert found.eager_result("torch.split")
assert found.traced_argument("torch.zeros", "size") == "keeps"
heavy = {"libcst", "rich", "click", "numpy"} & set(sys.modules)
assert not heavy, heavy
"""


def test_the_spec_answers_without_torch_and_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
