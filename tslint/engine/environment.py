"""Where the user's environment keeps its packages, for `follow-imports = "site-packages"`."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable
from pathlib import Path

from tslint.config.settings import Settings


def installed_in(settings: Settings) -> Callable[[str], bool]:
    """Whether a file lies in an installed package that these settings let imports lead to."""
    follows = settings.follow_imports == "site-packages"
    folders = tuple(f"{folder}/" for folder in site_packages()) if follows else ()
    return lambda path: path.startswith(folders)


def site_packages() -> list[Path]:
    """The folders of installed packages: the active virtual environment's, else those of this interpreter."""
    active = os.environ.get("VIRTUAL_ENV")
    if active:
        found = sorted(Path(active).glob("lib/python3*/site-packages"))
        windows = Path(active, "Lib", "site-packages")
        if found or windows.is_dir():
            return found or [windows]
    return [
        Path(path) for path in dict.fromkeys(sysconfig.get_paths()[key] for key in ("purelib", "platlib"))
    ]
