"""Annotations to TorchScript types, as the compiler reads them: Python names first, then its own table.

Source: `createResolutionCallbackFromEnv` (torch/_jit_internal.py), `try_ann_to_type`
(torch/jit/annotations.py),
`ScriptTypeParser` (torch/csrc/jit/frontend/script_type_parser.cpp).
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tslint.project.entities import Class, Entity, External, Variable
from tslint.project.modules import Module
from tslint.source.watched import unread
from tslint.torchspec import types as t
from tslint.torchspec.relations import make_optional, make_union

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_DEPTH = 20

# ScriptTypeParser's own table: works without any import.
_TABLE: dict[str, t.Type] = {
    "Tensor": t.TENSOR,
    "int": t.INT,
    "float": t.FLOAT,
    "bool": t.BOOL,
    "complex": t.COMPLEX,
    "str": t.STR,
    "Device": t.DEVICE,
    "Stream": t.STREAM,
    "number": t.NUMBER,
    "None": t.NONE,
    "NoneType": t.NONE,
    "Any": t.ANY,
    "Generator": t.GENERATOR,
    "Capsule": t.CAPSULE,
    "list": t.ANY_LIST,
    "tuple": t.ANY_TUPLE,
}

# What of the table is no name of Python's own and no type that `typing` has.
_TABLE_ONLY = ("Tensor", "Device", "Stream", "number", "Generator", "Capsule")

_TENSORS = (
    "Tensor",
    "LongTensor",
    "FloatTensor",
    "DoubleTensor",
    "IntTensor",
    "ShortTensor",
    "HalfTensor",
    "CharTensor",
    "ByteTensor",
    "BoolTensor",
)

_EXTERNAL: dict[str, t.Type] = {
    "torch.SymInt": t.INT,
    "torch.device": t.DEVICE,
    "torch.Generator": t.GENERATOR,
    "torch.Stream": t.STREAM,
    "torch.dtype": t.INT,
    "torch.qscheme": t.INT,
    "torch.nn.Parameter": t.TENSOR,
    "torch.nn.Buffer": t.TENSOR,
    "torch.autograd.Variable": t.TENSOR,
    "torch.types.Number": make_union((t.INT, t.FLOAT, t.BOOL)),
    "torch.types.Device": make_union((t.DEVICE, t.STR, t.INT, t.NONE)),
    "typing.Any": t.ANY,
    "types.NoneType": t.NONE,
}

# Types that came with a feature of the language.
_NEWER = {"torch.Generator": "generator-type", "torch.qscheme": "qscheme-type"}

_CONSTRUCTORS = {
    "Tuple": "Tuple",
    "tuple": "Tuple",
    "List": "List",
    "list": "List",
    "Dict": "Dict",
    "dict": "Dict",
    "Optional": "Optional",
    "Union": "Union",
    "Future": "Future",
    "Await": "Await",
    "RRef": "RRef",
    "Final": "Final",
}

# Python's own classes that take a subscript.
_GENERICS = ("list", "dict", "tuple")

_NO_TYPES = (
    "Callable",
    "Sequence",
    "Iterable",
    "Iterator",
    "Mapping",
    "MutableMapping",
    "MutableSequence",
    "Set",
    "FrozenSet",
    "Type",
    "Literal",
    "Annotated",
    "ClassVar",
    "Generic",
    "Deque",
    "DefaultDict",
    "OrderedDict",
    "Counter",
    "Collection",
    "Container",
    "Hashable",
    "Sized",
    "SupportsFloat",
    "SupportsInt",
    "NoReturn",
    "Self",
    "TypeVar",
    "Awaitable",
    "Text",
)


# Calls that make something that is no type, or a class without source (`Enum("C", "A B")`).
_MADE = (
    "typing.TypeVar",
    "typing.NewType",
    "typing.TypedDict",
    "typing_extensions.TypedDict",
    "enum.Enum",
    "enum.IntEnum",
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """An annotation that script rejects: the kind of event and its facts."""

    kind: str
    name: str
    torch: str


def bare_container(name: str) -> Wrong:
    """`List` without its element type."""
    example = {"Dict": "Dict[str, int]", "Optional": "Optional[int]", "Tuple": "Tuple[int, int]"}
    text = f"Attempted to use {name} without a contained type. Please add a contained type, e.g. "
    return Wrong("bare-container-annotation", name, text + example.get(name, f"{name}[int]"))


def _unknown_name(name: str) -> Wrong:
    return Wrong("unknown-type-annotation", name, f"Unknown type name '{name}'")


def _unknown_constructor(name: str) -> Wrong:
    return Wrong("unknown-type-annotation", name, f"Unknown type constructor {name}")


class Annotations:
    """Resolves annotations in one module (`owner` is the class whose body or method they stand in)."""

    def __init__(
        self,
        compiler: Compiler,
        module: Module,
        locals_unknown: frozenset[str] = frozenset(),
        *,
        in_function: bool = False,
    ) -> None:
        """`in_function`: of parameters and locals, which the compiler reads; Python reads those of a class
        body.
        """
        self.compiler = compiler
        self.module = module
        self.locals_unknown = locals_unknown
        self.in_function = in_function

    def resolve(self, node: ast.expr, depth: int = 0) -> t.Type | Wrong:
        """The type that an annotation means, Unknown where that cannot be told, or what is wrong with it."""
        if depth > _DEPTH:
            return t.UNKNOWN
        match node:
            case ast.Constant(value=None):
                return t.NONE
            case ast.Constant(value=str() as text):
                return self._text(text, depth)
            case ast.Constant(value=value) if value is ...:
                hint = "Expression of type dots cannot be used in a type expression"
                return Wrong("unknown-type-annotation", "...", hint)
            case ast.Name() | ast.Attribute():
                return self._name(node, depth)
            case ast.Subscript():
                return self._subscript(node, depth)
            case ast.BinOp(op=ast.BitOr()):
                if not self.compiler.spec.has("union-operator"):
                    text = "Expression of type | cannot be used in a type expression"
                    return Wrong("newer-language", f"`{ast.unparse(node)}`", text)
                return self._union(_flatten(node), depth)
            case ast.BinOp():
                hint = "Expression cannot be used in a type expression"
                return Wrong("unknown-type-annotation", ast.unparse(node), hint)
        what = _no_type(node) if self.in_function else ""
        if what:
            hint = f"Expression of type {what} cannot be used in a type expression"
            return Wrong("unknown-type-annotation", ast.unparse(node), hint)
        return t.UNKNOWN

    def _text(self, text: str, depth: int) -> t.Type | Wrong:
        if self.in_function and not all(map(_can_be_looked_up, re.split(r"[\[\],]", text))):
            return _unknown_name(text)
        try:
            inner = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return t.UNKNOWN
        if (
            self.in_function
            and isinstance(inner, ast.Name)
            and inner.id in _TABLE_ONLY
            and self.compiler.resolve(self.module, inner) is None
            and not self.module.is_bound(inner.id)
        ):
            # The text is looked up among Python's names, where the compiler's own are missing.
            return _unknown_name(inner.id)
        return self.resolve(inner, depth + 1)

    def _name(self, node: ast.Name | ast.Attribute, depth: int) -> t.Type | Wrong:
        text = ast.unparse(node)
        if isinstance(node, ast.Name) and node.id in self.locals_unknown:
            return t.UNKNOWN
        entity = self.compiler.resolve(self.module, node)
        if (
            isinstance(node, ast.Name)
            and node.id not in _TABLE
            and only_for_type_checking(self.module, node.id)
        ):
            return _unknown_name(text)
        if entity is not None:
            found = self._entity(entity, text, depth)
            if found is not None:
                return found
        if isinstance(node, ast.Name):
            return self._bare(node.id, entity)
        if isinstance(node.value, ast.Name) and node.value.id == "torch" and node.attr in _TENSORS:
            return t.TENSOR
        if isinstance(entity, External) and self.compiler.is_known_outside(entity.dotted):
            return _unknown_name(text)
        return t.UNKNOWN

    def _bare(self, name: str, entity: Entity | None) -> t.Type | Wrong:
        if name in _TABLE:
            return _TABLE[name]
        if entity is not None:
            if isinstance(entity, External) and self.compiler.is_known_outside(entity.dotted):
                return _unknown_name(name)
            return t.UNKNOWN
        if name in ("dict", "set", "object", "type", "bytes", "frozenset", "slice", "range"):
            return _unknown_name(name)
        if name in ("List", "Dict", "Tuple", "Optional", "Union"):
            return _unknown_name(name)
        if not self.module.is_bound(name):
            return _unknown_name(name)
        return t.UNKNOWN

    def _entity(self, entity: Entity, text: str, depth: int) -> t.Type | Wrong | None:
        match entity:
            case External(dotted=dotted):
                return self._external(dotted, text)
            case Class():
                return self.compiler.classes.annotation(entity, text)
            case Variable():
                return self._alias(entity, text, depth)
        return _unknown_name(text)

    def _external(self, dotted: str, text: str) -> t.Type | Wrong | None:
        if dotted in _NEWER and not self.compiler.spec.has(_NEWER[dotted]):
            return Wrong("newer-language", f"`{text}` as a type", f"Unknown type name '{text}'")
        if dotted in _EXTERNAL:
            return _EXTERNAL[dotted]
        root, _, last = dotted.rpartition(".")
        if root == "torch" and last in _TENSORS:
            return t.TENSOR
        if root == "torch.cuda" and last in _TENSORS:
            return _unknown_name(text)
        if root in ("typing", "typing_extensions"):
            if last in ("List", "Dict", "Optional"):
                return bare_container(last)
            if last == "Tuple":
                return bare_container("Tuple")
            if last in _NO_TYPES or last == "Union":
                return _unknown_name(text)
            return None
        spec = self.compiler.outside(dotted)
        if spec is not None and spec.annotation is not None:
            return spec.annotation
        if self.compiler.is_torch_module(dotted) or dotted in ("torch.Size", "torch.nn.Module"):
            return _unknown_name(text)
        if root == "numpy" or dotted.startswith("collections.abc."):
            return _unknown_name(text)
        if root == "collections" and last in _NO_TYPES:
            return _unknown_name(text)
        return None

    def _alias(self, variable: Variable, text: str, depth: int) -> t.Type | Wrong | None:
        if len(variable.values) != 1:
            return t.UNKNOWN
        value = variable.values[0]
        if isinstance(value, ast.Call):
            made = self.compiler.classes.namedtuple_of(variable)
            if made is not None:
                return made
            callee = self.compiler.resolve(variable.module, value.func)
            if isinstance(callee, External) and callee.dotted in _MADE:
                return _unknown_name(text)
            return t.UNKNOWN
        if isinstance(value, (ast.Subscript, ast.Name, ast.Attribute, ast.BinOp)):
            inner = Annotations(self.compiler, variable.module).resolve(value, depth + 1)
            return _unknown_name(text) if isinstance(inner, Wrong) else inner
        return _unknown_name(text) if isinstance(value, (ast.Tuple, ast.List, ast.Dict)) else t.UNKNOWN

    def _subscript(self, node: ast.Subscript, depth: int) -> t.Type | Wrong:
        name = self._constructor(node.value)
        if name is None:
            return t.UNKNOWN
        if isinstance(name, Wrong):
            return name
        parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Tuple" and isinstance(node.slice, ast.Tuple) and not node.slice.elts:
            return t.TupleType(())
        if name == "Union":
            return self._union(parts, depth)
        if name == "Final" and self.in_function:
            return _unknown_constructor(name)
        found: list[t.Type] = []
        for part in parts:
            kind = self.resolve(part, depth + 1)
            if isinstance(kind, Wrong):
                return kind
            found.append(kind)
        return _construct(name, found)

    def _constructor(self, node: ast.expr) -> str | Wrong | None:
        """The compiler's name for what is subscripted, None where it is unknown."""
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return None
        text = ast.unparse(node)
        if isinstance(node, ast.Name) and node.id in self.locals_unknown:
            return None
        if text.startswith("BroadcastingList"):
            return None  # the compiler's own spelling of int[N]
        entity = self.compiler.resolve(self.module, node)
        if isinstance(entity, External):
            root, _, last = entity.dotted.rpartition(".")
            if root in ("typing", "typing_extensions", "builtins"):
                return _CONSTRUCTORS.get(last) or _unknown_constructor(text)
            if entity.dotted == "torch.jit.Final":
                return "Final"
            if entity.dotted == "torch.Tensor":
                return _unknown_constructor(text)
            if last in ("Future", "Await", "RRef") and root.startswith("torch"):
                return _CONSTRUCTORS[last]
            if root in ("collections.abc", "collections"):
                return _unknown_constructor(text)
            return None
        if isinstance(entity, Class):
            # A generic class of the project: nothing that script knows.
            return _unknown_constructor(text)
        if entity is None and isinstance(node, ast.Name):
            if (
                node.id in _GENERICS
                and not self.in_function
                and not self.compiler.spec.has("builtin-generic")
            ):
                return Wrong("newer-language", f"`{text}[...]`", f"Unknown type annotation: '{text}[...]'")
            if node.id in _CONSTRUCTORS:
                return _CONSTRUCTORS[node.id]
            if not self.module.is_bound(node.id):
                return _unknown_constructor(text)
        return None

    def _union(self, parts: list[ast.expr], depth: int) -> t.Type | Wrong:
        members: list[t.Type] = []
        for part in parts:
            kind = self.resolve(part, depth + 1)
            if isinstance(kind, Wrong):
                return kind
            members.append(kind)
        return make_union(members) if members else t.UNKNOWN


def _can_be_looked_up(part: str) -> bool:
    """Whether a part of an annotation that is a string is a name: `parseExpr` (torch/_jit_internal.py) cuts
    the text at brackets and commas and looks up what lies between, `int | None` and `None` in vain.
    """
    name = part.strip()
    return name in ("", "()") or name != "None" and all(map(str.isidentifier, name.split(".")))


def only_for_type_checking(module: Module, name: str) -> bool:
    """Whether a name is imported under `if TYPE_CHECKING:` only, so that it does not exist at run time."""
    if module.bound_to(name) or not module.bound_to(name, weak=True):
        return False
    for statement in unread(module.source.tree):
        if isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING"):
            for inner in statement.body:
                if isinstance(inner, (ast.Import, ast.ImportFrom)) and any(
                    (alias.asname or alias.name) == name for alias in inner.names
                ):
                    return True
    return False


def _no_type(node: ast.expr) -> str:
    """What the compiler calls an expression that can be no type; empty for any other."""
    match node:
        case ast.List():
            return "list-literal"
        case ast.Dict():
            return "dict-literal"
        case ast.Tuple():
            return "tuple-literal"
        case ast.Constant(value=bool()):
            return str(node.value)
        case ast.Constant(value=int() | float() | complex()):
            return "const"
        case ast.UnaryOp(op=ast.USub()):
            return "unary minus"
        case ast.UnaryOp(op=ast.Not()):
            return "not"
        case ast.IfExp():
            return "if"
        case ast.Starred():
            return "starred"
        case ast.Compare() | ast.BoolOp():
            return "comparison"
    return ""


def _flatten(node: ast.expr) -> list[ast.expr]:
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.insert(0, node.right)
        node = node.left
    return [node, *parts]


_KEYS = (
    t.AnyType,
    t.IntType,
    t.FloatType,
    t.ComplexType,
    t.TensorType,
    t.DeviceType,
    t.StrType,
    t.BoolType,
    t.UnknownType,
    t.VarType,
)


def bad_key(key: t.Type) -> bool:
    """Whether script refuses a dict with keys of this type."""
    return not isinstance(key, _KEYS)


def _construct(name: str, found: list[t.Type]) -> t.Type | Wrong:
    if any(isinstance(kind, t.UnknownType) for kind in found) and name not in ("Tuple", "List", "Dict"):
        return t.UNKNOWN
    match name, found:
        case "Tuple", _:
            return t.TupleType(tuple(found))
        case "List", [elem]:
            return t.ListType(elem)
        case "Dict", [key, value]:
            if bad_key(key):
                hint = (
                    f"Cannot create dict for key type '{key}', only int, float, complex, Tensor, device"
                    " and string keys are supported"
                )
                return Wrong("unsupported-dict-key", str(key), hint)
            return t.DictType(key, value)
        case "Optional", [elem]:
            return make_optional(elem)
        case "Future", [elem]:
            return t.FutureType(elem)
        case "Await", [elem]:
            return t.AwaitType(elem)
        case "RRef", [elem]:
            return t.RRefType(elem)
        case "Final", [elem]:
            return elem
    return t.UNKNOWN
