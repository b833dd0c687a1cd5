"""Finds the places that decide by the marks of the analysis: `if`, loops, filters, `and`, `match`, ..."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator
from importlib.util import decode_source
from typing import Any

from .branches import Branch, Kind

Place = tuple[int, int]
Stretch = tuple[Place, Place]
"""From a line and column to another, both from 1, columns in characters, the end exclusive."""
_WORDS: dict[type[ast.AST], tuple[str, Kind]] = {
    ast.If: ("if", "test"),
    ast.IfExp: ("... if ... else ...", "test"),
    ast.While: ("while", "loop"),
    ast.Assert: ("assert", "check"),
}


class Point:
    """One place that decides: its node, which for a filter of a comprehension is the test, and its branch."""

    def __init__(
        self,
        node: ast.AST,
        branch: Branch,
        headers: list[Stretch],
        whole: Stretch | None = None,
        is_filter: bool = False,
    ) -> None:
        """`headers` are the expressions that it decides by; a mark on all of `whole` means it as well."""
        self.is_filter = is_filter
        self.node = node
        self.branch = branch
        self.headers = headers
        self.whole = whole


def find_points(
    file: str, marks: Iterable[dict[str, Any]], text: str | None = None
) -> tuple[ast.Module | None, list[Point]]:
    """The tree of a file and the points in it that are marked; None where it cannot be read or parsed.

    `text` stands in place of what the file holds.
    """
    try:
        if text is None:
            with open(file, "rb") as source:
                text = decode_source(source.read())
        tree = ast.parse(text)
        points = list(_Finder(os.path.realpath(file), text).points(tree, None))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None, []
    marked = {id(point) for mark in marks for point in _nearest(points, _stretch_of(mark))}
    return tree, [point for point in points if id(point) in marked]


class _Finder:
    """Walks over a tree and gives every place that decides."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._lines = text.split("\n")
        self._called: dict[int, ast.Call] = {}

    def points(self, node: ast.AST, function: int | None) -> Iterator[Point]:
        if isinstance(node, ast.JoinedStr):
            return  # before Python 3.12 what stands in it has no true position
        if isinstance(node, ast.Call):
            self._called.update((id(argument), node) for argument in node.args)
        yield from self._own(node, function)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = node.lineno
        elif isinstance(node, (ast.Lambda, ast.ClassDef)):
            function = None
        for child in ast.iter_child_nodes(node):
            yield from self.points(child, function)

    def _own(self, node: ast.AST, function: int | None) -> Iterator[Point]:
        """The points that a node itself is."""
        if isinstance(node, (ast.If, ast.IfExp, ast.While, ast.Assert)):
            word, kind = _WORDS[type(node)]
            kind = "check" if isinstance(node, ast.If) and _only_raises(node) else kind
            branch = Branch(self.file, node.lineno, word, kind, function)
            whole = self._stretch(node) if isinstance(node, ast.IfExp) else None
            yield Point(node, branch, [self._stretch(node.test)], whole)
        elif isinstance(node, ast.For):
            branch = Branch(self.file, node.lineno, "for", "loop", function)
            yield Point(node, branch, [self._stretch(node.iter)])
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            for part in node.generators:
                if not part.is_async:
                    branch = Branch(self.file, part.iter.lineno, "for", "loop", function)
                    # `sum(... for t in x)` is marked as the call that walks over its argument.
                    call = self._called.get(id(node)) if part is node.generators[0] else None
                    whole = self._stretch(call) if call is not None else None
                    yield Point(part, branch, [self._stretch(part.iter)], whole)
                for test in part.ifs:
                    branch = Branch(self.file, test.lineno, "if", "test", function)
                    yield Point(test, branch, [self._stretch(test)], is_filter=True)
        elif isinstance(node, ast.BoolOp):
            word = "and" if isinstance(node.op, ast.And) else "or"
            branch = Branch(self.file, node.lineno, word, "operand", function)
            yield Point(node, branch, list(map(self._stretch, node.values[:-1])), self._stretch(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bool":
            branch = Branch(self.file, node.lineno, "bool(...)", "test", function)
            yield Point(node, branch, [], self._stretch(node))
        elif isinstance(node, getattr(ast, "Match", ())):
            yield self._match(node, function)

    def _match(self, node: Any, function: int | None) -> Point:
        guards = [case.guard for case in node.cases if case.guard is not None]
        patterns = [case.pattern for case in node.cases]
        branch = Branch(self.file, node.lineno, "match", "case", function)
        return Point(node, branch, list(map(self._stretch, [node.subject, *patterns, *guards])))

    def _stretch(self, node: Any) -> Stretch:
        start = self._place(node.lineno, node.col_offset)
        return start, self._place(node.end_lineno, node.end_col_offset)

    def _place(self, line: int, offset: int) -> Place:
        # Python counts columns in bytes of UTF-8.
        return line, len(self._lines[line - 1].encode("utf-8")[:offset].decode("utf-8", "ignore")) + 1


def _stretch_of(mark: dict[str, Any]) -> Stretch:
    return (mark["line"], mark["column"]), (mark["end_line"], mark["end_column"])


def _nearest(points: list[Point], mark: Stretch) -> Iterator[Point]:
    """What a mark means: the point that it covers, or the innermost one that decides by what it covers."""
    asked = [point for point in points if mark in point.headers]
    # Of `if a and b` the whole is marked, not the `and`.
    whole = [
        point for point in points if point.whole == mark and not (asked and point.branch.kind == "operand")
    ]
    if asked or whole:
        yield from (*asked, *whole)
        return
    around = [(header, point) for point in points for header in point.headers if _within(mark, header)]
    if around:
        # Of expressions that hold the same place the innermost begins last, or else ends first.
        yield max(around, key=lambda each: (each[0][0], tuple(-part for part in each[0][1])))[1]


def _within(mark: Stretch, header: Stretch) -> bool:
    return header[0] <= mark[0] and mark[1] <= header[1]


def _only_raises(node: ast.If) -> bool:
    """A check: its other side is an error, which no export is compared on."""
    return any(side and isinstance(side[-1], ast.Raise) for side in (node.body, node.orelse))
