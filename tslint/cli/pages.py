"""Which rule pages a command line speaks of, and the settings under which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tslint.cli.options import configuration, settings_for
from tslint.config.inline import ConfigOption
from tslint.config.settings import Settings
from tslint.errors import TslintError

if TYPE_CHECKING:
    from tslint.rules.pages import Page


def known_pages(config: ConfigOption) -> list[Page]:
    """Every page that holds here: tslint's own, those of packages, and those of the configuration."""
    from tslint.rules.own import joined, own_pages
    from tslint.rules.pages import pages_folder, read_pages
    from tslint.rules.ruleset import load_rules

    own = own_pages(settings_for(configuration((), config)))
    joined(load_rules(), own)  # pages that do not go together are told
    return sorted([*read_pages(pages_folder()), *own], key=lambda page: page.rule.code)


def chosen_pages(paths: Sequence[Path], config: ConfigOption) -> tuple[list[Page], Settings]:
    """The pages that the paths name, and settings under which they are in force; without paths those of
    `rule-paths`. Raises TslintError where there are none.
    """
    from tslint.rules.own import project_folders, with_own_rules
    from tslint.rules.pages import pages_folder, read_pages
    from tslint.rules.ruleset import load_rules

    settings = settings_for(configuration(paths, config))
    for path in paths:
        if not path.exists():
            raise TslintError(f"{path}: no such page or folder")
    folders = [path if path.is_dir() else path.parent for path in paths] or project_folders(settings)
    known = {folder.resolve() for folder in project_folders(settings)} | {pages_folder().resolve()}
    added = tuple(str(folder.absolute()) for folder in folders if folder.resolve() not in known)
    settings = replace(settings, rule_paths=(*settings.rule_paths, *dict.fromkeys(added)))
    with_own_rules(load_rules(), settings)
    named = {path.resolve() for path in paths if not path.is_dir()}
    whole = {path.resolve() for path in (paths or folders) if path.is_dir()}
    pages = [
        page
        for folder in dict.fromkeys(folders)
        for page in read_pages(folder)
        if folder.resolve() in whole or page.path.resolve() in named
    ]
    if not pages:
        raise TslintError("there is no rule page to run: give folders or pages, or set `rule-paths`")
    return pages, settings


def dated(page: Page) -> str:
    """The text of a page with a line below its title: since and until which torch the rule holds."""
    from tslint.rules.judge import holds_for

    title, newline, rest = page.body.partition("\n")
    when = holds_for(page.rule)
    return f"{title}{newline}\nHolds {'for ' if when.startswith('torch') else ''}{when}.\n{rest}"
