"""Which torch an interpreter has, by what was noted when it was installed: torch is not imported."""

from __future__ import annotations

import re
import subprocess
from functools import cache

_ASK = "import importlib.metadata as m; print(m.version('torch'))"
_SECONDS = 20.0


@cache
def torch_release(python: str) -> str | None:
    """The release, such as `1.13.0`; None where the interpreter has no torch, or does not answer."""
    try:
        done = subprocess.run(
            [python, "-c", _ASK], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"\d+\.\d+(\.\d+)?", done.stdout.strip())
    return found[0] if found else None
