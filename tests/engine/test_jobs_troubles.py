"""Checks in several processes that meet, are killed, are interrupted or find no room."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tslint.engine.pool import can_fork
from tslint.engine.spread import SMALL

resource = pytest.importorskip("resource")  # not on Windows
pytestmark = pytest.mark.skipif(
    not can_fork() or not Path("/proc/self/task").exists(),
    reason="processes are forked, and looked for in /proc",
)

COUNT = 120
GATE = """import torch


class Gate{n}(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return [*x]

"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Enough text and entries for three processes, the check itself among them, and little to do in each."""
    root = tmp_path / "repo"
    root.mkdir()
    padding = f"# {'a word ' * 10}\n" * (3 * SMALL // COUNT // 70)
    for number in range(COUNT):
        (root / f"gate{number}.py").write_text(GATE.format(n=number) + padding, encoding="utf-8")
    return root


def started(repo: Path, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tslint",
            "check",
            ".",
            "--mode",
            "script",
            "--jobs",
            "3",
            "--output-format",
            "json",
        ],
        cwd=repo,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def broken(process: subprocess.Popen[str]) -> int:
    """How many modules a check found broken; it must have ended as a check with findings does."""
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (1, "")
    return len(json.loads(out)["findings"])


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a check has begun, once it has."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    limit = time.monotonic() + 60
    while time.monotonic() < limit and process.poll() is None:
        found = path.read_text().split()
        if len(found) == 2:
            return list(map(int, found))
        time.sleep(0.005)
    raise AssertionError("no two processes were begun beside it")


def gone(pids: list[int]) -> bool:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.01)
    return False


def test_checks_that_meet_on_one_cache_are_all_right(repo: Path) -> None:
    processes = [started(repo) for _ in range(2)]
    assert [broken(process) for process in processes] == [COUNT] * 2
    assert broken(started(repo)) == COUNT
    assert not list((repo / ".tslint_cache").glob(".tmp-*"))


def test_an_interrupt_ends_all_of_it_with_one_line(repo: Path) -> None:
    process = started(repo)
    begun = workers(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "tslint: interrupted")
    assert gone(begun)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_check_that_is_killed_leaves_no_process_and_nothing_that_misleads(
    repo: Path, number: signal.Signals
) -> None:
    process = started(repo)
    begun = workers(process)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert gone(begun)
    assert broken(started(repo)) == COUNT


def test_a_worker_that_is_killed_is_one_line_and_exit_code_2(repo: Path) -> None:
    process = started(repo)
    begun = workers(process)
    os.kill(begun[1], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    assert "a process ended (SIGKILL)" in err
    assert gone(begun)
    assert broken(started(repo)) == COUNT


def test_a_disk_without_room_costs_the_cache_and_nothing_else(repo: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))

    assert broken(started(repo, preexec_fn=no_room)) == COUNT
    assert not list((repo / ".tslint_cache").glob("*.msgpack"))
