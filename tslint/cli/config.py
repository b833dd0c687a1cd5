"""`tslint config`: the keys of the configuration, as a list or as a JSON Schema for editors."""

from __future__ import annotations

import json

import click

from tslint.cli.main import CLEAN


@click.command("config")
@click.option(
    "--output-format", type=click.Choice(["keys", "schema"]), default="keys", help="A list, or a JSON Schema."
)
def command(output_format: str) -> int:
    """Show the keys of [tool.tslint] and of tslint.toml: a list, or a schema with their types."""
    from tslint.config.described import KEYS
    from tslint.config.nested import WHOLE_RUN
    from tslint.config.schema import schema

    if output_format == "schema":
        click.echo(json.dumps(schema(), indent=2))
        return CLEAN
    width = max(map(len, KEYS))
    for key, said in KEYS.items():
        scope = " (for a whole run)" if key in WHOLE_RUN else ""
        click.echo(f"{key:<{width}}  {said}{scope}")
    return CLEAN
