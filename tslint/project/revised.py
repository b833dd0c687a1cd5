"""A project after an edit that changed bodies of functions alone: the same definitions over new nodes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import TypeVar

from tslint.project.entities import Class, Entity, Function
from tslint.project.modules import Module
from tslint.source.revising import Revision

T = TypeVar("T")


def take_in(module: Module, revision: Revision) -> None:
    """Have a module, and all that is known of its definitions, speak of the new text."""
    module.source = revision.source
    if module.project.scans is not None:
        module.project.scans.forget(set(revision.around))
    if not revision.replaced:
        return
    for table in (module.bindings.firm, module.bindings.weak):
        for found in table.values():
            found[:] = [_newer(revision.replaced, binding) for binding in found]
    _renew(module.entities.values(), module, revision.replaced)


def _newer(replaced: Mapping[ast.AST, ast.AST], node: T) -> T:
    return replaced.get(node, node) if isinstance(node, ast.AST) else node  # type: ignore[return-value]


def _renew(entities: Iterable[Entity | None], module: Module, replaced: Mapping[ast.AST, ast.AST]) -> None:
    for entity in entities:
        if isinstance(entity, Function) and entity.module is module:
            entity.node = _newer(replaced, entity.node)
        elif isinstance(entity, Class) and entity.module is module:
            _renew(entity.members.values(), module, replaced)
