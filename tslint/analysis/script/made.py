"""Attributes that `__init__` makes by a call outside the project: their Python type, where the call
tells it.
"""

from __future__ import annotations

import ast
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
    found: dict[str, list[ast.expr]] = {}
    for entity in hierarchy.linearise(cls):
        member = entity.members.get("__init__") if isinstance(entity, Class) else None
        if not isinstance(member, Function):
            continue
        own = receiver_of(member)
        for node in walk(member.node):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target = node.targets[0]
                if isinstance(target, ast.Attribute) and is_name(target.value, own):
                    found.setdefault(target.attr, []).append(node.value)
        break  # an __init__ further up is told by what the nearest one makes of it
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
    if not isinstance(node, ast.Call) or not isinstance(value, v.Unknown):
        return value
    callee = compiler.resolve(module, node.func)
    if not isinstance(callee, External):
        return value
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


def _are_ints(node: ast.expr) -> bool:
    """Whether it is plainly an int, or a list or tuple of ints."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(_are_ints(item) for item in node.elts)
    return isinstance(node, ast.Constant) and type(node.value) is int
