"""`value.name`, and what may be used as a first-class value."""

from __future__ import annotations

import ast

from tslint.analysis.script import drifts, expressions
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Builtin,
    Cast,
    Closure,
    EnumClass,
    ExceptionClass,
    ExceptionValue,
    Items,
    LambdaValue,
    Method,
    ModuleItems,
    ModuleMethod,
    ModuleValue,
    NamedTupleClass,
    Namespace,
    Nothing,
    Printing,
    PythonClass,
    PythonFunction,
    PythonValue,
    Range,
    Simple,
    SliceValue,
    Special,
    Sugared,
    Super,
    TorchFunction,
    Unknown,
    Zipped,
)
from tslint.torchspec import types as t

_NO_VALUES = (
    Builtin,
    TorchFunction,
    PythonFunction,
    PythonClass,
    NamedTupleClass,
    EnumClass,
    ExceptionClass,
    ExceptionValue,
    ModuleMethod,
    ModuleItems,
    Method,
    Range,
    Zipped,
    SliceValue,
    Namespace,
    LambdaValue,
    Printing,
    Nothing,
)


def as_value(em: Emitter, value: Sugared, node: ast.AST) -> Simple:
    """`asValue`: the first-class value, told as an error where there is none."""
    match value:
        case Simple():
            return value
        case Unknown():
            return UNKNOWN_VALUE
        case ModuleValue():
            return Simple(em.compiler.modules.type_of(value))
        case Items():
            parts = [as_value(em, item, node) for item in value.items]
            return Simple(t.TupleType(tuple(part.type for part in parts)))
        case PythonValue():
            _python_value(em, value, node)
        case Closure():
            text = "python value cannot be used as a value. Perhaps it is a closed over global variable?"
            em.report("closure-capture", node, name=value.name, type="", torch=text)
        case Cast():
            text = f"{value.magic} cannot be used as a value"
            em.report("object-as-value", node, name=value.name, type=value.magic, torch=text)
        case Super():
            _super(em, node)
        case Special():
            em.report(
                "object-as-value", node, name=value.form, type="magic", torch="cannot be used as a value"
            )
        case _ if isinstance(value, _NO_VALUES):
            name = ast.unparse(node)[:60] if isinstance(node, ast.expr) else value.kind
            text = f"{value.kind} cannot be used as a value"
            em.report("object-as-value", node, name=name, type=value.kind, torch=text)
            if isinstance(value, SliceValue) and isinstance(node, ast.Name):
                em.scopes.set(node.id, UNKNOWN)  # told once
    return UNKNOWN_VALUE


def _python_value(em: Emitter, value: PythonValue, node: ast.AST) -> None:
    text = (
        f"python value of type '{value.type_name}' cannot be used as a value. Perhaps it is a closed"
        " over global variable? If so, please consider passing it in as an argument or use a local"
        " variable instead."
    )
    em.report("closure-capture", node, name=value.name, type=value.type_name, torch=text)


def _super(em: Emitter, node: ast.AST) -> None:
    em.report("super-call", node, torch="'Tensor' object has no attribute or method 'forward'")


def emit_attribute(em: Emitter, node: ast.Attribute) -> Sugared:
    """`value.name`."""
    holder = expressions.emit_sugared(em, node.value)
    return attribute_of(em, holder, node.attr, node)


def attribute_of(em: Emitter, holder: Sugared, name: str, node: ast.expr) -> Sugared:
    """The attribute of a value or compile-time object."""
    match holder:
        case Unknown():
            return UNKNOWN
        case Simple():
            return _value_attribute(em, holder, name, node)
        case ModuleValue():
            return em.compiler.modules.attribute(em, holder, name, node)
        case Namespace():
            return em.compiler.names.member(em, holder, name, node)
        case EnumClass():
            if name in holder.members:
                return Simple(holder.type, f"{holder.cls.name}.{name}")
            if name.startswith("_") and not name.startswith("__"):
                return UNKNOWN
            text = f"type object '{holder.cls.name}' has no attribute '{name}'"
            em.report("unknown-attribute", node, name=name, type=holder.cls.name, torch=text)
            return UNKNOWN
        case PythonClass():
            return em.compiler.classes.class_attribute(em, holder, name, node)
        case PythonValue(sure=False):
            return UNKNOWN
        case PythonValue():
            text = f"attribute lookup is not defined on python value of type '{holder.type_name}'"
            em.report("closure-capture", node, name=holder.name, type=holder.type_name, torch=text)
            return UNKNOWN
        case Super():
            _super(em, node)
            return UNKNOWN
        case Builtin() | Cast() | Special():
            text = "attribute lookup is not defined on builtin"
            em.report("unknown-attribute", node, name=name, type="builtin", torch=text)
            return UNKNOWN
        case (
            ExceptionClass() | ExceptionValue() | ModuleItems() | Items() | Range() | Zipped() | SliceValue()
        ):
            text = f"attribute lookup is not defined on {holder.kind}"
            em.report("unknown-attribute", node, name=name, type=holder.kind, torch=text)
            return UNKNOWN
    return UNKNOWN


def _value_attribute(em: Emitter, holder: Simple, name: str, node: ast.expr) -> Sugared:
    kind = holder.type
    match kind:
        case t.UnknownType():
            return UNKNOWN
        case t.ClassType():
            return em.compiler.classes.attribute(em, holder, name, node)
        case t.NamedTupleType():
            found = kind.field(name)
            if found is not None:
                return Simple(found)
        case t.EnumType():
            if name == "name":
                return Simple(t.STR)
            if name == "value":
                return Simple(kind.value)
            return _missing(em, holder, name, node, f"Enum<{kind}>")
        case t.InterfaceType():
            return em.compiler.classes.interface_method(em, holder, name)
    member = em.compiler.member(kind, name)
    if member is not None:
        if member.how == "attribute" and member.type is not None:
            return Simple(member.type, drift=drifts.of_attribute(kind, name, node))
        if member.how == "method" and member.schemas:
            return Builtin(f"aten::{name}", member.schemas, holder)
        if member.how == "form":
            return Builtin(f"form::{name}", (), holder)
        if member.how == "attribute":
            return UNKNOWN_VALUE
    if t.contains(kind, t.UnknownType) or isinstance(kind, t.TensorType) and name == "__getitem__":
        return UNKNOWN
    return _missing(
        em, holder, name, node, em.compiler.classes.display(kind), member.message if member else ""
    )


def _missing(
    em: Emitter, holder: Simple, name: str, node: ast.expr, shown: str, message: str = ""
) -> Sugared:
    text = message or f"'{shown}' object has no attribute or method '{name}'"
    target = node.value if isinstance(node, ast.Attribute) else node
    if isinstance(holder.type, (t.OptionalType, t.UnionType, t.NoneType)):
        em.report(
            "optional-misuse",
            node,
            name=ast.unparse(target),
            type=shown,
            operator=f".{name}",
            other="",
            torch=text,
        )
    elif (
        isinstance(holder.type, t.TensorType)
        and (info := em.unannotated(target)) is not None
        and not _of_tensor(em, name)
    ):
        em.blame(info, node, "", {"attribute": name, "torch": text})
    elif isinstance(holder.type, t.TensorType) and (other := em.compiler.spec.absent(f"torch.Tensor.{name}")):
        dotted, release = f"torch.Tensor.{name}", em.compiler.spec.release
        em.report("absent-name", node, name=dotted, torch=text, release=release, other=other)
    else:
        em.report("unknown-attribute", node, name=name, type=shown, torch=text)
    return Simple(t.TENSOR) if name in _SAME_TENSOR and isinstance(holder.type, t.TensorType) else UNKNOWN


_SAME_TENSOR = ("data",)


def _of_tensor(em: Emitter, name: str) -> bool:
    """Whether Python's Tensor has the name, so that a missing annotation is not the cause."""
    return em.compiler.spec.tensor_unscriptable(name) is not None
