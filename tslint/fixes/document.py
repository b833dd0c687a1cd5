"""One file to be edited: its text, what it means (`ast`), how it is written (`libcst`), and where."""

from __future__ import annotations

import ast
import itertools
import re
import warnings
from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

import libcst as cst
from libcst import BaseMetadataProvider
from libcst.metadata import (
    ExpressionContext,
    ExpressionContextProvider,
    MetadataWrapper,
    ParentNodeProvider,
)

from tslint.fixes.offsets import NEWLINE, Lines, align, without_form_feeds
from tslint.fixes.places import Places, Range
from tslint.fixes.plan import Refused
from tslint.source.printable import printable

LARGEST = 500_000
"""Nodes of `ast`; libcst takes some 5 kB and 50 microseconds for each (code that people write: 160,000)."""
TOO_DEEP = "the file is nested too deeply"
_Known = TypeVar("_Known")
_PARENTHESES = re.compile(r"#[^\r\n]*|[()]")


def parse(text: str) -> ast.Module:
    """The `ast` of a text, without its warnings.

    Raises Refused where this Python cannot read it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return printable(ast.parse(text), text)
        except SyntaxError as error:
            raise Refused(f"the file has a syntax error on line {error.lineno}") from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise Refused(f"the file cannot be parsed: {error}") from None


class Document:
    """A parsed file. All ranges are offsets [start, end) into `text`.

    Raises Refused where `ast` or libcst cannot read the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.tree = parse(text)
        if next(itertools.islice(ast.walk(self.tree), LARGEST, None), None) is not None:
            raise Refused(f"it is too large to be edited (more than {LARGEST:,} expressions and statements)")
        cleaned, kept = without_form_feeds(text)
        try:
            self._wrapper = MetadataWrapper(cst.parse_module(cleaned), unsafe_skip_copy=True)
            self._places = Places.of(self._wrapper.module)
        except cst.ParserSyntaxError as error:
            raise Refused(f"libcst cannot parse the file (line {error.raw_line})") from None
        except RecursionError:
            raise Refused(TOO_DEEP) from None
        except Exception as error:
            # It takes some valid code for invalid, as `(a if b else c)if d else e`, and fails by a TypeError
            # of its own on other, as `a if b else(lambda: c)`.
            raise Refused(f"libcst cannot parse the file: {error}") from None
        code = self._places.code
        self._length = len(code)
        self._aligned = kept if code == cleaned else align(code, cleaned)
        if kept and self._aligned and self._aligned is not kept:
            self._aligned = [kept[offset] for offset in self._aligned]

    # Where things are

    def tight(self, node: cst.CSTNode) -> tuple[int, int]:
        """The range of a node without the parentheses and whitespace around it."""
        return self._range(self._places.tight[node])

    def wide(self, node: cst.CSTNode) -> tuple[int, int]:
        """The range of a node with all that belongs to it."""
        return self._range(self._places.wide[node])

    def of_ast(self, node: ast.expr | ast.stmt | ast.alias) -> tuple[int, int]:
        """The range of an `ast` node (whose columns count UTF-8 bytes)."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = self._from_bytes(node.end_lineno, node.end_col_offset)
        return self._from_bytes(node.lineno, node.col_offset), end

    def newline(self, offset: int) -> str:
        """How lines end around an offset."""
        match = NEWLINE.search(self.text, offset) or NEWLINE.search(self.text)
        return match.group() if match else "\n"

    def _range(self, bounds: Range) -> tuple[int, int]:
        start, end = (min(offset, self._length) for offset in bounds)
        if self._aligned is None:
            return start, end
        return self._aligned[start], self._aligned[end - 1] + 1 if end > start else self._aligned[start]

    def _from_bytes(self, line: int, column: int) -> int:
        start = self.lines.starts[line - 1]
        text = self.text[start : self.lines.end(line)]
        return start + (column if text.isascii() else len(text.encode()[:column].decode()))

    # What is there

    @cached_property
    def comments(self) -> list[int]:
        """The offsets of the comments, in order."""
        return sorted(self.tight(node)[0] for node in self._places.tight if isinstance(node, cst.Comment))

    @cached_property
    def functions(self) -> dict[int, cst.FunctionDef]:
        """The function definitions by the line of their `def`."""
        return {
            self.lines.line(self.tight(node)[0]): node
            for node in self._places.tight
            if isinstance(node, cst.FunctionDef)
        }

    @cached_property
    def import_froms(self) -> dict[int, cst.ImportFrom]:
        """The `from ... import` statements by the offset where they begin."""
        return {self.tight(node)[0]: node for node in self._places.tight if isinstance(node, cst.ImportFrom)}

    @cached_property
    def expressions(self) -> dict[tuple[int, int], cst.BaseExpression]:
        """The expressions that are read (not assigned to, not mere names of things) by their ranges.

        An expression in parentheses is there without them and with them, once for each pair.
        """
        contexts = self._resolved(ExpressionContextProvider)
        found: dict[tuple[int, int], cst.BaseExpression] = {}
        for node in self._places.tight:
            if isinstance(node, cst.BaseExpression) and self._is_read(node, contexts.get(node)):
                for bounds in self.levels(node):
                    found.setdefault(bounds, node)
        return found

    def _resolved(self, provider: type[BaseMetadataProvider[_Known]]) -> Mapping[cst.CSTNode, _Known]:
        """What libcst knows of each node; Refused where that takes more frames than parsing did."""
        try:
            return self._wrapper.resolve(provider)
        except RecursionError:
            raise Refused(TOO_DEEP) from None

    @cached_property
    def _parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        return dict(self._resolved(ParentNodeProvider))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node that holds a node."""
        return self._parents[node]

    def levels(self, node: cst.BaseExpression) -> list[tuple[int, int]]:
        """The ranges of an expression: bare, then with each pair of its own parentheses."""
        start, end = self.tight(node)
        outer_start, outer_end = self.wide(node)
        opening = [
            m.start() for m in _PARENTHESES.finditer(self.text, outer_start, start) if m.group() == "("
        ]
        closing = [m.end() for m in _PARENTHESES.finditer(self.text, end, outer_end) if m.group() == ")"]
        return [(start, end), *zip(reversed(opening), closing, strict=False)]

    def _is_read(self, node: cst.BaseExpression, context: ExpressionContext | None) -> bool:
        if isinstance(node, cst.StarredElement | cst.From):
            return False
        targets = cst.Name | cst.Attribute | cst.Subscript | cst.Tuple | cst.List
        if isinstance(node, targets) and context is not ExpressionContext.LOAD:
            return False
        parent = self._parents[node]
        if isinstance(parent, cst.Arg) and parent.keyword is node:
            return False
        while not isinstance(parent, cst.BaseStatement | cst.Module):
            not_values = cst.MatchPattern | cst.ImportAlias | cst.Import | cst.ImportFrom | cst.NameItem
            if isinstance(parent, not_values):
                return False
            parent = self._parents[parent]
        return True
