"""Who reads which body and which name: what an editor's check has to look at again after an edit."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Definition = ast.FunctionDef | ast.AsyncFunctionDef
Name = tuple[str, str]
"""A name at the top level of a file, by its path, or `Class.name`: who asks for it reads what binds it."""
Read = ast.AST | Name
"""What can be read: the body of a function, or that of a whole module, and what a name means."""
_READS: ContextVar[set[Read] | None] = ContextVar("reads", default=None)


@contextmanager
def reading(into: set[Read]) -> Iterator[None]:
    """Within it, what is read is put down in `into`."""
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


def names_wanted() -> set[Read] | None:
    """Where names are put down at present; None where nobody wants to know."""
    return _READS.get()


def note_all(found: Iterable[Read]) -> None:
    """Put down what was read to find out something that is recalled now."""
    reads = _READS.get()
    if reads is not None:
        reads.update(found)


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


class _Class(ast.ClassDef):
    __slots__ = ()
    body = _BODY


class _Module(ast.Module):
    __slots__ = ()
    body = _BODY


# Visitors of `ast` find their methods by the name of a node's class.
_Function.__name__ = _Function.__qualname__ = "FunctionDef"
_AsyncFunction.__name__ = _AsyncFunction.__qualname__ = "AsyncFunctionDef"
_Class.__name__ = _Class.__qualname__ = "ClassDef"
_Module.__name__ = _Module.__qualname__ = "Module"


def unread(node: ast.Module | ast.ClassDef) -> list[ast.stmt]:
    """The statements of a module or class, for those who do not hang on all of them: nobody is told of it."""
    found: list[ast.stmt] = node.__dict__["body"]
    return found


def watch(tree: ast.Module) -> None:
    """Make a module, its functions and the methods of its classes tell when their bodies are read."""
    if type(tree) is ast.Module:
        tree.__class__ = _Module
    _watch(unread(tree))


def _watch(body: list[ast.stmt]) -> None:
    for node in body:
        if isinstance(node, ast.ClassDef):
            if type(node) is ast.ClassDef:
                node.__class__ = _Class
            _watch(node.__dict__["body"])
        elif type(node) is ast.FunctionDef:
            node.__class__ = _Function
        elif type(node) is ast.AsyncFunctionDef:
            node.__class__ = _AsyncFunction
