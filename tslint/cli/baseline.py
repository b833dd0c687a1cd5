"""`tslint baseline`: take down what is found today, so that a check tells what is new."""

from __future__ import annotations

from pathlib import Path

import click

from tslint.cli.main import CLEAN, TROUBLE
from tslint.cli.options import config_option, configuration, paths_argument, settings_for
from tslint.config.inline import ConfigOption

DEFAULT = "tslint-baseline.json"


@click.command("baseline")
@click.argument("action", type=click.Choice(["create", "update"]))
@paths_argument
@click.option("--baseline", "file", type=click.Path(path_type=Path), metavar="FILE", help="The file.")
@config_option
def command(action: str, paths: tuple[Path, ...], file: Path | None, config: ConfigOption) -> int:
    """Write the findings under PATHS (default: here) to a baseline; `check --baseline FILE` leaves them out.

    `create` makes a new file; `update` takes down what is found now and keeps what it holds of other files.
    """
    from tslint.cli.output import SourceLines, print_failures, write_text
    from tslint.engine.baseline import baseline_text, known_now, read_baseline
    from tslint.engine.check import examine
    from tslint.errors import TslintError
    from tslint.report.paths import shown_path
    from tslint.report.summary import counted

    checked = paths or (Path(),)
    loaded = configuration(checked, config)
    settings = settings_for(loaded)
    target = file or (settings.root / (settings.baseline or DEFAULT))
    if action == "create" and target.exists():
        raise TslintError(f"{target}: is there already; `tslint baseline update` brings it up to date")
    before = read_baseline(target) if action == "update" else None
    examination = examine(checked, settings)
    print_failures(examination.report.failures)
    if examination.report.failures:
        return TROUBLE
    root = target.absolute().parent
    known = known_now(examination.report, root, SourceLines())
    looked_at = {shown_path(path, root) for path in examination.reading.checked}
    for key, count in (before or {}).items():
        if key.path not in looked_at and (root / key.path).exists():
            known[key] = count
    write_text(target, baseline_text(known))
    number = counted(sum(known.values()), "finding", "findings")
    click.echo(f"{target}: {number}; `tslint check --baseline {target}` tells what is new")
    return CLEAN
