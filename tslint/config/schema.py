"""The JSON Schema of the configuration, made from the types of its keys."""

from __future__ import annotations

from typing import Any

import msgspec

from tslint.config.described import KEYS, TARGET_KEYS
from tslint.config.model import Config


def schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) for `tslint.toml` and for the table `[tool.tslint]`."""
    made = msgspec.json.schema(Config)
    for table, described in (("Config", KEYS), ("Target", TARGET_KEYS)):
        for key, property_ in made["$defs"][table]["properties"].items():
            property_["description"] = described[key]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "tslint", **made}
