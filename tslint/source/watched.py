"""Who reads the body of which function: what an editor's check has to look at again after an edit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Definition = ast.FunctionDef | ast.AsyncFunctionDef
_READS: ContextVar[set[ast.AST] | None] = ContextVar("reads", default=None)


@contextmanager
def reading(into: set[ast.AST]) -> Iterator[None]:
    """Within it, watched functions whose bodies are read are put down in `into`."""
    token = _READS.set(into)
    try:
        yield
    finally:
        _READS.reset(token)


def note(node: ast.AST) -> None:
    """Put a function down as read, where what its body says is recalled and not read again."""
    reads = _READS.get()
    if reads is not None and isinstance(node, (_Function, _AsyncFunction)):
        reads.add(node)


def _read(self: ast.AST) -> list[ast.stmt]:
    reads = _READS.get()
    if reads is not None:
        reads.add(self)
    found: list[ast.stmt] = self.__dict__["body"]
    return found


def _write(self: ast.AST, statements: list[ast.stmt]) -> None:
    self.__dict__["body"] = statements


_BODY: Any = property(_read, _write, doc="The statements; reading them is told.")


class _Function(ast.FunctionDef):
    """A definition that tells when its body is read, by whatever walk or run. Nothing else differs."""

    __slots__ = ()
    body = _BODY


class _AsyncFunction(ast.AsyncFunctionDef):
    __slots__ = ()
    body = _BODY


# Visitors of `ast` find their methods by the name of a node's class.
_Function.__name__ = _Function.__qualname__ = "FunctionDef"
_AsyncFunction.__name__ = _AsyncFunction.__qualname__ = "AsyncFunctionDef"


def watch(body: list[ast.stmt]) -> None:
    """Make the functions of a module, and the methods of its classes, tell when their bodies are read."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            watch(node.body)
        elif type(node) is ast.FunctionDef:
            node.__class__ = _Function
        elif type(node) is ast.AsyncFunctionDef:
            node.__class__ = _AsyncFunction
