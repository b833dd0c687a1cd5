"""A conditional `return`, `continue` or `break` with a `with` block after it, whose values are used outside.

What follows such a statement in its block is moved into the other branch of the `if` when early exits are
removed (torch/csrc/jit/frontend/exit_transforms.cpp). A `with` block has no outputs of its own, so
a value that leaves a moved one breaks the graph: `outputs_[i]->uses().empty() INTERNAL ASSERT FAILED`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum

from tslint.analysis.script import frontend
from tslint.analysis.script.emitter import Emitter
from tslint.source.walking import walk

_Path = tuple[tuple[ast.AST, list[ast.stmt], int], ...]  # from the function inwards: owner, block, place
_LEAVES = (ast.Return, ast.Continue, ast.Break)
_LOOPS = (ast.For, ast.While)


class _Status(Enum):
    """Whether running a block leaves it early."""

    NEVER = 0
    MAYBE = 1
    ALWAYS = 2
    RAISES = 3


def check(em: Emitter) -> None:
    """Tell the first such statement of the function; the innermost of several that act together."""
    node = em.function.node
    if not em.compiler.of_node(_has_with, node):
        return
    reader = _Reader(em)
    found = [leaving for leaving in reader.broken(node, node.body, ()) if leaving is not None]
    if found:
        place = max(found, key=lambda leaving: leaving.lineno)
        word = type(place).__name__.lower()
        text = "outputs_[i]->uses().empty() INTERNAL ASSERT FAILED"
        em.report("exit-before-with", place, construct=word, torch=text)


def _has_with(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(inner, ast.With) for inner in walk(node))


class _Reader:
    """Reads one function as it was compiled: branches that the compiler decided are those that it took."""

    def __init__(self, em: Emitter) -> None:
        self.em = em
        self.root = em.function.node

    def status(self, body: list[ast.stmt]) -> _Status:
        """Whether a block leaves early."""
        found = _Status.NEVER
        for statement in body:
            status = self._of(statement)
            if status in (_Status.ALWAYS, _Status.RAISES):
                return status
            if status is _Status.MAYBE:
                found = status
        return found

    def _of(self, statement: ast.stmt) -> _Status:
        match statement:
            case ast.Return() | ast.Continue() | ast.Break():
                return _Status.ALWAYS
            case ast.Raise():
                return _Status.RAISES
            case ast.If():
                return self._either(statement)
            case ast.With():
                return self.status(statement.body)
            case ast.For() | ast.While():
                returns = any(isinstance(inner, ast.Return) for inner in walk(statement))
                return _Status.MAYBE if returns else _Status.NEVER
        return _Status.NEVER

    def _either(self, node: ast.If) -> _Status:
        if id(node) not in self.em.branches:
            return _Status.NEVER
        taken = self.em.branches[id(node)]
        if taken is not None:
            return self.status(taken)
        sides = {self.status(node.body), self.status(node.orelse)}
        if sides == {_Status.RAISES}:
            return _Status.RAISES
        if sides <= {_Status.ALWAYS, _Status.RAISES}:
            return _Status.ALWAYS
        return _Status.MAYBE if sides & {_Status.ALWAYS, _Status.MAYBE} else _Status.NEVER

    def _conditional(self, statement: ast.stmt) -> ast.stmt | None:
        """The statement that leaves, where one side of an `if` always does and the other never."""
        if not isinstance(statement, ast.If) or self.em.branches.get(id(statement), []) is not None:
            return None
        sides = [self.status(statement.body), self.status(statement.orelse)]
        if set(sides) != {_Status.ALWAYS, _Status.NEVER}:
            return None
        side = statement.body if sides[0] is _Status.ALWAYS else statement.orelse
        return next((inner for part in side for inner in walk(part) if isinstance(inner, _LEAVES)), None)

    def broken(self, owner: ast.AST, block: list[ast.stmt], outer: _Path) -> Iterator[ast.stmt | None]:
        """The statements of a block, and of those in it, that leave before a `with` whose values escape."""
        for place, statement in enumerate(block):
            path = (*outer, (owner, block, place))
            leaving = self._conditional(statement)
            if leaving is not None and self._escapes(owner, block, place, outer):
                yield leaving
            for inner in self._blocks(statement):
                yield from self.broken(statement, inner, path)

    def _blocks(self, statement: ast.stmt) -> list[list[ast.stmt]]:
        if isinstance(statement, ast.If):
            taken = self.em.branches.get(id(statement), [])
            return [statement.body, statement.orelse] if taken is None else [taken]
        if isinstance(statement, _LOOPS) or (
            isinstance(statement, ast.With) and not frontend.is_ignored_context(statement)
        ):
            return [statement.body]
        return []

    def _escapes(self, owner: ast.AST, block: list[ast.stmt], place: int, outer: _Path) -> bool:
        """Whether a value that the rest of a block makes inside a `with` is used outside of it."""
        rest = block[place + 1 :]
        if isinstance(owner, ast.With) and self._used_after(_assigned(rest), outer):
            return True
        for offset, statement in enumerate(rest, start=place + 1):
            for node, path in self._withs(statement, (*outer, (owner, block, offset))):
                if self._used_after(_assigned(node.body), path) or self._returns(node):
                    return True
                direct = len(path) == len(outer) + 1
                if direct and self.status(node.body) is _Status.MAYBE:
                    return True
        return False

    def _withs(self, statement: ast.stmt, path: _Path) -> Iterator[tuple[ast.With, _Path]]:
        if isinstance(statement, ast.With) and not frontend.is_ignored_context(statement):
            yield statement, path
        for block in self._blocks(statement):
            for place, inner in enumerate(block):
                yield from self._withs(inner, (*path, (statement, block, place)))

    def _returns(self, node: ast.With) -> bool:
        """Whether a `with` returns a value that it made itself."""
        last = next((s for s in node.body if isinstance(s, ast.Return)), None)
        if last is None:
            return False
        if isinstance(last.value, ast.Name):
            return last.value.id in _assigned(node.body)
        return isinstance(last.value, (ast.Call, ast.BinOp))

    def _used_after(self, names: set[str], path: _Path) -> bool:
        """Whether any of the names, as assigned at the end of a path, is read later."""
        names = set(names)
        for owner, block, place in reversed(path):
            for statement in block[place + 1 :]:
                if names & _read(statement):
                    return True
                names -= _replaced(statement)
            if isinstance(owner, _LOOPS):
                carried = names & self._bound_before(owner)
                if carried & _read(owner):
                    return True
        return False

    def _bound_before(self, loop: ast.stmt) -> set[str]:
        arguments = self.root.args
        given = {arg.arg for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        return given | {
            node.id
            for node in walk(self.root)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < loop.lineno
        }


def _assigned(body: list[ast.stmt]) -> set[str]:
    """Names that statements assign, at any depth."""
    return {
        node.id
        for statement in body
        for node in walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _read(node: ast.AST) -> set[str]:
    """Names that code reads; `x += 1` reads too."""
    found = {
        inner.id for inner in walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)
    }
    return found | {
        inner.target.id
        for inner in walk(node)
        if isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name)
    }


def _replaced(statement: ast.stmt) -> set[str]:
    """Names that a plain assignment gives another value whatever happens."""
    if isinstance(statement, ast.Assign):
        return {target.id for target in statement.targets if isinstance(target, ast.Name)}
    if isinstance(statement, ast.With):
        return {name for inner in statement.body for name in _replaced(inner)}
    return set()
