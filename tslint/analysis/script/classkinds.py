"""What kind of thing a class of the project is for script, from its bases and decorators."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function, Variable

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
    "opaque",
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
    """What a class is for script; an opaque one is neither a type nor can it be constructed."""
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
    if _is_opaque(compiler, cls):
        return ClassKind("opaque")
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
    return _option(node, "frozen", False)


def _option(node: ast.expr, name: str, default: bool) -> bool:
    """An argument of `@dataclass(...)`."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    given = [k.value for k in keywords if k.arg == name]
    return given[0].value is True if given and isinstance(given[0], ast.Constant) else default


def synthesized(compiler: Compiler, cls: Class) -> list[str]:
    """The methods that `@dataclass` writes for a class, which have no source that torch could read."""
    node = _dataclass(compiler, cls)
    if node is None:
        return []
    wanted = {"__init__": _option(node, "init", True), "__repr__": _option(node, "repr", True)}
    wanted["__eq__"] = _option(node, "eq", True)
    ordered = _option(node, "order", False)
    wanted.update(dict.fromkeys(("__lt__", "__le__", "__gt__", "__ge__"), ordered))
    return [name for name, made in wanted.items() if made and name not in cls.members]


_CACHES = ("functools.lru_cache", "functools.cache", "functools.cached_property")


def _is_opaque(compiler: Compiler, cls: Class) -> bool:
    """What `can_compile_class` (torch/_jit_internal.py) refuses: an ignored class, and one with a member that
    is written in C.
    """
    if _decorated(compiler, cls, "torch.jit.ignore") or _decorated(compiler, cls, "torch.jit.unused"):
        return True
    for member in cls.members.values():
        if isinstance(member, Function):
            for node in member.node.decorator_list:
                callee = compiler.resolve(cls.module, node.func if isinstance(node, ast.Call) else node)
                if isinstance(callee, External) and callee.dotted in _CACHES:
                    return True
        elif isinstance(member, Variable) and len(member.values) == 1:
            value = member.values[0]
            held = compiler.resolve(cls.module, value) if isinstance(value, ast.Attribute) else None
            spec = compiler.outside(held.dotted) if isinstance(held, External) else None
            if spec is not None and spec.kind == "builtin":
                return True
    return False
