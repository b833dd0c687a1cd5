"""Options that verbs share, and the settings that come of configuration and command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from tslint.config.inline import OPTION, ConfigOption, asked
from tslint.config.load import LoadedConfig, load_config
from tslint.config.model import MinSeverity, Mode, OutputFormat
from tslint.config.nested import Nested
from tslint.config.settings import Overrides, Settings, settings_from

_Command = TypeVar("_Command", bound=Callable[..., Any])

paths_argument = click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path(path_type=Path))
config_option = click.option(
    OPTION,
    multiple=True,
    metavar="FILE|TOML",
    callback=lambda context, option, words: asked(words),
    help="Read this file, no other; or 'KEY = VALUE', which wins over the file.",
)
target_torch_option = click.option(
    "--target-torch", metavar="RELEASE", help="The torch that will run the export: 1.13, 2.13."
)
color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours on a terminal."
)


def analysis_options(command: _Command) -> _Command:
    """The options that say what is analysed and which rules speak."""
    options = (
        click.option(
            "--mode", type=click.Choice(["hybrid", "script", "trace"]), help="The regime of judgement."
        ),
        click.option(
            "--entry", "entries", multiple=True, metavar="NAME", help="Judge these alone; '*' for everything."
        ),
        click.option(
            "--select", multiple=True, metavar="RULES", help="Rules to report: TS4,TS501,rule-name."
        ),
        click.option("--ignore", multiple=True, metavar="RULES", help="Rules not to report."),
        target_torch_option,
        config_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def configuration(paths: Sequence[Path], config: ConfigOption | None = None) -> LoadedConfig:
    """The configuration that rules over the paths: the nearest above what they have in common.

    `config` is what `--config` says: another file, and statements that win over either.
    """
    config = config or ConfigOption()
    return load_config(_common_folder(paths), config.file, config.inline)


def settings_for(
    loaded: LoadedConfig,
    mode: str | None = None,
    entries: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    target_torch: str | None = None,
    output_format: str | None = None,
    min_severity: MinSeverity | None = None,
) -> Settings:
    """Settings of one run: what the command line says stands in place of what the configuration says.

    Nearer configurations hold for their files, unless one was asked for.
    """
    overrides = Overrides(
        mode=cast("Mode | None", mode),
        entries=tuple(entries),
        select=_split(select),
        ignore=_split(ignore),
        target_torch=target_torch,
        output_format=cast("OutputFormat | None", output_format),
        min_severity=min_severity,
    )
    settings = overrides.on(settings_from(loaded.config, loaded.root, loaded.origin))
    if loaded.asked_for:
        return settings
    return replace(settings, nested=Nested(settings, loaded, overrides))


def _split(values: Sequence[str]) -> tuple[str, ...]:
    """`--select TS4,TS5 --select TS6` names three."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def _common_folder(paths: Sequence[Path]) -> Path:
    if not paths:
        return Path.cwd()
    try:
        return Path(os.path.commonpath([os.path.abspath(path) for path in paths]))
    except ValueError:  # different drives
        return Path.cwd()
