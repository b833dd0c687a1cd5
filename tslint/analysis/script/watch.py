"""Watching the compiler in one function: what its names are before and after each statement."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from tslint.analysis.script.sugared import UNKNOWN, Sugared


@dataclass(slots=True)
class ScriptWatch:
    """The names of a function around its statements; one that is compiled as this and that is unknown."""

    function: ast.AST
    before: dict[ast.stmt, dict[str, Sugared]] = field(default_factory=dict)
    after: dict[ast.stmt, dict[str, Sugared]] = field(default_factory=dict)

    def enter(self, node: ast.stmt, names: Mapping[str, Sugared]) -> None:
        """A statement begins."""
        _take(self.before.setdefault(node, {}), names)

    def leave(self, node: ast.stmt, names: Mapping[str, Sugared]) -> None:
        """A statement has come to its end."""
        _take(self.after.setdefault(node, {}), names)


def _take(table: dict[str, Sugared], names: Mapping[str, Sugared]) -> None:
    for name, value in names.items():
        known = table.get(name)
        table[name] = value if known is None or known == value else UNKNOWN
