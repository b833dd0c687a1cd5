"""Where each node of a libcst tree is written: offsets, from writing the tree once.

libcst's providers of positions write it once each, walk over it before, and count in lines and columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import libcst as cst
from libcst._nodes.internal import CodegenState

Range = tuple[int, int]


@dataclass
class _Writing(CodegenState):
    """Notes what has been written when a node begins and ends (as libcst's `PositionProvider` does)."""

    at: int = 0
    open: list[int] = field(default_factory=list)
    tight: dict[cst.CSTNode, Range] = field(default_factory=dict)
    wide: dict[cst.CSTNode, Range] = field(default_factory=dict)

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.add_token(token)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.at += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.open.append(self.at)

    def after_codegen(self, node: cst.CSTNode) -> None:
        bounds = self.open.pop(), self.at
        self.tight.setdefault(node, bounds)
        self.wide.setdefault(node, bounds)

    @contextmanager
    def record_syntactic_position(
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> Iterator[None]:
        start = self.at
        yield
        first = self.tight[start_node][0] if start_node is not None else start
        self.tight[node] = first, self.tight[end_node][1] if end_node is not None else self.at


@dataclass(frozen=True, slots=True)
class Places:
    """The text of a module as libcst writes it, and the ranges [start, end) of its nodes in it.

    The last ones may reach beyond its end, by the line end that libcst always writes and takes back.
    """

    code: str
    tight: dict[cst.CSTNode, Range]
    """Without the parentheses and whitespace around a node."""
    wide: dict[cst.CSTNode, Range]
    """With all that belongs to a node."""

    @classmethod
    def of(cls, module: cst.Module) -> Places:
        """The places in a module."""
        writing = _Writing(module.default_indent, module.default_newline)
        module._codegen(writing)
        return cls("".join(writing.tokens), writing.tight, writing.wide)
