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
    import msgspec

    from tslint.config.schema import schema

    if output_format == "schema":
        click.echo(json.dumps(schema(), indent=2))
        return CLEAN
    from tslint.config.model import Config

    names = [field.encode_name for field in msgspec.structs.fields(Config)]
    for name in names:
        click.echo(name)
    return CLEAN
