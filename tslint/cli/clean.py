"""`tslint clean`: remove the caches."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from tslint.cli.main import CLEAN
from tslint.cli.options import paths_argument


@click.command("clean")
@paths_argument
def command(paths: tuple[Path, ...]) -> int:
    """Remove the caches (.tslint_cache) that checks of PATHS (default: here) have made."""
    from tslint.cli.options import configuration
    from tslint.engine.cache import FOLDER
    from tslint.errors import TslintError

    for path in paths or (Path(),):
        if not path.exists():
            raise TslintError(f"{path}: no such file or folder")
        folder = configuration((path,)).root / FOLDER
        # Only what bears the tag of a cache is removed, and never what a link leads to.
        if folder.is_symlink() or not (folder / "CACHEDIR.TAG").is_file():
            continue
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise TslintError(f"{folder}: cannot be removed: {error.strerror or error}") from None
        click.echo(f"removed {folder}")
    return CLEAN
