"""Class hierarchies: bases across files, method resolution order, what is an nn.Module."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tslint.project.entities import Class, Entity, External, ModuleRef, Variable
from tslint.project.modules import Module
from tslint.source.watched import names_wanted, note_all, reading

MODULE = "torch.nn.Module"
_DEPTH = 30


def resolve(module: Module, node: ast.expr, depth: int = 0) -> Entity | None:
    """What a dotted expression (`nn.Module`, `layers.Mlp`) refers to at the top level of `module`."""
    if depth > _DEPTH:
        return None
    if isinstance(node, ast.Name):
        found = module.lookup(node.id)
        if (
            isinstance(found, Variable)
            and len(found.values) == 1
            and isinstance(found.values[0], (ast.Name, ast.Attribute))
        ):
            return resolve(found.module, found.values[0], depth + 1)
        return found
    if isinstance(node, ast.Attribute):
        return attribute(resolve(module, node.value, depth + 1), node.attr)
    if isinstance(node, ast.Subscript):
        return resolve(module, node.value, depth + 1)  # Generic[T], nn.ModuleList[Block]
    return None


def attribute(entity: Entity | None, name: str) -> Entity | None:
    """What `entity.name` refers to, where that needs no running of code."""
    if isinstance(entity, External):
        return External(f"{entity.dotted}.{name}")
    if isinstance(entity, ModuleRef):
        return entity.module.project.member(entity.module.name, name)
    if isinstance(entity, Class):
        return find_member(entity, name)
    return None


def bases(cls: Class) -> list[Entity | None]:
    """What the base expressions of a class refer to."""
    return [resolve(cls.module, base) for base in cls.node.bases]


def linearise(cls: Class) -> list[Entity | None]:
    """The class and its ancestors, nearest first (C3 for the usual shapes: depth first, a shared base
    kept last).

    None stands for a base that could not be resolved: members beyond it are unknown.
    """
    if cls.order is None:
        cls.order = [cls, None]  # for who asks meanwhile: `class A(A.Inner)`
        order: list[Entity | None] = []
        with reading(cls.reads):
            _walk(cls, order, 0)
        cls.order = [
            entity
            for position, entity in enumerate(order)
            if not any(_same(entity, later) for later in order[position + 1 :])
        ]
    note_all(cls.reads)
    return cls.order


def _walk(cls: Class, order: list[Entity | None], depth: int) -> None:
    if depth > _DEPTH or any(_same(cls, seen) and depth > _DEPTH // 2 for seen in order):
        order.append(None)
        return
    order.append(cls)
    for base in bases(cls):
        if isinstance(base, Class):
            if base is cls or _same(base, cls):
                order.append(None)
            else:
                _walk(base, order, depth + 1)
        else:
            order.append(base)


def _same(one: Entity | None, other: Entity | None) -> bool:
    if isinstance(one, Class) and isinstance(other, Class):
        return one.node is other.node
    return one == other


def find_member(cls: Class, name: str) -> Entity | None:
    """The member of that name in the class or its nearest ancestor that is read as source."""
    wanted = names_wanted()
    for entity in linearise(cls):
        if isinstance(entity, Class):
            if wanted is not None:
                wanted.add(entity.token(name))
            found = entity.own.get(name)
            if found is not None:
                return found
    return None


def own_member(cls: Class, name: str) -> Entity | None:
    """The member of that name that the class has itself."""
    note_all((cls.token(name),))
    return cls.own.get(name)


def after(cls: Class, owner: Class) -> Iterator[Entity | None]:
    """The ancestors that `super()` in `owner` searches, for an instance of `cls`."""
    order = linearise(cls)
    for position, entity in enumerate(order):
        if _same(entity, owner):
            yield from order[position + 1 :]
            return
    yield from linearise(owner)[1:]


def externals(cls: Class) -> list[str]:
    """Dotted names of the ancestors that lie outside the project."""
    return [entity.dotted for entity in linearise(cls) if isinstance(entity, External)]


def is_fully_known(cls: Class) -> bool:
    """Whether every ancestor is source of the project, `object`, or something of torch."""
    return all(entity is not None for entity in linearise(cls))


def is_module(cls: Class) -> bool:
    """Whether instances are `torch.nn.Module`s: an ancestor is one of torch's module classes."""
    return any(
        is_torch_module(entity.dotted) if isinstance(entity, External) else _is_base(entity)
        for entity in linearise(cls)
    )


def _is_base(entity: Entity | None) -> bool:
    """Whether a class read as source is `torch.nn.Module` itself, as where torch's own files are checked."""
    return isinstance(entity, Class) and entity.dotted == "torch.nn.modules.module.Module"


def is_torch_module(dotted: str) -> bool:
    """Whether a class outside the project is one of torch's own modules, by where torch keeps them."""
    if dotted in (MODULE, "torch.jit.ScriptModule"):
        return True
    parts = dotted.split(".")
    is_class = parts[-1].lstrip("_")[:1].isupper()
    if parts[:2] == ["torch", "nn"] and len(parts) == 3:
        return is_class and parts[2] not in _NO_MODULES
    return is_class and dotted.startswith(_MODULE_FOLDERS)


_NO_MODULES = {"Parameter", "Buffer", "UninitializedParameter", "UninitializedBuffer"}
_MODULE_FOLDERS = (
    "torch.nn.modules.",
    "torch.ao.nn.",
    "torch.nn.quantiz",
    "torch.nn.intrinsic",
    "torch.nn.qat",
)
