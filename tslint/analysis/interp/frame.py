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
    Mapping,
    ModuleValue,
    Value,
    join,
    join_all,
)
from tslint.project.entities import Class, Entity, External, Function, ModuleRef, Variable
from tslint.project.modules import Module
from tslint.source.watched import names_wanted

Env = dict[str, Value]
_BUILTINS = {name: ExternalRef(f"builtins.{name}") for name in dir(builtins)}


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
    own: Env | None = None  # the dicts that one of its names holds, and nothing else
    captured: bool = False  # whether inner functions may change what its names hold

    def load(self, name: str) -> Value:
        """The value of a name: local, enclosing, global, builtin."""
        if name in self.env:
            return self.env[name]
        if self.closure is not None and name in self.closure:
            return self.closure[name]
        return self.load_global(name)

    def load_global(self, name: str) -> Value:
        """A name of the module or of Python; what nothing binds is the standard library's, if its name is."""
        key = (self.module.source.path, name)
        known = self.machine.globals.get(key)
        if known is not None:
            return known
        entity = self.module.lookup(name)
        if entity is None:
            found = self._unbound(name)
            if names_wanted() is None:  # else each who asks is to be known
                self.machine.globals[key] = found
            return found
        self.machine.globals[key] = UNKNOWN  # a cycle of module variables is unknown
        value = value_of_entity(self.machine, entity)
        self.machine.globals[key] = value
        return value

    def _unbound(self, name: str) -> Value:
        if self.module.is_bound(name):
            return UNKNOWN
        found = _BUILTINS.get(name)
        if found is not None:
            return found
        return ExternalRef(name) if name in sys.stdlib_module_names else UNKNOWN

    def hold(self, name: str) -> None:
        """A name of a function was bound to a dict that nothing else holds."""
        value = self.env.get(name)
        if not isinstance(value, Mapping) or self.captured or self.function is None:
            return
        if name not in self.global_names and (self.closure is None or name not in self.closure):
            self.own = {**(self.own or {}), name: value}

    def capture(self) -> None:
        """Inner code sees the names, and may change what they hold whenever it runs."""
        self.own, self.captured = None, True

    def share(self) -> None:
        """Other code may change from here on what the names hold."""
        self.own = None

    def owns(self, value: Value) -> bool:
        """Whether nothing but a name of this function holds a dict, so that only its code changes it."""
        return self.own is not None and any(held is value for held in self.own.values())

    def knows_keys(self, value: Mapping) -> bool:
        """Whether the keys of a dict are exactly those that are known."""
        items = value.items
        if items is None or not value.exact or self.machine.doubts(items):
            return False
        return self.owns(value)

    def has_key(self, value: Mapping, key: object) -> bool | None:
        """Whether a dict has a key; None where another configuration, or another way, may decide."""
        items = value.items
        if items is None or not value.exact or not self.owns(value) or key in self.machine.doubts(items):
            return None
        return key in items

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
