"""What kind of thing a class of the project is for script, from its bases and decorators."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

Kind = Literal[
    "module",
    "enum",
    "namedtuple",
    "exception",
    "autograd",
    "interface",
    "dataclass",
    "script",
    "typeddict",
    "open",
]

_ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "builtins.Enum")


@dataclass(frozen=True, slots=True)
class ClassKind:
    """The kind, the dotted names of decorators, whether bases lie between it and `object`."""

    kind: Kind
    scripted: bool = False
    inherits: bool = False
    frozen: bool = False


def classify(compiler: Compiler, cls: Class) -> ClassKind:
    """What a class is for script."""
    if hierarchy.is_module(cls):
        kind: Kind = "interface" if _decorated(compiler, cls, "torch.jit.interface") else "module"
        return ClassKind(kind)
    if _decorated(compiler, cls, "torch.jit.interface"):
        return ClassKind("interface")
    names = [_dotted(cls, base) for base in cls.node.bases]
    scripted = _decorated(compiler, cls, "torch.jit.script")
    inherits = any(name not in ("object", "builtins.object") for name in names)
    ancestors = {*names, *hierarchy.externals(cls)}
    if any(name in _ENUMS for name in ancestors):
        return ClassKind("enum")
    if any(name in ("typing.NamedTuple", "typing_extensions.NamedTuple") for name in names):
        return ClassKind("namedtuple", scripted)
    if any(name and _is_exception(name) for name in ancestors):
        return ClassKind("exception")
    if "torch.autograd.Function" in ancestors or "torch.autograd.function.Function" in ancestors:
        return ClassKind("autograd")
    if any(name in ("typing.TypedDict", "typing_extensions.TypedDict") for name in ancestors):
        return ClassKind("typeddict")
    if "typing.NamedTuple" in ancestors:
        return ClassKind("open")
    if cls.node.keywords or any(name is None for name in names):
        return ClassKind("open", scripted, inherits)
    decorator = _dataclass(compiler, cls)
    if decorator is not None:
        return ClassKind("dataclass", scripted, inherits, _frozen(decorator))
    if _other_decorators(compiler, cls):
        return ClassKind("open", scripted, inherits)
    return ClassKind("script", scripted, inherits)


def _dotted(cls: Class, base: ast.expr) -> str | None:
    """The dotted name of a base; None where it is unknown."""
    entity = hierarchy.resolve(cls.module, base)
    if isinstance(entity, External):
        return entity.dotted
    if isinstance(entity, Class):
        return entity.dotted
    if isinstance(base, ast.Name) and entity is None and not cls.module.is_bound(base.id):
        return base.id
    return None


def _is_exception(dotted: str) -> bool:
    last = dotted.rpartition(".")[2]
    return last in ("Exception", "BaseException", "Warning") or (last.endswith("Error") and last[0].isupper())


def _decorated(compiler: Compiler, cls: Class, dotted: str) -> bool:
    for node in cls.node.decorator_list:
        callee = node.func if isinstance(node, ast.Call) else node
        entity = compiler.resolve(cls.module, callee)
        if isinstance(entity, External) and entity.dotted == dotted:
            return True
    return False


def _dataclass(compiler: Compiler, cls: Class) -> ast.expr | None:
    for node in cls.node.decorator_list:
        callee = node.func if isinstance(node, ast.Call) else node
        entity = compiler.resolve(cls.module, callee)
        if isinstance(entity, External) and entity.dotted == "dataclasses.dataclass":
            return node
    return None


def _other_decorators(compiler: Compiler, cls: Class) -> bool:
    return len(cls.node.decorator_list) > (1 if _decorated(compiler, cls, "torch.jit.script") else 0)


def _frozen(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and any(
        k.arg == "frozen" and isinstance(k.value, ast.Constant) and k.value.value is True
        for k in node.keywords
    )
