"""One activation of a function or a module body: its names, where they come from, what it returns."""

from __future__ import annotations

import ast
import builtins
import sys
from dataclasses import dataclass, field

from tslint.analysis.interp import decorators, expressions
from tslint.analysis.interp.machine import Machine
from tslint.analysis.values import (
    UNKNOWN,
    Callable,
    ClassRef,
    ExternalRef,
    ModuleValue,
    Value,
    join,
    join_all,
)
from tslint.project.entities import Class, Entity, External, Function, ModuleRef, Variable
from tslint.project.modules import Module

Env = dict[str, Value]
_BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True)
class Loop:
    """What leaves a loop early."""

    breaks: list[Env] = field(default_factory=list)
    continues: list[Env] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Frame:
    """An activation. `env` maps local names to values; `entry` marks the outermost frame of an entry."""

    machine: Machine
    module: Module
    env: Env
    function: Function | None = None
    owner: Class | None = None
    receiver: Value | None = None
    closure: Env | None = None
    entry: bool = False
    returns: list[Value] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    global_names: set[str] = field(default_factory=set)
    narrowed: bool = False  # whether a test has narrowed attributes, which `env` has as `self.norm`
    testing: bool = False  # the expression itself is the test of a branch
    asked: ast.expr | None = None  # the test that is being evaluated
    tests: int = 0  # how many tests enclose the expression

    def load(self, name: str) -> Value:
        """The value of a name: local, enclosing, global, builtin."""
        if name in self.env:
            return self.env[name]
        if self.closure is not None and name in self.closure:
            return self.closure[name]
        return self.load_global(name)

    def load_global(self, name: str) -> Value:
        """A name of the module or of Python; what nothing binds is the standard library's, if its name is."""
        key = (self.module.path, name)
        known = self.machine.globals.get(key)
        if known is not None:
            return known
        entity = self.module.lookup(name)
        if entity is None:
            if self.module.is_bound(name):
                return UNKNOWN
            if name in _BUILTINS:
                return ExternalRef(f"builtins.{name}")
            return ExternalRef(name) if name in sys.stdlib_module_names else UNKNOWN
        self.machine.globals[key] = UNKNOWN  # a cycle of module variables is unknown
        value = value_of_entity(self.machine, entity)
        self.machine.globals[key] = value
        return value

    def callee(self) -> str:
        """The dotted name of the running function."""
        return self.function.dotted if self.function is not None else self.module.name


def value_of_entity(machine: Machine, entity: Entity | None) -> Value:
    """What a resolved name is as a value."""

    match entity:
        case None:
            return UNKNOWN
        case External():
            return ExternalRef(entity.dotted)
        case Class():
            return ClassRef(entity)
        case Function():
            return decorators.decorated(machine, Callable(entity))
        case ModuleRef():
            return ModuleValue(entity.module)
        case Variable():
            frame = Frame(machine, entity.module, {})
            return join_all([expressions.evaluate(frame, value) for value in entity.values])


def join_envs(envs: list[Env]) -> Env | None:
    """The names after several ways meet; None where no way comes through."""
    if not envs:
        return None
    result = dict(envs[0])
    for env in envs[1:]:
        if env is envs[0]:
            continue
        for name in [name for name in result if "." in name and name not in env]:
            del result[name]  # an attribute that only one way narrowed is as its table has it
        for name, value in env.items():
            known = result.get(name)
            if known is None:
                if "." not in name:
                    result[name] = value
            elif known is not value:
                result[name] = join(known, value)
    return result


def location(node: ast.AST) -> int:
    """The line of a node, 0 where it has none."""
    return getattr(node, "lineno", 0)
