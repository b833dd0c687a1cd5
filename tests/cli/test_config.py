"""`tslint config` shows the keys and their schema."""

from __future__ import annotations

import json

from tests.cli.conftest import Tslint


def test_the_keys_are_those_of_the_schema(tslint: Tslint) -> None:
    listed = [line.split()[0] for line in tslint("config").out.splitlines()]
    shown = json.loads(tslint("config", "--output-format", "schema").out)
    assert {"select", "per-file-ignores", "targets"} <= set(listed)
    assert set(listed) == set(shown["$defs"]["Config"]["properties"])
