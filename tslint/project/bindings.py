"""Which names a module or class body binds, and to what, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from tslint.source.walking import walk


@dataclass(slots=True)
class Import:
    """`import a.b as c` (attribute None) or `from a import b as c`; `level` counts leading dots."""

    module: str
    attribute: str | None
    level: int


Binding = Import | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr


@dataclass(slots=True)
class Bindings:
    """Names of one body. Of several bindings the last firm one counts; weak ones (in `except`) only alone."""

    firm: dict[str, list[Binding]] = field(default_factory=dict)
    weak: dict[str, list[Binding]] = field(default_factory=dict)
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    stars: list[Import] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # bound by a loop, a `with`, `del`, unpacking, `global`

    def of(self, name: str) -> list[Binding]:
        return self.firm.get(name) or self.weak.get(name) or []


def collect(body: list[ast.stmt]) -> Bindings:
    """Read the bindings of a module or class body (source of the facts: the Python reference, 4.2.1)."""
    found = Bindings()
    _collect(body, found, weak=False)
    return found


def _collect(body: list[ast.stmt], found: Bindings, weak: bool) -> None:
    for statement in body:
        for name, binding in _bound_by(statement, found):
            table = found.weak if weak else found.firm
            table.setdefault(name, []).append(binding)
        for inner, inner_weak in _inner_bodies(statement):
            _collect(inner, found, weak or inner_weak)


def _inner_bodies(statement: ast.stmt) -> Iterator[tuple[list[ast.stmt], bool]]:
    if isinstance(statement, ast.If):
        yield statement.body, _is_type_checking(statement.test)
        yield statement.orelse, False
    elif isinstance(statement, ast.Try):
        yield statement.body, False
        yield statement.orelse, False
        yield statement.finalbody, False
        for handler in statement.handlers:
            yield handler.body, True
    elif isinstance(statement, (ast.With, ast.For, ast.While)):
        yield statement.body, False


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _bound_by(statement: ast.stmt, found: Bindings) -> Iterator[tuple[str, Binding]]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, statement
        case ast.Import():
            for alias in statement.names:
                if alias.asname:
                    yield alias.asname, Import(alias.name, None, 0)
                else:
                    root = alias.name.split(".")[0]
                    yield root, Import(root, None, 0)
        case ast.ImportFrom():
            for alias in statement.names:
                source = Import(statement.module or "", alias.name, statement.level)
                if alias.name == "*":
                    found.stars.append(source)
                else:
                    yield alias.asname or alias.name, source
        case ast.Assign():
            for target in statement.targets:
                yield from _targets(target, statement.value, found)
        case ast.AnnAssign(target=ast.Name(id=name)):
            found.annotations[name] = statement.annotation
            if statement.value is not None:
                yield name, statement.value
        case ast.AugAssign(target=ast.Name(id=name)):
            found.unknown.add(name)
        case ast.For():
            found.unknown.update(n.id for n in walk(statement.target) if isinstance(n, ast.Name))
        case ast.With():
            for item in statement.items:
                if item.optional_vars is not None:
                    found.unknown.update(n.id for n in walk(item.optional_vars) if isinstance(n, ast.Name))


def _targets(target: ast.expr, value: ast.expr, found: Bindings) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)):
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            for inner, part in zip(target.elts, value.elts, strict=True):
                yield from _targets(inner, part, found)
        else:
            found.unknown.update(n.id for n in walk(target) if isinstance(n, ast.Name))
