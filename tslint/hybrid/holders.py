"""Who holds a submodule, and what they ask of it that a scripted module does not answer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial

from tslint.analysis.values import Choice, Instance, Value
from tslint.project.classes import find_member, linearise, resolve
from tslint.project.entities import Class, Function
from tslint.project.receivers import receiver_of
from tslint.source.walking import walk

_DEPTH = 16
# Ways to every module inside one: whoever goes them while building asks for the classes of what is there.
_WALKS = frozenset({"apply", "modules", "named_modules", "children", "named_children"})


def children(instance: Instance) -> Iterator[tuple[str, Instance]]:
    """Submodules by name, in the order in which they were assigned; equal siblings of a list are told
    once.
    """
    told: set[int] = set()
    for name, value in instance.attributes.items():
        for child in _modules_in(value):
            if id(child) not in told:
                told.add(id(child))
                yield name, child
    for position, value in enumerate(instance.items or [instance.element]):
        for child in _modules_in(value):
            if id(child) not in told:
                told.add(id(child))
                yield (instance.keys[position] if instance.keys else str(position)), child


def _modules_in(value: Value) -> Iterator[Instance]:
    for part in value.values if isinstance(value, Choice) else (value,):
        if isinstance(part, Instance) and part.is_module:
            yield part


def unscriptable(module: Instance, is_part: bool) -> str:
    """What a module, or one inside it, has that scripting does not take; empty where that is nothing.

    `is_part`: it is scripted where it is built, before others register their hooks on it.
    """
    pending, seen = [module], {id(module)}
    while pending:
        each = pending.pop()
        if is_part and each.hooks:
            return "a forward hook is registered on it, which a scripted module refuses"
        for name, value in each.attributes.items():
            if isinstance(value, Instance) and value.cls == "torch.Generator":
                return f"`{name}` is a torch.Generator, which cannot be saved"
        for _, child in children(each):
            if id(child) not in seen:
                seen.add(id(child))
                pending.append(child)
    return ""


class Holders:
    """The modules around each module of some models."""

    def __init__(self, roots: Iterable[Instance]) -> None:
        self._around: dict[int, dict[int, tuple[str, Instance]]] = {}
        self._asked: dict[ast.AST, list[tuple[str, str]]] = {}
        self._walks: dict[ast.AST, bool] = {}
        for root in roots:
            self._visit(root, frozenset(), 0)

    def _visit(self, instance: Instance, seen: frozenset[int], depth: int) -> None:
        if depth >= _DEPTH or id(instance) in seen:
            return
        for name, child in children(instance):
            known = self._around.setdefault(id(child), {})
            if id(instance) not in known:
                known[id(instance)] = (name, instance)
                self._visit(child, seen | {id(instance)}, depth + 1)

    def refuse(self, instance: Instance) -> str:
        """Why a module cannot be scripted where it is built; empty where it can.

        A scripted module is no instance of its class any more, nor are the modules inside it, and it has no
        methods but `forward` and what that calls.
        """
        for name, holder in self._around.get(id(instance), {}).values():
            called = self._called_method(holder, name, instance)
            if called:
                return f"`{called}` of it is called from outside, which scripting takes away"
        pending, seen = [instance], {id(instance)}
        while pending:
            for _, holder in self._around.get(id(pending.pop()), {}).values():
                if id(holder) in seen:
                    continue
                seen.add(id(holder))
                pending.append(holder)
                if isinstance(holder.cls, Class) and self._goes_inside(holder.cls):
                    return f"`{holder.cls.name}` goes through its submodules while it is built"
        return ""

    def _called_method(self, holder: Instance, name: str, instance: Instance) -> str:
        """A method that a module calls of one of its attributes, `forward` aside."""
        if not isinstance(holder.cls, Class) or not isinstance(instance.cls, Class):
            return ""
        cls = holder.cls
        if cls.node not in self._asked:
            self._asked[cls.node] = cls.module.project.survey(
                ("asked of attributes", cls), partial(_asked_by, cls), of_bodies=True
            )
        for attribute, method in self._asked[cls.node]:
            if attribute == name and isinstance(find_member(instance.cls, method), Function):
                return method
        return ""

    def _goes_inside(self, cls: Class) -> bool:
        if cls.node not in self._walks:
            self._walks[cls.node] = walks(cls)
        return self._walks[cls.node]


def _asked_by(cls: Class) -> list[tuple[str, str]]:
    """What the methods of a class, its ancestors' too, ask of attributes."""
    return [
        asked
        for owner in linearise(cls)
        if isinstance(owner, Class)
        for function in owner.members.values()
        if isinstance(function, Function)
        for asked in _asked_of_attributes(function)
    ]


def _asked_of_attributes(function: Function) -> list[tuple[str, str]]:
    """What a function asks of attributes (`self.head.reset`): the attribute and the name, `forward` aside."""
    return [
        (node.value.attr, node.attr)
        for node in walk(function.node)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and isinstance(node.value.value, ast.Name)
        and node.attr != "forward"
    ]


def walks(cls: Class) -> bool:
    """Whether `__init__`, or what it calls, goes through the submodules of the object."""
    pending = [
        owner.members["__init__"]
        for owner in linearise(cls)
        if isinstance(owner, Class) and isinstance(owner.members.get("__init__"), Function)
    ]
    seen: set[int] = set()
    while pending:
        function = pending.pop()
        if (
            not isinstance(function, Function)
            or id(function.node) in seen
            or not (own := receiver_of(function))
        ):
            continue
        seen.add(id(function.node))
        for node in walk(function.node):
            if not isinstance(node, ast.Call):
                continue
            match node.func:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == own:
                    if attribute in _WALKS:
                        return True
                    member = find_member(cls, attribute)
                    pending += [member] if member is not None else []
            handed = any(isinstance(part, ast.Name) and part.id == own for part in node.args)
            entity = resolve(function.module, node.func) if handed else None
            if isinstance(entity, Function) and _goes_through(entity):
                return True
    return False


def _goes_through(function: Function) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WALKS
        for node in walk(function.node)
    )
