"""A proof as text: each step as it is known, and at the end what the plan bought."""

from __future__ import annotations

from pathlib import Path

from tslint.cli.output import print_pieces
from tslint.confirm.model import STEPS, ConfirmJob, ConfirmReport, Speed, StepVerdict
from tslint.report.paths import shown_path
from tslint.report.summary import counted
from tslint.report.text import Piece

_STEP_WIDTH = max(map(len, STEPS))
_MARKS = {True: Piece("ok", "green"), False: Piece("FAILS", "bold red"), None: Piece("-", "yellow")}
_MARK_WIDTH = len("FAILS ")


class Proof:
    """The text of one target's proof, printed as it goes."""

    def __init__(self, name: str, job: ConfirmJob, color: str) -> None:
        """Print what is to be proven: the target and the plan."""
        self._color = color
        self._has_plan = job.has_plan
        title = name if name == job.target else f"{name} ({job.target})"
        pieces = [Piece(f"{title}\n", "bold")]
        if job.patches:
            files = ", ".join(shown_path(path, Path.cwd()) for path in sorted(job.patches))
            pieces.append(Piece(f"  plan      edits {files}\n"))
        if job.as_a_whole:
            names = ", ".join(name.rpartition(":")[2] for name in job.as_a_whole)
            pieces.append(Piece(f"  plan      scripts {names} as a whole\n"))
        if not job.has_plan:
            pieces.append(Piece("  plan      no edits: the code as it stands\n"))
        pieces += [Piece(f"            does not reach {each}\n", "yellow") for each in job.left]
        print_pieces(pieces, self._color)

    def step(self, verdict: StepVerdict) -> None:
        """One step, as soon as it is known."""
        mark = _MARKS[verdict.ok]
        detail = verdict.detail.strip().replace("\n", "\n" + " " * (_STEP_WIDTH + _MARK_WIDTH + 4))
        pieces = [Piece(f"  {verdict.step:<{_STEP_WIDTH}}  "), mark]
        if detail:
            pieces.append(Piece(" " * (_MARK_WIDTH - len(mark.text)) + detail))
        print_pieces([*pieces, Piece("\n")], self._color)

    def closing(self, report: ConfirmReport) -> None:
        """The verdict, and how the plain trace did beside the plan."""
        pieces = []
        if self._has_plan and report.gain:
            pieces.append(Piece(f"  {report.gain}\n"))
        if report.speed is not None:
            pieces.append(Piece(f"  speed     {_timed(report, report.speed)}\n"))
        pieces.append(Piece(f"  {report.verdict}", "bold green" if report.ok else "bold red"))
        pieces.append(Piece(_environment(report)))
        if report.saved:
            pieces.append(Piece(f"; saved to {report.saved}"))
        pieces.append(Piece("\n"))
        if not report.ok and report.output.strip():
            lines = report.output.strip().splitlines()
            pieces.append(Piece(f"  output ({counted(len(lines), 'line', 'lines')}):\n"))
            pieces += [Piece(f"    {line}\n") for line in lines]
        print_pieces([*pieces, Piece("\n")], self._color)


def _timed(report: ConfirmReport, speed: Speed) -> str:
    """The shares, and of what; the reason where there are none."""
    if speed.eager is None:
        return f"not measured: {speed.note.strip().splitlines()[0]}"
    inputs = report.hybrid.sets[0].inputs if report.hybrid is not None else ""
    where = "" if report.device == "cuda" else f", {counted(speed.threads, 'thread', 'threads')}"
    told = f"{speed.ratios} (shares of eager's {_milliseconds(speed.eager)} on {inputs}{where})"
    return f"{told}; {speed.note.strip().splitlines()[0]}" if speed.note else told


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


def _environment(report: ConfirmReport) -> str:
    known = [f"torch {report.torch}"] if report.torch else []
    known += [f"Python {report.python}"] if report.python else []
    known += [report.device] if report.device else []
    return f" ({', '.join(known)})" if known else ""
