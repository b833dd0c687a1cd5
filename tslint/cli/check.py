"""`tslint check`: read, judge, report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from tslint.cli.main import CLEAN, FINDINGS, TROUBLE
from tslint.cli.options import analysis_options, color_option, configuration, paths_argument, settings_for
from tslint.cli.stdin import given, stdin_option
from tslint.config.inline import ConfigOption
from tslint.config.model import MinSeverity, OutputFormat
from tslint.config.settings import Settings
from tslint.engine.collector import seldom

if TYPE_CHECKING:
    from tslint.engine.rounds import Rounds
    from tslint.rules.model import Report


@click.command("check")
@paths_argument
@stdin_option
@analysis_options
@click.option("--output-format", type=click.Choice(get_args(OutputFormat)), help="How findings are written.")
@click.option(
    "--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write them there, not to stdout."
)
@click.option(
    "--confirm", "confirmed", is_flag=True, help="Compile every piece that is proposed for scripting."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Tell what is not in this baseline."
)
@click.option(
    "--min-severity", type=click.Choice(["error", "warning", "info"]), help="Tell nothing that is less grave."
)
@click.option("--add-ignores", is_flag=True, help="Write comments that silence what is found today.")
@click.option("--statistics", is_flag=True, help="How often each rule spoke, instead of the findings.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and check nothing.")
@click.option("--show-settings", is_flag=True, help="Show the settings as JSON, and check nothing.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that work at once (default: one a core).",
)
@click.option("--no-cache", is_flag=True, help="Neither use nor write .tslint_cache.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("-q", "--quiet", is_flag=True, help="Findings alone: no summary, no progress.")
@color_option
def command(watch: bool, **asked: Any) -> int:
    """Report what breaks torch.jit.script and what torch.jit.trace loses, under PATHS (default: here; - is
    stdin).

    Exit code: 0 nothing to report, 1 errors or warnings, 2 something could not be checked.
    """
    if not watch:
        with seldom():
            return _check(**asked)
    for name in ("stdin_filename", "add_ignores", "show_files", "show_settings"):
        if asked[name]:
            raise click.UsageError(f"--watch does not go with --{name.replace('_', '-')}")
    if Path("-") in asked["paths"]:
        raise click.UsageError("--watch looks at files: it cannot look at stdin")
    from tslint.cli.watching import watched
    from tslint.engine.rounds import Rounds

    rounds = Rounds()
    paths = asked["paths"] or (Path(),)
    return watched(lambda: _check(**asked, rounds=rounds), paths, asked["config"], rounds.known)


def _check(
    paths: tuple[Path, ...],
    stdin_filename: Path | None,
    mode: str | None,
    entries: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    target_torch: str | None,
    config: ConfigOption,
    output_format: str | None,
    confirmed: bool,
    output_file: Path | None,
    baseline: Path | None,
    min_severity: MinSeverity | None,
    add_ignores: bool,
    statistics: bool,
    show_files: bool,
    show_settings: bool,
    jobs: int | None,
    no_cache: bool,
    exit_zero: bool,
    quiet: bool,
    color: str,
    rounds: Rounds | None = None,
) -> int:
    """One check, or what is asked for in its place; one of several `rounds`."""
    from tslint.cli.known import Baselines
    from tslint.cli.output import notes_on, print_failures, print_report, print_text
    from tslint.cli.progress import progress_shown
    from tslint.engine.check import examine
    from tslint.report.summary import statistics as counts

    source = given(paths, stdin_filename)
    checked = source.paths
    if confirmed and source.text is not None:
        raise click.UsageError("--confirm runs files: it cannot run what comes over stdin")
    if add_ignores and source.text is not None:
        raise click.UsageError("--add-ignores writes to files: it cannot write to stdin")
    loaded = configuration(checked, config)
    settings = settings_for(loaded, mode, entries, select, ignore, target_torch, output_format, min_severity)
    settings = replace(settings, jobs=jobs or settings.jobs)
    if show_files or show_settings:
        return _show(checked, settings, loaded.file, show_files)
    known = Baselines(baseline, settings)
    print_failures(notes_on(settings))
    with progress_shown(not quiet) as progress:
        cached = not no_cache and source.text is None
        look = rounds.examine if rounds is not None else examine
        examination = look(checked, settings, progress, cached=cached)
        if confirmed:
            from tslint.cli.proposals import with_hybrid_plans

            examination = with_hybrid_plans(examination, checked, settings, progress, cached)
    report = examination.report
    print_failures((*report.notes, *report.failures))
    report = known.new_alone(report, examination.reading.checked)
    # A check of less than everything cannot tell what is gone.
    if not (select or ignore or entries or mode or min_severity):
        print_failures(known.gone)
    if add_ignores:
        return _add_ignores(report, examination.reading.checked, quiet)
    refuted = False
    if confirmed:
        from tslint.cli.proposals import confirm_proposals

        with progress_shown(not quiet) as progress:
            report, refuted = confirm_proposals(examination, report, loaded, progress)
    if statistics:
        print_text(counts(report), output_file)
    else:
        print_report(report, settings.output_format, color, quiet, output_file)
    if report.failures:
        return TROUBLE
    found = refuted or any(finding.severity != "info" for finding in report.findings)
    return FINDINGS if found and not exit_zero else CLEAN


def _add_ignores(report: Report, files: Sequence[str], quiet: bool) -> int:
    """Silence the findings; what no comment could silence is told, and counts as found."""
    from tslint.cli.output import print_failures
    from tslint.engine.ignoring import add_ignores
    from tslint.report.paths import shown_path
    from tslint.report.summary import counted

    done = add_ignores(report.findings, files)
    print_failures(f"{shown_path(path, Path.cwd())}: not silenced: {reason}" for path, reason in done.left)
    if not quiet:
        findings = counted(done.silenced, "finding", "findings")
        click.echo(f"{findings} silenced in {counted(len(done.files), 'file', 'files')}.")
    if report.failures:
        return TROUBLE
    return FINDINGS if done.left else CLEAN


def _show(paths: tuple[Path, ...], settings: Settings, file: Path | None, files: bool) -> int:
    """What a check would look at, or by which settings."""
    from tslint.cli.output import print_failures
    from tslint.engine.policies import excludes
    from tslint.report.paths import shown_path
    from tslint.source.discover import discover

    if not files:
        told = (name for name in settings.__slots__ if name not in ("origin", "nested"))
        shown = {name: getattr(settings, name) for name in told}
        shown |= {"root": str(settings.root), "file": str(file) if file else None}
        click.echo(json.dumps(shown, indent=2, default=sorted))
        return CLEAN
    found = discover(paths, settings.exclude, settings.root, governing=excludes(settings))
    print_failures(found.failures)
    for path in found.files:
        click.echo(shown_path(str(path.absolute()), Path.cwd()))
    return TROUBLE if found.failures else CLEAN
