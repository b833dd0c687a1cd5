"""How a report names a file: relative to the working directory when it lies below it."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1024)  # findings come file by file, and their chains lead through the same few
def shown_path(path: str, base: Path) -> str:
    """`path` (absolute) relative to `base`, with forward slashes; unchanged where it lies elsewhere."""
    plain = os.path.normpath(path) if os.pardir in path else path
    # A path that was given as `../other` is shown so where it leads out of the base.
    for each in dict.fromkeys((plain, path)):
        with suppress(ValueError):
            return Path(each).relative_to(base).as_posix()
    return path.replace(os.sep, "/")


def repository_root(start: Path) -> Path:
    """The folder that a service knows paths by: the root of the repository around `start`, else `start`."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)
