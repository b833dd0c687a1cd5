"""Module instances as script takes them: attributes, submodules, containers, calls."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.sugared import UNKNOWN, ModuleMethod, ModuleValue, Simple, Sugared
from tslint.analysis.values import Instance
from tslint.project.entities import Class
from tslint.project.modules import Module
from tslint.torchspec import types as t

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

Operands = Sequence[tuple[ast.expr, Simple]]


class ModuleTable:
    """What script knows of module instances."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler

    def type_of(self, value: ModuleValue) -> t.Type:
        return t.UNKNOWN

    def class_type(self, module: Module, node: ast.expr, kind: t.Type) -> t.Type | Wrong | None:
        return None

    def has_attribute(self, value: ModuleValue, name: str) -> bool | None:
        return None

    def contains(self, holder: Sugared, element: Simple) -> bool | None:
        return None

    def children(self, value: ModuleValue) -> tuple[Sugared, ...] | None:
        return None

    def check_iterable(self, em: Emitter, value: ModuleValue, node: ast.expr) -> None:
        return None

    def item(self, em: Emitter, holder: ModuleValue, node: ast.Subscript) -> Sugared:
        return UNKNOWN

    def attribute(self, em: Emitter, holder: ModuleValue, name: str, node: ast.expr) -> Sugared:
        return UNKNOWN

    def attribute_of_type(self, em: Emitter, kind: t.ClassType, name: str, node: ast.expr) -> Sugared:
        return UNKNOWN

    def set_attribute(self, em: Emitter, holder: ModuleValue, target: ast.Attribute, value: Sugared, source: ast.expr) -> None:
        return None

    def call(self, em: Emitter, callee: ModuleValue | ModuleMethod, args: list[Simple], kwargs: dict[str, Simple], node: ast.Call, operands: Operands) -> Sugared:
        return UNKNOWN

    def compile(self, cls: Class, instance: Instance) -> Summary | None:
        return None
