"""Nine models that do harm, and how `tslint confirm` ends with each: verdict, time, what is left running."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

MARK = "TSLINT_HOSTILE"
"""The environment variable by which the processes of a run are known."""
_HEAD = "import os\nimport sys\nimport time\n\nimport torch\nfrom torch import nn\n\n"
# Every fork takes a byte out of the pipe, so that even a bomb that nobody stops ends at 400 processes.
_BOMB = """
tokens, fill = os.pipe()
os.write(fill, b"x" * 400)
os.close(fill)
ends = time.monotonic() + 60


def bomb():
    while time.monotonic() < ends and os.read(tokens, 1):
        if os.fork() == 0:
            os.setsid()
            bomb()
    time.sleep(max(0, ends - time.monotonic()))
    os._exit(0)


if os.fork() == 0:
    bomb()
time.sleep(60)
"""
_SPIN = """
@torch.jit.script
def spin(x):
    while bool(x.numel() >= 0):
        x = x + 1
    return x
"""
LIES = """
        import json, os
        for nonce in ("", "0" * 32):
            for event in ({"event": "step", "step": "agrees", "ok": True}, {"event": "done"}):
                line = json.dumps({"nonce": nonce, "detail": "", "kind": "", "data": {}, **event}) + "\\n"
                for descriptor in range(1, 64):
                    try:
                        os.write(descriptor, line.encode())
                    except OSError:
                        pass
        os._exit(0)"""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A model that does harm; it is right that the proof ends at `step` and that `words` say why."""

    name: str
    step: str
    words: str
    head: str = ""
    init: str = "pass"
    forward: str = "pass"

    @property
    def source(self) -> str:
        """The model's file, which defines `Net`."""
        return (
            f"{_HEAD}{self.head}\n\nclass Net(nn.Module):\n    def __init__(self):\n"
            f"        super().__init__()\n        {self.init}\n\n"
            f"    def forward(self, x):\n        {self.forward}\n        return x\n"
        )


NINE = (
    Hostile("infinite scripted loop", "inputs", "did not finish in time", _SPIN, forward="x = spin(x)"),
    Hostile("os._exit", "inputs", "ended with exit status 0 before it answered", forward="os._exit(0)"),
    # Memory that is never touched is only promised: the limit is met, and the machine keeps its own.
    Hostile(
        "memory bomb",
        "inputs",
        "out of memory",
        "blocks = []",
        forward="while True: blocks.append(bytes(2**30))",
    ),
    Hostile("fork bomb with setsid", "imports", "started more than 256 processes", _BOMB),
    Hostile("fake verdict", "inputs", "ended with exit status 0 before it answered", forward=LIES.strip()),
    Hostile("input()", "inputs", "EOFError", forward="input('which weights? ')"),
    Hostile("import that sleeps", "imports", "did not finish in time", "time.sleep(3600)"),
    Hostile("exception in __init__", "builds", "KeyError: 'no weights'", init="raise KeyError('no weights')"),
    Hostile("prints of 100 MB", "", "", "print('x' * 100_000_000)"),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the proof of a hostile model ended; `left` are processes of it that still ran."""

    right: bool
    reason: str
    seconds: float
    left: set[int]


def prove(hostile: Hostile, folder: Path, timeout: float, patience: float) -> Ended:
    """Run `tslint confirm` on a model, in a folder of its own; raises where it takes `patience` longer."""
    (folder / "nets.py").write_text(hostile.source, encoding="utf-8")
    nonce = secrets.token_hex(16)
    words = [sys.executable, "-m", "tslint", "confirm", "nets.py:Net", "--as-is", "--device", "cpu"]
    words += ["--input", "float32[n]", "--output-format", "json", "--timeout", str(timeout)]
    environment = {**os.environ, MARK: nonce, "OMP_NUM_THREADS": "1"}
    before = time.monotonic()
    try:
        done = subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout + patience
        )
        seconds = time.monotonic() - before
        left = running(nonce)
    finally:
        for pid in running(nonce):
            os.kill(pid, 9)
    report = json.loads(done.stdout)
    failed = [(step["step"], step["detail"]) for step in report["steps"] if step["ok"] is False]
    if hostile.step:
        right = done.returncode == 1 and [step for step, _ in failed] == [hostile.step]
        right = right and hostile.words in failed[0][1]
    else:
        right = done.returncode == 0 and report["verdict"] == "confirmed"
    reason = f"{failed[0][0]}: {failed[0][1]}" if failed else report["verdict"]
    return Ended(right, " ".join(reason.split()), seconds, left)


def running(nonce: str) -> set[int]:
    """The processes whose environment or command line holds a nonce; those that have ended do not count."""
    found = set()
    for entry in os.scandir("/proc"):
        for name in ("environ", "cmdline"):
            try:
                text = Path(entry.path, name).read_bytes()
            except OSError:
                continue
            if nonce.encode() in text:
                found.add(int(entry.name))
    return found
