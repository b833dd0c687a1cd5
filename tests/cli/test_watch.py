"""`check --watch` as a user runs it: started, fed with edits, ended by Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint
from tslint.cli.watching import one_round
from tslint.source.files import SourceFile

HAZARD = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""
CLEAN = HAZARD.replace("if x.sum() > 0:\n            return x\n        ", "")
DONE = re.compile(r"\[\d\d:\d\d:\d\d\] checked in \d+\.\d\d s; watching for changes, Ctrl-C ends")
BEGUN = re.compile(r"\[\d\d:\d\d:\d\d\] tslint checks \.\.\.")


class Watch:
    """A running `tslint check --watch`, whose output (stdout and stderr together) is read round by round."""

    def __init__(self, folder: Path, *words: str, terminal: bool = False) -> None:
        command = [sys.executable, "-m", "tslint", "check", "--watch", "--output-format", "concise", *words]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TERM": "xterm", "NO_COLOR": "1"}
        read, write = pty.openpty() if terminal else os.pipe()
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=write, stderr=write, env=environment
        )
        os.close(write)
        self.lines: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(read,), daemon=True)
        self._thread.start()

    def _read(self, handle: int) -> None:
        with open(handle, encoding="utf-8", errors="replace") as stream:
            try:
                for line in stream:
                    self.lines.put(line.rstrip("\r\n"))
            except OSError:  # how a pseudo terminal tells that nobody writes any more
                return

    def round(self) -> list[str]:
        """The lines of the next round, up to the one that says that watching goes on."""
        lines: list[str] = []
        while not (lines and DONE.search(lines[-1])):
            lines.append(self.lines.get(timeout=60))
        return lines

    def until(self, said: str) -> list[str]:
        """The first round with a line that holds this: an edit may be seen in two steps."""
        lines = self.round()
        while not any(said in line for line in lines):
            lines = self.round()
        return lines

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    pytest.importorskip("watchfiles")
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "model.py").write_text(CLEAN)
    return tmp_path


@pytest.fixture
def watch(project: Path, request: pytest.FixtureRequest) -> Iterator[Watch]:
    started = Watch(project, *getattr(request, "param", ()))
    yield started
    started.process.kill()
    started.process.wait()


def test_an_edit_is_checked_and_ctrl_c_ends_with_success(project: Path, watch: Watch) -> None:
    first = watch.round()
    assert BEGUN.fullmatch(first[0])
    assert first[1] == "No findings: 1 entry in 1 file checked."
    (project / "pkg" / "model.py").write_text(HAZARD)
    watch.until("pkg/model.py:6:12: error[TS401]")
    # In the middle of an edit the file is no Python; it is told, and the next edit is looked at.
    (project / "pkg" / "model.py").write_text("def f(:\n")
    watch.until("pkg/model.py:1:7: error[TS901]")
    (project / "pkg" / "new.py").write_text("x = 1\n")
    watch.until("in 2 files")
    os.unlink(project / "pkg" / "new.py")
    (project / "pkg" / "model.py").write_text(CLEAN)
    watch.until("No findings: 1 entry in 1 file checked.")
    assert watch.interrupt() == 0


@pytest.mark.parametrize("watch", [("pkg",)], indirect=True)
def test_a_configuration_above_is_looked_at_and_may_be_wrong_for_a_while(project: Path, watch: Watch) -> None:
    (project / "pkg" / "model.py").write_text(HAZARD)
    watch.until("error[TS401]")
    (project / "tslint.toml").write_text("selct = ['TS5']\n")
    broken = watch.until("tslint.toml:1:1: unknown key `selct`; did you mean `select`?")
    assert "  | ^^^^^" in broken
    (project / "tslint.toml").write_text("select = ['TS5']\n")
    watch.until("No findings: 1 entry in 1 file checked.")
    assert watch.interrupt() == 0


def test_what_counts_not_starts_no_check(project: Path, watch: Watch) -> None:
    watch.round()
    (project / "pkg" / "notes.txt").write_text("x")
    (project / "build").mkdir()
    (project / "build" / "made.py").write_text("x = 1\n")
    with pytest.raises(queue.Empty):
        watch.lines.get(timeout=2)
    (project / "pkg" / "model.py").write_text(HAZARD)
    watch.until("error[TS401]")


def test_a_terminal_is_cleared_before_each_round(project: Path) -> None:
    started = Watch(project, terminal=True)
    try:
        assert started.round()[0].startswith("\x1b[")
        (project / "pkg" / "model.py").write_text(HAZARD)
        again = started.round()
        assert again[0].startswith("\x1b[")
        assert BEGUN.search(again[0])
        assert started.interrupt() == 0
    finally:
        started.process.kill()
        started.process.wait()


def test_what_is_kept_from_round_to_round_changes_no_finding(tslint: Tslint, tmp_path: Path) -> None:
    """Parses are kept: an edit is seen in what imports the file, as a check from nothing sees it."""
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("")
    (tmp_path / "pkg" / "gate.py").write_text(CLEAN)
    (tmp_path / "pkg" / "cell.py").write_text(
        "import torch\nfrom .gate import Gate\n\n\nclass Cell(torch.nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.gate = Gate()\n\n    def forward(self, x):\n"
        "        return self.gate(x)\n"
    )
    words = ("check", "--output-format", "json", "--no-cache", "--jobs", "1")
    parsed: dict[str, SourceFile] = {}
    verdicts = []
    for source in (CLEAN, HAZARD, HAZARD.replace("x.sum() > 0", "x.shape[0] > 0"), CLEAN):
        (tmp_path / "pkg" / "gate.py").write_text(source)
        rounds: list[str] = []
        one_round(lambda seen=rounds: seen.append(tslint(*words).out), parsed)  # type: ignore[misc]
        assert rounds == [tslint(*words).out]
        (cell,) = [
            each
            for each in json.loads(rounds[0])["entries"]
            if each["name"] == "Cell" and each["regime"] == "trace"
        ]
        verdicts.append(cell["verdict"])
    assert verdicts == ["clean", "loses", "loses", "clean"]
    assert len(parsed) == 3


def test_without_the_library_it_says_what_to_install(tslint: Tslint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ran = tslint("check", "--watch")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "tslint: --watch needs watchfiles: pip install 'tslint[watch]'\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-",), "it cannot look at stdin"),
        (("--add-ignores",), "--watch does not go with --add-ignores"),
        (("--show-files",), "--watch does not go with --show-files"),
        (("nowhere",), "nowhere: there is no such file or folder to watch"),
    ],
)
def test_what_cannot_be_watched_is_told(tslint: Tslint, words: tuple[str, ...], said: str) -> None:
    ran = tslint("check", "--watch", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
