"""What goes to stdout and to stderr."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tslint.config.settings import NEWEST_TORCH, Settings
from tslint.errors import TslintError
from tslint.report.concise import concise
from tslint.report.full import full
from tslint.report.structured import json_lines, json_pieces
from tslint.report.text import Piece, use_colour, write
from tslint.rules.model import Report
from tslint.source.files import read_lines

if TYPE_CHECKING:
    from tslint.hybrid.tree import Node

_FILES = 64  # whose lines are kept to be shown


def print_report(
    report: Report, output_format: str, color: str, quiet: bool, file: Path | None = None
) -> None:
    """Write a report to stdout, or to `file`, in a format; `quiet` leaves out the closing line."""
    base, lines = Path.cwd(), SourceLines()
    if output_format == "concise":
        pieces = concise(report, base, closing=not quiet)
    elif output_format == "full":
        pieces = full(report, base, lines, closing=not quiet)
    else:
        pieces, color = map(Piece, _for_programs(report, output_format, lines)), "never"
    if file is None:
        print_pieces(pieces, color)
    else:
        write_text(file, (piece.text for piece in pieces))


def _for_programs(report: Report, output_format: str, lines: SourceLines) -> Iterable[str]:
    """What services read names files from the root of the repository; JSON, from where tslint runs."""
    base = Path.cwd()
    if output_format == "json":
        return json_pieces(report, base)
    if output_format == "json-lines":
        return json_lines(report, base)
    # Imported here: a check by hand needs none of them.
    from tslint.report.paths import repository_root
    from tslint.report.services import as_github, as_gitlab, as_junit, as_rdjson

    base = repository_root(base)
    if output_format == "sarif":
        from tslint.report.sarif import as_sarif
        from tslint.rules.ruleset import load_rules

        return (as_sarif(report, base, lines, load_rules()),)
    if output_format == "github":
        return (as_github(report, base),)
    if output_format == "gitlab":
        return (as_gitlab(report, base, lines),)
    return (as_junit(report, base) if output_format == "junit" else as_rdjson(report, base, lines),)


def print_trees(models: Sequence[Node], color: str) -> None:
    """Draw plans on stdout, one tree a model."""
    from tslint.report.plan import drawn

    if not models:
        print("No model to plan: no nn.Module with a forward was found that is not scripted as a whole.")
    base = Path.cwd()
    print_pieces((piece for model in models for piece in drawn(model, base)), color)


def notes_on(settings: Settings) -> list[str]:
    """Which torch code is judged for, where that is not plain: it is not described, or nobody named it.

    A project's own requirement says something only where it leads away from the newest release.
    """
    target = settings.target_torch
    if target == NEWEST_TORCH:
        return []
    from tslint.torchspec.load import judging

    taken = judging(target)
    if settings.target_torch_from:
        from tslint.report.paths import shown_path

        file = shown_path(settings.target_torch_from, Path.cwd())
        asked = f"{file} asks for torch {target} (--target-torch names another)"
        return [] if taken == NEWEST_TORCH else [f"judged as torch {taken}: {asked}"]
    if target == taken or target.startswith(f"{taken}."):
        return []
    from packaging.version import Version

    later = Version(taken) > Version(target)
    why = "what it lacks of that is not told" if later and taken == NEWEST_TORCH else "the nearest that is"
    return [f"torch {target} is not described: judged as torch {taken}, {why}"]


def print_failures(failures: Iterable[str]) -> None:
    """One line each on stderr."""
    for failure in failures:
        print(f"tslint: {failure}", file=sys.stderr)


def print_text(text: str, file: Path | None) -> None:
    """Write plain text to stdout, or to a file."""
    if file is None:
        print_pieces([Piece(text)], "never")
    else:
        write_text(file, text)


def write_text(file: Path, text: str | Iterable[str]) -> None:
    """Write a file that was asked for; raises TslintError where it cannot be written.

    What was there stays until the new text is written whole: a full disk takes no baseline away.
    """
    target = Path(os.path.realpath(file))
    written = [text] if isinstance(text, str) else text
    try:
        beside = _beside(target)
        try:
            with (beside or target).open(
                "w", encoding="utf-8", errors="backslashreplace", newline="\n"
            ) as stream:
                stream.writelines(written)
            if beside is not None:
                os.replace(beside, target)
        except BaseException:
            if beside is not None:
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TslintError(f"{file}: cannot be written: {error.strerror or error}") from None


def _beside(target: Path) -> Path | None:
    """A new file beside the one that it will replace; None for a pipe or device, and where none may be."""
    import tempfile  # here: most reports go to stdout

    if target.exists() and not target.is_file():
        return None
    try:
        handle, name = tempfile.mkstemp(prefix=".tslint-", suffix=".tmp", dir=target.parent)
    except PermissionError:
        return None
    os.close(handle)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    os.chmod(name, mode)
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def print_pieces(pieces: Iterable[Piece], color: str) -> None:
    """Write styled text to stdout and flush it, so that a reader that has gone is noticed here."""
    write(pieces, sys.stdout, use_colour(sys.stdout, color))
    sys.stdout.flush()


class SourceLines:
    """Source lines by file, of the files that were asked for last: findings come file by file."""

    def __init__(self) -> None:
        self._known: dict[str, Sequence[str]] = {}

    def __call__(self, path: str) -> Sequence[str]:
        if path not in self._known:
            if len(self._known) >= _FILES:
                del self._known[next(iter(self._known))]
            self._known[path] = read_lines(Path(path))
        return self._known[path]
