"""Which names are still read after a run of statements, and which it reads itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from tslint.source.walking import children, walk

Names = frozenset[str]
_NONE: Names = frozenset()
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


Known = dict[ast.AST, Names]
"""What statements and expressions read, for those who ask of the same ones again and again."""


def read_after(body: Sequence[ast.stmt], known: Known | None = None) -> dict[ast.stmt, Names]:
    """For each statement of a function `body`, at any depth, the names that may be read once it has run."""
    found = _Walk(known)
    found.before(body, _NONE, _NONE, _NONE)
    return found.after


def read_first(block: Sequence[ast.stmt], after: Names, known: Known | None = None) -> Names:
    """The names whose values from before `block` are read in it, or after it where it need not bind them."""
    return _Walk(known).before(block, after, _NONE, _NONE)


def bound_in(block: Iterable[ast.AST]) -> Names:
    """The names that statements bind, or change in place by `name[...] = ` or `name += `."""
    found: set[str] = set()
    for statement in block:
        comprehension = {id(n) for part in _comprehensions(statement) for n in _own_targets(part)}
        for node in walk(statement):
            if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
                base: ast.expr = node
                while isinstance(base, (ast.Subscript, ast.Attribute)):
                    base = base.value
                if isinstance(base, ast.Name):
                    found.add(base.id)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                if id(node) not in comprehension:
                    found.add(node.id)
            elif isinstance(node, _DEFINITIONS):
                found.add(node.name)
    return frozenset(found)


def reads(node: ast.AST | None) -> Names:
    """The names that an expression or statement reads, its own comprehension variables aside."""
    if node is None:
        return _NONE
    if isinstance(node, ast.Name):
        return _NONE if isinstance(node.ctx, ast.Store) else frozenset((node.id,))
    found: Names = _NONE.union(*map(reads, children(node)))
    if isinstance(node, _COMPREHENSIONS):
        first = reads(node.generators[0].iter)
        return (found - {n.id for n in _own_targets(node)}) | first
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return found | {node.target.id}
    return found


def _comprehensions(statement: ast.AST) -> list[ast.AST]:
    return [node for node in walk(statement) if isinstance(node, _COMPREHENSIONS)]


def _own_targets(node: ast.AST) -> list[ast.Name]:
    generators: list[ast.comprehension] = getattr(node, "generators", [])
    return [n for g in generators for n in walk(g.target) if isinstance(n, ast.Name)]


def _stored(nodes: Iterable[ast.AST | None]) -> Names:
    """The names that targets bind for sure."""
    return frozenset(
        part.id
        for node in nodes
        if node is not None
        for part in walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    )


class _Walk:
    """Backward over statements; what is read after each is kept in `after`."""

    def __init__(self, known: Known | None) -> None:
        self.after: dict[ast.stmt, Names] = {}
        self._reads: Known = {} if known is None else known

    def reads(self, node: ast.AST | None) -> Names:
        """What `reads` says, said once: loops come by several times."""
        if node is None:
            return _NONE
        known = self._reads.get(node)
        if known is None:
            known = self._reads[node] = reads(node)
        return known

    def before(self, body: Sequence[ast.stmt], after: Names, broken: Names, continued: Names) -> Names:
        """The names read from the start of `body` on; `broken`, `continued`: where these lead."""
        for node in reversed(body):
            self.after[node] = self.after.get(node, _NONE) | after
            after = self._one(node, after, broken, continued)
        return after

    def _one(self, node: ast.stmt, after: Names, broken: Names, continued: Names) -> Names:
        match node:
            case ast.Return() | ast.Raise():
                return self.reads(node)
            case ast.Break():
                return broken
            case ast.Continue():
                return continued
            case ast.If():
                then = self.before(node.body, after, broken, continued)
                return self.reads(node.test) | then | self.before(node.orelse, after, broken, continued)
            case ast.For() | ast.While():
                return self._loop(node, after, broken, continued)
            case ast.With():
                inner = self.before(node.body, after, broken, continued)
                inner -= _stored(item.optional_vars for item in node.items)
                return inner.union(*(self.reads(item.context_expr) for item in node.items))
            case ast.Assign():
                return (after - _stored(node.targets)) | self.reads(node)
            case ast.AnnAssign():
                return (after - (_stored([node.target]) if node.value else _NONE)) | self.reads(node.value)
            case ast.Expr() | ast.AugAssign() | ast.Assert():
                return after | self.reads(node)
            case ast.Delete():
                return after | self.reads(node)
        for part in children(node):  # `try`, `match`, definitions: nothing is surely bound
            self._parts(part, after | self.reads(node), broken, continued)
        return after | self.reads(node) | broken | continued

    def _parts(self, node: ast.AST, after: Names, broken: Names, continued: Names) -> None:
        """Look into a statement whose ways are not followed."""
        if isinstance(node, ast.stmt):
            self.before([node], after, broken, continued)
            return
        for inner in children(node):
            self._parts(inner, after, broken, continued)

    def _loop(self, node: ast.For | ast.While, after: Names, broken: Names, continued: Names) -> Names:
        done = self.before(node.orelse, after, broken, continued)
        head = done
        test = self.reads(node.test) if isinstance(node, ast.While) else _NONE
        bound = _stored([node.target]) if isinstance(node, ast.For) else _NONE
        for _ in range(
            3
        ):  # what the end of a round reads reaches its start, and so the end of the one before
            known, head = head, done | test | (self.before(node.body, head, after, head) - bound)
            if known == head:
                break
        return head | self.reads(node.iter) if isinstance(node, ast.For) else head
