"""The original with a recorder at its marked places: the same code, which also tells which way it goes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, TypeVar

from .marks import Point
from .recorder import NAME

_Node = TypeVar("_Node", bound=ast.AST)


def instrument(tree: ast.Module, points: Sequence[tuple[int, Point]]) -> ast.Module:
    """The tree (changed in place) with calls of the recorder; each point comes with its index.

    Lines and columns stay what they were, so that `inspect`, torch.jit.script and tracebacks see the file.
    """
    found = _Instrument(points).visit(tree)
    assert isinstance(found, ast.Module)
    return ast.fix_missing_locations(found)


class _Instrument(ast.NodeTransformer):
    """Rewrites from the inside out, so that a place inside of another keeps its own."""

    def __init__(self, points: Sequence[tuple[int, Point]]) -> None:
        self._indexes = {id(point.node): index for index, point in points if not point.is_filter}
        # The test of a filter may be a marked place of its own.
        self._filters = {id(point.node): index for index, point in points if point.is_filter}
        self._inside: dict[int, list[int]] = {}
        for index, point in points:
            if point.branch.function is not None:
                self._inside.setdefault(point.branch.function, []).append(index)

    def visit(self, node: ast.AST) -> Any:
        """Rewrite what is inside, then the node where it is marked."""
        index = self._indexes.get(id(node))
        if isinstance(node, ast.comprehension):
            filters = [self._filters.get(id(test)) for test in node.ifs]
            self.generic_visit(node)
            tests = zip(filters, node.ifs)  # noqa: B905
            node.ifs = [test if at is None else _call("test", test, at, test) for at, test in tests]
        else:
            node = self.generic_visit(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self._function(node)
        if index is None:
            return node
        if isinstance(node, (ast.If, ast.IfExp, ast.Assert)):
            node.test = _call("test", node.test, index, node.test)
            return node
        if isinstance(node, ast.While):
            node.test = _call("asks", node.test, index, node.test)
            return [_at(node, ast.Expr(_call("begins", node, index))), node]
        if isinstance(node, (ast.For, ast.comprehension)):
            node.iter = _call("each", node.iter, index, node.iter)
            return node
        if isinstance(node, ast.BoolOp):
            return _operands(node, index)
        if isinstance(node, getattr(ast, "Match", ())):
            return _match(node, index)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bool":
            return _call("truth", node, index, node)
        return node

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        inside = self._inside.get(node.lineno)
        if inside:
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            told = _at(first, ast.Expr(_call("entered", first, *inside)))
            node.body.insert(1 if documented else 0, told)
        return node


def _operands(node: ast.BoolOp, index: int) -> ast.expr:
    """`a or b` as `stopped() if stops(a) else b`: each is evaluated once, and the result is the object."""
    count = len(node.values) - 1
    rest: ast.expr = _call("last", node.values[-1], index, count, node.values[-1])
    at = isinstance(node.op, ast.Or)
    for number in reversed(range(count)):
        value = node.values[number]
        asked = _call("stops", value, index, number, value, at)
        rest = _at(node, ast.IfExp(asked, _call("stopped", value), rest))
    return rest


def _match(node: Any, index: int) -> Any:
    for number, case in enumerate(node.cases):
        case.body.insert(0, _at(case.body[0], ast.Expr(_call("case", case.body[0], index, number))))
    last = node.cases[-1]
    if last.guard is not None or not _always_fits(last.pattern):
        none = _at(node, ast.Expr(_call("case", node, index, len(node.cases))))
        node.cases.append(ast.match_case(_at(node, ast.MatchAs()), None, [none]))
    return node


def _always_fits(pattern: Any) -> bool:
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is None or _always_fits(pattern.pattern)
    return isinstance(pattern, ast.MatchOr) and any(map(_always_fits, pattern.patterns))


def _call(name: str, place: ast.AST, *arguments: Any) -> ast.Call:
    """A call of the recorder, with constants and expressions as its arguments."""
    given = [each if isinstance(each, ast.expr) else _at(place, ast.Constant(each)) for each in arguments]
    recorder = _at(place, ast.Name(NAME, ast.Load()))
    return _at(place, ast.Call(_at(place, ast.Attribute(recorder, name, ast.Load())), given, []))


def _at(place: ast.AST, node: _Node) -> _Node:
    return ast.copy_location(node, place)
