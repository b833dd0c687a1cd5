"""The JSON Schema of the configuration agrees with what is read."""

from __future__ import annotations

from typing import Any

import jsonschema
import msgspec
import pytest

from tslint.config.described import KEYS, TARGET_KEYS
from tslint.config.model import Config, Target
from tslint.config.schema import schema

RIGHT: list[dict[str, Any]] = [
    {},
    {"mode": "trace", "select": ["TS4"], "severity": {"TS4": "off"}, "per-file-ignores": {"a/": ["TS5"]}},
    {"follow-imports": True, "script-decorator": "torch.jit.script_if_tracing"},
    {"follow-imports": True, "targets": {"net": {"model": "a:B", "inputs": ["float32[1]"], "cpp": True}}},
]
WRONG: list[dict[str, Any]] = [
    {"modes": "trace"},
    {"mode": "fast"},
    {"severity": {"TS4": "loud"}},
    {"script-decorator": "torch.jit.trace"},
    {"targets": {"net": {"inputs": []}}},
]


@pytest.mark.parametrize(("table", "described"), [(Config, KEYS), (Target, TARGET_KEYS)])
def test_every_key_is_described_in_its_order(table: type[msgspec.Struct], described: dict[str, str]) -> None:
    assert list(described) == [field.encode_name for field in msgspec.structs.fields(table)]
    properties = schema()["$defs"][table.__name__]["properties"]
    assert {key: each["description"] for key, each in properties.items()} == described


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("document", RIGHT)
def test_what_is_read_is_valid(document: dict[str, Any]) -> None:
    msgspec.convert(document, Config)
    jsonschema.validate(document, schema())


@pytest.mark.parametrize("document", WRONG)
def test_what_is_refused_is_not(document: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(document, Config)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())
