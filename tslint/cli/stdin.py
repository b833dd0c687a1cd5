"""A text that comes over stdin (`-`) and is judged in place of a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

stdin_option = click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With `-` as path: the file that the text on stdin stands for.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """The paths to check, and the bytes from stdin that stand in place of the only one (None: files)."""

    paths: tuple[Path, ...]
    text: bytes | None = None


def given(paths: Sequence[Path], name: Path | None) -> Given:
    """What the command line gives to check; stdin lies in front of its file until the run ends.

    The file need not exist. Raises UsageError where `-` is not alone, or where only a name is given.
    """
    dash = Path("-")
    if dash not in paths:
        if name is not None:
            raise click.UsageError("--stdin-filename names what `-` stands for: give `-` as the path")
        return Given(tuple(paths) or (Path(),))
    if len(paths) > 1:
        raise click.UsageError("`-` (stdin) is checked alone, without other paths")
    # A plain name: the text is a module of the working directory.
    name = name or Path("stdin.py")
    if name.is_dir():
        raise click.UsageError(f"--stdin-filename {name} is a folder")
    from tslint.source.unsaved import Desk, at

    text = sys.stdin.buffer.read()
    click.get_current_context().with_resource(at(Desk({str(name.absolute()): text})))
    return Given((name,), text)
