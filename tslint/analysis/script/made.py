"""Attributes that `__init__` makes by a call outside the project: their Python type, where the call
tells it.
"""

from __future__ import annotations

import ast
import builtins
import sys
from functools import partial
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function
from tslint.project.receivers import is_name, receiver_of
from tslint.source.walking import walk

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

# What calls outside the project give that torch cannot type, by their documentation.
_TYPES = {
    "argparse.Namespace": "argparse.Namespace",
    "types.SimpleNamespace": "types.SimpleNamespace",
    "weakref.ref": "weakref.ReferenceType",
    "weakref.proxy": "weakproxy",
    "functools.partial": "functools.partial",
    "threading.Lock": "_thread.lock",
    "logging.getLogger": "logging.Logger",
    "collections.deque": "collections.deque",
    "itertools.count": "itertools.count",
    "re.compile": "re.Pattern",
    "pathlib.Path": "pathlib.PosixPath",
}
_BUILTINS = {
    **{
        name: name
        for name in ("slice", "object", "zip", "map", "filter", "enumerate", "frozenset", "bytearray")
    },
    "iter": "iterator",
    "reversed": "list_reverseiterator",
}
# Modules of Python whose classes make no number, text, list, dict, tuple or member of an enum.
_PLAIN = frozenset(
    sys.stdlib_module_names - {"collections", "enum", "typing", "http", "types", "signal", "socket"}
)
# numpy's functions that give an array whatever they are given. `np.sqrt(2)` is a float64, and that a float.
_ARRAYS = frozenset(
    f"numpy.{name}"
    for name in (
        "arange", "array", "asarray", "ascontiguousarray", "atleast_1d", "bartlett", "blackman",
        "concatenate", "copy", "diag", "empty", "empty_like", "eye", "fromfile", "frombuffer",
        "full", "full_like", "geomspace", "hamming", "hanning", "hstack", "identity", "kaiser",
        "linspace", "logspace", "ones", "ones_like", "outer", "repeat", "stack", "tile", "tri",
        "tril", "triu", "vander", "vstack", "zeros", "zeros_like",
    )
)  # fmt: skip
_NUMBERS = frozenset(
    f"numpy.{name}"
    for name in (
        "bool_", "complex64", "float16", "float32", "half", "int16", "int32", "int64", "int8", "int_", "intp",
        "longlong", "short", "single", "uint16", "uint32", "uint64", "uint8",
    )
)  # fmt: skip
# What gives an int64 for ints, and a float64 for floats.
_OF_INTS = frozenset(f"numpy.{name}" for name in ("prod", "sum", "max", "min", "amax", "amin"))
_EMPTY = "torch.jit.annotate"


def expressions(cls: Class) -> dict[str, ast.expr]:
    """The expression that `__init__` gives each attribute, where it gives it one only."""
    for entity in hierarchy.linearise(cls):
        member = entity.members.get("__init__") if isinstance(entity, Class) else None
        if not isinstance(member, Function):
            continue
        # An __init__ further up is told by what the nearest one makes of it.
        own, node = receiver_of(member), member.node
        return cls.module.project.scan(("made", own), node, partial(_made_in, node, own))
    return {}


def _made_in(initialiser: ast.AST, own: str) -> dict[str, ast.expr]:
    found: dict[str, list[ast.expr]] = {}
    for node in walk(initialiser):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Attribute) and is_name(target.value, own):
                found.setdefault(target.attr, []).append(node.value)
    return {name: nodes[0] for name, nodes in found.items() if len(nodes) == 1}


def outside(compiler: Compiler, cls: Class | None, node: ast.expr, value: v.Value) -> v.Value:
    """The value of an attribute, with its Python type where only the call that made it tells."""
    if cls is None:
        return value
    initialiser = hierarchy.find_member(cls, "__init__")
    module = initialiser.module if isinstance(initialiser, Function) else cls.module
    if isinstance(node, ast.Attribute):
        holder = compiler.resolve(module, node.value)
        if isinstance(holder, Class) and compiler.classes.kind(holder).kind == "enum":
            return v.Instance(holder)
        if (
            isinstance(holder, Class)
            and compiler.classes.kind(holder).kind == "autograd"
            and node.attr == "apply"
        ):
            return v.ExternalRef("instance:method")
        return value
    if not isinstance(value, v.Unknown):
        return value
    if isinstance(node, ast.GeneratorExp):
        return v.ExternalRef("instance:generator")
    if not isinstance(node, ast.Call):
        return value
    callee = compiler.resolve(module, node.func)
    if isinstance(node.func, ast.Name) and module.lookup(node.func.id) is None:
        callee = External(node.func.id)
    if not isinstance(callee, External):
        return value
    kind = _BUILTINS.get(callee.dotted.removeprefix("builtins.")) or _of_class(callee.dotted)
    if kind:
        return v.ExternalRef(f"instance:{kind}")
    if callee.dotted in _TYPES:
        return v.ExternalRef(f"instance:{_TYPES[callee.dotted]}")
    if callee.dotted == "numpy.float64":
        return v.Scalar("float")  # a subclass of float
    if callee.dotted in _ARRAYS:
        return v.ExternalRef("instance:numpy.ndarray")
    if callee.dotted in _NUMBERS:
        return v.ExternalRef(f"instance:{callee.dotted}")
    if callee.dotted in _OF_INTS and len(node.args) == 1 and _are_ints(node.args[0]):
        return v.ExternalRef("instance:numpy.int64")
    if callee.dotted == _EMPTY and len(node.args) == 2 and not ast.unparse(node.args[1]).strip("[]{}()"):
        return v.Sequence("list", [])
    return value


def _of_class(dotted: str) -> str:
    """The class that a call outside the project makes an object of, where torch has no type for it."""
    root, _, rest = dotted.partition(".")
    last = dotted.rpartition(".")[2]
    if dotted.startswith("torch.distributions."):
        return dotted if last[:1].isupper() else ""
    if root in _PLAIN and rest and last[:1].isupper():
        return dotted
    found = getattr(builtins, dotted, None)
    return dotted if isinstance(found, type) and issubclass(found, BaseException) else ""


def _are_ints(node: ast.expr) -> bool:
    """Whether it is plainly an int, or a list or tuple of ints."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(_are_ints(item) for item in node.elts)
    return isinstance(node, ast.Constant) and type(node.value) is int
