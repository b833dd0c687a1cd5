"""`tslint explain TS401`: the page of a rule."""

from __future__ import annotations

import sys

import click

from tslint.cli.main import CLEAN
from tslint.cli.options import color_option


@click.command("explain")
@click.argument("rule")
@color_option
def command(rule: str, color: str) -> int:
    """Show the page of RULE, given by code (TS401) or by name: rendered on a terminal, else as Markdown."""
    from tslint.errors import TslintError
    from tslint.report.text import use_colour
    from tslint.rules.pages import pages_folder, read_pages
    from tslint.rules.ruleset import load_rules
    from tslint.rules.select import unknown_selector

    found = next(
        (page for page in read_pages(pages_folder()) if rule in (page.rule.code, page.rule.name)), None
    )
    if found is None:
        raise TslintError(unknown_selector(load_rules(), rule))
    if not use_colour(sys.stdout, color):
        click.echo(found.body, nl=False)
        return CLEAN
    from rich.console import Console
    from rich.markdown import Markdown

    Console(force_terminal=True).print(Markdown(found.body))
    return CLEAN
