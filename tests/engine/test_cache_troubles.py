"""The cache when processes meet on it, are killed while they write, or find no room: findings stay right."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

resource = pytest.importorskip("resource")  # not on Windows

GATE = "import torch\n\n\nclass Gate{n}(torch.nn.Module):\n    def forward(self, x: torch.Tensor):\n"
LOSS = "        if x.sum() > 0:\n            return x\n        return -x\n"
COUNT = 12


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    for number in range(COUNT):
        (root / f"gate{number}.py").write_text(GATE.format(n=number) + LOSS, encoding="utf-8")
    return root


def started(repo: Path, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tslint", "check", ".", "--output-format", "json"],
        cwd=repo,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def lost(process: subprocess.Popen[str]) -> int:
    """How many losses a check told; it must have ended as a check with findings does."""
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    return sum(finding["code"] == "TS401" for finding in json.loads(out)["findings"])


def test_two_checks_at_once_are_both_right(repo: Path) -> None:
    processes = [started(repo) for _ in range(3)]
    assert [lost(process) for process in processes] == [COUNT] * 3
    assert lost(started(repo)) == COUNT
    assert not list((repo / ".tslint_cache").glob(".tmp-*"))


def test_a_check_that_is_killed_leaves_nothing_that_misleads(repo: Path) -> None:
    for delay in (0.05, 0.15, 0.25, 0.35):
        process = started(repo)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert lost(started(repo)) == COUNT


def test_what_a_killed_process_half_wrote_goes_in_time(repo: Path) -> None:
    folder = repo / ".tslint_cache"
    folder.mkdir()
    old, new = folder / ".tmp-old", folder / ".tmp-new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 86400,) * 2)
    assert lost(started(repo)) == COUNT
    assert (old.exists(), new.exists()) == (False, True)


def test_a_disk_without_room_costs_the_cache_and_nothing_else(repo: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))

    assert lost(started(repo, preexec_fn=no_room)) == COUNT
    assert not list((repo / ".tslint_cache").glob("*.msgpack"))
    assert lost(started(repo)) == COUNT
