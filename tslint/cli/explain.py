"""`tslint explain TS401`: the page of a rule."""

from __future__ import annotations

import sys

import click

from tslint.cli.main import CLEAN
from tslint.cli.options import color_option, config_option
from tslint.config.inline import ConfigOption


@click.command("explain")
@click.argument("rule")
@config_option
@color_option
def command(rule: str, config: ConfigOption, color: str) -> int:
    """Show the page of RULE, given by code (TS401) or by name: rendered on a terminal, else as Markdown."""
    from tslint.cli.pages import dated, known_pages
    from tslint.errors import TslintError
    from tslint.report.text import use_colour
    from tslint.rules.ruleset import RuleSet
    from tslint.rules.select import unknown_selector

    pages = known_pages(config)
    found = next((page for page in pages if rule in (page.rule.code, page.rule.name)), None)
    if found is None:
        raise TslintError(unknown_selector(RuleSet(page.rule for page in pages), rule))
    body = dated(found)
    if not use_colour(sys.stdout, color):
        click.echo(body, nl=False)
        return CLEAN
    from rich.console import Console
    from rich.markdown import Markdown

    Console(force_terminal=True).print(Markdown(body))
    return CLEAN
