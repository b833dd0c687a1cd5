"""Global names as the compiler sees them: its own table first, then what Python's globals hold.

Source: `Environment::getSugaredVar` (ir_emitter.cpp), `toSugaredValue`
(torch/csrc/jit/python/python_sugared_value.cpp).
"""

from __future__ import annotations

import ast
import builtins
import sys
import typing
from typing import TYPE_CHECKING

from tslint.analysis.script import decorators, enums, outer, overloads
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Builtin,
    Cast,
    ExceptionClass,
    Namespace,
    Printing,
    PythonClass,
    PythonFunction,
    PythonValue,
    Simple,
    Special,
    Sugared,
    TorchFunction,
)
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Entity, External, Function, ModuleRef, Variable
from tslint.torchspec import types as t
from tslint.torchspec.records import FunctionSpec

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_CASTS = {"int": t.INT, "float": t.FLOAT, "bool": t.BOOL, "str": t.STR, "complex": t.COMPLEX}
_FORMS = ("range", "zip", "enumerate", "isinstance", "hasattr", "getattr", "tuple", "list", "dict", "slice")
_OPERATORS = {
    "len": "aten::len",
    "hex": "aten::hex",
    "oct": "aten::oct",
    "round": "aten::round",
    "hash": "aten::hash",
    "id": "prim::id",
    "min": "prim::min",
    "max": "prim::max",
    "abs": "prim::abs",
    "all": "aten::all",
    "any": "aten::any",
    "divmod": "aten::divmod",
    "sum": "aten::sum",
    "ord": "aten::ord",
    "chr": "aten::chr",
    "bin": "aten::bin",
    "pow": "aten::pow",
    "sorted": "aten::sorted",
}
_OUTSIDE_FORMS = {
    "torch.jit.annotate": "annotate",
    "torch.jit.is_scripting": "is_scripting",
    "torch._jit_internal.is_scripting": "is_scripting",
    "torch.jit.fork": "fork",
    "torch.jit._fork": "fork",
    "torch.jit._awaitable": "awaitable",
    "torch.jit.isinstance": "isinstance",
    "torch.jit._unwrap_optional": "unwrap_optional",
    "torch._jit_internal._unwrap_optional": "unwrap_optional",
    "torch.overrides.has_torch_function": "has_torch_function",
    "torch.overrides.has_torch_function_unary": "has_torch_function",
    "torch.overrides.has_torch_function_variadic": "has_torch_function",
}
# Functions of other libraries that take `**axes_lengths` or `*tensors`, which no compiled function can.
_VARIADIC = tuple(f"einops.{name}" for name in ("rearrange", "reduce", "repeat", "einsum", "pack"))
_VARIADIC = (*_VARIADIC, "dataclasses.replace")
_NUMPY_CONSTANTS = ("pi", "e", "inf", "nan", "euler_gamma", "Inf", "NaN")
_NUMPY_MODULES = ("random", "linalg", "fft", "testing", "polynomial", "ma", "char", "lib")
# Modules of Python inside others, of which torchspec describes the functions.
_SUBMODULES = ("os.path", "collections.abc")
# Namespaces of which torchspec lists every public name.
_LISTED = ("torch", "torch.nn", "torch.nn.functional", "torch.linalg", "torch.fft", "torch.special", "math")


class Names:
    """Resolves the names that a function does not bind itself."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler

    def lookup(self, em: Emitter, name: str, node: ast.expr) -> Sugared:
        """A name that no frame of the function has."""
        own = self._own(name)
        if own is not None:
            return own
        foreign = self._foreign(em, name, node)
        if foreign is not None:
            return foreign
        entity = em.namespace.lookup(name)
        if entity is not None:
            return self.of_entity(em, entity, node)
        if em.namespace.is_bound(name):
            return UNKNOWN
        if hasattr(builtins, name):
            return self._python_builtin(em, name, node)
        if name in ("__name__", "__file__", "__doc__", "__package__", "__spec__"):
            return PythonValue("str", name)
        em.report("undefined-name", node, name=name, torch=f"undefined value {name}")
        return UNKNOWN

    def _foreign(self, em: Emitter, name: str, node: ast.expr) -> Sugared | None:
        """A name under a decorator of torch's, whose wrapper brings the globals of torch's own file: told at
        the first that is missing there, and then read as where it is written.
        """
        if em.foreign is None or name in em.foreign or hasattr(builtins, name):
            return None
        if not em.muted:
            em.foreign = None
            text = f"undefined value {name}"
            em.report("undefined-name", node, name=name, value="decorator", torch=text)
        return self.of_entity(em, entity, node) if (entity := em.module.lookup(name)) else UNKNOWN

    def _own(self, name: str) -> Sugared | None:
        if name == "print":
            return Printing()
        if name in _CASTS:
            return Cast(name, _CASTS[name])
        if name in _FORMS:
            return Special(name)
        if name in _OPERATORS:
            return Builtin(_OPERATORS[name], self.compiler.schemas(_OPERATORS[name]))
        if name == "AssertionError":
            return ExceptionClass(name)
        return None

    def _python_builtin(self, em: Emitter, name: str, node: ast.expr) -> Sugared:
        if name == "super":
            from tslint.analysis.script.sugared import Super

            return Super()
        if name in ("__debug__", "NotImplemented"):
            return PythonValue("bool" if name == "__debug__" else "NotImplementedType", name)
        spec = self.compiler.outside(name)
        return UNKNOWN if spec is None else self._of_spec(em, name, spec, node, constant=False)

    def of_entity(self, em: Emitter, entity: Entity, node: ast.expr, *, constant: bool = False) -> Sugared:
        """What an entity of the project, or something outside, is for the compiler.

        `constant`: reached as an attribute of a module, whose plain values count as constants.
        """
        match entity:
            case External():
                return self._outside(em, entity.dotted, node, constant)
            case Function():
                return self._function(em, entity, node)
            case Class():
                return self.compiler.classes.sugared(em, entity, node)
            case ModuleRef():
                return Namespace(entity.module, entity.module.name)
        return self._variable(em, entity, node, constant)

    def member(self, em: Emitter, holder: Namespace, name: str, node: ast.expr) -> Sugared:
        """`module.name`."""
        if holder.module is None:
            return self._outside(em, f"{holder.dotted}.{name}", node, True)
        entity = self.compiler.project.member(holder.module.name, name)
        if entity is None:
            return UNKNOWN
        return self.of_entity(em, entity, node, constant=True)

    def _outside(self, em: Emitter, dotted: str, node: ast.expr, constant: bool) -> Sugared:
        form = _OUTSIDE_FORMS.get(dotted)
        if form is not None:
            return Special(form)
        spec = self.compiler.outside(dotted)
        if spec is None and dotted.startswith("builtins."):
            return UNKNOWN
        if spec is None and self.compiler.torch_module(dotted) is None and self._absent(em, dotted, node):
            return UNKNOWN
        if spec is None:
            return self._unlisted(em, dotted, node, constant)
        return self._of_spec(em, dotted, spec, node, constant=constant)

    def _of_spec(
        self, em: Emitter, dotted: str, spec: FunctionSpec, node: ast.expr, *, constant: bool
    ) -> Sugared:
        match spec.kind:
            case "exception":
                return ExceptionClass(dotted)
            case "module":
                return Namespace(None, dotted)
            case "constant":
                kind = spec.type if spec.type is not None else t.UNKNOWN
                if constant:
                    return Simple(kind, spec.value)
                return PythonValue(_constant_name(dotted, kind), dotted)
            case "unscriptable":
                if spec.annotation is None or dotted != "torch.Tensor":
                    self._unscriptable(em, dotted, spec.message, node)
                else:
                    self._unscriptable(em, dotted, spec.message, node)
                return UNKNOWN
        return TorchFunction(spec)

    def _unscriptable(self, em: Emitter, dotted: str, message: str, node: ast.expr) -> None:
        made = message.startswith("Cannot instantiate class")
        em.report("module-in-forward" if made else "unscriptable-call", node, name=dotted, torch=message)

    def _absent(self, em: Emitter, dotted: str, node: ast.expr) -> bool:
        """Whether the release lacks a name that another has, which is told."""
        newer = self.compiler.spec.absent(dotted)
        if newer is None:
            return False
        text = f"object has no attribute {dotted.rpartition('.')[2]}"
        release = self.compiler.spec.release
        em.report("absent-name", node, name=dotted, torch=text, release=release, other=newer)
        return True

    def _unlisted(self, em: Emitter, dotted: str, node: ast.expr, constant: bool) -> Sugared:
        root, _, last = dotted.partition(".")
        if dotted == "typing.TYPE_CHECKING":
            return Simple(t.BOOL, False) if constant else PythonValue("bool", "TYPE_CHECKING")
        if root == "numpy":
            return self._numpy(em, dotted, last, node, constant)
        if dotted.startswith("torch.ops."):
            return self._operator(dotted)
        if (
            dotted in _VARIADIC
            or dotted.startswith("torch.distributions.")
            and dotted.rpartition(".")[2][:1].isupper()
        ):
            text = "Compiled functions can't take variable number of arguments"
            em.report("unscriptable-call", node, name=dotted, torch=text)
            return UNKNOWN
        if self.compiler.torch_module(dotted) is not None:
            text = f"Cannot instantiate class '{dotted.rpartition('.')[2]}' in a script function"
            em.report("module-in-forward", node, name=dotted, torch=text)
            return UNKNOWN
        if root in ("torch", "math") and last and "." not in last and not constant:
            return UNKNOWN
        if "." not in dotted or dotted in _SUBMODULES:
            return Namespace(None, dotted)
        holder, _, name = dotted.rpartition(".")
        if constant and holder in _LISTED and not _is_incidental(name):
            text = f"object has no attribute {name}"
            em.report("unknown-attribute", node, name=name, type=holder, torch=text)
            return UNKNOWN
        return Namespace(None, dotted) if root == "torch" and last in ("ops", "_jit_internal") else UNKNOWN

    def _operator(self, dotted: str) -> Sugared:
        """`torch.ops.aten.relu`."""
        parts = dotted.split(".")
        if len(parts) < 4:
            return Namespace(None, dotted)
        schemas = self.compiler.schemas(f"{parts[2]}::{parts[3]}") if len(parts) == 4 else ()
        return Builtin(f"{parts[2]}::{parts[3]}", schemas) if schemas else UNKNOWN

    def _numpy(self, em: Emitter, dotted: str, last: str, node: ast.expr, constant: bool) -> Sugared:
        if not last or last in _NUMPY_MODULES:
            return Namespace(None, dotted)
        if last in _NUMPY_CONSTANTS:
            return Simple(t.FLOAT, 0.0) if constant else PythonValue("float", dotted)
        if last == "newaxis":
            return Simple(t.NONE, None) if constant else UNKNOWN
        if last[:1].isupper():
            return UNKNOWN
        text = f"Python builtin <built-in function {last}> is currently not supported in Torchscript"
        em.report("unscriptable-call", node, name=dotted, torch=text)
        return UNKNOWN

    def _function(self, em: Emitter, function: Function, node: ast.expr) -> Sugared:
        declared = overloads.declarations(self.compiler, function)
        if declared:
            return overloads.overloaded(em, function, declared, node)
        if isinstance(function.node, ast.AsyncFunctionDef):
            text = "Expected a single top-level function"
            em.report("unscriptable-call", node, name=function.name, torch=text)
            return UNKNOWN
        return PythonFunction(function)

    def compile(self, em: Emitter, function: Function, node: ast.AST) -> Summary | None:
        """The compiled form of a function that is called or passed on at `node`."""
        summary = decorators.compile_decorated(self.compiler, function)
        em.enter(node, summary, function.dotted)
        if summary is not None:
            decorators.tell_call(em, function, node)
        return summary

    def _variable(self, em: Emitter, variable: Variable, node: ast.expr, constant: bool) -> Sugared:
        if not variable.values:
            return UNKNOWN
        named = self.compiler.classes.namedtuple_class(variable)
        if named is not None:
            return named
        found = [self._value(em, variable, value, node, constant) for value in variable.values]
        first = found[0]
        if all(one == first for one in found[1:]):
            return first
        if all(isinstance(one, PythonValue) for one in found) and not constant:
            return next((one for one in found if isinstance(one, PythonValue) and not one.sure), first)
        return UNKNOWN

    def _value(
        self, em: Emitter, variable: Variable, value: ast.expr, node: ast.expr, constant: bool
    ) -> Sugared:
        name = variable.name
        match value:
            case ast.Constant(value=None):
                if constant:
                    return Simple(t.NONE, None)
                em.report("undefined-name", node, name=name, value="None", torch=f"undefined value {name}")
                return UNKNOWN
            case ast.Constant():
                return self._literal(name, value.value, constant)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return self._literal(name, -number, constant)
            case ast.Lambda():
                text = "Expected a single top-level function"
                em.report("unsupported-expression", node, construct="a lambda", name=name, torch=text)
                return UNKNOWN
            case ast.Name() | ast.Attribute():
                return self._alias(em, variable, value, node, constant)
            case ast.Call():
                return self._made(em, variable, value, node, constant)
        told = outer.member if constant else outer.describe
        return told(self.compiler, variable.module, value, name) or UNKNOWN

    def _literal(self, name: str, value: object, constant: bool) -> Sugared:
        kinds: dict[type, t.Type] = {bool: t.BOOL, int: t.INT, float: t.FLOAT, str: t.STR, complex: t.COMPLEX}
        kind = kinds.get(type(value))
        if constant and kind is not None:
            return Simple(kind, value)
        return PythonValue(type(value).__name__, name)

    def _alias(
        self, em: Emitter, variable: Variable, value: ast.Name | ast.Attribute, node: ast.expr, constant: bool
    ) -> Sugared:
        if isinstance(value, ast.Attribute):
            holder = self.compiler.resolve(variable.module, value.value)
            if isinstance(holder, Class) and self.compiler.classes.kind(holder).kind == "enum":
                made = enums.enum_type(self.compiler, holder)
                return Simple(made) if isinstance(made, t.EnumType) else UNKNOWN
            if isinstance(holder, Class) and self.compiler.classes.kind(holder).kind == "autograd":
                return self.compiler.classes.class_attribute(em, PythonClass(holder), value.attr, node)
        entity = self.compiler.resolve(variable.module, value)
        if entity is None or entity is variable:
            told = outer.member if constant else outer.describe
            return told(self.compiler, variable.module, value, variable.name) or UNKNOWN
        if isinstance(entity, External):
            spec = self.compiler.outside(entity.dotted)
            if spec is not None and spec.kind == "constant" and not constant:
                kind = spec.type if spec.type is not None else t.UNKNOWN
                return PythonValue(_constant_name(entity.dotted, kind), variable.name)
        if isinstance(entity, Variable) and (
            len(entity.values) != 1 or isinstance(entity.values[0], (ast.Name, ast.Attribute))
        ):
            return UNKNOWN
        return self.of_entity(em, entity, node, constant=constant)

    def _is_module_class(self, entity: Entity | None) -> bool:
        if isinstance(entity, External):
            return self.compiler.torch_module(entity.dotted) is not None
        return isinstance(entity, Class) and self.compiler.classes.kind(entity).kind == "module"

    def _global_module(self, em: Emitter, variable: Variable, node: ast.expr, scripted: bool) -> Sugared:
        """A module that lies in a global: no submodule of what is compiled."""
        if scripted:
            text = "Cannot call a ScriptModule that is not a submodule of the caller"
            em.report("closure-capture", node, name=variable.name, type="ScriptModule", torch=text)
        else:
            text = "compiles as a call into Python; cannot be saved"
            em.report("python-call", node, name=variable.name, torch=text)
        return UNKNOWN

    def _made(
        self, em: Emitter, variable: Variable, value: ast.Call, node: ast.expr, constant: bool
    ) -> Sugared:
        """A global that a call made: only where the call is well known."""
        callee = self.compiler.resolve(variable.module, value.func)
        if self._is_module_class(callee):
            scripted = isinstance(callee, Class) and "torch.jit.ScriptModule" in hierarchy.externals(callee)
            return self._global_module(em, variable, node, scripted)
        if isinstance(callee, External) and callee.dotted == "torch.jit.script" and value.args:
            inner = value.args[0]
            if isinstance(inner, ast.Call) and self._is_module_class(
                self.compiler.resolve(variable.module, inner.func)
            ):
                return self._global_module(em, variable, node, True)
        if isinstance(callee, External) and callee.dotted == "functools.partial":
            text = "compiles as a call into Python; cannot be saved"
            em.report("python-call", node, name=variable.name, torch=text)
            return UNKNOWN
        told = outer.member if constant else outer.describe
        return told(self.compiler, variable.module, value, variable.name) or UNKNOWN


def _is_incidental(name: str) -> bool:
    """A name that a module of torch has by its own imports (torchspec leaves these out), or a private one."""
    return name.startswith("_") or name == "np" or name in sys.stdlib_module_names or name in typing.__all__


def _constant_name(dotted: str, kind: t.Type) -> str:
    """What Python calls the type of a constant outside the project."""
    if dotted.startswith("torch.") and isinstance(kind, t.IntType):
        return "dtype"
    return str(kind)


__all__ = ["UNKNOWN_VALUE", "Names"]
