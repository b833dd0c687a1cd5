"""Builtins that ask about objects: `isinstance`, `getattr`, `hasattr`, `setattr`, `type`, `callable`."""

from __future__ import annotations

import ast

from tslint.analysis.interp import attributes, torchfacts
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.refine import class_name
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Callable,
    ClassRef,
    Const,
    ExternalRef,
    Instance,
    LambdaValue,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Value,
    alternatives,
)
from tslint.project.classes import find_member, linearise
from tslint.project.entities import Class, External


def is_instance(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`isinstance`: known where the classes are told apart by name."""
    if len(arguments.args) < 2:
        return UNKNOWN
    value, classes = arguments.args[0], arguments.args[1]
    wanted = classes.items if isinstance(classes, Sequence) and classes.items is not None else [classes]
    names = {class_label(part) for part in wanted}
    if isinstance(value, Scalar) and value.origin >= Origin.SHAPE and "Tensor" in names:
        return Const(True)  # under trace a size is a tensor, and code that asks for one treats it so
    if isinstance(value, Scalar) and value.origin >= Origin.SHAPE and names & {"int", "float", "Number"}:
        frame.machine.policy.note(frame, node, "size-type-check", construct="isinstance")
        return Scalar("bool")
    verdicts = {_is_one(part, names, wanted) for part in alternatives(value)}
    if len(verdicts) == 1:
        verdict = verdicts.pop()
        if verdict is not None:
            return Const(verdict, value.origin if isinstance(value, Const) else Origin.CONSTANT)
    return UNKNOWN


def class_label(value: Value) -> str:
    """The last name of a class value."""
    if isinstance(value, ExternalRef):
        return value.dotted.rpartition(".")[2]
    return value.cls.name if isinstance(value, ClassRef) else "?"


def _is_one(value: Value, names: set[str], wanted: list[Value]) -> bool | None:
    if "?" in names:
        return None
    if isinstance(value, Instance):
        if isinstance(value.cls, str):
            return True if value.cls.rpartition(".")[2] in names else (None if value.is_module else None)
        order = linearise(value.cls)
        for entity in order:
            label = (
                entity.name
                if isinstance(entity, Class)
                else entity.dotted.rpartition(".")[2]
                if isinstance(entity, External)
                else "?"
            )
            if label in names:
                return True
        return None if None in order or value.open else (None if names & {"Module"} else False)
    name = class_name(value)
    if not name:
        return None
    if name == "Tensor":
        return (
            True
            if "Tensor" in names
            else (
                None
                if names - {"int", "float", "str", "bool", "list", "tuple", "dict", "Sequence"}
                else False
            )
        )
    if name == "Size":
        return bool(names & {"Size", "tuple"})
    if name == "bool" and "int" in names:
        return True
    if name == "NoneType":
        return "NoneType" in names
    if name in names or names & _PROTOCOLS.get(name, set()):
        return True
    return None if names - _TOLD_APART else False


_ITERABLE = {"Iterable", "Sequence", "Collection", "Sized", "Container"}
_PROTOCOLS = {
    "list": _ITERABLE,
    "tuple": _ITERABLE,
    "str": _ITERABLE,
    "set": {"Iterable", "Collection"},
    "dict": {"Iterable", "Mapping", "Collection"},
    "int": {"Number", "Integral", "Real"},
    "float": {"Number", "Real"},
}
_TOLD_APART = {
    "int", "float", "str", "bool", "list", "tuple", "dict", "set", "complex", "Tensor", "Module", "Size",
    "Mapping", "Callable", "OrderedDict", *_ITERABLE,
}  # fmt: skip


def get_attribute(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`getattr` with a constant name."""
    if len(arguments.args) < 2 or not isinstance(arguments.args[1], Const):
        return UNKNOWN
    owner, name = arguments.args[0], str(arguments.args[1].value)
    if len(arguments.args) > 2 and isinstance(owner, Instance) and _has(owner, name) is False:
        return arguments.args[2]
    return attributes.get(frame, node, owner, name)


def _has(owner: Value, name: str) -> bool | None:
    if not isinstance(owner, Instance):
        return None
    if name in owner.attributes:
        return True
    if isinstance(owner.cls, Class):
        if find_member(owner.cls, name) is not None:
            return True
        return None if owner.open or owner.is_module and name in ("training", "forward") else False
    return None


def has_attribute(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`hasattr` with a constant name."""
    if len(arguments.args) == 2 and isinstance(arguments.args[1], Const):
        known = _has(arguments.args[0], str(arguments.args[1].value))
        if isinstance(arguments.args[0], ExternalRef):
            known = torchfacts.has_name(f"{arguments.args[0].dotted}.{arguments.args[1].value}")
        if known is not None:
            return Const(known, Origin.CONFIGURATION)
    return UNKNOWN


def set_attribute(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`setattr` with a constant name; any other makes the table open."""
    if len(arguments.args) == 3 and isinstance(arguments.args[0], Instance):
        owner, name = arguments.args[0], arguments.args[1]
        if isinstance(name, Const) and isinstance(name.value, str):
            attributes.set_attribute(frame, owner, name.value, arguments.args[2])
        else:
            owner.open = True
    return NONE


def type_of(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`type(value)`."""
    value = arguments.args[0] if len(arguments.args) == 1 else UNKNOWN
    if isinstance(value, Scalar) and value.origin >= Origin.SHAPE:
        frame.machine.policy.note(frame, node, "size-type-check", construct="type")
    if isinstance(value, Instance) and isinstance(value.cls, Class):
        return ClassRef(value.cls)
    return UNKNOWN


def is_callable(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`callable`."""
    value = arguments.args[0] if arguments.args else UNKNOWN
    if isinstance(value, (Callable, LambdaValue, ClassRef)):
        return Const(True)
    return Const(False) if isinstance(value, (Const, Sequence, Mapping)) else UNKNOWN
