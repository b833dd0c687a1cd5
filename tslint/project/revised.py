"""A project after an edit of a file: the same definitions over new nodes, and others in their place."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from tslint.project.bindings import Bindings, collect
from tslint.project.entities import ANNOTATIONS, Class, Entity, Function
from tslint.project.modules import STARS, Module, Project, make_class
from tslint.source.revising import Revision
from tslint.source.watched import Read

T = TypeVar("T")


def take_in(module: Module, revision: Revision) -> set[Read]:
    """Have a module, and all that is known of its definitions, speak of the new text.

    Returns what is other than it was: who read any of it is to look again.
    """
    module.source = revision.source
    project = module.project
    if project.scans is not None:
        project.scans.forget(set(revision.around))
    changed: set[Read] = set(revision.replaced)
    if revision.replaced:
        _rebind(module.bound, revision.replaced)
        _renew(module.entities.values(), module, revision.replaced)
    names: set[Read] = set()
    for holder in revision.restated:
        changed.add(holder)
        if isinstance(holder, ast.ClassDef):
            names |= _restate(module.entities.values(), module, holder)
            continue
        bound = collect(module.source.tree.body)
        names |= {(module.path, name) for name in _rebound(module.bound, bound)}
        module.bound = bound
    if names:
        _forget(project, names)
    return changed | names


def _newer(replaced: Mapping[ast.AST, ast.AST], node: T) -> T:
    return replaced.get(node, node) if isinstance(node, ast.AST) else node  # type: ignore[return-value]


def _rebind(bound: Bindings, replaced: Mapping[ast.AST, ast.AST]) -> None:
    for table in (bound.firm, bound.weak):
        for found in table.values():
            found[:] = [_newer(replaced, binding) for binding in found]


def _renew(entities: Iterable[Entity | None], module: Module, replaced: Mapping[ast.AST, ast.AST]) -> None:
    for entity in entities:
        if isinstance(entity, Function) and entity.module is module:
            entity.node = _newer(replaced, entity.node)
        elif isinstance(entity, Class) and entity.module is module:
            if entity.bound is not None:
                _rebind(entity.bound, replaced)
            _renew(entity.own.values(), module, replaced)


def _restate(entities: Iterable[Entity | None], module: Module, node: ast.ClassDef) -> set[Read]:
    """Have a class hold the members that its statements define now; returns the names that mean another."""
    for entity in entities:
        if not isinstance(entity, Class) or entity.module is not module:
            continue
        if entity.node is not node:
            if node in entity.node.body:
                return _restate(entity.own.values(), module, node)
            continue
        now = make_class(module, node, entity.qualname)
        before, after = entity.bound or Bindings(), now.bound or Bindings()
        names = _rebound(before, after)
        if before.annotations != after.annotations:
            names.add(ANNOTATIONS)
        for name, member in now.own.items():
            if name not in names:
                now.own[name] = entity.own[name]
            elif isinstance(member, Function):
                member.owner = entity
        entity.own, entity.wraps, entity.bound = now.own, now.wraps, after
        return {entity.token(name) for name in names}
    return set()


def _rebound(before: Bindings, after: Bindings) -> set[str]:
    """The names that are bound to something else; nodes of syntax are equal to themselves alone."""
    names = before.unknown ^ after.unknown
    if before.stars != after.stars:
        names.add(STARS)
    for one, other in (
        (before.firm, after.firm),
        (before.weak, after.weak),
        (before.annotations, after.annotations),
    ):
        names |= {name for name in (*one, *other) if one.get(name) != other.get(name)}
    return names


def _forget(project: Project, names: Collection[Read]) -> None:
    """Forget what hung on these names; whatever else was made of the project stays what it is."""
    if project.scans is not None:
        project.scans.forget((), names)
    for module in project.modules():
        for name in [name for name, read in module.reads.items() if not read.isdisjoint(names)]:
            del module.entities[name], module.reads[name]
        _reorder(module.entities.values(), names)


def _reorder(entities: Iterable[Entity | None], names: Collection[Read]) -> None:
    """Have the ancestors of classes be looked for again where these names led to one."""
    for entity in entities:
        if isinstance(entity, Class):
            if not entity.reads.isdisjoint(names):
                entity.order = None
                entity.reads = set()
            _reorder(entity.own.values(), names)
