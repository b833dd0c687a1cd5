"""The TOML parser: the standard library's where it has one (Python 3.11), else its backport."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TOMLDecodeError = tomllib.TOMLDecodeError


def loads(text: str) -> dict[str, Any]:
    """Parse a TOML document; raises TOMLDecodeError, whose text names line and column where that is known."""
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise TOMLDecodeError("Nested too deeply") from None
    return document
