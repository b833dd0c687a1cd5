"""Where a converted value goes: to messages, to a check, to a result; followed by name in one function."""

from __future__ import annotations

import ast
from functools import lru_cache

from tslint.analysis.interp.statements import does_nothing, only_complains, reports
from tslint.source.walking import children, walk

_DEPTH = 4  # names that one name leads to


def reason_for(scope: ast.AST, node: ast.AST) -> str:
    """Why nothing depends on the value of a node of a function; empty where something may."""
    return _reason(parents_in(scope), scope, node, _DEPTH)


def check_around(scope: ast.AST, node: ast.AST) -> ast.Assert | ast.If | None:
    """The statement that only checks, where a node stands in its test: nothing else takes the value."""
    parents, inner = parents_in(scope), node
    while (outer := parents.get(inner)) is not None:
        if isinstance(outer, ast.Assert) and inner is outer.test:
            return outer
        if (
            isinstance(outer, ast.If)
            and inner is outer.test
            and not outer.orelse
            and only_complains(outer.body)
        ):
            return outer
        if isinstance(outer, (ast.stmt, ast.NamedExpr)):
            return None
        inner = outer
    return None


def use_of(scope: ast.AST, node: ast.AST) -> ast.expr | None:
    """The first expression that takes the value of a node, also by the name that it is given."""
    parents = parents_in(scope)
    outer = parents.get(node)
    if isinstance(outer, ast.Assign) and len(outer.targets) == 1 and isinstance(outer.targets[0], ast.Name):
        name = outer.targets[0].id
        reads = [
            part
            for part in walk(scope)
            if isinstance(part, ast.Name)
            and part.id == name
            and isinstance(part.ctx, ast.Load)
            and part.lineno > outer.lineno
        ]
        first = min(reads, key=lambda part: (part.lineno, part.col_offset), default=None)
        return _taker(parents, first) if first is not None else None
    return _taker(parents, node)


def _taker(parents: dict[ast.AST, ast.AST], node: ast.AST) -> ast.expr | None:
    while (outer := parents.get(node)) is not None and not isinstance(outer, ast.stmt):
        if isinstance(outer, (ast.Call, ast.BinOp, ast.Compare, ast.Subscript)):
            return outer
        node = outer
    return None


@lru_cache(maxsize=8)  # trees of the past are kept no longer than needed
def parents_in(scope: ast.AST) -> dict[ast.AST, ast.AST]:
    """The node that holds each node of a function."""
    return {child: parent for parent in walk(scope) for child in children(parent)}


def _reason(parents: dict[ast.AST, ast.AST], scope: ast.AST, node: ast.AST, depth: int) -> str:
    inner = node
    while (outer := parents.get(inner)) is not None:
        match outer:
            case ast.Call() if _is_report(parents, outer) and inner is not outer.func:
                return "it only goes into a message"
            case ast.Raise():
                return "it only goes into an error message"
            case ast.Assert() if inner is outer.msg:
                return "it only goes into an error message"
            case ast.Expr():
                return "nothing takes the result" if inner is node else ""
            case ast.If() if inner is outer.test and does_nothing(outer.body) and does_nothing(outer.orelse):
                return "only messages depend on it"
            case ast.Assign(targets=[ast.Name(id=name)]) if depth:
                return _of_name(parents, scope, name, depth - 1)
            case ast.stmt() | ast.Lambda() | ast.comprehension() | ast.NamedExpr():
                return ""
        inner = outer
    return ""


def _is_report(parents: dict[ast.AST, ast.AST], call: ast.Call) -> bool:
    """Whether a call is a statement of its own that prints, logs or warns (`log(x)` alone may be math's)."""
    return reports(call) and isinstance(parents.get(call), ast.Expr)


def _of_name(parents: dict[ast.AST, ast.AST], scope: ast.AST, name: str, depth: int) -> str:
    """Why nothing depends on a local name, wherever in the function it is read."""
    for part in walk(scope):
        if isinstance(part, (ast.Nonlocal, ast.Global)) and name in part.names:
            return ""
        if isinstance(part, ast.Name) and part.id in ("locals", "vars"):
            return ""
        # Wherever the name is read it may hold another value; then the reason holds for more than is asked.
        read = isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
        if read and not _reason(parents, scope, part, depth):
            return ""
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name) and part.target.id == name:
            return ""
    return "nothing but messages depends on it"
