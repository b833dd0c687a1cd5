"""Nine hostile models end with the right verdict, by `tslint confirm` as users run it, and leave nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.hostile import MARK, NINE, Hostile, prove

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
_FORGETS = f"""
import subprocess

nonce = os.environ[{MARK!r}]
waits = [sys.executable, "-c", f"import time; time.sleep(600)  # {{nonce}}"]
subprocess.Popen(waits, env={{}}, start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execve(sys.executable, waits, {{}})
    os._exit(0)
"""


@pytest.mark.parametrize("hostile", NINE, ids=[hostile.name for hostile in NINE])
def test_a_hostile_model_is_a_verdict_and_leaves_no_process(
    hostile: Hostile, tmp_path: Path, short_timeout: float
) -> None:
    # How long it takes is measured by `make bench`; a machine that is busy may take longer.
    ended = prove(hostile, tmp_path, short_timeout, patience=120.0)
    assert ended.right, ended.reason
    assert ended.left == set()


def test_processes_without_the_workers_environment_are_ended_too(
    tmp_path: Path, short_timeout: float
) -> None:
    ended = prove(Hostile("forgets", "", "", _FORGETS), tmp_path, short_timeout, patience=120.0)
    assert ended.right, ended.reason
    assert ended.left == set()
