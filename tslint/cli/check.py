"""`tslint check`: read, judge, report."""

from __future__ import annotations

from pathlib import Path

import click

from tslint.cli.main import CLEAN, FINDINGS, TROUBLE
from tslint.cli.options import analysis_options, color_option, configuration, paths_argument, settings_for


@click.command("check")
@paths_argument
@analysis_options
@click.option(
    "--output-format", type=click.Choice(["full", "concise", "json"]), help="How findings are written."
)
@click.option(
    "--confirm", "confirmed", is_flag=True, help="Compile every piece that is proposed for scripting."
)
@click.option("--no-cache", is_flag=True, help="Neither use nor write .tslint_cache.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("-q", "--quiet", is_flag=True, help="Findings alone: no summary, no progress.")
@color_option
def command(
    paths: tuple[Path, ...],
    mode: str | None,
    entries: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    target_torch: str | None,
    config: Path | None,
    output_format: str | None,
    confirmed: bool,
    no_cache: bool,
    exit_zero: bool,
    quiet: bool,
    color: str,
) -> int:
    """Report what breaks torch.jit.script and what torch.jit.trace loses, under PATHS (default: here).

    Exit code: 0 nothing to report, 1 errors or warnings, 2 something could not be checked.
    """
    from tslint.cli.output import notes_on, print_failures, print_report
    from tslint.cli.progress import progress_shown
    from tslint.engine.check import check

    checked = paths or (Path(),)
    loaded = configuration(checked, config)
    settings = settings_for(loaded, mode, entries, select, ignore, target_torch, output_format)
    print_failures(notes_on(settings.target_torch))
    with progress_shown(not quiet) as progress:
        report = check(checked, settings, progress, cached=not no_cache)
    print_failures(report.failures)
    print_report(report, settings.output_format, color, quiet)
    refuted = False
    if confirmed:
        from tslint.cli.proposals import confirm_proposals

        refuted = confirm_proposals(checked, settings, loaded)
    if report.failures:
        return TROUBLE
    found = refuted or any(finding.severity != "info" for finding in report.findings)
    return FINDINGS if found and not exit_zero else CLEAN
