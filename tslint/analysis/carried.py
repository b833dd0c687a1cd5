"""What a trace in another process made, as bytes: its values, over the syntax trees of this process.

Both processes have read the same sources: modules, definitions and nodes go by their names and places, and
all else as it is. What cannot be named so raises PicklingError, and is to be traced in one process.
"""

from __future__ import annotations

import ast
import io
import pickle
from bisect import bisect_right
from collections.abc import Callable as Callable_
from dataclasses import fields, is_dataclass
from typing import Any

from tslint.analysis import values as v
from tslint.analysis.events import Call, Event
from tslint.analysis.forms import Form
from tslint.project.entities import Class, Entity, Function
from tslint.project.modules import Module, Project
from tslint.source.walking import children

_Place = tuple[int, int, int, int]


def packed(subject: object) -> bytes:
    """Some values as bytes; raises PicklingError or RecursionError where one cannot be."""
    into = io.BytesIO()
    _Packing(into, protocol=5).dump(subject)
    return into.getvalue()


def unpacked(data: bytes, project: Project) -> Any:
    """What `packed` was given in another process that has read what this project has."""
    return _Unpacking(io.BytesIO(data), project).load()


# -- there ---------------------------------------------------------------------------------------------------


class _Node:
    """A node of syntax that is to be found again."""

    __slots__ = ("node", "path")

    def __init__(self, path: str, node: ast.AST) -> None:
        self.path, self.node = path, node


class _Packing(pickle.Pickler):
    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self._nodes: dict[ast.AST, _Node] = {}
        self._named: dict[type, Callable_[[Any], Any]] = {
            v.Instance: self._instance,
            v.LambdaValue: self._lambda,
            Function: self._function,
            Class: self._class,
        }

    def reducer_override(self, subject: Any) -> Any:
        kind = subject.__class__
        if kind in _FROZEN:
            return kind, tuple([getattr(subject, name) for name in _FROZEN[kind]])
        if kind in self._named:
            return self._named[kind](subject)
        if kind in _SIMPLE:
            return _SIMPLE[kind](subject)
        if isinstance(subject, ast.AST):
            raise pickle.PicklingError(f"a {kind.__name__} of an unknown file")
        return NotImplemented

    def _node(self, path: str, node: ast.AST) -> _Node:
        found = self._nodes.get(node)
        if found is None:  # kept: the pickler knows objects by where they lie
            found = self._nodes[node] = _Node(path, node)
        return found

    def _instance(self, made: v.Instance) -> Any:
        site = (made.site[0], self._node(*made.site)) if made.site is not None else None
        return _filled(made, site=site)

    def _lambda(self, value: v.LambdaValue) -> Any:
        return _filled(value, node=self._node(value.module.path, value.node))

    def _function(self, function: Function) -> Any:
        if _named(function.module, function.qualname) is function:
            return named, (function.module, function.qualname)
        return _filled(function, node=self._node(function.module.path, function.node))

    def _class(self, cls: Class) -> Any:
        if _named(cls.module, cls.qualname) is cls:
            return named, (cls.module, cls.qualname)
        return _filled(cls, node=self._node(cls.module.path, cls.node), bound=None)


def _filled(subject: Any, **instead: object) -> Any:
    """How an object that others may lead back to is made: empty, and filled when they are there."""
    names = _fields(type(subject))
    state = tuple([instead.get(name, getattr(subject, name)) for name in names])
    return _empty, (type(subject),), state, None, None, _fill


def _empty(kind: Any) -> Any:
    return kind.__new__(kind)


def _fill(subject: Any, state: tuple[object, ...]) -> None:
    for name, value in zip(_fields(type(subject)), state, strict=True):
        setattr(subject, name, value)


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """What an object of a kind holds."""
    if kind not in _FIELDS:
        names = [field.name for field in fields(kind)] if is_dataclass(kind) else kind.__dict__["__slots__"]
        _FIELDS[kind] = tuple(names)
    return _FIELDS[kind]


_FROZEN = {
    kind: _fields(kind)
    for kind in (
        *(v.Const, v.Scalar, v.Tensor, v.Size, v.Device, v.ClassRef, v.ModuleValue, v.ExternalRef),
        *(v.Method, v.Super, Form, Call, Event),
    )
}


def _place(node: Any) -> _Place:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _reduced_node(found: _Node) -> Any:
    try:
        return node_at, (found.path, type(found.node).__name__, _place(found.node))
    except AttributeError:
        raise pickle.PicklingError("a node that stands nowhere") from None


def node_at(path: str, kind: str, place: _Place) -> Any:
    """Stands in what is packed for `_Unpacking.node_at`."""
    raise pickle.UnpicklingError


def module_at(name: str, path: str) -> Any:
    """Stands in what is packed for `_Unpacking.module_at`."""
    raise pickle.UnpicklingError


def the_project() -> Any:
    """Stands in what is packed for the project of the process that unpacks."""
    raise pickle.UnpicklingError


_SIMPLE: dict[type, Callable_[[Any], Any]] = {
    v.Unknown: lambda _: "UNKNOWN",
    v.Derived: lambda _: "DERIVED",
    _Node: _reduced_node,
    Module: lambda module: (module_at, (module.name, module.path)),
    Project: lambda _: (the_project, ()),
}


def _named(module: Module, qualname: str) -> Entity | None:
    """The definition of a qualified name, where its module knows it by that."""
    first, *others = qualname.split(".")
    found = module.lookup(first)
    for name in others:
        found = found.members.get(name) if isinstance(found, Class) else None
    return found


# -- here ----------------------------------------------------------------------------------------------------


def named(module: Module, qualname: str) -> Entity:
    """A definition by its name; raises UnpicklingError where there is none."""
    found = _named(module, qualname)
    if found is None:
        raise pickle.UnpicklingError(f"no `{qualname}` in {module.path}")
    return found


class _Unpacking(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, project: Project) -> None:
        super().__init__(file)
        self._project = project
        self._lines: dict[str, list[int]] = {}  # by path, where the statements of a file begin
        self._here = {
            "node_at": self.node_at,
            "module_at": self.module_at,
            "the_project": lambda: project,
        }

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name in self._here:
            return self._here[name]
        return super().find_class(module, name)

    def module_at(self, name: str, path: str) -> Module:
        """The module of a file."""
        found = self._project.by_path(path) or self._project.module(name)
        if found is None or found.path != path:
            raise pickle.UnpicklingError(f"{path} is not `{name}` any more")
        return found

    def node_at(self, path: str, kind: str, place: _Place) -> ast.AST:
        """The node of a kind at a place of a file."""
        module = self._project.by_path(path)
        if module is None:
            raise pickle.UnpicklingError(f"{path} was not read")
        body = module.source.tree.body
        if path not in self._lines:
            self._lines[path] = [_begin(statement) for statement in body]
        at = bisect_right(self._lines[path], place[0])
        pending: list[ast.AST] = list(body[max(0, at - 1) : at])
        while pending:
            node = pending.pop()
            if type(node).__name__ == kind and _place(node) == place:
                return node
            pending += [child for child in children(node) if _may_hold(child, place)]
        raise pickle.UnpicklingError(f"no {kind} at {path}:{place[0]}")


def _begin(node: Any) -> int:
    """The line where a node begins, with its decorators."""
    lines: list[int] = [node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]
    return min(lines)


def _may_hold(node: Any, place: _Place) -> bool:
    if not hasattr(node, "lineno"):
        return True
    ends: bool = (node.end_lineno, node.end_col_offset) >= place[2:]
    return ends and _begin(node) <= place[0]
