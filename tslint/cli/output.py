"""What goes to stdout and to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tslint.config.settings import NEWEST_TORCH
from tslint.errors import TslintError
from tslint.hybrid.tree import Node
from tslint.report.concise import concise
from tslint.report.full import full
from tslint.report.plan import drawn
from tslint.report.structured import as_json
from tslint.report.text import Piece, use_colour, write
from tslint.rules.model import Report
from tslint.source.files import read_lines


def print_report(report: Report, output_format: str, color: str, quiet: bool) -> None:
    """Write a report to stdout in the format asked for; `quiet` leaves out the closing line."""
    base = Path.cwd()
    if output_format == "json":
        print_pieces([Piece(as_json(report, base))], "never")
    elif output_format == "concise":
        print_pieces(concise(report, base, closing=not quiet), color)
    else:
        print_pieces(full(report, base, SourceLines(), closing=not quiet), color)


def print_trees(models: Sequence[Node], color: str) -> None:
    """Draw plans on stdout, one tree a model."""
    if not models:
        print("No model to plan: no nn.Module with a forward was found.")
    base = Path.cwd()
    print_pieces((piece for model in models for piece in drawn(model, base)), color)


def notes_on(target_torch: str) -> list[str]:
    """What is to be said of a torch release that is asked for and not described: which one stands in."""
    if target_torch == NEWEST_TORCH:
        return []
    from tslint.torchspec.load import spec

    taken = spec(target_torch).release
    if target_torch == taken or target_torch.startswith(f"{taken}."):
        return []
    return [f"torch {target_torch} is not described yet: judged as torch {taken}"]


def print_failures(failures: Iterable[str]) -> None:
    """One line each on stderr."""
    for failure in failures:
        print(f"tslint: {failure}", file=sys.stderr)


def write_text(file: Path, text: str) -> None:
    """Write a file that was asked for; raises TslintError where it cannot be written."""
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise TslintError(f"{file}: cannot be written: {error.strerror or error}") from None


def print_pieces(pieces: Iterable[Piece], color: str) -> None:
    """Write styled text to stdout and flush it, so that a reader that has gone is noticed here."""
    write(pieces, sys.stdout, use_colour(sys.stdout, color))
    sys.stdout.flush()


class SourceLines:
    """Source lines by file, each file read once."""

    def __init__(self) -> None:
        self._known: dict[str, Sequence[str]] = {}

    def __call__(self, path: str) -> Sequence[str]:
        if path not in self._known:
            self._known[path] = read_lines(Path(path))
        return self._known[path]
