"""What an annotation says about an argument that nobody passes: the input of an entry."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache

from tslint.analysis.values import (
    INPUT,
    NONE,
    UNKNOWN,
    Choice,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Value,
    contains_tensor,
)
from tslint.project.classes import resolve
from tslint.project.entities import External
from tslint.project.modules import Module

_SCALARS = {"int", "float", "bool", "str", "complex"}
_LISTS = {"typing.List", "typing.Sequence", "typing.Iterable", "builtins.list", "collections.abc.Sequence"}
_DICTS = {"typing.Dict", "typing.Mapping", "builtins.dict", "collections.abc.Mapping"}


def from_annotation(module: Module, node: ast.expr | None) -> Value | None:
    """The value of an argument with that annotation; None where there is no annotation."""
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            quoted = _quoted(node.value)
            return UNKNOWN if quoted is None else from_annotation(module, quoted)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _one_of(module, [node.left, node.right])
    if isinstance(node, ast.Subscript):
        return _generic(module, node)
    return _plain(_name(module, node))


def _name(module: Module, node: ast.expr) -> str:
    entity = resolve(module, node)
    if isinstance(entity, External):
        return entity.dotted
    if entity is None and isinstance(node, ast.Name) and not module.is_bound(node.id):
        return f"builtins.{node.id}"
    if entity is None and isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = node.value.id  # what nothing binds is the standard library's, if its name is
        if owner in sys.stdlib_module_names and not module.is_bound(owner):
            return f"{owner}.{node.attr}"
    return ""


def _plain(name: str) -> Value:
    if name in (
        "torch.Tensor",
        "torch.FloatTensor",
        "torch.LongTensor",
        "torch.BoolTensor",
        "torch.IntTensor",
    ):
        return INPUT
    if name.startswith("builtins.") and name[9:] in _SCALARS:
        return Scalar(name[9:])
    if name in _LISTS or name in _DICTS or name in ("builtins.tuple", "typing.Tuple"):
        return UNKNOWN
    return UNKNOWN


def _generic(module: Module, node: ast.Subscript) -> Value:
    name = _name(module, node.value)
    parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in ("typing.Optional", "typing.Union"):
        return _one_of(module, [*parts, ast.Constant(None)] if name.endswith("Optional") else parts)
    values = [from_annotation(module, part) or UNKNOWN for part in parts]
    if name in _LISTS:
        return Sequence("list", None, values[0], _length(values[0]), "inputs")
    if name in _DICTS and len(values) == 2:
        return Mapping(None, values[0], values[1], _length(values[1]))
    if name in ("typing.Tuple", "builtins.tuple"):
        if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
            return Sequence("tuple", None, values[0], Origin.CONFIGURATION)
        return Sequence("tuple", values)
    if name in ("typing.Final", "typing.Annotated", "typing.ClassVar"):
        return values[0]
    return UNKNOWN


@lru_cache(maxsize=4096)
def _quoted(text: str) -> ast.expr | None:
    """The expression in a string annotation; None where it is none. The same few stand in every file."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def type_comment(node: ast.FunctionDef | ast.AsyncFunctionDef, names: list[str]) -> dict[str, ast.expr]:
    """Annotations given as a comment under the signature: `# type: (Tensor, int) -> Tensor`."""
    if not node.type_comment:
        return {}
    try:
        signature = ast.parse(node.type_comment, mode="func_type")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    types = signature.argtypes  # without `self`, as PyTorch writes them
    return dict(zip(names, types, strict=False)) if len(types) <= len(names) else {}


def with_fixed_length(value: Value) -> Value:
    """The same value where the caller, not the input, decides how many items there are."""
    match value:
        case Sequence() if value.items is None:
            return Sequence(
                value.kind, None, with_fixed_length(value.element), Origin.CONFIGURATION, value.over
            )
        case Mapping() if value.items is None:
            return Mapping(None, value.key, with_fixed_length(value.element), Origin.CONFIGURATION)
        case Choice():
            return Choice(tuple(with_fixed_length(part) for part in value.values))
    return value


def _length(element: Value) -> Origin:
    """A list of tensors comes with the input; a list of numbers is configuration."""

    return Origin.SHAPE if contains_tensor(element) else Origin.CONFIGURATION


def _one_of(module: Module, nodes: list[ast.expr]) -> Value:
    values: list[Value] = []
    for node in nodes:
        value = from_annotation(module, node) or UNKNOWN
        values += value.values if isinstance(value, Choice) else (value,)
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    return values[0] if len(values) == 1 else Choice(tuple(values))
