"""Statements that the frontend has rejected: read on as their cure would have them, so that one cause is told
once and the code around it is still judged.
"""

from __future__ import annotations

import ast

from tslint.analysis.script import conditions, expressions
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.scopes import Frame, Withheld, type_of
from tslint.analysis.script.sugared import UNKNOWN, Simple
from tslint.source.walking import walk
from tslint.torchspec import types as t


def forget(em: Emitter, node: ast.stmt) -> None:
    """A statement that script has not: whatever it binds is unknown from here on."""
    for inner in walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            em.scopes.set(inner.id, UNKNOWN)


def emit_try(em: Emitter, node: ast.Try) -> None:
    """`try`: its body is read on, what the handlers bind is unknown."""
    from tslint.analysis.script import statements

    statements.emit_block(em, node.body)
    em.scopes.top.exits = False
    for handler in node.handlers:
        for statement in handler.body:
            forget(em, statement)
    for statement in (*node.orelse, *node.finalbody):
        forget(em, statement)
    # Either way out may return: nothing is said about the end of this function.
    if any(isinstance(inner, ast.Return) for inner in walk(node)):
        em.scopes.top.exits = True


def emit_else(em: Emitter, node: ast.For | ast.While) -> None:
    """A loop's `else`: code after the loop where nothing leaves it, else code that may be skipped."""
    from tslint.analysis.script import statements

    if not node.orelse or em.scopes.top.exits:
        return
    if not _leaves(node.body):
        statements.emit_block(em, node.orelse)
        return
    # What the loop binds before it is left has a value too: the cure gives it one before the loop.
    for name in _bound(node.body):
        if em.scopes.find(name) is None:
            em.scopes.set(name, UNKNOWN)
    em.scopes.push()
    statements.emit_block(em, node.orelse)
    skipped, taken = Frame(), em.scopes.pop()
    for name in taken.names:
        if em.scopes.find(name) is None:
            skipped.names[name] = UNKNOWN
    _join(em, [skipped, taken])


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether a `break` in a loop's body leaves that loop."""
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, (ast.For, ast.While)):
            if _leaves(statement.orelse):
                return True
        elif any(_leaves(block) for block in _blocks(statement)):
            return True
    return False


def _blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    match node:
        case ast.If():
            return [node.body, node.orelse]
        case ast.With():
            return [node.body]
        case ast.Try():
            return [node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody]
        case ast.Match():
            return [case.body for case in node.cases]
    return []


def _bound(body: list[ast.stmt]) -> list[str]:
    names = (inner for statement in body for inner in walk(statement) if isinstance(inner, ast.Name))
    return list(dict.fromkeys(name.id for name in names if isinstance(name.ctx, ast.Store)))


def emit_match(em: Emitter, node: ast.Match) -> None:
    """`match`: each case is read as a branch, as `if`, `elif` and `else` would have it."""
    from tslint.analysis.script import statements

    expressions.emit_sugared(em, node.subject)
    branches: list[Frame] = []
    for case in node.cases:
        em.scopes.push()
        _narrowed(em, node.subject)
        for name in _captures(case.pattern):
            em.scopes.set(name, UNKNOWN)
        if case.guard is not None:
            conditions.emit_condition(em, case.guard)
        statements.emit_block(em, case.body)
        branches.append(em.scopes.pop())
    if not any(case.guard is None and _takes_anything(case.pattern) for case in node.cases):
        branches.append(Frame())
    _join(em, branches)


def _narrowed(em: Emitter, subject: ast.expr) -> None:
    """A pattern shows more of the subject's type than is followed here."""
    if not isinstance(subject, ast.Name):
        return
    found = em.scopes.find(subject.id)
    if isinstance(found, Simple) and isinstance(found.type, (t.OptionalType, t.UnionType, t.AnyType)):
        em.scopes.set(subject.id, UNKNOWN)


def _captures(pattern: ast.pattern) -> list[str]:
    names: list[str] = []
    for inner in walk(pattern):
        if isinstance(inner, (ast.MatchAs, ast.MatchStar)) and inner.name is not None:
            names.append(inner.name)
        elif isinstance(inner, ast.MatchMapping) and inner.rest is not None:
            names.append(inner.rest)
    return names


def _takes_anything(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchAs(pattern=inner):
            return inner is None or _takes_anything(inner)
        case ast.MatchOr(patterns=patterns):
            return any(_takes_anything(inner) for inner in patterns)
    return False


def _join(em: Emitter, branches: list[Frame]) -> None:
    """After several ways through a statement: a name keeps the type they agree on, and is unknown else."""
    going_on = [branch for branch in branches if not branch.exits]
    if not going_on:
        em.scopes.top.exits = True
        return
    if any(branch.doubtful for branch in branches):
        em.scopes.top.doubtful = True
    names = dict.fromkeys(name for branch in branches for name in (*branch.names, *branch.withheld))
    for name in names:
        outer = em.scopes.find(name)
        sides = [branch.names.get(name, outer) for branch in going_on]
        kinds = {None if isinstance(side, Withheld) else type_of(side) for side in sides}
        kind = kinds.pop() if len(kinds) == 1 else None
        em.scopes.set(name, Simple(kind) if kind is not None else UNKNOWN)
