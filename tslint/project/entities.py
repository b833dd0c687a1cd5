"""What a name in a module can refer to: a function, a class, a module, a variable, or something outside."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tslint.source.watched import Name, Read, note_all

if TYPE_CHECKING:
    from tslint.project.modules import Module


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

    __slots__ = ("module", "node", "qualname", "own", "wraps", "order", "reads")

    def __init__(self, module: Module, node: ast.ClassDef, qualname: str) -> None:
        self.module, self.node, self.qualname = module, node, qualname
        self.own: dict[str, Entity] = {}
        self.wraps: set[str] = set()
        self.order: list[Entity | None] | None = None  # the class and its ancestors, once they are asked for
        self.reads: set[Read] = set()  # the names that say so

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def members(self) -> dict[str, Entity]:
        """Its own functions, variables and classes; who asks for them all reads the whole class."""
        note_all((self.node,))
        return self.own

    @property
    def properties(self) -> set[str]:
        """The names of those that are properties."""
        note_all((self.node,))
        return self.wraps

    def token(self, name: str) -> Name:
        """What stands for the member of that name: who asks for it hangs on nothing else in the class."""
        return (self.module.path, f"{self.qualname}.{name}")

    @property
    def dotted(self) -> str:
        """The name by which messages speak of it, with its module."""
        return f"{self.module.name}.{self.qualname}"


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
