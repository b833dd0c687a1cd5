"""Values that lie outside the function, in a global or on a class: what Python has there, by the expression
that gives it.

The compiler takes functions, modules, classes and members of enums from there. Whatever else it finds cannot
be used as a value, so a value need not be known to be told: only that it is none of these.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.script.sugared import PythonValue
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function, ModuleRef, Variable
from tslint.source.walking import walk

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler
    from tslint.project.modules import Module

_DEPTH = 8
_LITERALS: dict[type[ast.expr], str] = {
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Tuple: "tuple",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.JoinedStr: "str",
    ast.GeneratorExp: "generator",
}
# Calls whose result is of one type whatever they are given.
_MADE = {
    **{name: name for name in ("int", "float", "str", "bool", "complex", "list", "dict", "set", "tuple")},
    **{name: name for name in ("frozenset", "bytes", "bytearray", "slice", "range", "object", "zip", "map")},
    "len": "int",
    "sorted": "list",
    "isinstance": "bool",
    "hasattr": "bool",
    "callable": "bool",
    "logging.getLogger": "Logger",
    "os.getenv": "value",
    "os.path.join": "str",
    "re.compile": "Pattern",
    "threading.Lock": "lock",
    "threading.RLock": "lock",
    "collections.OrderedDict": "OrderedDict",
    "collections.defaultdict": "defaultdict",
    "collections.deque": "deque",
    "collections.Counter": "Counter",
    "itertools.count": "count",
    "types.SimpleNamespace": "SimpleNamespace",
    "types.MappingProxyType": "mappingproxy",
    "pathlib.Path": "Path",
    "torch.device": "device",
    "torch.Size": "Size",
    "torch.finfo": "finfo",
    "torch.iinfo": "iinfo",
    "torch.nn.Parameter": "Parameter",
    "torch.nn.parameter.Parameter": "Parameter",
    "torch.cuda.is_available": "bool",
    "torch.cuda.device_count": "int",
}
_TENSORS = frozenset(
    f"torch.{name}"
    for name in (
        "arange", "as_tensor", "empty", "eye", "from_numpy", "full", "hann_window", "linspace", "logspace",
        "ones", "rand", "randint", "randn", "randperm", "tensor", "zeros", "Tensor", "FloatTensor",
        "LongTensor",
    )
)  # fmt: skip
# What adds functions, modules or classes to a file, or makes types: its result may be anything.
_MAKERS = frozenset(
    {
        "getattr", "eval", "type", "next", "vars", "globals", "__import__", "importlib.import_module",
        "typing.cast", "typing.NewType", "typing.TypeVar", "copy.copy", "copy.deepcopy", "enum.auto",
    }
)  # fmt: skip
_CONSTANTS = frozenset(
    {"int", "float", "bool", "complex", "str", "tuple", "NoneType", "device", "dtype", "number", "value"}
)
# Classes whose objects are something else to the compiler, or whose ancestors are not known.
_OTHERS = ("module", "enum", "open", "exception", "interface", "autograd")
_BITWISE = (ast.BitOr, ast.BitAnd, ast.BitXor)
_SURE, _OPEN = True, False


def describe(compiler: Compiler, module: Module, node: ast.expr, name: str) -> PythonValue | None:
    """The value of an expression at the top of a file or class; None where it may be something that the
    compiler takes. `sure` on the result: neither a function, a class nor a module, so that not even a call of
    it or an attribute compiles.
    """
    found = _kind(compiler, module, node, _DEPTH)
    return PythonValue(found[0], name, found[1]) if found is not None else None


def member(compiler: Compiler, module: Module, node: ast.expr, name: str) -> PythonValue | None:
    """The same for an attribute of a Python module, whose numbers, text and tuples count as constants."""
    found = describe(compiler, module, node, name)
    return found if found is not None and found.sure and found.type_name not in _CONSTANTS else None


def _kind(compiler: Compiler, module: Module, node: ast.expr, depth: int) -> tuple[str, bool] | None:
    """What Python calls the type ("value" where it is not known), and whether it surely is a plain value."""
    plain = _LITERALS.get(type(node))
    if plain is not None:
        return plain, _SURE
    if not depth:
        return None
    match node:
        case ast.Constant(value=None):
            return "NoneType", _SURE
        case ast.Constant():
            return type(node.value).__name__, _SURE
        case ast.UnaryOp(op=ast.Not()) | ast.Compare():
            return "bool", _SURE
        case ast.UnaryOp():
            return _kind(compiler, module, node.operand, depth - 1)
        case ast.BinOp():
            return _operation(compiler, module, node, depth)
        case ast.BoolOp():
            return _one_of(compiler, module, node.values, depth)
        case ast.IfExp():
            return _one_of(compiler, module, [node.body, node.orelse], depth)
        case ast.Call():
            return _call(compiler, module, node)
        case ast.Subscript():
            return _item(compiler, module, node)
        case ast.Name() | ast.Attribute():
            return _named(compiler, module, node, depth)
    return None


def _operation(compiler: Compiler, module: Module, node: ast.BinOp, depth: int) -> tuple[str, bool] | None:
    """Arithmetic: of flags (`A | B`) and of what is not known it may be a member of an enum."""
    left = _kind(compiler, module, node.left, depth - 1)
    right = _kind(compiler, module, node.right, depth - 1)
    if left is None or right is None:
        return None
    sides = {left[0], right[0]}
    if isinstance(node.op, _BITWISE) and "value" in sides:
        return None
    if "Tensor" in sides:
        return "Tensor", _SURE
    if sides <= {"int", "float", "bool", "number"}:
        is_float = "float" in sides or isinstance(node.op, ast.Div)
        return ("float" if is_float else "number" if "number" in sides else "int"), _SURE
    return (left[0] if len(sides) == 1 else "value"), _SURE


def _one_of(compiler: Compiler, module: Module, nodes: list[ast.expr], depth: int) -> tuple[str, bool] | None:
    kinds: set[str] = set()
    sure = _SURE
    for node in nodes:
        found = _kind(compiler, module, node, depth - 1)
        if found is None:
            return None
        kinds.add(found[0])
        sure = sure and found[1]
    return (kinds.pop() if len(kinds) == 1 else "value"), sure


def _item(compiler: Compiler, module: Module, node: ast.Subscript) -> tuple[str, bool] | None:
    """`TABLE["key"]` may be a function, `Color["RED"]` is a member of an enum, `List[int]` is a type."""
    holder = compiler.resolve(module, node.value)
    if isinstance(holder, (Class, External, Function)):
        return None
    return "value", _OPEN


def _call(compiler: Compiler, module: Module, node: ast.Call) -> tuple[str, bool] | None:
    callee = compiler.resolve(module, node.func)
    if callee is None and isinstance(node.func, ast.Name) and module.lookup(node.func.id) is None:
        callee = External(node.func.id)
    match callee:
        case External(dotted):
            dotted = dotted.removeprefix("builtins.")
            if dotted in _TENSORS:
                return "Tensor", _SURE
            if dotted in _MADE:
                return _MADE[dotted], _SURE
            if dotted.startswith("math."):
                return "number", _SURE
            return _outside(dotted)
        case Class():
            return _object(compiler, callee)
        case Function():
            return None if _speaks_of_enums(compiler, callee) else ("value", _OPEN)
        case None if isinstance(node.func, ast.Attribute):
            return _method(compiler, module, node.func)
    return None


def _outside(dotted: str) -> tuple[str, bool] | None:
    """The result of a call outside the project; a class there may be an enum."""
    root, _, _ = dotted.partition(".")
    if dotted in _MAKERS or dotted.rpartition(".")[2][:1].isupper() and root not in ("torch", "numpy"):
        return None
    return "value", _OPEN


def _speaks_of_enums(compiler: Compiler, function: Function) -> bool:
    """Whether a function names an enum, so that it may return a member."""
    return any(
        isinstance(entity := compiler.resolve(function.module, inner), Class)
        and compiler.classes.kind(entity).kind == "enum"
        for inner in walk(function.node)
        if isinstance(inner, (ast.Name, ast.Attribute))
    )


def _method(compiler: Compiler, module: Module, node: ast.Attribute) -> tuple[str, bool] | None:
    """The result of a method of a plain value: of a tensor mostly a tensor, of a str mostly text or bool."""
    holder = _kind(compiler, module, node.value, 3)
    if holder is None or not holder[1]:
        return None
    return ("Tensor" if holder[0] == "Tensor" else "value"), _SURE


def _object(compiler: Compiler, cls: Class) -> tuple[str, bool] | None:
    """An object of a class of the project. Modules and members of enums are other things to the compiler."""
    if compiler.classes.kind(cls).kind in _OTHERS or None in hierarchy.linearise(cls):
        return None
    return cls.name, _SURE


def _named(
    compiler: Compiler, module: Module, node: ast.Name | ast.Attribute, depth: int
) -> tuple[str, bool] | None:
    """Another global, or something of another file. An attribute of an object is some value."""
    if isinstance(node, ast.Attribute):
        holder = compiler.resolve(module, node.value)
        if isinstance(holder, Class) and compiler.classes.kind(holder).kind == "enum":
            return None
    entity = compiler.resolve(module, node)
    match entity:
        case Variable():
            if not entity.values:
                return None
            return _one_of(compiler, entity.module, entity.values, depth - 1)
        case External(dotted):
            spec = compiler.outside(dotted)
            if spec is not None and spec.kind == "constant" and spec.type is not None:
                return str(spec.type), _SURE
            return None
        case Function() | Class() | ModuleRef():
            return None
    if isinstance(node, ast.Attribute):
        object_ = _kind(compiler, module, node.value, depth - 1)
        return ("value", _OPEN) if object_ is not None and object_[1] else None
    return None
