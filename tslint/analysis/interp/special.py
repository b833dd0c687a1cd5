"""Special methods: what Python calls where an object of the project is added, indexed, walked over."""

from __future__ import annotations

import ast

from tslint.analysis.interp import attributes, calls
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import Instance, Value
from tslint.project.classes import find_member
from tslint.project.entities import Class, Function

# By operator, the name of its method without the underscores (Python data model).
_NAMES: dict[type[ast.operator] | type[ast.unaryop], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul", ast.BitAnd: "and", ast.BitOr: "or",
    ast.BitXor: "xor", ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert",
}  # fmt: skip


def call(frame: Frame, node: ast.AST, value: Value, name: str, *given: Value) -> Value | None:
    """Call `__name__` of an object; None where no class of the project defines it."""
    if not isinstance(value, Instance) or not isinstance(value.cls, Class) or value.scripted:
        return None
    name = f"__{name}__"
    member = find_member(value.cls, name)
    if not isinstance(member, Function):
        return None
    method = attributes.bound(frame, node, value, member, name)
    return calls.apply(frame, node, method, Arguments(list(given), {}))


def binary(frame: Frame, node: ast.AST, op: ast.operator, left: Value, right: Value) -> Value | None:
    """`left op right` where one of them is such an object."""
    name = _NAMES.get(type(op))
    if name is None or not (isinstance(left, Instance) or isinstance(right, Instance)):
        return None
    result = None
    if isinstance(node, ast.AugAssign):
        result = call(frame, node, left, f"i{name}", right)
    if result is None:
        result = call(frame, node, left, name, right)
    return result if result is not None else call(frame, node, right, f"r{name}", left)


def unary(frame: Frame, node: ast.AST, op: ast.unaryop, value: Value) -> Value | None:
    """`op value` where that is such an object."""
    name = _NAMES.get(type(op))
    return call(frame, node, value, name) if name is not None else None


def walked(frame: Frame, node: ast.AST, value: Value) -> Value:
    """What a loop over an object walks: what its `__iter__` gives; any other value as it is."""
    return (call(frame, node, value, "iter") or value) if isinstance(value, Instance) else value


def asked(frame: Frame, node: ast.AST, value: Value) -> Value:
    """What Python asks for the truth of an object: `__bool__`, else `__len__`; any other value as it is."""
    if not isinstance(value, Instance):
        return value
    return call(frame, node, value, "bool") or call(frame, node, value, "len") or value
