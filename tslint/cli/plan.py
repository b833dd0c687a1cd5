"""`tslint plan`: each model as a tree."""

from __future__ import annotations

from pathlib import Path

import click

from tslint.cli.main import CLEAN, FINDINGS, TROUBLE
from tslint.cli.options import (
    color_option,
    config_option,
    configuration,
    paths_argument,
    settings_for,
    target_torch_option,
)
from tslint.config.inline import ConfigOption


@click.command("plan")
@paths_argument
@click.option("--entry", "entries", multiple=True, metavar="NAME", help="Plan these models alone.")
@target_torch_option
@click.option(
    "--output-format",
    type=click.Choice(["tree", "json", "mermaid"]),
    default="tree",
    help="How plans are written.",
)
@click.option(
    "--html", "page", type=click.Path(path_type=Path), metavar="FILE", help="Also write the plans as a page."
)
@config_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@color_option
def command(
    paths: tuple[Path, ...],
    entries: tuple[str, ...],
    target_torch: str | None,
    output_format: str,
    page: Path | None,
    config: ConfigOption,
    quiet: bool,
    color: str,
) -> int:
    """Draw each model under PATHS (default: here) as a tree: traced, scripted, to script, losing, broken.

    Exit code: 0 the plans leave no loss, 1 some loss is left, 2 something could not be read.
    """
    import json

    from tslint.cli.output import SourceLines, notes_on, print_failures, print_trees, write_text
    from tslint.cli.progress import progress_shown
    from tslint.engine.planning import plan
    from tslint.report.mermaid import mermaid
    from tslint.report.page import as_page
    from tslint.report.paths import shown_path
    from tslint.report.plan import as_json

    checked = paths or (Path(),)
    settings = settings_for(configuration(checked, config), None, entries, (), (), target_torch)
    print_failures(notes_on(settings))
    with progress_shown(not quiet) as progress:
        planned = plan(checked, settings, progress)
    print_failures(planned.failures)
    print_failures(f"{shown_path(path, Path.cwd())}: {reason}" for path, reason in planned.unparsed)
    if output_format == "json":
        click.echo(json.dumps(as_json(planned.models, Path.cwd()), indent=1))
    elif output_format == "mermaid":
        click.echo(mermaid(planned.models), nl=False)
    else:
        print_trees(planned.models, color)
    if page is not None:
        write_text(
            page, as_page(planned.models, planned.regions, planned.findings, SourceLines(), Path.cwd())
        )
    if planned.failures:
        return TROUBLE
    return FINDINGS if planned.unparsed or planned.total_losses() else CLEAN
