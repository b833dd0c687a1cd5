"""Where the user's environment keeps its packages, for `follow-imports = "site-packages"`."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path


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
