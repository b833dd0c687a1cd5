"""The type that `torch.jit` infers from the Python value of a module's attribute.

Source: `tryToInferType` (torch/csrc/jit/python/pybind_utils.h), `infer_concrete_type_builder`
(torch/jit/_recursive.py).
"""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.project.entities import Class
from tslint.torchspec import types as t
from tslint.torchspec.relations import unify

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_KINDS: dict[str, t.Type] = {
    "int": t.INT,
    "float": t.FLOAT,
    "bool": t.BOOL,
    "str": t.STR,
    "complex": t.COMPLEX,
    "bytes": t.STR,  # as the binding of C++ casts it
    "NoneType": t.NONE,
}
_ITEMS = 256
QUIET = frozenset(
    {
        "silent-difference",
        "minor-difference",
        "ignored-call",
        "python-call",
        "implicit-tensor-conversion",
        "fails-when-run",
        "rebound-in-place",
        "remainder-assignment",
        "none-check-decided",
        "unannotated-parameter-when-run",
    }
)  # events about code that torch compiles


# Constants of torch that code may name and no attribute may hold: torch infers no type for them.
_MEMORY_FORMATS = frozenset(
    f"torch.{name}" for name in ("channels_last", "channels_last_3d", "contiguous_format", "preserve_format")
)


@dataclass(frozen=True, slots=True)
class Failed:
    """An attribute that torch cannot type: it fails where it is used. `type_name` is Python's."""

    type_name: str
    reason: str = ""


def infer(compiler: Compiler, value: v.Value, depth: int = 6) -> t.Type | Failed:
    """The type of an attribute's value; Unknown where the value is not known."""
    if depth <= 0:
        return t.UNKNOWN
    match value:
        case v.Const(value=held) if held is Ellipsis:
            return Failed("ellipsis")
        case v.Const():
            return _KINDS.get(type(value.value).__name__, t.UNKNOWN)
        case v.Scalar():
            return _KINDS.get(value.kind, t.UNKNOWN)
        case v.Tensor():
            return t.TENSOR
        case v.Sequence():
            return _sequence(compiler, value, depth)
        case v.Mapping():
            return _mapping(compiler, value, depth)
        case v.ExternalRef():
            return _external(compiler, value.dotted)
        case v.Instance():
            return _instance(compiler, value, depth)
        case v.Callable():
            return Failed("method" if value.receiver is not None else "function")
        case v.LambdaValue():
            return Failed("function", "a lambda")
        case v.Partial():
            return Failed("functools.partial")
        case v.ClassRef() | v.ModuleValue():
            return Failed("type" if isinstance(value, v.ClassRef) else "module")
        case v.Choice():
            found = [infer(compiler, part, depth - 1) for part in value.values]
            same = all(one == found[0] for one in found) and not isinstance(found[0], Failed)
            return found[0] if same else t.UNKNOWN
    return t.UNKNOWN


def _sequence(compiler: Compiler, value: v.Sequence, depth: int) -> t.Type | Failed:
    if value.kind not in ("list", "tuple"):
        return Failed(value.kind) if value.kind in ("set", "range", "iterator") else t.UNKNOWN
    if value.items is None:
        element = _element(compiler, value.element, depth - 1)
        if isinstance(element, Failed):
            return Failed(value.kind, element.type_name)
        if value.kind == "tuple" or isinstance(element, t.UnknownType):
            return t.UNKNOWN
        return t.ListType(element)
    items = value.items[:_ITEMS]
    found = {
        id(item): infer(compiler, item, depth - 1) for item in {id(item): item for item in items}.values()
    }
    parts = [found[id(item)] for item in items]
    for part in parts:
        if isinstance(part, Failed):
            return Failed(value.kind, part.type_name)
    kinds = [part for part in parts if not isinstance(part, Failed)]
    if value.kind == "tuple":
        return t.TupleType(tuple(kinds))
    if not kinds:
        return Failed("list", "List trace inputs must have elements")
    joined: t.Type | None = kinds[0]
    for kind in kinds[1:]:
        joined = unify(joined, kind) if joined is not None else None
    return t.ListType(joined) if joined is not None else Failed("list", "elements of several types")


def _element(compiler: Compiler, value: v.Value, depth: int) -> t.Type | Failed:
    """The type of what a container holds, whichever of several values that is; none of them may be typed."""
    parts = [infer(compiler, part, depth) for part in v.alternatives(value)]
    failed = [part for part in parts if isinstance(part, Failed)]
    return failed[0] if parts and len(failed) == len(parts) else infer(compiler, value, depth)


def _mapping(compiler: Compiler, value: v.Mapping, depth: int) -> t.Type | Failed:
    if value.items is None:
        return (
            Failed("dict") if isinstance(_element(compiler, value.element, depth - 1), Failed) else t.UNKNOWN
        )
    if not value.items:
        return Failed("dict", "Dictionary inputs must have entries")
    key: t.Type | None = None
    element: t.Type | None = None
    for name, item in list(value.items.items())[:_ITEMS]:
        key_kind = _KINDS.get(type(name).__name__)
        item_kind = infer(compiler, item, depth - 1)
        if isinstance(item_kind, Failed):
            return Failed("dict", item_kind.type_name)
        if key_kind is None:
            return t.UNKNOWN if not isinstance(name, tuple) else Failed("dict", "keys of an unsupported type")
        key = key_kind if key is None else unify(key, key_kind)
        element = item_kind if element is None else unify(element, item_kind)
        if key is None or element is None:
            return Failed("dict", "entries of several types")
    return t.DictType(key or t.UNKNOWN, element or t.UNKNOWN)


def _external(compiler: Compiler, dotted: str) -> t.Type | Failed:
    if dotted.startswith("instance:"):
        return Failed(dotted.removeprefix("instance:"))
    spec = compiler.outside(dotted)
    if dotted in _MEMORY_FORMATS:
        return Failed("torch.memory_format")
    if dotted.startswith("torch.Tensor."):
        return Failed("method_descriptor", dotted)
    if spec is not None and spec.kind == "constant":
        return spec.type if spec.type is not None else t.UNKNOWN
    if compiler.torch_module(dotted) is not None:
        return Failed("type", dotted)
    if spec is not None and spec.kind in ("builtin", "function", "dispatch"):
        return Failed("function", dotted)
    if dotted in sys.stdlib_module_names:
        return Failed("module", dotted)
    return _builtin(dotted)


def _builtin(dotted: str) -> t.Type | Failed:
    """What every Python has by itself: classes and functions are no values of torch's."""
    owner, _, name = dotted.rpartition(".")
    found = getattr(builtins, name, None) if owner == "builtins" else None
    if isinstance(found, type):
        return Failed("type", dotted)
    if found is Ellipsis or found is NotImplemented:
        return Failed(type(found).__name__, dotted)
    return Failed("builtin_function_or_method", dotted) if callable(found) else t.UNKNOWN


def _plain_class(compiler: Compiler, value: v.Instance) -> t.Type | Failed:
    """A plain class: torch compiles it there and then; where that fails the attribute fails."""
    from tslint.analysis.script.compiler import gather

    assert not isinstance(value.cls, str)
    found = compiler.classes.script_class(value.cls)
    if value.open or found.open or found.defining:
        return t.UNKNOWN
    if found.kind.kind == "dataclass":
        return Failed(value.cls.name, "a dataclass without @torch.jit.script")
    compiler.classes.compile_class(found)
    wrong = [] if found.summary is None else [e for e in gather(found.summary) if not e.facts.get("level")]
    if any(event.kind not in QUIET for event in wrong) or found.constructor is None:
        return Failed(value.cls.name, "its class does not compile")
    return found.type if not found.kind.inherits else t.UNKNOWN  # what it inherits is not followed


def _plain_tuple(compiler: Compiler, value: v.Instance, cls: Class, depth: int) -> t.Type | Failed:
    """A NamedTuple as a value: torch infers a tuple of what it holds; the fields' names are gone."""
    made = compiler.classes.namedtuple_of_class(cls)
    if made is None or not isinstance(made.type, t.NamedTupleType):
        return t.UNKNOWN
    kinds: list[t.Type] = []
    for name, _ in made.type.fields:
        kind = infer(compiler, value.attributes.get(name, v.UNKNOWN), depth - 1)
        if isinstance(kind, Failed):
            return Failed(cls.name, kind.type_name)
        kinds.append(kind)
    return t.TupleType(tuple(kinds))


def _instance(compiler: Compiler, value: v.Instance, depth: int) -> t.Type | Failed:
    if value.is_module:
        return Failed(value.class_name.rpartition(".")[2], "a module inside a container")
    if isinstance(value.cls, str):
        return t.UNKNOWN
    kind = compiler.classes.kind(value.cls)
    match kind.kind:
        case "script" | "dataclass":
            if kind.scripted:
                return compiler.classes.script_class(value.cls).type
            return _plain_class(compiler, value)
        case "namedtuple":
            return _plain_tuple(compiler, value, value.cls, depth)
        case "enum":
            from tslint.analysis.script.enums import enum_type

            found = enum_type(compiler, value.cls)
            return found if isinstance(found, t.EnumType) else t.UNKNOWN
    return t.UNKNOWN
