"""Enums and NamedTuples as script takes them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.script.annotations import Annotations, Wrong
from tslint.analysis.script.defaults import default_type
from tslint.analysis.script.matching import UNDEFINED
from tslint.analysis.script.sugared import NamedTupleClass
from tslint.project.classes import externals
from tslint.project.entities import Class, External, Function, Variable
from tslint.torchspec import types as t
from tslint.torchspec.records import Argument, Schema

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler


def members(cls: Class) -> tuple[str, ...]:
    """The names of an enum's members. One whose value another has already is an alias, which torch does not
    see.
    """
    names: list[str] = []
    seen: set[str] = set()
    for name, member in cls.members.items():
        if isinstance(member, Variable) and member.values and not name.startswith("_"):
            value = member.values[-1]
            if isinstance(value, ast.Constant):
                if repr(value.value) in seen:
                    continue
                seen.add(repr(value.value))
            names.append(name)
    return tuple(names)


def enum_type(compiler: Compiler, cls: Class) -> t.EnumType | Wrong | t.UnknownType:
    """The type of an enum: all its values must have one type, int, float or str."""
    mixed_in = _mixed_in(cls)
    if mixed_in is not None and not compiler.spec.has("mixed-in-enum"):
        text = "'wrapper_descriptor' object has no attribute '__globals__'"
        return Wrong("newer-language", f"the enum `{cls.name}`, which is also a {mixed_in},", text)
    if mixed_in is not None:
        return t.EnumType(cls.dotted, mixed_in)
    kinds: set[t.Type] = set()
    for name in members(cls):
        member = cls.members[name]
        if isinstance(member, Function) or not isinstance(member, Variable):
            continue
        kind = _value_type(compiler, cls, member.values[-1])
        if isinstance(kind, t.Type) and not isinstance(kind, _ENUM_VALUES):
            text = f"Cannot create Enum with value type '{kind}', only int, float and string are supported"
            return Wrong("mixed-enum-values", cls.name, text)
        if kind is None:
            return t.EnumType(cls.dotted, t.UNKNOWN)
        kinds.add(kind)
    if len(kinds) > 1:
        text = "Could not unify type list: the values of an enum must have one type"
        return Wrong("mixed-enum-values", cls.name, text)
    return t.EnumType(cls.dotted, kinds.pop() if kinds else t.UNKNOWN)


_DERIVED: dict[str, t.Type] = {"enum.IntEnum": t.INT, "enum.StrEnum": t.STR}
_BUILTINS: dict[str, t.Type] = {"int": t.INT, "float": t.FLOAT, "str": t.STR}


def _mixed_in(cls: Class) -> t.Type | None:
    """What an enum derives from besides `Enum` makes its values: `A = True` is 1 in an IntEnum."""
    for dotted in externals(cls):
        if dotted in _DERIVED:
            return _DERIVED[dotted]
    for base in cls.node.bases:
        if isinstance(base, ast.Name) and base.id in _BUILTINS and not cls.module.is_bound(base.id):
            return _BUILTINS[base.id]
    return None


_ENUM_VALUES = (t.IntType, t.FloatType, t.StrType)


def _value_type(compiler: Compiler, cls: Class, node: ast.expr) -> t.Type | None:
    """The type of a member's value, where its source tells it."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return t.ANY  # what torch makes of a value it does not know
    if isinstance(node, ast.Call):
        callee = compiler.resolve(cls.module, node.func)
        spec = compiler.outside(callee.dotted) if isinstance(callee, External) else None
        results = {schema.result for schema in spec.schemas} if spec is not None else set()
        return t.TENSOR if results == {t.TENSOR} else None
    return default_type(compiler, cls.module, node) if isinstance(node, (ast.Constant, ast.UnaryOp)) else None


def class_namedtuple(compiler: Compiler, cls: Class) -> NamedTupleClass | None:
    """A `class P(NamedTuple)`: its fields with their types."""
    annotations = Annotations(compiler, cls.module)
    fields: list[tuple[str, t.Type]] = []
    arguments: list[Argument] = []
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            kind = annotations.resolve(statement.annotation)
            kind = t.UNKNOWN if isinstance(kind, Wrong) else kind
            fields.append((statement.target.id, kind))
            default = statement.value is not None
            none = isinstance(statement.value, ast.Constant) and statement.value.value is None
            value = UNDEFINED if none and isinstance(kind, t.TensorType) else None
            arguments.append(Argument(statement.target.id, kind, str(kind), default, value))
    return _make(cls.dotted, fields, arguments)


def newer_field(compiler: Compiler, cls: Class) -> Wrong | None:
    """What the release that is compiled for does not take yet in the fields of a `class P(NamedTuple)`."""
    annotations = Annotations(compiler, cls.module)
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign):
            kind = annotations.resolve(statement.annotation)
            if isinstance(kind, Wrong) and kind.kind == "newer-language":
                return kind
    return None


def has_tensor_default(compiler: Compiler, cls: Class) -> bool:
    """Whether a field's default is a tensor that is made on the spot."""
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.Call):
            callee = compiler.resolve(cls.module, statement.value.func)
            if isinstance(callee, External) and callee.dotted in (
                "torch.ones",
                "torch.zeros",
                "torch.tensor",
                "torch.empty",
            ):
                return True
    return False


def functional_namedtuple(compiler: Compiler, variable: Variable) -> NamedTupleClass | None:
    """`P = namedtuple("P", ["a", "b"])` (every field a Tensor) or `NamedTuple("P", [("a", int)])`."""
    if len(variable.values) != 1 or not isinstance(variable.values[0], ast.Call):
        return None
    call = variable.values[0]
    callee = compiler.resolve(variable.module, call.func)
    if not isinstance(callee, External) or len(call.args) < 2:
        return None
    dotted = f"{variable.module.name}.{variable.name}"
    fields: list[tuple[str, t.Type]] = []
    if callee.dotted == "collections.namedtuple":
        names = _names(call.args[1])
        if names is None:
            return None
        given = _annotations(variable)
        annotations = Annotations(compiler, variable.module)
        for name in names:
            kind = annotations.resolve(given[name]) if name in given else t.TENSOR
            fields.append((name, t.UNKNOWN if isinstance(kind, Wrong) else kind))
    elif callee.dotted == "typing.NamedTuple" and isinstance(call.args[1], ast.List):
        annotations = Annotations(compiler, variable.module)
        for pair in call.args[1].elts:
            if not (
                isinstance(pair, ast.Tuple) and len(pair.elts) == 2 and isinstance(pair.elts[0], ast.Constant)
            ):
                return None
            kind = annotations.resolve(pair.elts[1])
            fields.append((str(pair.elts[0].value), t.UNKNOWN if isinstance(kind, Wrong) else kind))
    else:
        return None
    defaults = _defaults(call)
    if defaults is None:
        return None
    arguments = [
        Argument(name, kind, str(kind), position >= len(fields) - defaults)
        for position, (name, kind) in enumerate(fields)
    ]
    return _make(dotted, fields, arguments)


def _annotations(variable: Variable) -> dict[str, ast.expr]:
    """`P.__annotations__ = {"a": Tensor}`: the types of a plain namedtuple's fields."""
    for statement in variable.module.source.tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=name), attr="__annotations__")],
                value=ast.Dict() as table,
            ) if name == variable.name:
                pairs = zip(table.keys, table.values, strict=True)
                return {
                    k.value: x for k, x in pairs if isinstance(k, ast.Constant) and isinstance(k.value, str)
                }
    return {}


def _names(node: ast.expr) -> list[str] | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace(",", " ").split()
    if isinstance(node, (ast.List, ast.Tuple)):
        names = [
            elt.value for elt in node.elts if isinstance(elt, ast.Constant) and isinstance(elt.value, str)
        ]
        return names if len(names) == len(node.elts) else None
    return None


def _defaults(call: ast.Call) -> int | None:
    for keyword in call.keywords:
        if keyword.arg == "defaults":
            return len(keyword.value.elts) if isinstance(keyword.value, (ast.Tuple, ast.List)) else None
        return None
    return 0


def _make(dotted: str, fields: list[tuple[str, t.Type]], arguments: list[Argument]) -> NamedTupleClass:
    kind = t.NamedTupleType(dotted, tuple(fields))
    schema = Schema(dotted.rpartition(".")[2], "", tuple(arguments), (kind,), (), False, "")
    return NamedTupleClass(kind, schema)
