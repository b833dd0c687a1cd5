"""`tslint test-rules`: the examples of rule pages, run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tslint.cli.main import CLEAN, FINDINGS
from tslint.cli.options import config_option, paths_argument
from tslint.config.inline import ConfigOption


@click.command("test-rules")
@paths_argument
@click.option("--torch", "with_torch", is_flag=True, help="Also export every block with torch.")
@click.option("--python", metavar="PROGRAM", help="The interpreter that has torch, for --torch.")
@config_option
def command(paths: tuple[Path, ...], with_torch: bool, python: str | None, config: ConfigOption) -> int:
    """Run the examples of the rule pages in PATHS (folders or pages; default: those of `rule-paths`).

    Each example has to be reported with the code of its page, and what to use instead has to be clean.
    Exit code: 0 every page is right, 1 one is not, 2 there is nothing to run, or a page is malformed.
    """
    from tslint.cli.pages import chosen_pages
    from tslint.engine.trial import lacking, trials, trouble
    from tslint.report.paths import shown_path
    from tslint.report.summary import counted

    pages, settings = chosen_pages(paths, config)
    every = [trial for page in pages for trial in trials(page)]
    said = [trouble(trial, settings) for trial in every]
    if with_torch:
        from tslint.confirm.trial import torch_troubles

        # A block that is no Python has been told; torch would only say it again.
        sound = [at for at, trial in enumerate(every) if trial.block.sound]
        answers = torch_troubles([every[at] for at in sound], python or sys.executable)
        for at, more in zip(sound, answers, strict=True):
            said[at] += more
    wrong = 0
    for page in pages:
        own = [(trial, reasons) for trial, reasons in zip(every, said, strict=True) if trial.page is page]
        lines = [f"{heading}: there is no block to run" for heading in lacking(page)]
        lines += [f"{trial}: {reason}" for trial, reasons in own for reason in reasons]
        wrong += bool(lines)
        if lines:
            click.echo(f"{shown_path(str(page.path), Path.cwd())}: {page.rule.code} {page.rule.name}")
        for line in lines:
            click.echo(f"  {line}")
    ran = f"{counted(len(every), 'block', 'blocks')} of {counted(len(pages), 'page', 'pages')} run"
    click.echo(f"{ran}: {counted(wrong, 'page is', 'pages are')} wrong." if wrong else f"{ran}: all right.")
    return FINDINGS if wrong else CLEAN
