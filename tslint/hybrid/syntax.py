"""What stands in a function, looked up for each of its statements once."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tslint.hybrid.liveness import Known, Names, bound_in, read_after, read_first
from tslint.hybrid.windows import leaves_a_loop
from tslint.project.entities import Function
from tslint.project.receivers import receiver_of
from tslint.source.walking import walk, walk_all

_KINDS = {
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield`",
    ast.Await: "`await`",
    ast.Global: "`global`",
    ast.Nonlocal: "`nonlocal`",
    ast.Delete: "`del`",
    ast.Lambda: "a lambda",
    ast.Import: "an import",
    ast.ImportFrom: "an import",
    ast.FunctionDef: "a definition",
    ast.AsyncFunctionDef: "a definition",
    ast.ClassDef: "a definition",
}


class Syntax:
    """The names and the statements of a function."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.receiver = receiver_of(function)
        self._bound: dict[ast.stmt, Names] = {}
        self._leaving: dict[ast.stmt, bool] = {}
        self._reads: Known = {}
        self._flows: dict[ast.stmt, tuple[Names, Names]] = {}  # what is read, and what of all may be after
        self._returns: dict[ast.stmt, list[ast.Return]] = {}
        self._forbidden: dict[ast.stmt, str] = {}
        self._own: Names | None = None
        self._read_after: dict[ast.stmt, Names] | None = None
        self._order: dict[str, int] | None = None

    @property
    def own(self) -> Names:
        """The names that are local, the object of a method aside."""
        if self._own is None:
            bound = self.bound(self.function.node.body) | set(_parameters(self.function))
            self._own = bound - {self.receiver}
        return self._own

    @property
    def read_after(self) -> dict[ast.stmt, Names]:
        """The names that may be read after each statement."""
        if self._read_after is None:
            self._read_after = read_after(self.function.node.body, self._reads)
        return self._read_after

    def read_first(self, block: Sequence[ast.stmt], after: Names) -> Names:
        """The names whose values from before a block are read in it, or `after` it and not bound in it.

        The block leaves no loop. Each statement adds what it reads, and takes away what it binds for sure,
        whatever comes after it.
        """
        for node in reversed(block):
            if node not in self._flows:
                through = read_first([node], frozenset(self.order), self._reads)
                self._flows[node] = (read_first([node], frozenset(), self._reads), through)
            read, through = self._flows[node]
            after = read | after & through
        return after

    def leaves_a_loop(self, block: Sequence[ast.stmt]) -> bool:
        """Whether a `break` or `continue` in a block belongs to a loop around it."""
        for node in block:
            if node not in self._leaving:
                self._leaving[node] = leaves_a_loop([node])
        return any(self._leaving[node] for node in block)

    @property
    def order(self) -> dict[str, int]:
        """The names by where they first appear."""
        if self._order is None:
            nodes = [n for n in walk_all(self.function.node.body) if isinstance(n, ast.Name)]
            nodes.sort(key=lambda n: (n.lineno, n.col_offset))
            names = dict.fromkeys([*_parameters(self.function), *(n.id for n in nodes)])
            self._order = {name: position for position, name in enumerate(names)}
        return self._order

    def sorted(self, names: Names) -> list[str]:
        """Names as they come in the function."""
        order = self.order
        return sorted(names, key=lambda name: order.get(name, len(order)))

    def bound(self, block: Sequence[ast.stmt]) -> Names:
        """The names that statements bind or change."""
        for node in block:
            if node not in self._bound:
                self._bound[node] = bound_in([node]) | _changed(node)
        return frozenset().union(*(self._bound[node] for node in block))

    def returns(self, block: Sequence[ast.stmt]) -> list[ast.Return]:
        """The `return`s in a block."""
        for node in block:
            if node not in self._returns:
                self._returns[node] = [n for n in walk(node) if isinstance(n, ast.Return)]
        return [found for node in block for found in self._returns[node]]

    def forbidden(self, block: Sequence[ast.stmt]) -> str:
        """What in a block no function can be cut out with, in words."""
        for node in block:
            if node not in self._forbidden:
                found = (_KINDS[type(n)] for n in walk(node) if type(n) in _KINDS)
                self._forbidden[node] = next(found, "")
        return next((self._forbidden[node] for node in block if self._forbidden[node]), "")


def _changed(block: ast.stmt) -> Names:
    """The names of tensors that a method changes in place: `x.clamp_(0)`."""
    return frozenset(
        node.func.value.id
        for node in walk(block)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr.endswith("_")
        and not node.func.attr.endswith("__")
    )


def _parameters(function: Function) -> list[str]:
    spec = function.node.args
    stars = [star for star in (spec.vararg, spec.kwarg) if star is not None]
    return [a.arg for a in (*spec.posonlyargs, *spec.args, *stars, *spec.kwonlyargs)]
