"""Which attributes the source of `__init__` gives an object: at least, and at most."""

from __future__ import annotations

import ast

from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function


def assigned_names(cls: Class) -> set[str] | None:
    """Names that `__init__`, or what it calls on `self`, gives the object; None where one is made at
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
            for node in ast.walk(member.node):
                if (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.value, ast.Name)
                    and node.value.id == "self"
                ):
                    if isinstance(node.ctx, ast.Store):
                        names.add(node.attr)
                    else:
                        waiting.append(node.attr)
                elif isinstance(node, ast.Call) and not _register(node, names):
                    return None
    return names


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


def certain_names(cls: Class) -> set[str]:
    """Names that the class's own `__init__` gives the object on every way that does not raise."""
    member = cls.members.get("__init__")
    return _certain(member.node.body) or set() if isinstance(member, Function) else set()


def _certain(body: list[ast.stmt]) -> set[str] | None:
    """Names assigned on every way through statements; None where every way raises."""
    names: set[str] = set()
    for statement in body:
        match statement:
            case ast.Return():
                return names
            case ast.Raise():
                return None
            case ast.If():
                sides = [_certain(statement.body), _certain(statement.orelse)]
                known = [side for side in sides if side is not None]
                if not known:
                    return None
                names |= set.intersection(*known)
                if any(isinstance(inner, ast.Return) for inner in ast.walk(statement)):
                    return names
            case ast.With():
                inside = _certain(statement.body)
                if inside is None:
                    return None
                names |= inside
            case ast.Assign():
                for target in statement.targets:
                    names.update(_own_attributes(target))
            case ast.AnnAssign() if statement.value is not None:
                names.update(_own_attributes(statement.target))
    return names


def _own_attributes(target: ast.expr) -> list[str]:
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [
        part.attr
        for part in parts
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "self"
    ]
