"""Projects written to a temporary directory, and jobs that confirm them with this interpreter."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tslint.confirm.inputs import parse_inputs
from tslint.confirm.model import ConfirmJob, ConfirmReport
from tslint.confirm.run import confirm
from tslint.confirm.warm import WarmWorker, start


class Project:
    """A user's source tree, and confirmations of what is in it."""

    def __init__(self, root: Path, warm: WarmWorker) -> None:
        self.root = root
        self.warm = warm

    def write(self, name: str, source: str) -> Path:
        """Write one file, with the imports that every model has in front."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = "import torch\nfrom torch import nn\n\n\n"
        path.write_text(head + textwrap.dedent(source).strip() + "\n", encoding="utf-8")
        return path

    def job(
        self, target: str, *inputs: str, replace: dict[str, str] | None = None, **fields: Any
    ) -> ConfirmJob:
        """A job on the CPU; `replace` patches `model.py` by replacing pieces of its text."""
        patches = {}
        if replace is not None:
            path = self.root / "model.py"
            text = path.read_text(encoding="utf-8")
            for old, new in replace.items():
                assert old in text
                text = text.replace(old, new)
            patches = {str(path): text}
        return ConfirmJob(
            target,
            **{
                "search_path": [str(self.root)],
                "patches": patches,
                "inputs": parse_inputs(inputs) if inputs else None,
                "python": sys.executable,
                "device": "cpu",
                "timeout": 240.0,
                **fields,
            },
        )

    def confirm(self, target: str, *inputs: str, **fields: Any) -> ConfirmReport:
        """Confirm a target of this project."""
        warm = None if "python" in fields else self.warm
        return confirm(self.job(target, *inputs, **fields), warm=warm)


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmWorker]:
    """One worker for all tests; those whose model kills it get another."""
    with WarmWorker(sys.executable) as worker:
        yield worker


@pytest.fixture
def project(tmp_path: Path, warm: WarmWorker) -> Project:
    """An empty project; the test is skipped where there is no torch."""
    pytest.importorskip("torch")
    return Project(tmp_path, warm)


@pytest.fixture(scope="session")
def short_timeout() -> float:
    """Seconds that are surely enough to start a worker here, so that a hang is a hang of the model."""
    pytest.importorskip("torch")
    before = time.monotonic()
    start(sys.executable, before + 240.0).close()
    return 3.0 + 4.0 * (time.monotonic() - before)
