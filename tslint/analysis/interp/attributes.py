"""Attributes: what `value.name` is, and what an assignment to it changes."""

from __future__ import annotations

import ast
import math
from collections import OrderedDict
from functools import lru_cache

from tslint.analysis.interp import decorators, expressions, running, tensors, usage
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame, value_of_entity
from tslint.analysis.interp.torchfacts import TENSOR_FLAGS, TENSOR_VIEWS, is_tensor_member
from tslint.analysis.values import (
    DERIVED,
    INPUT,
    UNKNOWN,
    Callable,
    Choice,
    ClassRef,
    Const,
    Derived,
    Device,
    ExternalRef,
    Instance,
    LambdaValue,
    Mapping,
    Method,
    ModuleValue,
    Origin,
    Partial,
    Scalar,
    Scripted,
    Sequence,
    Size,
    Super,
    Tensor,
    Value,
    join_all,
    origin_of,
)
from tslint.project.classes import after, find_member, linearise, own_member
from tslint.project.entities import Class, Entity, External, Function, Variable


def read(frame: Frame, node: ast.Attribute, value: Value) -> Value:
    """`value.attr` where it is read."""
    return get(frame, node, value, node.attr)


def get(frame: Frame, node: ast.AST, value: Value, name: str) -> Value:
    """The attribute `name` of a value."""
    match value:
        case Tensor():
            return _of_tensor(frame, node, value, name)
        case Instance():
            return of_instance(frame, node, value, name)
        case ExternalRef():
            return _of_external(value, name)
        case ModuleValue():
            entity = value.module.project.member(value.module.name, name)
            if entity is None:
                return UNKNOWN
            if isinstance(entity, Variable):
                return Frame(frame.machine, value.module, {}).load_global(name)
            return value_of_entity(frame.machine, entity)
        case ClassRef():
            return _of_class(frame, value, name)
        case Super():
            return _of_super(value, name)
        case Choice():
            parts = [part for part in value.values if _may_have(part, name)]
            return join_all([get(frame, node, part, name) for part in parts])
        case Callable() | LambdaValue() | Partial() | Scripted():
            return UNKNOWN
        case Scalar() if value.drawn and name in _PARTS:
            return Scalar("int", drawn=value.drawn)
        case Sequence() if _is_field(value, name):
            return join_all(value.items) if value.items else value.element
        case Const() | Scalar() | Size() | Sequence() | Mapping():
            return Method(value, name)
        case Derived():
            return _of_derived(frame, node, name)
    return UNKNOWN


# The numbers in a time, a date and a name made by chance (Python documentation of datetime and uuid).
_PARTS = {"year", "month", "day", "hour", "minute", "second", "microsecond", "int", "node", "time_low"}


def _is_field(value: Sequence, name: str) -> bool:
    """Whether a name can only be a field of what torch gives as a named tuple: `x.max(dim=0).values`."""
    items = value.items if value.items is not None else [value.element]
    named = value.kind == "tuple" and not hasattr(tuple, name)
    return named and bool(items) and all(isinstance(item, Tensor) for item in items)


def _may_have(value: Value, name: str) -> bool:
    """Whether a value can have an attribute: where Python would raise, another of a choice is meant."""
    match value:
        case Const(value=None):
            return False
        case Sequence():
            known = any(hasattr(kind, name) for kind in (list, tuple, set, range))
            return known or value.kind == "iterator" or _is_field(value, name)
        case Mapping():
            return hasattr(OrderedDict, name)
    return True


def _of_tensor(frame: Frame, node: ast.AST, value: Tensor, name: str) -> Value:
    if name == "shape":
        return Size(tensors.recorded_size(frame, value))
    if name == "data":
        if value.data >= Origin.SHAPE:
            frame.machine.policy.note(frame, node, "data-attribute")
        return value
    if name in ("ndim", "itemsize", "nbytes"):
        return Scalar("int")
    if name in TENSOR_VIEWS:
        return value
    if name in TENSOR_FLAGS:
        return Scalar("bool")
    if name == "device" and origin_of(value) >= Origin.CONFIGURATION:
        return Device()
    if name in ("dtype", "device", "layout", "grad_fn", "names"):
        return UNKNOWN
    return Method(value, name) if name in tensors.TREATED or is_tensor_member(name) else UNKNOWN


def _of_derived(frame: Frame, node: ast.AST, name: str) -> Value:
    """What tensors have and Python's containers have not makes it a tensor; any other name leads on."""
    if any(hasattr(kind, name) for kind in (list, dict, str)):
        return DERIVED
    known = _of_tensor(frame, node, INPUT, name) if usage.is_of_tensors(name) else None
    return known if known is not None else DERIVED


def _of_external(value: ExternalRef, name: str) -> Value:
    return _member_outside(value.dotted, name)


@lru_cache(maxsize=8192)
def _member_outside(dotted: str, name: str) -> Value:
    if dotted == "math" and isinstance(getattr(math, name, None), float):
        return Const(getattr(math, name))
    return ExternalRef(f"{dotted}.{name}")


def of_instance(frame: Frame, node: ast.AST, value: Instance, name: str) -> Value:
    """An attribute of an object: its own table, then its class, then what torch gives every module."""
    if name in value.attributes:
        return frame.machine.policy.attribute_read(frame, node, value, name, value.attributes[name])
    if name == "training" and value.is_module:
        return frame.machine.policy.training()
    if isinstance(value.cls, Class):
        member = find_member(value.cls, name)
        if member is not None:
            return bound(frame, node, value, member, name)
        if value.is_module or any(isinstance(base, External) for base in linearise(value.cls)):
            return Method(value, name) if not value.open else UNKNOWN
        return UNKNOWN
    return Method(value, name)


def bound(frame: Frame, node: ast.AST, value: Instance, member: Entity, name: str) -> Value:
    """A class member as an instance sees it: methods bound, properties evaluated."""
    match member:
        case Function():
            kind = decorators.method_kind(member)
            if kind == "static":
                return decorators.decorated(frame.machine, Callable(member))
            if kind == "class" and isinstance(value.cls, Class):
                return Callable(member, ClassRef(value.cls))
            method = Callable(member, value)
            if kind == "property":
                return running.run_function(frame, node, method, Arguments([], {}))
            if value.scripted:
                return Scripted(method)
            return decorators.decorated(frame.machine, method)
        case Variable():
            if not member.values:
                return UNKNOWN
            inner = Frame(frame.machine, member.module, {})
            return join_all([expressions.evaluate(inner, part) for part in member.values])
        case Class():
            return ClassRef(member)
        case External():
            return ExternalRef(member.dotted)
    return UNKNOWN


def _of_class(frame: Frame, value: ClassRef, name: str) -> Value:
    member = find_member(value.cls, name)
    match member:
        case Function():
            if decorators.method_kind(member) == "class":
                return Callable(member, value)
            return decorators.decorated(frame.machine, Callable(member))
        case Variable():
            if not member.values:
                return UNKNOWN
            inner = Frame(frame.machine, member.module, {})
            return join_all([expressions.evaluate(inner, part) for part in member.values])
        case Class():
            return ClassRef(member)
    if name in ("__name__", "__qualname__"):
        return Const(value.cls.name)
    return Method(value, name)


def _of_super(value: Super, name: str) -> Value:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else None
    order = after(cls, value.owner) if isinstance(cls, Class) else iter(linearise(value.owner)[1:])
    for entity in order:
        if entity is None:
            return UNKNOWN
        if isinstance(entity, Class) and (member := own_member(entity, name)) is not None:
            return Callable(member, value.receiver) if isinstance(member, Function) else UNKNOWN
    return Method(value, name)


def assign(
    frame: Frame,
    target: ast.Attribute,
    value: Value,
    source: ast.expr,
    in_place: bool = False,
    depends: bool = False,
) -> None:
    """`receiver.attr = value`. `in_place`: the object itself was changed; `depends`: on the old value."""
    if isinstance(target.value, ast.Name):
        frame.env.pop(f"{target.value.id}.{target.attr}", None)
    receiver = expressions.evaluate(frame, target.value)
    for part in receiver.values if isinstance(receiver, Choice) else (receiver,):
        if isinstance(part, Instance):
            if not in_place:
                frame.machine.policy.attribute_store(frame, target, part, target.attr, value, source, depends)
            set_attribute(frame, part, target.attr, value)
        elif isinstance(part, Tensor) and target.attr == "data" and part.data >= Origin.SHAPE:
            frame.machine.policy.note(frame, target, "data-attribute")


def set_attribute(frame: Frame, instance: Instance, name: str, value: Value) -> None:
    """Put a value into an attribute table; a Sequential's children keep their order."""
    if instance.is_module and frame.machine.policy.regime == "trace":
        instance.before.setdefault(name, instance.attributes.get(name))
    frame.machine.write(instance.attributes, name, value)
    if instance.items is not None and isinstance(value, Instance) and value.is_module:
        instance.items.append(value)
