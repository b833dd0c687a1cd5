"""The worker stands alone: the user's interpreter may be older, and has neither tslint nor libcst."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tslint.confirm.process import WORKER

FILES = sorted(WORKER.parent.glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_worker_files_parse_on_python_3_8(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_worker_files_import_only_the_standard_library_and_torch(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level < 2, "nothing above the worker's own directory"
            names = [node.module or ""] if node.level == 0 else []
        for name in names:
            top = name.partition(".")[0]
            assert top == "torch" or top in sys.stdlib_module_names, name


def test_confirming_imports_no_torch_into_tslint() -> None:
    code = "import sys, tslint.confirm.run; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=WORKER.parents[3], check=False).returncode == 0
