"""nn.Sequential, ModuleList, ModuleDict: children by position and by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tslint.analysis.interp import iteration
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.values import (
    UNKNOWN,
    Const,
    Instance,
    Mapping,
    Sequence,
    Value,
    join,
    join_all,
)
from tslint.project.classes import externals
from tslint.project.entities import Class

if TYPE_CHECKING:
    from tslint.analysis.interp.frame import Frame

CONTAINERS = ("torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict")


def container_kind(cls: Class | str) -> str:
    """Which of torch's module containers a class is or extends; empty if none."""
    names = [cls] if isinstance(cls, str) else externals(cls)
    return next((name for name in names if name in CONTAINERS), "")


def fill(frame: Frame, instance: Instance, arguments: Arguments) -> None:
    """What a container's own `__init__` does with its arguments."""
    kind = container_kind(instance.cls)
    instance.items = []
    instance.keys = [] if kind == "torch.nn.ModuleDict" else None
    first = arguments.args[0] if arguments.args else arguments.kwargs.get("modules")
    if arguments.open:
        instance.items, instance.keys, instance.element = None, None, join_all(arguments.args)
    elif kind == "torch.nn.Sequential" and not (len(arguments.args) == 1 and isinstance(first, Mapping)):
        for position, child in enumerate(arguments.args):
            _add(frame, instance, str(position), child)
    elif first is not None:
        extend(frame, instance, first)


def extend(frame: Frame, instance: Instance, value: Value) -> None:
    """`extend` and `update`, and the argument of ModuleList and ModuleDict."""
    if isinstance(value, Mapping):
        if value.items is None:
            element = join(instance.element, value.element) if instance.items else value.element
            instance.items, instance.keys, instance.element = None, None, element
            return
        for key, child in value.items.items():
            _add(frame, instance, str(key), child)
        return
    items = iteration.items_of(value)
    if instance.keys is not None:
        pairs = items.known or []
        read = [
            p.items for p in pairs if isinstance(p, Sequence) and p.items is not None and len(p.items) == 2
        ]
        if items.known is not None and len(read) == len(pairs):
            for key, child in read:
                if isinstance(key, Const):
                    _add(frame, instance, str(key.value), child)
            return
        instance.items, instance.keys = None, None
        return
    if items.known is not None and instance.items is not None:
        for child in items.known:
            _add(frame, instance, str(len(instance.items)), child)
        return
    known = [*(instance.items or []), items.element]
    instance.items, instance.element = None, join_all(known)


def append(frame: Frame, instance: Instance, child: Value) -> None:
    """`append`, `insert`, `add_module` without a name that matters."""
    if instance.items is not None:
        _add(frame, instance, str(len(instance.items)), child)
    else:
        instance.element = child if instance.element is UNKNOWN else join(instance.element, child)


def _add(frame: Frame, instance: Instance, name: str, child: Value) -> None:
    if instance.items is None:
        append(frame, instance, child)
        return
    if instance.keys is not None:
        if name in instance.keys:
            instance.items[instance.keys.index(name)] = child
            return
        instance.keys.append(name)
    instance.items.append(child)
    if not name.isdigit():
        frame.machine.write(instance.attributes, name, child)


def add_named(frame: Frame, instance: Instance, name: Value | None, child: Value) -> None:
    """`add_module(name, child)` and `register_module`."""
    if not isinstance(name, Const) or not isinstance(name.value, str):
        instance.open = True
        if instance.items is not None:
            known = [*instance.items, child]
            instance.items, instance.element = None, join_all(known)
        return
    if instance.items is not None:
        _add(frame, instance, name.value, child)
    frame.machine.write(instance.attributes, name.value, child)
