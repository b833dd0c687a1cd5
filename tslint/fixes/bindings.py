"""What names are bound to, scope by scope: enough to know whether `Dict` is `typing.Dict` at run time."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tslint.fixes.definitions import is_type_checking

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Binding:
    """One place where a name is bound. `origin` is the dotted path of what an import binds it to."""

    origin: str | None
    line: int
    certain: bool = True
    runtime: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """A place where names are looked up: its line and the scopes that it sees, outermost first."""

    line: int
    scopes: tuple[ast.AST, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name is at a place.

    `sure`: bound once and for all before it, to `origin` if by an import. `unsure`: bound to `origin`, but
    under a condition, for type checkers only, or later. `mixed`: may be several things. `absent`: bound
    nowhere. `before` says whether anything binds it at run time before the place.
    """

    kind: Literal["sure", "unsure", "mixed", "absent"]
    origin: str | None = None
    before: bool = False


class Bindings:
    """The bindings of every scope of a file, collected when asked for."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._tables: dict[ast.AST, dict[str, list[Binding]]] = {}

    def table(self, scope: ast.AST) -> dict[str, list[Binding]]:
        """The names that a scope binds itself."""
        if scope not in self._tables:
            collector = _Collector()
            collector.scope(scope)
            self._tables[scope] = collector.names
        return self._tables[scope]

    def use(self, line: int, scopes: Sequence[ast.AST]) -> Use:
        """A use in the last of `scopes`, outermost first: a class is seen from its own body only."""
        seen = (s for s in scopes if not isinstance(s, ast.ClassDef) or s is scopes[-1])
        return Use(line, tuple(seen))

    def use_at(self, line: int, column: int) -> Use:
        """The use at a line (from 1) and a column (UTF-8 bytes, from 0)."""
        scopes: list[ast.AST] = [self.tree]
        node: ast.AST | None = self.tree
        while node is not None:
            node = next((c for c in ast.iter_child_nodes(node) if _holds(c, line, column)), None)
            if isinstance(node, _SCOPES):
                scopes.append(node)
        return self.use(line, scopes)

    def meaning(self, name: str, use: Use) -> Meaning:
        """What `name` means at `use`."""
        for scope in reversed(use.scopes):
            bindings = self.table(scope).get(name)
            if bindings:
                return _judge(bindings, use.line)
        return Meaning("absent")

    def names(self, use: Use) -> Iterable[str]:
        """The names bound in the scopes that `use` sees, inner ones first."""
        return (name for scope in reversed(use.scopes) for name in self.table(scope))


def _judge(bindings: list[Binding], line: int) -> Meaning:
    before = any(b.runtime and b.line <= line for b in bindings)
    origins = {b.origin for b in bindings}
    if len(origins) > 1 or (None in origins and len(bindings) > 1):
        return Meaning("mixed", None, before)
    (origin,) = origins
    if any(b.certain and b.runtime and b.line <= line for b in bindings):
        return Meaning("sure", origin, before)
    return Meaning("unsure", origin, before)


def _holds(node: ast.AST, line: int, column: int) -> bool:
    if not isinstance(node, ast.expr | ast.stmt | ast.excepthandler):
        return _is_carrier(node) and any(_holds(child, line, column) for child in ast.iter_child_nodes(node))
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset) <= (line, column) < (node.end_lineno, node.end_col_offset)


def _is_carrier(node: ast.AST) -> bool:
    """Whether a node without a position of its own may hold expressions."""
    return isinstance(
        node, ast.arguments | ast.withitem | ast.match_case | ast.comprehension | ast.keyword | ast.arg
    )


class _Collector(ast.NodeVisitor):
    """Collects what one scope binds, without entering the scopes inside."""

    def __init__(self) -> None:
        self.names: dict[str, list[Binding]] = {}
        self._now = Binding(None, 0)
        self._foreign: set[str] = set()

    def scope(self, node: ast.AST) -> None:
        """Collect from a module, class, function, lambda or comprehension."""
        if isinstance(node, _FUNCTIONS):
            arguments = node.args
            extra = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
            for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]:
                self._bind(argument.arg, argument.lineno)
        if isinstance(node, _COMPREHENSIONS):
            for generator in node.generators:
                self.visit(generator.target)
        elif not isinstance(node, ast.Lambda):
            for statement in getattr(node, "body", ()):
                self.visit(statement)
        for name in self._foreign:
            self.names.pop(name, None)

    def _bind(self, name: str, line: int, origin: str | None = None) -> None:
        self.names.setdefault(name, []).append(replace(self._now, origin=origin, line=line))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self._bind(bound, node.lineno, alias.name if alias.asname else bound)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        # `typing_extensions` gives the very objects of `typing`.
        module = "typing" if node.module == "typing_extensions" else node.module or ""
        for alias in node.names:
            self._bind(alias.asname or alias.name, node.lineno, f"{'.' * node.level}{module}.{alias.name}")

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._bind(node.name, node.lineno)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """A scope of its own."""

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_Lambda  # type: ignore[assignment]

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id, node.lineno)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self._foreign.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.visit_Global(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name, node.lineno)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name, node.lineno)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self.visit_MatchAs(node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._bind(node.rest, node.lineno)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        if is_type_checking(node.test):
            self._under(node.body, runtime=False)
            self._under(node.orelse)
        else:
            self._under([*node.body, *node.orelse], certain=False)

    def visit_Try(self, node: ast.Try) -> None:
        self._under([*node.body, *node.handlers, *node.orelse], certain=False)
        self._under(node.finalbody)

    def visit_TryStar(self, node: ast.Try) -> None:
        self.visit_Try(node)

    def visit_For(self, node: ast.For | ast.AsyncFor | ast.While | ast.Match) -> None:
        self._under(ast.iter_child_nodes(node), certain=False)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        self.visit_For(node)

    def visit_While(self, node: ast.While) -> None:
        self.visit_For(node)

    def visit_Match(self, node: ast.Match) -> None:
        self.visit_For(node)

    def _under(self, nodes: Iterable[ast.AST], certain: bool = True, runtime: bool = True) -> None:
        outer = self._now
        self._now = replace(outer, certain=outer.certain and certain, runtime=outer.runtime and runtime)
        for node in nodes:
            self.visit(node)
        self._now = outer
