"""`tslint fix`: the cures as source edits, or as a diff."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tslint.cli.main import CLEAN, FINDINGS, TROUBLE
from tslint.cli.options import analysis_options, color_option, configuration, paths_argument, settings_for
from tslint.cli.stdin import given, stdin_option
from tslint.config.inline import ConfigOption


@click.command("fix")
@paths_argument
@stdin_option
@click.option("--diff", is_flag=True, help="Show the edits and write nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="Also cures that may change what the code does.")
@analysis_options
@click.option("-q", "--quiet", is_flag=True, help="No summary, no progress.")
@color_option
def command(
    paths: tuple[Path, ...],
    stdin_filename: Path | None,
    diff: bool,
    unsafe_fixes: bool,
    mode: str | None,
    entries: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    target_torch: str | None,
    config: ConfigOption,
    quiet: bool,
    color: str,
) -> int:
    """Apply the cures of the findings under PATHS (default: here) as edits that keep formatting and comments.

    With - as the only path, the text on stdin is fixed and printed; no file is written.

    Exit code: 0 done, or nothing to do; 1 a cure could not be carried out, or with --diff there are edits;
    2 something could not be read.
    """
    from tslint.cli.output import notes_on, print_failures, print_pieces
    from tslint.cli.progress import progress_shown
    from tslint.engine.fixing import fix
    from tslint.report.edits import diff_pieces
    from tslint.report.paths import shown_path
    from tslint.report.summary import counted

    source = given(paths, stdin_filename)
    checked = source.paths
    loaded = configuration(checked, config)
    settings = settings_for(loaded, mode, entries, select, ignore, target_torch)
    print_failures(notes_on(settings))
    with progress_shown(not quiet) as progress:
        fixed, failures = fix(checked, settings, unsafe_fixes, progress)
    if diff:
        print_pieces(diff_pieces(fixed.diffs(Path.cwd())), color)
        written = []
    elif source.text is not None:
        # Whoever pipes a text through gets one back, whatever became of it.
        new = fixed.unsaved()
        if new is None:
            fixed.refused.append((str(checked[0]), "its encoding lacks a character of the fixed text"))
        written = list(new or ())
        click.echo((new or {}).get(str(checked[0].absolute()), source.text), nl=False)
    else:
        written = fixed.write()
    print_failures(failures)
    refused = dict.fromkeys(fixed.refused)  # one file may be refused several cures for one reason
    print_failures(f"{shown_path(path, Path.cwd())}: not fixed: {reason}" for path, reason in refused)
    if not quiet:
        unsaid = source.text is not None or diff
        applied = [cure for cure in fixed.result.applied if unsaid or cure.file in written]
        done = counted(len(applied), "cure", "cures")
        where = counted(len(fixed.result.texts), "file", "files")
        said = (
            f"{done} would change {where}." if diff else f"{done} carried out in {len(written)} of {where}."
        )
        said = said if fixed.result.applied else "Nothing to fix."
        more = f" {fixed.unsafe} more with --unsafe-fixes." if fixed.unsafe else ""
        print(f"{said}{more}", file=sys.stderr if diff or source.text is not None else sys.stdout)
    if failures:
        return TROUBLE
    return FINDINGS if fixed.refused or (diff and fixed.result.texts) else CLEAN
