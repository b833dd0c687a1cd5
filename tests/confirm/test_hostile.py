"""Models that hang, crash, exit, lie or flood: each is a verdict, in time, and leaves no process behind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from benchmarks.hostile import LIES
from tests.confirm.conftest import Project
from tslint.confirm.model import ConfirmReport
from tslint.errors import TslintError


def _net(forward: str, init: str = "pass", head: str = "") -> str:
    return (
        f"{head}\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        {init}\n\n    def forward(self, x):\n        {forward}\n        return x\n"
    )


def _failed(report: ConfirmReport, step: str) -> None:
    assert report.verdict == "fails"
    assert [each.step for each in report.steps if each.ok is False] == [step], report.steps


@pytest.mark.parametrize("place", ["head", "forward"])
def test_a_hanging_model_is_a_verdict(project: Project, short_timeout: float, place: str) -> None:
    project.write("model.py", _net(**{"forward": "pass", place: "while True: pass"}))
    report = project.confirm("model:Net", "float32[n]", timeout=short_timeout)
    _failed(report, {"head": "imports", "forward": "inputs"}[place])
    assert "did not finish in time" in report.reason


def test_a_scripted_loop_without_end_is_a_verdict(project: Project, short_timeout: float) -> None:
    project.write(
        "model.py",
        """
        def spin(x):
            return x


        class Net(nn.Module):
            def forward(self, x):
                return spin(x)
        """,
    )
    endless = "@torch.jit.script\ndef spin(x):\n    while bool(x.numel() >= 0):\n        x = x + 1"
    report = project.confirm(
        "model:Net",
        "float32[n]",
        replace={"def spin(x):": endless},
        timeout=short_timeout,
        units=["model.spin"],
    )
    _failed(report, "exports")
    assert "tracing on the base inputs: the process did not finish in time" in report.reason


@pytest.mark.parametrize("place", ["head", "init", "forward"])
def test_a_model_that_ends_its_process_is_a_verdict(project: Project, place: str) -> None:
    project.write("model.py", _net(**{"forward": "pass", place: "import os; os._exit(0)"}))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, {"head": "imports", "init": "builds", "forward": "inputs"}[place])
    assert "ended with exit status 0 before it answered" in report.reason


def test_a_model_that_crashes_is_a_verdict(project: Project) -> None:
    project.write("model.py", _net("import ctypes; ctypes.string_at(0)"))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "inputs")
    assert "was killed by SIGSEGV" in report.reason
    assert "running the original model on 'base'" in report.reason
    assert "in forward" in report.output


@pytest.mark.parametrize("place", ["head", "init", "forward"])
def test_sys_exit_is_a_verdict(project: Project, place: str) -> None:
    project.write("model.py", _net(**{"forward": "pass", place: "import sys; sys.exit(0)"}))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, {"head": "imports", "init": "builds", "forward": "inputs"}[place])
    assert "sys.exit(0) was called" in report.reason


def test_an_exception_in_the_constructor_is_told_with_its_line(project: Project) -> None:
    project.write("model.py", _net("pass", init="raise KeyError('no weights')"))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "builds")
    assert "KeyError: 'no weights'" in report.reason
    assert "model.py:8 in __init__" in report.reason


def test_a_missing_dependency_of_the_model_is_a_verdict(project: Project) -> None:
    project.write("model.py", _net("pass", head="import no_such_package"))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "imports")
    assert "No module named 'no_such_package'" in report.reason


def test_a_verdict_that_the_model_writes_itself_counts_for_nothing(project: Project) -> None:
    project.write("model.py", "class Net(nn.Module):\n    def forward(self, x):" + LIES)
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "inputs")
    assert '"event": "done"' in report.output


def test_a_model_that_floods_its_output_is_confirmed_all_the_same(project: Project) -> None:
    project.write("model.py", _net("print('x' * 10_000_000)", init="print('begin', flush=True)"))
    report = project.confirm("model:Net", "float32[n]")
    assert report.verdict == "confirmed", report.reason


def test_the_output_of_a_failing_model_is_kept_in_bounds(project: Project) -> None:
    floods = "print('first words'); print('x' * 10_000_000); raise ValueError('last words')"
    project.write("model.py", _net("pass", init=floods))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "builds")
    assert report.output.startswith("first words\nxxx")
    assert "bytes left out" in report.output
    assert len(report.output) < 10_000


def test_a_model_that_asks_at_the_terminal_gets_no_answer(project: Project) -> None:
    project.write("model.py", _net("input('which weights? ')"))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "inputs")
    assert "EOFError" in report.reason


def test_a_model_that_reaches_for_the_network_is_refused(project: Project) -> None:
    fetch = "import socket; socket.create_connection(('192.0.2.1', 80))"
    project.write("model.py", _net("pass", init=fetch))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "builds")
    assert "without network" in report.reason


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on address space holds on Linux")
def test_a_model_that_wants_all_memory_meets_the_limit(project: Project) -> None:
    project.write("model.py", _net("x = bytearray(3 * 2**30)"))
    report = project.confirm("model:Net", "float32[n]", memory_limit=2 * 2**30)
    _failed(report, "inputs")
    assert "out of memory" in report.reason


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found by their environment in /proc")
def test_processes_that_the_model_started_are_ended(project: Project, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    starts = f"""
import os, subprocess, sys

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open({str(pids)!r}, "a") as file:
            file.write(f"{{os.getpid()}}\\n")
        while True:
            pass
    os._exit(0)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
with open({str(pids)!r}, "a") as file:
    file.write(f"{{child.pid}}\\n")
while len(open({str(pids)!r}).readlines()) < 2:
    pass
"""
    project.write("model.py", _net("pass", head=starts))
    report = project.confirm("model:Net", "float32[n]")
    assert report.verdict == "confirmed", report.reason
    started = [int(line) for line in pids.read_text().split()]
    assert len(started) >= 2
    deadline = time.monotonic() + 30
    while any(_runs(pid) for pid in started):
        assert time.monotonic() < deadline, "a process of the model still runs"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted by their environment in /proc")
def test_a_fork_bomb_is_stopped_before_it_takes_the_machine(project: Project, tmp_path: Path) -> None:
    # Every fork takes a byte out of the pipe, so that even a bomb that nobody stops ends at 400 processes.
    bomb = """
import os, time

tokens, fill = os.pipe()
os.write(fill, b"x" * 400)
os.close(fill)


def bomb():
    while time.monotonic() < ends and os.read(tokens, 1):
        if os.fork() == 0:
            os.setsid()
            bomb()
    time.sleep(max(0, ends - time.monotonic()))
    os._exit(0)


ends = time.monotonic() + 60
if os.fork() == 0:
    bomb()
"""
    project.write("model.py", _net("time.sleep(60)", head=bomb))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "inputs")
    assert "started more than 256 processes" in report.reason


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the worker that is killed is the parent of a fork")
def test_a_model_that_kills_its_parent_is_a_verdict(project: Project) -> None:
    project.write("model.py", _net("import os, signal; os.kill(os.getppid(), signal.SIGKILL)"))
    report = project.confirm("model:Net", "float32[n]")
    _failed(report, "inputs")
    assert "was killed by SIGKILL" in report.reason


def test_an_interpreter_without_torch_is_a_verdict(project: Project, tmp_path: Path) -> None:
    bare = tmp_path / "bare-python"
    bare.write_text(f'#!/bin/sh\nunset PYTHONPATH\nexec "{sys.executable}" -S "$@"\n')
    bare.chmod(0o755)
    project.write("model.py", _net("pass"))
    report = project.confirm("model:Net", "float32[n]", python=str(bare))
    _failed(report, "imports")
    assert "No module named 'torch'" in report.reason
    assert str(bare) in report.reason


def test_a_program_that_is_no_python_is_the_users_mistake(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\necho I am no Python\n")
    other.chmod(0o755)
    project.write("model.py", _net("pass"))
    with pytest.raises(TslintError, match="I am no Python"):
        project.confirm("model:Net", "float32[n]", python=str(other))
