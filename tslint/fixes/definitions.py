"""Finding the definition that a qualified name means: the last one wins, and branches may differ."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tslint.fixes.plan import Refused

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition and what encloses it, outermost first."""

    node: ast.FunctionDef
    containers: tuple[ast.Module | _Definition, ...]

    @property
    def is_method(self) -> bool:
        """Whether the function is defined in a class body."""
        return isinstance(self.containers[-1], ast.ClassDef)


def find_function(tree: ast.Module, qualname: str) -> Function:
    """The function or method called `qualname` (`f`, `Class.method`, `outer.<locals>.inner`).

    Raises Refused where there is none, where a condition chooses between several, and for `async def`.
    """
    containers: list[ast.Module | _Definition] = [tree]
    parts = [part for part in qualname.split(".") if part != "<locals>"]
    for part in parts:
        inner = containers[-1]
        found, _ = _reaching(inner.body, part, [])
        if not found:
            raise Refused(f"there is no definition of `{qualname}` in this file")
        if len(found) > 1:
            lines = " and ".join(str(node.lineno) for node in found)
            raise Refused(f"`{part}` is defined under conditions more than once (lines {lines})")
        containers.append(found[0])
    node = containers.pop()
    if isinstance(node, ast.AsyncFunctionDef):
        raise Refused(f"`{qualname}` is async, which TorchScript does not know")
    if not isinstance(node, ast.FunctionDef):
        raise Refused(f"`{qualname}` is a class")
    return Function(node, tuple(containers))


def is_type_checking(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING`, which is false at run time."""
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _reaching(
    body: Sequence[ast.stmt], name: str, before: list[_Definition]
) -> tuple[list[_Definition], bool]:
    """The definitions of `name` that may hold after `body`, and whether all of them come from it."""
    found, certain = before, False
    for statement in body:
        if isinstance(statement, _Definition):
            if statement.name == name:
                found, certain = [statement], True
            continue
        found, certain_here = _after(statement, name, found)
        certain = certain or certain_here
        if isinstance(statement, ast.Raise):
            return [], True  # Nothing after it sees any of them.
    return found, certain


def _after(statement: ast.stmt, name: str, before: list[_Definition]) -> tuple[list[_Definition], bool]:
    """As `_reaching`, for one statement that is no definition."""
    match statement:
        case ast.With(body=body):
            return _reaching(body, name, before)
        case ast.If(test=test, body=body, orelse=orelse):
            taken = _constant(test)
            ways = [body] if taken else [orelse] if taken is False else [body, orelse]
            return _join(ways, name, before)
        case ast.For(body=body, orelse=orelse) | ast.While(body=body, orelse=orelse):
            return _join([[*body, *orelse], orelse], name, before)
        case ast.Match(cases=cases):
            return _join([*(case.body for case in cases), []], name, before)
        case ast.Try():
            return _after_try(statement, name, before)
    if hasattr(statement, "handlers"):  # `except*`, which Python 3.10 has no class for
        return _after_try(statement, name, before)  # type: ignore[arg-type]
    return before, False


def _after_try(statement: ast.Try, name: str, before: list[_Definition]) -> tuple[list[_Definition], bool]:
    ways = [[*statement.body, *statement.orelse], *(handler.body for handler in statement.handlers)]
    found, certain = _join(ways, name, before)
    last, certain_last = _reaching(statement.finalbody, name, found)
    return last, certain or certain_last


def _join(
    ways: Sequence[Sequence[ast.stmt]], name: str, before: list[_Definition]
) -> tuple[list[_Definition], bool]:
    results = [_reaching(way, name, before) for way in ways]
    found: list[_Definition] = []
    for definitions, _ in results:
        found += [node for node in definitions if node not in found]
    return found, all(certain for _, certain in results)


def _constant(test: ast.expr) -> bool | None:
    if is_type_checking(test):
        return False
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _constant(test.operand)
        return None if inner is None else not inner
    return bool(test.value) if isinstance(test, ast.Constant) else None
