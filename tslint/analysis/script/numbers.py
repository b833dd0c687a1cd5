"""Numbers of numpy in the code that builds modules: what arrays of ints give."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Literal, TypeAlias

from tslint.project.entities import External
from tslint.project.modules import Module
from tslint.source.walking import walk
from tslint.source.watched import unread

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

Kind = Literal["array", "int64", "int"]
_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_DEPTH = 8
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
_ARRAYS = frozenset({"numpy.array", "numpy.asarray"})
_INTS = frozenset({"numpy.int64", "numpy.int_", "numpy.intp"})


def locals_around(compiler: Compiler, module: Module, node: ast.expr) -> dict[str, ast.expr]:
    """The names that the function around a node assigns once, as plain `name = expression`."""
    outer = _outermost(unread(module.source.tree), node.lineno)
    around = [
        function
        for function in (compiler.once(_functions, outer) if outer is not None else ())
        if function.lineno <= node.lineno <= (function.end_lineno or 0)
    ]
    return compiler.once(_assigned_once, around[-1]) if around else {}


def _outermost(body: list[ast.stmt], line: int) -> ast.stmt | None:
    """The statement of a module, or of a class in it, that holds a line: no other is looked into."""
    found = next((part for part in body if part.lineno <= line <= (part.end_lineno or 0)), None)
    return _outermost(unread(found), line) if isinstance(found, ast.ClassDef) else found


def _functions(statement: ast.stmt) -> list[_Function]:
    """Every function in a statement, the outer before the inner."""
    return [node for node in walk(statement) if isinstance(node, _Function)]


def _assigned_once(function: _Function) -> dict[str, ast.expr]:
    nodes = walk(function)
    stored = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    found: dict[str, ast.expr] = {}
    for inner in nodes:
        if isinstance(inner, ast.Assign) and len(inner.targets) == 1:
            target = inner.targets[0]
            if isinstance(target, ast.Name) and stored[target.id] == 1:
                found[target.id] = inner.value
    return found


def kind_of(
    compiler: Compiler, module: Module, local: dict[str, ast.expr], node: ast.expr, depth: int = 0
) -> Kind | None:
    """`array` for a flat array of ints, `int64` for a number of numpy, `int` for Python's; else None."""
    if depth > _DEPTH:
        return None

    def of(part: ast.expr) -> Kind | None:
        return kind_of(compiler, module, local, part, depth + 1)

    match node:
        case ast.Constant():
            return "int" if type(node.value) is int else None
        case ast.Name():
            return of(local[node.id]) if node.id in local else None
        case ast.Subscript():
            whole = of(node.value) == "array"
            if whole and isinstance(node.slice, ast.Slice):
                return "array"
            return "int64" if whole and of(node.slice) == "int" else None
        case ast.UnaryOp(op=ast.USub()):
            return of(node.operand)
        case ast.BinOp() if isinstance(node.op, _ARITHMETIC):
            kinds = {of(node.left), of(node.right)}
            if None in kinds:
                return None
            return "array" if "array" in kinds else "int64" if "int64" in kinds else "int"
        case ast.Call(args=[first]) if not node.keywords:
            callee = compiler.resolve(module, node.func)
            if isinstance(callee, External) and callee.dotted in _INTS:
                return "int64"
            flat = isinstance(first, (ast.List, ast.Tuple)) and all(of(item) == "int" for item in first.elts)
            if flat and isinstance(callee, External) and callee.dotted in _ARRAYS:
                return "array"
    return None
