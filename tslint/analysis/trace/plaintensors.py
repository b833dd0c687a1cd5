"""Tensors that `__init__` makes and keeps as plain attributes: nothing moves them along with the module."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

from tslint.analysis.interp.frame import Frame
from tslint.analysis.trace.harmless import parents_in
from tslint.analysis.values import Instance, Origin, Tensor
from tslint.ir.cures import Cure, ReplaceStatement
from tslint.project.classes import find_member, linearise, resolve
from tslint.project.entities import Class, External, Function
from tslint.project.modules import Module
from tslint.project.receivers import is_name, with_receivers
from tslint.source.positions import span_of
from tslint.source.walking import walk

# Functions that make a tensor with at least one dimension: one without any mixes with every device.
_MAKES = frozenset({"arange", "linspace", "logspace", "eye", "hann_window", "hamming_window"})
_MAKES_SIZED = frozenset({"zeros", "ones", "empty", "full", "rand", "randn"})
# What takes tensors of one device only. Indices, `copy_` and `*_as` may come from another.
_MIXING = frozenset(
    {
        *("add", "sub", "mul", "div", "add_", "sub_", "mul_", "div_"),
        *("matmul", "mm", "bmm", "einsum", "lerp", "searchsorted", "bucketize"),
        *("cat", "stack", "where", "maximum", "minimum", "gather", "index_select"),
        *("linear", "conv1d", "conv2d", "conv3d", "embedding", "grid_sample"),
    }
)  # fmt: skip

_Found = tuple[Module, ast.Assign] | None


class PlainTensors:
    """Tells them where they meet an input; what it found in classes and files it keeps."""

    def __init__(self) -> None:
        self._known: dict[tuple[Class, str], _Found] = {}
        self._set_elsewhere: dict[str, frozenset[str]] = {}

    def read(self, frame: Frame, node: ast.AST, owner: Instance, name: str, value: Tensor) -> None:
        """The tensor of a module is read at `node`."""
        if max(value.data, value.shape) > Origin.CONFIGURATION or not isinstance(owner.cls, Class):
            return
        if not owner.is_module or frame.function is None or not _mixes(frame, frame.function.node, node):
            return
        key = owner.cls, name
        if key not in self._known:
            self._known[key] = self._assignment(*key)
        found = self._known[key]
        if found is not None:
            module, statement = found
            target = statement.targets[0]
            facts = {"value": ast.unparse(target), "name": name}
            frame.machine.emit(module, target, "plain-tensor", facts, (_cure(module, statement, name),))

    def _assignment(self, cls: Class, name: str) -> _Found:
        """The one statement that binds the attribute, where that is a new tensor in `__init__`."""
        if find_member(cls, name) is not None or _has_own_way(cls):
            return None  # register_buffer refuses a name that the class has
        modules = {known.path: known for known in (cls.module, *cls.module.project.checked)}
        if any(name in self._foreign(known) for known in modules.values()):
            return None
        found = [
            (owner.module, function, node)
            for owner in linearise(cls)
            if isinstance(owner, Class)
            for function in owner.members.values()
            if isinstance(function, Function)
            for node in _bound(function.node, name)
        ]
        if len(found) != 1:
            return None
        module, function, node = found[0]
        body = function.node.body
        if function.name != "__init__" or not isinstance(node, ast.Assign) or len(node.targets) != 1:
            return None
        if node not in body or not _is_ready(body[: body.index(node)]) or not _makes(module, node.value):
            return None
        return module, node

    def _foreign(self, module: Module) -> frozenset[str]:
        """The attributes that a file binds on other objects than that of the method itself."""
        if module.path not in self._set_elsewhere:
            self._set_elsewhere[module.path] = frozenset(_set_on_others(module.source.tree))
        return self._set_elsewhere[module.path]


def _cure(module: Module, statement: ast.Assign, name: str) -> Cure:
    receiver = ast.unparse(statement.targets[0]).rpartition(".")[0]
    given = ast.get_source_segment(module.source.text, statement.value) or ast.unparse(statement.value)
    text = f"{receiver}.register_buffer({json.dumps(name)}, {given}, persistent=False)"
    return ReplaceStatement(module.path, span_of(module.source.lines, statement), text)


# -- where it is made ----------------------------------------------------------------------------------------


def _has_own_way(cls: Class) -> bool:
    """Whether a class has its own way of keeping or moving what it holds."""
    own = ("_apply", "__setattr__", "__getattr__", "__setstate__", "register_buffer", "to")
    return any(isinstance(find_member(cls, name), Function) for name in own)


def _bound(scope: ast.AST, name: str) -> list[ast.AST]:
    """The statements that bind or delete an attribute of that name of whatever object."""
    found: list[ast.AST] = []
    for node in walk(scope):
        targets = [*getattr(node, "targets", ()), getattr(node, "target", None)]
        parts = [part for target in targets if isinstance(target, ast.AST) for part in walk(target)]
        if any(
            isinstance(part, ast.Attribute) and part.attr == name and not isinstance(part.ctx, ast.Load)
            for part in parts
        ):
            found.append(node)
        elif isinstance(node, ast.Call) and any(
            isinstance(argument, ast.Constant) and argument.value == name for argument in node.args
        ):
            found.append(node)  # setattr(self, "name", ...), register_buffer("name", ...)
    return found


def _set_on_others(tree: ast.AST) -> Iterator[str]:
    return (
        node.attr
        for node, own in with_receivers(tree)
        if isinstance(node, ast.Attribute)
        and not isinstance(node.ctx, ast.Load)
        and not is_name(node.value, own)
    )


def _is_ready(before: list[ast.stmt]) -> bool:
    """Whether `super().__init__()` comes before: buffers need it, plain tensors do not."""
    calls = (node.value for node in before if isinstance(node, ast.Expr))
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
        for call in calls
    )


def _makes(module: Module, value: ast.expr) -> bool:
    """Whether an expression makes a new tensor, on the device that nobody named, with a dimension."""
    if isinstance(value, ast.BinOp):
        return _makes(module, value.left) or _makes(module, value.right)
    if not isinstance(value, ast.Call) or not isinstance(value.func, (ast.Attribute, ast.Name)):
        return False
    if any(keyword.arg in ("device", "requires_grad", None) for keyword in value.keywords):
        return False
    if isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Call):
        return value.func.attr in _KEEPS and _makes(module, value.func.value)
    entity = resolve(module, value.func)
    dotted = entity.dotted if isinstance(entity, External) else ""
    package, _, name = dotted.rpartition(".")
    if package != "torch" or any(isinstance(argument, ast.Starred) for argument in value.args):
        return False
    first = value.args[0] if value.args else None
    if name == "tensor":
        return isinstance(first, (ast.List, ast.Tuple, ast.ListComp))
    if name in _MAKES_SIZED:
        empty = isinstance(first, (ast.Tuple, ast.List)) and not first.elts
        return first is not None and not empty
    return name in _MAKES


# Methods whose result is on the device of the tensor and has its dimensions, or more.
_KEEPS = frozenset(
    {"float", "double", "half", "long", "int", "bool", "view", "reshape", "unsqueeze", "clone"}
)


# -- where it is read ----------------------------------------------------------------------------------------


def _mixes(frame: Frame, scope: ast.AST, node: ast.AST) -> bool:
    """Whether what reads the attribute takes tensors of one device only, an input among them."""
    parents = parents_in(scope)
    inner, outer = node, parents.get(node)
    while outer is not None:
        match outer:
            case ast.BinOp():
                if _is_input(frame, outer.right if inner is outer.left else outer.left):
                    return True
            case ast.Subscript() if inner is outer.value:
                if _is_input(frame, outer.slice):
                    return True
                if not _keeps_dimensions(outer.slice):
                    return False
            case ast.Attribute(attr=name) if name in _KEEPS:
                outer = parents.get(outer)  # its call
            case ast.Call(func=ast.Attribute(attr=name)) if inner is not outer.func and name in _MIXING:
                rest = [outer.func.value, *outer.args]  # type: ignore[attr-defined]
                return any(part is not inner and _is_input(frame, part) for part in rest)
            case ast.List() | ast.Tuple():
                if any(part is not inner and _is_input(frame, part) for part in outer.elts):
                    call = parents.get(outer)
                    return isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("cat", "stack")
            case ast.UnaryOp():
                pass
            case _:
                return False
        assert outer is not None
        inner, outer = outer, parents.get(outer)
    return False


def _keeps_dimensions(index: ast.expr) -> bool:
    """Whether an index takes no dimension away."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    new = (None, ...)
    return all(
        isinstance(part, ast.Slice) or (isinstance(part, ast.Constant) and part.value in new)
        for part in parts
    )


def _is_input(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a tensor of the input, on whatever device that is."""
    if isinstance(node, ast.Name):
        value = frame.env.get(node.id)
        return isinstance(value, Tensor) and value.data is Origin.DATA
    if isinstance(node, ast.BinOp):
        return _is_input(frame, node.left) or _is_input(frame, node.right)
    if isinstance(node, ast.UnaryOp):
        return _is_input(frame, node.operand)
    if isinstance(node, ast.Subscript):
        return _is_input(frame, node.value)
    return False
