"""Methods of values that are no objects of the project: tensors, lists, dicts, strings, sizes, modules."""

from __future__ import annotations

import ast

from tslint.analysis.interp import containers, dicts, hooks, iteration, objects, tensors, torchmodules
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.lengths import LONGEST, takes_long
from tslint.analysis.values import (
    NONE,
    PARAMETER,
    UNKNOWN,
    ClassRef,
    Const,
    ExternalRef,
    Instance,
    Mapping,
    Method,
    Origin,
    Scalar,
    Sequence,
    Size,
    Super,
    Tensor,
    Value,
    element_of,
    join_all,
    shape_only,
)
from tslint.project.classes import externals
from tslint.project.entities import Class


def call(frame: Frame, node: ast.AST, method: Method, arguments: Arguments) -> Value:
    """`receiver.name(...)`."""
    receiver, name = method.receiver, method.name
    match receiver:
        case Tensor():
            return tensors.method(frame, node, receiver, name, arguments)
        case Sequence():
            return _of_sequence(frame, node, receiver, name, arguments)
        case Mapping():
            return dicts.method(frame, node, receiver, name, arguments)
        case Instance():
            return _of_instance(frame, node, receiver, name, arguments)
        case Super():
            inner = receiver.receiver
            if isinstance(inner, Instance):
                return _of_super(frame, node, inner, name, arguments)
        case Size():
            return _of_size(frame, node, receiver, name)
        case Const() | Scalar():
            return _of_scalar(frame, node, receiver, name, arguments)
        case ClassRef():
            return UNKNOWN
        case ExternalRef():
            return UNKNOWN
    return UNKNOWN


def _of_size(frame: Frame, node: ast.AST, receiver: Size, name: str) -> Value:
    if name == "numel" and receiver.origin >= Origin.SHAPE:
        return frame.machine.policy.freeze(
            frame, node, "numel", Scalar("int", receiver.origin), receiver.origin
        )
    return Scalar("int") if name in ("numel", "count", "index") else UNKNOWN


def _of_scalar(
    frame: Frame, node: ast.AST, receiver: Const | Scalar, name: str, arguments: Arguments
) -> Value:
    if isinstance(receiver, Const) and isinstance(receiver.value, str):
        if all(isinstance(value, Const) for value in arguments.all()) and not arguments.open:
            return _fold_str(receiver, name, arguments, frame.machine.level)
        return (
            Scalar("str", shape_only(Sequence("list", arguments.all())))
            if name in ("format", "join")
            else UNKNOWN
        )
    if isinstance(receiver, Scalar) and receiver.drawn and name in ("timestamp", "toordinal", "weekday"):
        return Scalar("float", drawn=receiver.drawn)
    if (
        isinstance(receiver, Scalar)
        and receiver.origin >= Origin.SHAPE
        and receiver.kind in ("int", "float", "number")
    ):
        if name == "item":
            return frame.machine.policy.freeze(frame, node, "item", receiver, receiver.origin)
        if name in ("bit_length", "is_integer", "__index__"):
            return frame.machine.policy.freeze(frame, node, name, receiver, receiver.origin)
    return UNKNOWN


# Methods of strings that give texts, bools, numbers, or lists of texts (Python documentation).
_STR = frozenset({
    "upper", "lower", "strip", "lstrip", "rstrip", "startswith", "endswith", "replace", "format", "join",
    "title", "capitalize", "isdigit", "isalpha", "isnumeric", "isupper", "islower", "find", "count",
    "removeprefix", "removesuffix", "split", "rsplit", "partition", "rpartition",
})  # fmt: skip
_PARTS = 64  # parts of a text that are kept one by one
_GIVES_STR = frozenset({"upper", "lower", "strip", "lstrip", "rstrip", "replace", "format", "join", "title"})


def _fold_str(receiver: Const, name: str, arguments: Arguments, level: int) -> Value:
    if name not in _STR:
        return UNKNOWN
    plain = [value.value for value in arguments.args if isinstance(value, Const)]
    named = {key: value.value for key, value in arguments.kwargs.items() if isinstance(value, Const)}
    if takes_long(receiver.value, name, [*plain, *named.values()]):
        return Scalar("str", shape_only(receiver)) if name in _GIVES_STR else UNKNOWN
    try:
        result = getattr(receiver.value, name)(*plain, **named)
    except Exception:  # the program raises here when it runs
        return UNKNOWN
    origin = max([receiver.origin, *(v.origin for v in arguments.all() if isinstance(v, Const))])
    if isinstance(result, (list, tuple)):
        if len(result) > _PARTS:
            return Sequence("list", None, Scalar("str", origin), Origin.CONFIGURATION)
        kind = "list" if isinstance(result, list) else "tuple"
        return Sequence(kind, [Const(part, origin) for part in result], length=origin, level=level)
    return Const(result, origin) if len(str(result)) < LONGEST else Scalar("str")


def _of_sequence(frame: Frame, node: ast.AST, receiver: Sequence, name: str, arguments: Arguments) -> Value:
    first = arguments.get(0, "") or UNKNOWN
    if name in ("append", "add", "extend", "insert"):
        _grown(frame, node, receiver)
    if name in ("append", "add"):
        if receiver.items is not None and frame.machine.definite(receiver):
            receiver.items.append(first)
        else:
            receiver.grown = max(receiver.grown, frame.machine.decided_since(receiver))
            _widen(receiver, first)
        return NONE
    if name == "extend":
        items = iteration.items_of(first)
        if items.length >= Origin.SHAPE:
            frame.machine.policy.loop(frame, node, "extend", items.over, items.length, node)
        if items.known is not None and receiver.items is not None and frame.machine.definite(receiver):
            receiver.items.extend(items.known)
        else:
            _widen(receiver, join_all(items.known) if items.known else items.element)
        return NONE
    if name == "insert":
        _widen(receiver, arguments.get(1, "") or UNKNOWN)
        return NONE
    if name == "pop":
        if receiver.items:
            index = first.value if isinstance(first, Const) and isinstance(first.value, int) else -1
            known = not arguments.args or isinstance(first, Const)
            if known and -len(receiver.items) <= index < len(receiver.items):
                return receiver.items.pop(index)
        return element_of(receiver)
    if name in ("copy", "union"):
        return Sequence(
            receiver.kind,
            list(receiver.items) if receiver.items is not None else None,
            receiver.element,
            receiver.length,
        )
    if name in ("index", "count"):
        return Scalar("int")
    if name == "reverse" and receiver.items is not None:
        receiver.items.reverse()
        return NONE
    if name == "clear" and frame.machine.definite(receiver):
        receiver.items, receiver.element = [], UNKNOWN
        frame.machine.policy.container_cleared(receiver)
        return NONE
    if name in ("sort", "clear", "remove"):
        _widen(receiver, element_of(receiver)) if receiver.items else None
        return NONE
    return UNKNOWN


def _grown(frame: Frame, node: ast.AST, receiver: Sequence) -> None:
    place = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else node
    frame.machine.policy.container_grown(frame, node, place, receiver)


def _widen(receiver: Sequence, value: Value) -> None:
    parts = [*receiver.items, value] if receiver.items is not None else [receiver.element, value]
    if receiver.items is None and receiver.element is UNKNOWN:
        parts = [UNKNOWN]
    receiver.element, receiver.items = join_all(parts), None
    receiver.length = max(receiver.length, Origin.CONFIGURATION)


_SELF = {
    "to",
    "cuda",
    "cpu",
    "eval",
    "train",
    "float",
    "half",
    "double",
    "requires_grad_",
    "apply",
    "type",
    "bfloat16",
}


# What hands out the parts of a module, each of which may be put into another mode.
_WALKS = {"modules", "named_modules", "children", "named_children", "apply"}


def _of_instance(frame: Frame, node: ast.AST, receiver: Instance, name: str, arguments: Arguments) -> Value:
    if not receiver.is_module:
        if receiver.cls == "torch.Generator" and name == "manual_seed":
            fixed = all(isinstance(value, Const) for value in arguments.all())
            frame.machine.policy.seeded(frame, node, f"{receiver.cls}.{name}", fixed)
            return receiver
        return UNKNOWN
    if name == "__call__":
        return objects.invoke(frame, node, receiver, arguments)
    if name == "forward":
        return objects.run_forward(frame, node, receiver, arguments)
    if name in ("eval", "train"):
        _mode(frame, receiver, name, arguments)
    if name in _WALKS:
        frame.machine.policy.given_away([receiver])
    if name in _SELF:
        return receiver
    if name == "save" and receiver.scripted:
        frame.machine.policy.saved(frame, node, receiver)
        return NONE
    if receiver.items is not None or receiver.element is not UNKNOWN:
        found = _of_container(frame, receiver, name, arguments)
        if found is not None:
            return found
    if name in ("parameters", "buffers"):
        return Sequence("iterator", None, PARAMETER, Origin.CONFIGURATION)
    return _of_super(frame, node, receiver, name, arguments)


def _mode(frame: Frame, receiver: Instance, name: str, arguments: Arguments) -> None:
    """`eval()` and `train(mode)` on a module; a mode that is not known gives the module away."""
    mode = arguments.get(0, "mode")
    if name == "eval" or mode is None:
        frame.machine.policy.mode(receiver, name == "train")
    elif isinstance(mode, Const) and mode.origin is Origin.CONSTANT:
        frame.machine.policy.mode(receiver, bool(mode.value))
    else:
        frame.machine.policy.given_away([receiver])


def _of_container(frame: Frame, receiver: Instance, name: str, arguments: Arguments) -> Value | None:
    first = arguments.get(0, "module") or UNKNOWN
    if name == "append":
        containers.append(frame, receiver, first)
        return receiver
    if name == "insert":
        containers.append(frame, receiver, arguments.get(1, "module") or UNKNOWN)
        return receiver
    if name in ("extend", "update"):
        containers.extend(frame, receiver, first)
        return receiver
    children: list[Value] | None = receiver.items
    if name in ("values", "children", "modules") and name != "modules":
        return Sequence(
            "iterator",
            list(children) if children is not None else None,
            receiver.element,
            Origin.CONFIGURATION,
        )
    if name in ("items", "named_children"):
        if children is not None:
            keys = receiver.keys or [str(i) for i in range(len(children))]
            pairs: list[Value] = [
                Sequence("tuple", [Const(k), v]) for k, v in zip(keys, children, strict=False)
            ]
            return Sequence("iterator", pairs)
        return Sequence(
            "iterator", None, Sequence("tuple", [Scalar("str"), receiver.element]), Origin.CONFIGURATION
        )
    if name == "keys":
        if receiver.keys is not None:
            return Sequence("iterator", [Const(key) for key in receiver.keys])
        return Sequence("iterator", None, Scalar("str"), Origin.CONFIGURATION)
    return None


def _of_super(frame: Frame, node: ast.AST, receiver: Instance, name: str, arguments: Arguments) -> Value:
    """What torch's own base classes do: register things, and run their forward."""
    if name == "__call__" and receiver.is_module:
        return objects.run_forward(frame, node, receiver, arguments)
    if name == "__init__":
        if containers.container_kind(receiver.cls):
            containers.fill(frame, receiver, arguments)
        elif receiver.is_module:
            torchmodules.initialise(frame, receiver, arguments)
        return NONE
    if name in ("eval", "train") and receiver.is_module:
        _mode(frame, receiver, name, arguments)
        return receiver
    if name in _WALKS and receiver.is_module:
        frame.machine.policy.given_away([receiver])
    if name in (hooks.BEFORE, hooks.AFTER) and receiver.is_module:
        hooks.register(frame, receiver, name, arguments)
        return UNKNOWN
    if name in ("register_buffer", "register_parameter"):
        _register(frame, receiver, arguments)
        return NONE
    if name in ("add_module", "register_module"):
        containers.add_named(frame, receiver, arguments.get(0, "name"), arguments.get(1, "module") or UNKNOWN)
        return NONE
    if name == "forward" and receiver.is_module:
        names = externals(receiver.cls) if isinstance(receiver.cls, Class) else [receiver.cls]
        return torchmodules.call_torch_module(frame, node, receiver, names[0] if names else "", arguments)
    if name == "__setattr__":
        key, value = arguments.get(0, "name"), arguments.get(1, "value")
        if isinstance(key, Const) and isinstance(key.value, str) and value is not None:
            frame.machine.write(receiver.attributes, key.value, value)
        else:
            receiver.open = True
        return NONE
    return UNKNOWN


def _register(frame: Frame, receiver: Instance, arguments: Arguments) -> None:
    name = arguments.get(0, "name")
    value = arguments.get(1, "tensor") or arguments.kwargs.get("param") or UNKNOWN
    if isinstance(name, Const) and isinstance(name.value, str):
        kept = value if isinstance(value, Const) and value.value is None else PARAMETER
        frame.machine.write(receiver.attributes, name.value, kept)
    else:
        receiver.open = True
