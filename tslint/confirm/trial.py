"""Rule pages before torch itself: a process exports their blocks and compares them with eager Python."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tslint.engine.trial import EXAMPLE, Trial
from tslint.errors import TslintError
from tslint.rules.examples import mode_of
from tslint.rules.judge import covers

_PROGRAM = Path(__file__).parent / "worker" / "blocks.py"
_START, _EACH = 60.0, 30.0  # seconds


def torch_troubles(trials: Sequence[Trial], python: str) -> list[list[str]]:
    """What torch makes otherwise of each block than its page has it, in the interpreter `python`.

    Raises TslintError where that has no torch, or cannot be run. A block that ends the process, or hangs, is
    told, and the others are run.
    """
    version = _torch_version(python)
    with tempfile.TemporaryDirectory(prefix="tslint-pages-") as folder:
        asked = [_asked(Path(folder), number, trial) for number, trial in enumerate(trials)]
        answers: list[dict[str, Any]] = []
        while len(answers) < len(asked):
            answers += _run(python, asked[len(answers) :])
    return [_judged(trial, answer, version) for trial, answer in zip(trials, answers, strict=True)]


def _torch_version(python: str) -> str:
    told = [python, "-c", "import torch; print(torch.__version__.partition('+')[0])"]
    try:
        done = subprocess.run(told, capture_output=True, text=True, check=False)
    except OSError as error:
        raise TslintError(f"{python} cannot be run: {error.strerror or error}") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it gives no reason"])[-1]
        raise TslintError(f"{python} has no torch: {last}")
    return done.stdout.split()[-1]


def _asked(folder: Path, number: int, trial: Trial) -> dict[str, str]:
    # Each in a folder of its own: a module finds nothing beside it.
    path = folder / str(number) / "model.py"
    path.parent.mkdir()
    path.write_text(trial.block.source, encoding="utf-8")
    way = "script" if mode_of(trial.page) == "script" else "trace"
    if trial.block.exports_itself:
        way = "call"
    return {"path": str(path), "entry": trial.block.entry, "way": way}


def _run(python: str, asked: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """Answers in order: to all, or up to and with the block that ended the process."""
    end = "hangs"
    process = subprocess.Popen(
        [python, str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        out, _ = process.communicate(json.dumps(asked), timeout=_START + _EACH * len(asked))
        end = f"ends the process, exit code {process.returncode}"
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
    answers: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    return answers if len(answers) == len(asked) else [*answers, {"broken": end}]


def _judged(trial: Trial, answer: dict[str, Any], version: str) -> list[str]:
    if "broken" in answer:
        return [f"torch: the block cannot be judged: {answer['broken']}"]
    wrong = [answer["failed"]] if answer["failed"] else [str(said) for said in answer["differs"]]
    if trial.heading != EXAMPLE and answer["stuck"]:
        wrong.append(answer["stuck"])
    shown = [f"torch: {' '.join(text.split())[:300]}" for text in wrong]
    if trial.heading != EXAMPLE or trial.block.accepted or not covers(trial.page.rule, version):
        return shown
    rule = trial.page.rule
    if rule.severity == "info" and mode_of(trial.page) == "trace":
        silent = not (answer["warned"] or answer["stuck"]) and not rule.code.startswith("TS7")
        return shown or (["torch: the tracer does not warn"] if silent else [])
    return [] if wrong else ["torch: it works, and does what eager Python does (`accepted` says so)"]
