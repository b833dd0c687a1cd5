"""What may cross from traced code into a scripted piece and back (measured with torch 2.13)."""

from __future__ import annotations

import ast
from collections.abc import Collection

from tslint.analysis.interp.annotated import from_annotation
from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.usage import is_asked_as_tensor, is_of_tensors
from tslint.analysis.typing import type_of
from tslint.analysis.values import (
    Choice,
    Const,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
    alternatives,
)
from tslint.project.entities import Function
from tslint.source.walking import walk_all
from tslint.torchspec import types as t


def refused(unit: Unit) -> str:
    """Why a scripted `unit` could not be called from the trace as its callers do; empty where it could."""
    for name, value in unit.arguments.items():
        if is_tensor(unit.function, name, value):
            continue
        reason = crossing(value, type_of(value))
        if reason:
            return f"its argument `{name}` is {reason}"
    result = type_of(unit.result) if unit.result is not None else t.UNKNOWN
    return (
        ""
        if crosses(result)
        else f"it returns {_said(result)}, and only tensors come out of a scripted piece"
    )


def is_tensor(function: Function, name: str, value: Value, block: Collection[ast.AST] = ()) -> bool:
    """Whether a name of a function, of whose value nothing is known, is a tensor: its annotation says so, or
    the function asks of it what only tensors have.

    One that may be None is a tensor in a `block` that takes it for one without asking.
    """
    if not isinstance(value, Unknown):
        return False
    spec = function.node.args
    for parameter in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        if parameter.arg == name and parameter.annotation is not None:
            said = from_annotation(function.module, parameter.annotation)
            if isinstance(said, Choice):
                parts = [part for part in said.values if not (isinstance(part, Const) and part.value is None)]
                said = parts[0] if len(parts) == 1 and _is_taken_for_tensor(name, block) else None
            return isinstance(said, Tensor)
    return is_asked_as_tensor(function.node, name)


def _is_taken_for_tensor(name: str, block: Collection[ast.AST]) -> bool:
    nodes = walk_all(block)
    asks = any(isinstance(n, ast.Compare) and name in map(_name, (n.left, *n.comparators)) for n in nodes)
    return not asks and any(
        isinstance(n, ast.Attribute) and _name(n.value) == name and is_of_tensors(n.attr) for n in nodes
    )


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def crossing(value: Value, kind: t.Type) -> str:
    """Why a value of that type cannot go from the trace into a scripted piece, in words after its name; empty
    where it can.
    """
    if any(map(_is_size, alternatives(value))):
        return "a size, which would be frozen: pass the tensor and read its size inside"
    if t.contains(kind, t.UnknownType):
        return "of a type that is not known"
    return ""


def _is_size(value: Value) -> bool:
    """Whether a number of the input is in a value: the tracer gives it to scripted code as a constant."""
    match value:
        case Size():
            return True
        case Scalar():
            return value.origin >= Origin.SHAPE
        case Sequence(items=list(items)):
            return any(map(_is_size, items))
        case Sequence():
            return _is_size(value.element)
        case Choice():
            return any(map(_is_size, value.values))
    return False


def crosses(result: t.Type) -> bool:
    """Whether the tracer keeps a result of that type faithfully: tensors, tuples and dicts of them."""
    match result:
        case t.TensorType():
            return True
        case t.TupleType():
            return bool(result.elems) and all(crosses(part) for part in result.elems)
        case t.DictType():
            return result.key == t.STR and crosses(result.value)
    return False


def _said(result: t.Type) -> str:
    return "something unknown" if t.contains(result, t.UnknownType) else str(result)
