"""Work in processes: results in order, errors in words, and nothing left behind."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tslint.engine.pool import Task, run, usable_cores
from tslint.errors import TslintError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def said(text: str, wait: float = 0.0) -> Task:
    def work() -> bytes:
        time.sleep(wait)
        return text.encode()

    return Task(text, work)


def raising(error: BaseException) -> Task:
    def work() -> bytes:
        raise error

    return Task("the bad one", work)


def ignored(over: int) -> None:
    pass


def children() -> set[str]:
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(path.read_text().split()) if path.exists() else set()


def test_results_come_in_the_order_of_the_tasks_whatever_ends_first() -> None:
    over: list[int] = []
    assert run([said("slow", 0.2), said("quick"), said("third")], 2, over.append) == [
        b"slow",
        b"quick",
        b"third",
    ]
    assert over == [1, 2, 3]


def test_no_more_processes_than_jobs_are_there_at_once(tmp_path: Path) -> None:
    def work() -> bytes:
        mine = tmp_path / str(os.getpid())
        mine.touch()
        time.sleep(0.1)
        there = len(list(tmp_path.iterdir()))
        mine.unlink()
        return str(there).encode()

    assert max(map(int, run([Task("a task", work)] * 6, 2, ignored))) <= 2


def test_a_large_result_arrives_whole() -> None:
    data = os.urandom(2**20) * 3
    assert run([Task("large", lambda: data)] * 2, 2, ignored) == [data, data]


def test_an_error_of_tslint_is_raised_here_with_its_words() -> None:
    before = children()
    with pytest.raises(TslintError, match=r"^model\.py is none$"):
        run([said("slow", 30), raising(TslintError("model.py is none"))], 2, ignored)
    assert children() == before


def test_any_other_error_says_what_it_was() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError: by nothing"):
        run([raising(ZeroDivisionError("by nothing"))], 1, ignored)


@pytest.mark.parametrize(
    ("end", "how"),
    [(lambda: os.kill(os.getpid(), signal.SIGKILL), "SIGKILL"), (lambda: os._exit(3), "code 3")],
)
def test_a_process_that_dies_is_told_with_its_work(end: Callable[[], None], how: str) -> None:
    def work() -> bytes:
        end()
        return b""

    before = children()
    with pytest.raises(TslintError, match=rf"a process ended \(.*{how}\) while it looked at a\.py"):
        run([Task("a.py", work), said("slow", 30)], 2, ignored)
    assert children() == before


def test_a_limit_of_memory_holds_for_each_process() -> None:
    def work() -> bytes:
        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
        return bytes(2**31)

    with pytest.raises(TslintError, match="no memory was left for a large part"):
        run([Task("a large part", work)], 1, ignored)


ORPHANS = """
import os, sys, time
from tslint.engine.pool import Task, run
def work():
    os.write(1, f"{os.getpid()}".encode() + os.linesep.encode())
    time.sleep(60)
    return b""
run([Task("a", work)] * 2, 2, lambda over: None)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_one_that_began_it(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    pids = [int(process.stdout.readline()) for _ in range(2)]
    process.send_signal(number)
    process.wait(20)
    limit = time.monotonic() + 10
    while any(map(_runs, pids)) and time.monotonic() < limit:
        time.sleep(0.02)
    assert not any(map(_runs, pids))


def _runs(pid: int) -> bool:
    """Whether a process is there and no corpse that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_cores_are_those_that_this_process_may_use() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
