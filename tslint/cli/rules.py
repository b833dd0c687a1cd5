"""`tslint rules`: the list of rules."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from tslint.cli.main import CLEAN
from tslint.cli.options import color_option, config_option, configuration, settings_for
from tslint.config.inline import ConfigOption


@click.command("rules")
@click.option(
    "--output-format", type=click.Choice(["table", "json"]), default="table", help="How they are written."
)
@config_option
@color_option
def command(output_format: str, config: ConfigOption, color: str) -> int:
    """List the rules: code, name, regime, severity, whether tslint can fix it, and what it does."""
    from tslint.report.text import use_colour
    from tslint.rules.judge import holds_for
    from tslint.rules.own import with_own_rules
    from tslint.rules.ruleset import load_rules

    rules = with_own_rules(load_rules(), settings_for(configuration((), config))).rules
    if output_format == "json":
        click.echo(json.dumps([{**asdict(rule), "releases": holds_for(rule)} for rule in rules], indent=2))
        return CLEAN
    if not use_colour(sys.stdout, color):
        for rule in rules:
            fix = rule.applicability or "-"
            click.echo(
                "\t".join(
                    [rule.code, rule.name, rule.regime, rule.severity, fix, rule.summary, holds_for(rule)]
                )
            )
        return CLEAN
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "code", "name", "regime", "severity", "fix", "what it does", "releases", box=None, header_style="bold"
    )
    for rule in rules:
        table.add_row(
            rule.code,
            rule.name,
            rule.regime,
            rule.severity,
            rule.applicability or "",
            rule.summary,
            holds_for(rule),
        )
    Console(force_terminal=True).print(table)
    return CLEAN
