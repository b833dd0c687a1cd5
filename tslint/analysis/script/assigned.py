"""Which attributes the source gives an object: at least, at most, and by way of its class."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import partial
from typing import NamedTuple
from weakref import WeakKeyDictionary

from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.project.receivers import is_name, own_attributes, with_receivers
from tslint.source.walking import walk


def assigned_names(cls: Class) -> set[str] | None:
    """Names that `__init__`, or what it calls on its object, gives the object; None where one is made at
    run time.
    """
    names: set[str] = set()
    waiting = ["__init__"]
    seen: set[tuple[str, int]] = set()
    while waiting:
        name = waiting.pop()
        for entity in hierarchy.linearise(cls):
            member = entity.members.get(name) if isinstance(entity, Class) else None
            if not isinstance(member, Function) or (name, id(member.node)) in seen:
                continue
            seen.add((name, id(member.node)))
            for attribute in own_attributes(member):
                if isinstance(attribute.ctx, ast.Store):
                    names.add(attribute.attr)
                else:
                    waiting.append(attribute.attr)
            calls = (node for node in walk(member.node) if isinstance(node, ast.Call))
            if not all(_register(call, names) for call in calls):
                return None
    return names


def reached(cls: Class) -> list[Function]:
    """`__init__` and the methods that it leads to through its object."""
    found: dict[int, Function] = {}
    waiting, seen = ["__init__"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for entity in hierarchy.linearise(cls):
            member = entity.members.get(name) if isinstance(entity, Class) else None
            if isinstance(member, Function) and id(member.node) not in found:
                found[id(member.node)] = member
                waiting += [x.attr for x in own_attributes(member) if isinstance(x.ctx, ast.Load)]
    return list(found.values())


def _register(node: ast.Call, names: set[str]) -> bool:
    """A call that gives an object an attribute by name; False where the name is made at run time."""
    function = node.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    place = {
        "register_buffer": 0,
        "register_parameter": 0,
        "add_module": 0,
        "register_module": 0,
        "setattr": 1,
        "__setattr__": 0,
    }
    if called not in place:
        return True
    given = node.args[place[called]] if len(node.args) > place[called] else None
    given = given if given is not None else next((k.value for k in node.keywords if k.arg == "name"), None)
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        names.add(given.value)
        return True
    return given is None


def rivals(cls: Class) -> dict[str, frozenset[str]]:
    """Attributes that one `if` of `__init__` gives on one side only, each with those of the other side: an
    object has never both.
    """
    return cls.module.project.survey(("rivals", cls), partial(_rivals, cls), of_bodies=True)


def _rivals(cls: Class) -> dict[str, frozenset[str]]:
    member = cls.members.get("__init__")
    if not isinstance(member, Function):
        return {}
    sided = []
    for node in walk(member.node):
        if isinstance(node, ast.If) and node.orelse:
            sides = (_stores(*node.body), _stores(*node.orelse))
            if sides[0] - sides[1] and sides[1] - sides[0]:
                sided.append(sides)
    if not sided or assigned_names(cls) is None:
        return {}
    found: dict[str, frozenset[str]] = {}
    everywhere = _stores(cls.node)
    for sides in sided:
        one, other = (
            {name for name, count in side.items() if count == everywhere[name] and name not in cls.members}
            for side in sides
        )
        for names, others in ((one - other, other - one), (other - one, one - other)):
            for name in names:
                found[name] = found.get(name, frozenset()) | others
    return {name: others for name, others in found.items() if others}


def replaced(cls: Class) -> frozenset[str]:
    """Names that a method of the hierarchy gives the class itself while the program runs
    (`self.__class__.forward = ...`): what the class body has under them is not what torch compiles.
    """
    return cls.module.project.survey(("replaced", cls), partial(_replaced, cls), of_bodies=True)


def _replaced(cls: Class) -> frozenset[str]:
    return frozenset(
        target.attr
        for entity in hierarchy.linearise(cls)
        if isinstance(entity, Class) and _speaks_of_own_class(entity.module)
        for node, own in with_receivers(entity.node)
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and _is_own_class(target.value, own)
    )


# What `_is_own_class` needs: few files speak of it, and text is searched a thousand times as fast as trees.


def _speaks_of_own_class(module: Module) -> bool:
    """Whether a file can hold such code: asked of its text once, for all of its classes."""
    return module.project.survey(("own class", module.path), partial(_spoken, module))


def _spoken(module: Module) -> bool:
    known = _SPOKEN.get(module)
    if known is None or known.text is not module.source.text:
        text = module.source.text
        known = _SPOKEN[module] = _Spoken(text, _OWN_CLASS.search(text) is not None)
    return known.speaks


class _Spoken(NamedTuple):
    """A text, and whether it speaks of what was looked for."""

    text: str
    speaks: bool


_SPOKEN: WeakKeyDictionary[Module, _Spoken] = WeakKeyDictionary()
_OWN_CLASS = re.compile(r"__class__|\btype\s*[(#\\]")


def _is_own_class(node: ast.expr, own: str) -> bool:
    """`self.__class__` or `type(self)`, by the name that the object has there."""
    match node:
        case ast.Attribute(value=subject, attr="__class__"):
            return is_name(subject, own)
        case ast.Call(func=ast.Name(id="type"), args=[subject]):
            return is_name(subject, own)
    return False


def _stores(*nodes: ast.AST) -> Counter[str]:
    """How often code gives `self` each attribute, in any way that names it."""
    found: Counter[str] = Counter()
    for node in nodes:
        for inner in walk(node):
            if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                found[inner.attr] += 1
            elif isinstance(inner, ast.Call):
                names: set[str] = set()
                _register(inner, names)
                found.update(names)
    return found
