"""What a name in a module can refer to: a function, a class, a module, a variable, or something outside."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tslint.source.watched import Name, Read, note_all

if TYPE_CHECKING:
    from collections.abc import Collection

    from tslint.project.bindings import Bindings
    from tslint.project.modules import Module


ANNOTATIONS = "__annotations__"
"""Stands for the names that a class annotates, with their annotations."""


@dataclass(frozen=True, slots=True)
class External:
    """Something that is not read as source: `torch.nn.functional.relu`, `math`, `numpy.prod`."""

    dotted: str


class Function:
    """A `def` of the project. `qualname` is dotted inside its module (`f`, `Class.method`,
    `f.<locals>.g`).
    """

    __slots__ = ("dotted", "module", "node", "owner", "qualname")

    def __init__(
        self,
        module: Module,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        qualname: str,
        owner: Class | None = None,
    ) -> None:
        self.module, self.node, self.qualname, self.owner = module, node, qualname, owner
        self.dotted = f"{module.name}.{qualname}"  # the name by which messages speak of it

    @property
    def name(self) -> str:
        return self.node.name


class Variable:
    """A module-level or class-level assignment; `values` are every expression that the name is assigned."""

    __slots__ = ("module", "name", "values", "annotation")

    def __init__(
        self, module: Module, name: str, values: list[ast.expr], annotation: ast.expr | None = None
    ) -> None:
        self.module, self.name, self.values, self.annotation = module, name, values, annotation


class Class:
    """A `class` of the project; `own` are its members that are not inherited, `wraps` those that are
    properties.
    """

    __slots__ = ("module", "node", "qualname", "own", "wraps", "bound", "order", "reads")

    def __init__(self, module: Module, node: ast.ClassDef, qualname: str) -> None:
        self.module, self.node, self.qualname = module, node, qualname
        self.own: dict[str, Entity] = {}
        self.wraps: set[str] = set()
        self.bound: Bindings | None = None  # what its statements bind
        self.order: list[Entity | None] | None = None  # the class and its ancestors, once they are asked for
        self.reads: set[Read] = set()  # the names that say so

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def members(self) -> Members:
        """Its own functions, variables and classes."""
        return Members(self)

    def is_property(self, name: str) -> bool:
        """Whether the member of that name is a property."""
        note_all((self.token(name),))
        return name in self.wraps

    def token(self, name: str) -> Name:
        """What stands for the member of that name: who asks for it hangs on nothing else in the class."""
        return (self.module.path, f"{self.qualname}.{name}")

    @property
    def dotted(self) -> str:
        """The name by which messages speak of it, with its module."""
        return f"{self.module.name}.{self.qualname}"


class Members:
    """The own members of a class: who asks for one hangs on it, who goes through them on the whole class."""

    __slots__ = ("_cls",)

    def __init__(self, cls: Class) -> None:
        self._cls = cls

    def get(self, name: str, default: Entity | None = None) -> Entity | None:
        """The member of that name."""
        note_all((self._cls.token(name),))
        return self._cls.own.get(name, default)

    def __contains__(self, name: str) -> bool:
        note_all((self._cls.token(name),))
        return name in self._cls.own

    def __getitem__(self, name: str) -> Entity:
        note_all((self._cls.token(name),))
        return self._cls.own[name]

    def values(self) -> Collection[Entity]:
        """All members, in the order of the source."""
        note_all((self._cls.node,))
        return self._cls.own.values()

    def items(self) -> Collection[tuple[str, Entity]]:
        """All members with their names, in the order of the source."""
        note_all((self._cls.node,))
        return self._cls.own.items()


class ModuleRef:
    """A module of the project used as a value (`import pkg.layers as layers`)."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        self.module = module

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ModuleRef) and other.module is self.module

    def __hash__(self) -> int:
        return hash(self.module)


Entity = Function | Class | Variable | ModuleRef | External
