"""Default values of parameters: what they are, and which parameters take them.

Source: `evaluateDefaults` and `toIValue` (torch/csrc/jit/python), which convert the Python object that the
default is.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from tslint.project.entities import Class, External, Function, ModuleRef, Variable
from tslint.project.modules import Module
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

OBJECT = t.ClassType("object")  # what no type of script takes: a function, a class, a module
_DEPTH = 8
_CASTS: dict[str, t.Type] = {
    "int": t.INT,
    "float": t.FLOAT,
    "bool": t.BOOL,
    "str": t.STR,
    "complex": t.COMPLEX,
}
_NUMBERS = (t.IntType, t.FloatType, t.ComplexType, t.BoolType)
_TAKES: dict[type[t.Type], tuple[type[t.Type], ...]] = {
    t.TensorType: (t.NoneType, t.TensorType),
    t.IntType: (t.IntType, t.BoolType),
    t.FloatType: (t.IntType, t.FloatType, t.BoolType),
    t.ComplexType: _NUMBERS,
    t.NumberType: _NUMBERS,
    t.BoolType: (*_NUMBERS, t.NoneType, t.TensorType),
    t.StrType: (t.StrType,),
    t.DeviceType: (t.DeviceType, t.StrType),
    t.NoneType: (t.NoneType,),
    t.GeneratorType: (),
    t.AnyListType: (),
    t.AnyTupleType: (),
}


def is_mutable(node: ast.expr) -> bool:
    """Whether a default is a list or dict, which torch takes of no parameter."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("list", "dict")
    return isinstance(node, (ast.List, ast.Dict, ast.ListComp, ast.DictComp))


def held(compiler: Compiler, module: Module, node: ast.expr) -> ast.expr:
    """What a global holds that a default names; any other default itself."""
    entity = compiler.resolve(module, node) if isinstance(node, (ast.Name, ast.Attribute)) else None
    return entity.values[0] if isinstance(entity, Variable) and len(entity.values) == 1 else node


def is_plain(node: ast.expr) -> bool:
    """Whether a default is a literal: a number, a string, None, a tuple."""
    return isinstance(node, (ast.Constant, ast.Tuple))


def default_type(compiler: Compiler, module: Module, node: ast.expr, depth: int = 0) -> t.Type | None:
    """The type of a default value, `OBJECT` for what no parameter takes; None where it is not known."""
    if depth > _DEPTH:
        return None
    match node:
        case ast.Constant():
            return _literal(node.value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return default_type(compiler, module, operand, depth + 1)
        case ast.UnaryOp(op=ast.Not()):
            return t.BOOL
        case ast.Tuple(elts=elts):
            parts = [default_type(compiler, module, elt, depth + 1) for elt in elts]
            known = [part for part in parts if part is not None]
            return t.TupleType(tuple(known)) if len(known) == len(parts) else None
        case ast.BinOp():
            sides = [default_type(compiler, module, side, depth + 1) for side in (node.left, node.right)]
            return _arithmetic(sides, node.op)
        case ast.Lambda():
            return OBJECT
        case ast.Call():
            return _made(compiler, module, node)
        case ast.Name() | ast.Attribute():
            return _named(compiler, module, node, depth)
    return None


def _literal(value: object) -> t.Type | None:
    kinds: dict[type, t.Type] = {
        bool: t.BOOL,
        int: t.INT,
        float: t.FLOAT,
        complex: t.COMPLEX,
        str: t.STR,
        type(None): t.NONE,
        type(...): OBJECT,
    }
    return kinds.get(type(value))


def _arithmetic(sides: list[t.Type | None], operator: ast.operator) -> t.Type | None:
    """Of ints and floats; anything else is not followed."""
    if not all(isinstance(side, (t.IntType, t.FloatType)) for side in sides):
        return None
    whole = all(isinstance(side, t.IntType) for side in sides)
    if whole and isinstance(operator, ast.Pow):
        return None  # a float, where the exponent is negative
    return t.INT if whole and not isinstance(operator, ast.Div) else t.FLOAT


def _made(compiler: Compiler, module: Module, node: ast.Call) -> t.Type | None:
    """What a call gives: a cast, a device, a module of torch's, a Tensor."""
    entity = compiler.resolve(module, node.func)
    if isinstance(node.func, ast.Name) and entity is None and not module.is_bound(node.func.id):
        return _CASTS.get(node.func.id)
    if not isinstance(entity, External):
        return None
    if entity.dotted == "torch.device":
        return t.DEVICE
    if compiler.torch_module(entity.dotted) is not None:
        return OBJECT
    spec = compiler.outside(entity.dotted)
    schemas = spec.schemas if spec is not None and entity.dotted.startswith("torch.") else ()
    return t.TENSOR if schemas and all(schema.result == t.TENSOR for schema in schemas) else None


def _named(compiler: Compiler, module: Module, node: ast.Name | ast.Attribute, depth: int) -> t.Type | None:
    entity = compiler.resolve(module, node)
    match entity:
        case Function() | ModuleRef():
            return OBJECT
        case Class():
            return OBJECT
        case Variable(values=[value]):
            return default_type(compiler, entity.module, value, depth + 1)
        case External(dotted=dotted):
            spec = compiler.outside(dotted)
            if spec is None:
                return OBJECT if compiler.torch_module(dotted) is not None else None
            if spec.kind == "constant":
                return spec.type
            return OBJECT if spec.kind in ("builtin", "function", "dispatch", "module") else None
    if isinstance(node, ast.Name) and not module.is_bound(node.id) and hasattr(builtins, node.id):
        return OBJECT
    return None


def fits_default(given: t.Type, kind: t.Type) -> bool:
    """Whether a Python value of one type is taken as the default of a parameter of another (`toIValue`)."""
    match kind:
        case t.UnknownType() | t.ClassType() | t.InterfaceType() | t.FunctionType() | t.EnumType():
            return True
        case t.StreamType() | t.FutureType() | t.AwaitType() | t.RRefType():
            return True  # their check takes more than it should
        case _ if given is OBJECT:
            return False
        case t.AnyType():
            return True
        case t.OptionalType():
            return isinstance(given, t.NoneType) or fits_default(given, kind.elem)
        case t.UnionType():
            return is_subtype(given, kind)
        case t.ListType():
            if isinstance(given, t.StrType):  # its letters
                return isinstance(kind.elem, (t.StrType, t.AnyType))
            if isinstance(given, t.TupleType):
                return all(fits_default(elem, kind.elem) for elem in given.elems)
            return isinstance(given, t.TensorType)
        case t.DictType():
            return isinstance(given, t.TupleType) and not given.elems
        case t.TupleType() | t.NamedTupleType():
            if isinstance(given, t.TupleType) and len(given.elems) == len(kind.elems):
                return all(fits_default(a, b) for a, b in zip(given.elems, kind.elems, strict=True))
            return isinstance(given, t.TensorType)
    takes = _TAKES.get(type(kind))
    return takes is None or isinstance(given, takes)
