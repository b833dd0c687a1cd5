"""`tslint init`: the set-up of a project, shown before it is written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tslint.cli.main import CLEAN, FINDINGS
from tslint.cli.options import color_option

if TYPE_CHECKING:
    from tslint.cli.initial.proposal import Proposed

_PARTS = ("config", "pre-commit", "vscode", "github")


@click.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--only", multiple=True, type=click.Choice(_PARTS), help="These parts alone (may be given again)."
)
@click.option("--source", metavar="URL[@REVISION]", help="The git repository to install tslint from.")
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@color_option
def command(folder: Path, only: tuple[str, ...], source: str | None, yes: bool, color: str) -> int:
    """Set up a project in FOLDER (default: here): configuration, pre-commit, VS Code tasks, GitHub workflow.

    Shows what it would write, asks on a terminal, and writes nothing without an answer. Files that are there
    are extended or left alone, never overwritten. Exit code: 0 done, or nothing to do; 1 something is left to
    you, or nothing was written.
    """
    from tslint.cli.initial import configuration, hooks, tasks, workflow
    from tslint.cli.initial.proposal import Left
    from tslint.cli.initial.surroundings import look_around, source_of
    from tslint.cli.output import print_failures, print_pieces
    from tslint.fixes.diff import unified
    from tslint.report.edits import diff_pieces
    from tslint.report.paths import shown_path

    root = folder.absolute()
    found, origin = look_around(root), source_of(source)
    makers: dict[str, Callable[[], Proposed | None]] = {
        "config": lambda: configuration.propose(found),
        "pre-commit": lambda: hooks.propose(found, origin),
        "vscode": lambda: tasks.propose(found),
        "github": lambda: workflow.propose(found, origin),
    }
    proposed: list[Proposed] = []
    left: list[Left] = []
    for part in only or _PARTS:
        try:
            one = makers[part]()
        except Left as reason:
            left.append(reason)
        else:
            if one is None:
                click.echo(f"{part}: is set up already")
            else:
                proposed.append(one)
    diffs = [
        unified((one.before or b"").decode(), one.after.decode(), shown_path(str(one.path), root))
        for one in proposed
    ]
    print_pieces(diff_pieces(diffs), color)
    written = bool(proposed) and _agreed(len(proposed), yes)
    for one in proposed if written else ():
        try:
            one.write()
        except Left as reason:
            left.append(reason)
        except OSError as error:
            left.append(Left(one.path, f"it cannot be written: {error.strerror or error}"))
        else:
            click.echo(f"wrote {shown_path(str(one.path), root)}")
    for each in left:
        print_failures([f"{shown_path(str(each.path), root)}: left alone: {each.reason}"])
        if each.paste:
            click.echo(f"Paste this:\n{each.paste}", nl=False)
    return FINDINGS if left or (proposed and not written) else CLEAN


def _agreed(count: int, yes: bool) -> bool:
    """Whether to write; who cannot be asked has to say so beforehand."""
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo("Nothing was written: --yes writes it.", err=True)
        return False
    return click.confirm(f"Write {'this file' if count == 1 else f'these {count} files'}?", default=False)
