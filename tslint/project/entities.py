"""What a name in a module can refer to: a function, a class, a module, a variable, or something outside."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tslint.project.modules import Module


@dataclass(frozen=True, slots=True)
class External:
    """Something that is not read as source: `torch.nn.functional.relu`, `math`, `numpy.prod`."""

    dotted: str


@dataclass(eq=False, slots=True)
class Function:
    """A `def` of the project. `qualname` is dotted inside its module (`f`, `Class.method`,
    `f.<locals>.g`).
    """

    module: Module
    node: ast.FunctionDef | ast.AsyncFunctionDef
    qualname: str
    owner: Class | None = None

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def dotted(self) -> str:
        """The name by which messages speak of it, with its module."""
        return f"{self.module.name}.{self.qualname}"


@dataclass(eq=False, slots=True)
class Variable:
    """A module-level or class-level assignment; `values` are every expression that the name is assigned."""

    module: Module
    name: str
    values: list[ast.expr]
    annotation: ast.expr | None = None


@dataclass(eq=False, slots=True)
class Class:
    """A `class` of the project; `members` are its own (not inherited) functions, variables and classes."""

    module: Module
    node: ast.ClassDef
    qualname: str
    members: dict[str, Entity] = field(default_factory=dict)
    properties: set[str] = field(default_factory=set)
    order: list[Entity | None] | None = None  # the class and its ancestors, once they are asked for

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def dotted(self) -> str:
        """The name by which messages speak of it, with its module."""
        return f"{self.module.name}.{self.qualname}"


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module of the project used as a value (`import pkg.layers as layers`)."""

    module: Module


Entity = Function | Class | Variable | ModuleRef | External
