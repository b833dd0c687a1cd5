"""How a report names a file: relative to the working directory when it lies below it."""

from __future__ import annotations

import os
from pathlib import Path


def shown_path(path: str, base: Path) -> str:
    """`path` (absolute) relative to `base`, with forward slashes; unchanged where it lies elsewhere."""
    try:
        return Path(path).relative_to(base).as_posix()
    except ValueError:
        return path.replace(os.sep, "/")


def repository_root(start: Path) -> Path:
    """The folder that a service knows paths by: the root of the repository around `start`, else `start`."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)
