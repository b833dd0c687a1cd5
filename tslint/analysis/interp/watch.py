"""Watching one function while it runs: what its names hold before and after each statement."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from tslint.analysis.values import Value, join


@dataclass(slots=True)
class Watch:
    """What the names of a function hold around its statements, joined over all times that each ran.

    `before` and `after` are keyed by the statement; `returned` by the `return`, which has no after.
    """

    function: ast.AST
    before: dict[ast.stmt, dict[str, Value]] = field(default_factory=dict)
    after: dict[ast.stmt, dict[str, Value]] = field(default_factory=dict)
    returned: dict[ast.stmt, Value] = field(default_factory=dict)

    def enter(self, node: ast.stmt, names: Mapping[str, Value]) -> None:
        """A statement begins."""
        _take(self.before.setdefault(node, {}), names)

    def leave(self, node: ast.stmt, names: Mapping[str, Value]) -> None:
        """A statement has come to its end."""
        _take(self.after.setdefault(node, {}), names)

    def gave(self, node: ast.stmt, value: Value) -> None:
        """A `return` gave this value."""
        known = self.returned.get(node)
        self.returned[node] = value if known is None else join(known, value)


def _take(table: dict[str, Value], names: Mapping[str, Value]) -> None:
    for name, value in names.items():
        known = table.get(name)
        table[name] = value if known is None or known is value else join(known, value)
