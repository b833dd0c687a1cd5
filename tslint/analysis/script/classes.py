"""Script classes: what they are as types, their attributes and methods, how they are constructed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tslint.analysis.script import classbodies, classkinds, decorators, enums, outer
from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.matching import convert
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    EnumClass,
    ExceptionClass,
    Method,
    NamedTupleClass,
    PythonClass,
    PythonFunction,
    Simple,
    Sugared,
)
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Entity, Function, Variable
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

Operands = Sequence[tuple[ast.expr, Simple]]


@dataclass(eq=False, slots=True)
class ScriptClass:
    """One class as script takes it. `attributes` grow while `__init__` is compiled."""

    cls: Class
    kind: classkinds.ClassKind
    type: t.ClassType
    attributes: dict[str, t.Type] = field(default_factory=dict)
    summary: Summary | None = None
    alternative: int | None = None  # of the configuration, for which it was compiled
    constructor: Summary | None = None
    defining: bool = False
    open: bool = False


class ClassTable:
    """The classes of a project as script takes them."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._kinds: dict[int, classkinds.ClassKind] = {}
        self.by_name: dict[str, ScriptClass] = {}
        self.interfaces: dict[str, Class] = {}
        self.module_types: set[t.Type] = set()
        self._tuples: dict[int, NamedTupleClass | None] = {}

    def kind(self, cls: Class) -> classkinds.ClassKind:
        """What a class is for script."""
        key = id(cls.node)
        if key not in self._kinds:
            self._kinds[key] = classkinds.classify(self.compiler, cls)
        return self._kinds[key]

    def annotation(self, cls: Class, text: str) -> t.Type | Wrong | None:
        """The type that a class means as an annotation."""
        kind = self.kind(cls)
        match kind.kind:
            case "enum":
                return enums.enum_type(self.compiler, cls)
            case "namedtuple":
                made = self.namedtuple_of_class(cls)
                newer = enums.newer_field(self.compiler, cls)
                return newer or (made.type if made is not None else t.UNKNOWN)
            case "module" | "opaque":
                return Wrong("unknown-type-annotation", text, f"Unknown type name '{text}'")
            case "interface":
                self.interfaces[cls.dotted] = cls
                return t.InterfaceType(cls.dotted)
            case "script" | "dataclass" | "typeddict":
                return self.script_class(cls).type
        return t.UNKNOWN

    def namedtuple_of(self, variable: Variable) -> t.Type | None:
        """The type of `P = namedtuple("P", ...)`."""
        made = self.namedtuple_class(variable)
        return made.type if made is not None else None

    def namedtuple_class(self, variable: Variable) -> NamedTupleClass | None:
        """`P = namedtuple("P", ...)` as a constructor."""
        key = id(variable)
        if key not in self._tuples:
            self._tuples[key] = enums.functional_namedtuple(self.compiler, variable)
        return self._tuples[key]

    def namedtuple_of_class(self, cls: Class) -> NamedTupleClass | None:
        """A `class P(NamedTuple)` as a constructor."""
        key = id(cls.node)
        if key not in self._tuples:
            self._tuples[key] = None
            self._tuples[key] = enums.class_namedtuple(self.compiler, cls)
        return self._tuples[key]

    def script_class(self, cls: Class) -> ScriptClass:
        """The record of a class, its body not compiled yet."""
        found = self.by_name.get(cls.dotted)
        if found is None:
            kind = self.kind(cls)
            found = ScriptClass(cls, kind, t.ClassType(cls.dotted))
            found.open = kind.kind == "open"
            self.by_name[cls.dotted] = found
        return found

    def sugared(self, em: Emitter, cls: Class, node: ast.expr) -> Sugared:
        """A class named in an expression."""
        match self.kind(cls).kind:
            case "enum":
                return self._enum(em, cls, node)
            case "namedtuple":
                return self._namedtuple(em, cls, node)
            case "exception":
                return ExceptionClass(cls.name)
            case "module" | "script" | "dataclass" | "typeddict" | "opaque" | "autograd":
                return PythonClass(cls)
        return UNKNOWN

    def _enum(self, em: Emitter, cls: Class, node: ast.expr) -> Sugared:
        kind = enums.enum_type(self.compiler, cls)
        if isinstance(kind, Wrong):
            em.wrong_annotation(kind, node)
            return UNKNOWN
        return EnumClass(cls, kind, enums.members(cls)) if isinstance(kind, t.EnumType) else UNKNOWN

    def _namedtuple(self, em: Emitter, cls: Class, node: ast.expr) -> Sugared:
        if enums.has_tensor_default(self.compiler, cls):
            text = "Tensors are not supported as default NamedTuple fields"
            em.report(
                "unsupported-class",
                node,
                name=cls.name,
                construct="a Tensor as default of a field",
                torch=text,
            )
            return UNKNOWN
        newer = enums.newer_field(self.compiler, cls)
        if newer is not None:
            em.wrong_annotation(newer, node)
        return self.namedtuple_of_class(cls) or UNKNOWN

    def class_attribute(self, em: Emitter, holder: PythonClass, name: str, node: ast.expr) -> Sugared:
        """`Class.name`."""
        if name == "apply" and self.kind(holder.cls).kind == "autograd":
            called = f"{holder.cls.name}.apply"
            if self.compiler.spec.has("autograd-function"):
                text = "compiles as a call into Python; cannot be saved"
                em.report("python-call", node, name=called, torch=text)
            else:
                text = "Python builtin <built-in method apply> is currently not supported in Torchscript"
                release = self.compiler.spec.release
                em.report("newer-language", node, name=f"`{called}`", torch=text, release=release)
            return UNKNOWN
        if self.kind(holder.cls).kind in ("script", "dataclass"):
            # torch compiles a class as soon as it is named.
            found = self.script_class(holder.cls)
            self.compile_class(found)
            em.enter(node, found.summary, holder.cls.dotted)
            owner = em.function.owner
            if owner is not None and owner.node is holder.cls.node and not classbodies.is_static(em.function):
                # There the name means the type in the making, which has nothing yet.
                text = f"Tried to lookup unknown attribute on class {holder.cls.name}"
                em.report("unknown-attribute", node, name=name, type=holder.cls.name, torch=text)
                return UNKNOWN
        member = hierarchy.find_member(holder.cls, name)
        if isinstance(member, Function):
            if classbodies.is_static(member):
                return PythonFunction(member)
            return self._unbound(em, holder.cls, member, node)
        if isinstance(member, Variable) and len(member.values) == 1:
            value = member.values[0]
            if isinstance(value, ast.Constant) and value.value is None:
                text = f"Tried to lookup unknown attribute on class {holder.cls.name}"
                em.report("unknown-attribute", node, name=name, type=holder.cls.name, torch=text)
                return UNKNOWN
            return outer.describe(self.compiler, member.module, value, f"{holder.cls.name}.{name}") or UNKNOWN
        return UNKNOWN

    def _unbound(self, em: Emitter, cls: Class, member: Function, node: ast.expr) -> Sugared:
        """`Class.method`: a plain function, whose `self` is one more parameter and a Tensor."""
        text = ""
        kind = self.kind(cls).kind
        if kind == "module":
            text = "attribute lookup is not defined on python value of type 'type'"
        elif kind in ("script", "dataclass"):
            if not classbodies.is_class_method(member):
                return PythonFunction(member)
            text = "arg_types.size() == param_names.size() - (moduleSelf_ ? 1 : 0) INTERNAL ASSERT FAILED"
        if text:
            em.report("unbound-method-call", node, name=f"{cls.name}.{member.name}", torch=text)
        return UNKNOWN

    def construct(
        self,
        em: Emitter,
        callee: PythonClass,
        args: list[Simple],
        kwargs: dict[str, Simple],
        node: ast.Call,
        operands: Operands,
    ) -> Sugared:
        """`Class(arguments)`."""
        from tslint.analysis.script import calls

        cls = callee.cls
        kind = self.kind(cls)
        if kind.kind == "module":
            text = f"Cannot instantiate class '{cls.name}' in a script function"
            em.report("module-in-forward", node, name=cls.dotted, torch=text)
            return UNKNOWN
        if kind.kind == "opaque":
            text = f"Cannot instantiate class '{cls.name}' in a script function"
            why = "it is ignored, or has a member that is written in C"
            em.report("unsupported-class", node, name=cls.name, construct=why, torch=text)
            return UNKNOWN
        found = self.script_class(cls)
        if kind.kind == "autograd" or (found.open and kind.kind == "open"):
            return UNKNOWN
        self.compile_class(found)
        em.enter(node, found.summary, cls.dotted)
        if found.open:
            return UNKNOWN
        result = Simple(found.type)
        if found.constructor is not None and found.constructor.known and not found.defining:
            calls.call_schemas(em, cls.name, (found.constructor.schema,), args, kwargs, node, operands)
        elif found.constructor is None and kind.kind in ("script", "typeddict") and not found.defining:
            text = f"Class {cls.name} does not have an __init__ function defined"
            em.report("class-without-init", node, name=cls.name, torch=text)
            return UNKNOWN
        return result

    def compile_class(self, found: ScriptClass) -> None:
        """Compile a class: `__init__` first, as it defines the attributes, then every method and property."""
        compiler = self.compiler
        if found.summary is not None and (
            not found.summary.hangs or found.defining or found.alternative == compiler.alternative
        ):
            compiler.lean(found.summary)
        else:
            found.alternative = compiler.alternative
            with compiler.leaning(lambda: found.summary):
                classbodies.compile_class(compiler, found)

    def compiled_in(self, kind: t.Type) -> Iterator[tuple[str, Summary | None]]:
        """The classes of the project that a type holds, by name, each compiled."""
        for part in t.walk(kind):
            found = self._found(part)
            if found is not None and found.kind.kind in ("script", "dataclass"):
                self.compile_class(found)
                yield found.cls.dotted, found.summary

    def display(self, kind: t.Type) -> str:
        """A type as messages show it."""
        if isinstance(kind, t.ClassType):
            return kind.qualname.rpartition(".")[2]
        return str(kind)

    def is_module_type(self, kind: t.Type) -> bool:
        """Whether a class type is that of a module."""
        return kind in self.module_types

    def has_made(self, kind: t.Type, name: str) -> bool:
        """Whether `@dataclass` writes a comparison for a class."""
        found = self._found(kind)
        return found is not None and name in classkinds.synthesized(self.compiler, found.cls)

    def is_own(self, kind: t.Type) -> bool:
        """Whether a type is a script class of the project."""
        found = self._found(kind)
        return found is not None and found.kind.kind in ("script", "dataclass")

    def _found(self, kind: t.Type) -> ScriptClass | None:
        return self.by_name.get(kind.qualname) if isinstance(kind, t.ClassType) else None

    def is_open(self, kind: t.Type) -> bool:
        """Whether a class may have members that are not known."""
        if self.is_module_type(kind):
            return False
        found = self._found(kind)
        return found is None or found.open or found.defining

    def method(self, kind: t.Type, name: str) -> Method | None:
        """A method of a class, None where it has none of its own of that name (script inherits nothing)."""
        found = self._found(kind)
        if found is None or found.cls.is_property(name):
            return None
        member = self._own(found.cls, name)
        if not isinstance(member, Function) or decorators.decoration(self.compiler, member).kind == "unknown":
            return None
        return Method(Simple(kind), name, member)

    def _own(self, cls: Class, name: str) -> Entity | None:
        """A member of a class itself, also by a second name (`run = __call__`)."""
        member = cls.members.get(name)
        if (
            isinstance(member, Variable)
            and len(member.values) == 1
            and isinstance(member.values[0], ast.Name)
        ):
            return cls.members.get(member.values[0].id, member)
        return member

    def has_method(self, kind: t.Type, name: str) -> bool:
        """Whether a class has a method, or may have it."""
        return self.is_open(kind) or self.method(kind, name) is not None

    def has_attribute(self, kind: t.ClassType, name: str) -> bool | None:
        """Whether an instance has an attribute; None where that is not known."""
        found = self._found(kind)
        if found is None or found.open:
            return None
        self.compile_class(found)
        return name in found.attributes or self.method(kind, name) is not None

    def attribute(self, em: Emitter, holder: Simple, name: str, node: ast.expr) -> Sugared:
        """`instance.name`."""
        assert isinstance(holder.type, t.ClassType)
        kind = holder.type
        if self.is_module_type(kind):
            return self.compiler.modules.attribute_of_type(em, kind, name, node)
        found = self._found(kind)
        if found is None or found.open:
            return UNKNOWN
        if not found.defining:
            self.compile_class(found)
            em.enter(node, found.summary, found.cls.dotted)
        if name in found.attributes:
            return Simple(found.attributes[name])
        member = self._own(found.cls, name)
        if isinstance(member, Function):
            if found.cls.is_property(name):
                summary = self.compile_method(em, Method(holder, name, member), node)
                return Simple(summary.result) if summary is not None else UNKNOWN
            if classbodies.is_static(member):
                return PythonFunction(member)
            return UNKNOWN if classbodies.is_class_method(member) else Method(holder, name, member)
        if found.defining and em.function.name != "__init__":
            return UNKNOWN
        shown = self.display(kind)
        text = f"'{shown}' object has no attribute or method '{name}'"
        em.report("unknown-attribute", node, name=name, type=shown, torch=text)
        return UNKNOWN

    def set_attribute(
        self, em: Emitter, kind: t.ClassType, target: ast.Attribute, value: Sugared, source: ast.expr
    ) -> None:
        """`instance.name = value`: only `__init__` adds attributes, at its top level."""
        found = self._found(kind)
        if found is None or found.open:
            return
        given = em.as_value(value, source)
        name = target.attr
        wanted = found.attributes.get(name)
        if wanted is not None:
            if not is_subtype(convert(given, wanted).type, wanted):
                text = f"Wrong type for attribute assignment. Expected {wanted} but got {given.type}"
                em.report(
                    "attribute-type-change",
                    target,
                    name=name,
                    type=self.display(given.type),
                    expected=self.display(wanted),
                    torch=text,
                )
            return
        if found.defining and em.function.name == "__init__":
            found.attributes[name] = given.type
            if len(em.scopes.frames) > 1:
                text = (
                    "First assignment cannot be in a control-flow block. Initialize the field at the "
                    "top level first"
                )
                em.report("attribute-in-branch", target, name=name, torch=text)
            return
        if found.cls.is_property(name):
            self._set_property(em, found.cls, target)
            return
        if found.defining and not found.attributes:
            return
        text = f"Tried to set nonexistent attribute: {name}. Did you forget to initialize it in __init__()?"
        em.report("new-attribute", target, name=name, type=self.display(kind), torch=text)

    def _set_property(self, em: Emitter, cls: Class, target: ast.Attribute) -> None:
        member = cls.members.get(target.attr)
        if isinstance(member, Function) and not classbodies.setters(cls, member):
            text = f"Tried to set read-only attribute: {target.attr}"
            facts = {"name": target.attr, "type": cls.name, "torch": text}
            em.tell("attribute-assignment", target, facts)

    def item(self, em: Emitter, kind: t.ClassType, node: ast.Subscript, index: Simple) -> Sugared:
        """`instance[index]`: its `__getitem__`."""
        return self.magic(em, kind, "__getitem__", [index], {}, node, [(node.slice, index)])

    def magic(
        self,
        em: Emitter,
        kind: t.ClassType,
        name: str,
        args: list[Simple],
        kwargs: dict[str, Simple],
        node: ast.AST,
        operands: Operands,
    ) -> Sugared:
        """What `len(instance)`, `instance[index]` and their kin call: a method of that name must be there."""
        from tslint.analysis.script import calls

        method = self.method(kind, name)
        if method is not None:
            return calls.call_method(em, method, args, kwargs, node, operands)
        if self.is_module_type(kind):
            return self.compiler.modules.magic(em, kind, name, node)
        if self.is_open(kind):
            return UNKNOWN
        shown = self.display(kind)
        text = f"'{shown}' object has no attribute or method '{name}'"
        em.report("unknown-attribute", node, name=name, type=shown, torch=text)
        return UNKNOWN

    def compile_method(self, em: Emitter, method: Method, node: ast.AST) -> Summary | None:
        """The compiled form of a method."""
        found = self._found(method.receiver.type)
        if found is not None and not found.defining:
            self.compile_class(found)
        static = classbodies.is_static(method.function)
        self_value = None if static else Simple(method.receiver.type)
        summary = classbodies.compile_method(self.compiler, method.function, self_value)
        em.enter(node, summary, method.function.dotted)
        return summary

    def may_recurse(self, function: Function) -> bool:
        """Whether a method may call itself: with an annotated result its signature is known before its
        body.
        """
        return False

    def interface_method(self, em: Emitter, holder: Simple, name: str) -> Sugared:
        """A method of an interface: what it gives is not followed."""
        return UNKNOWN


__all__ = ["UNKNOWN_VALUE", "ClassTable", "ScriptClass"]
