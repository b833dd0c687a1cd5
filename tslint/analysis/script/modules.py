"""Module instances in expressions: attributes, submodules, containers, calls.

Source: `ModuleValue` of torch/csrc/jit/python/python_sugared_value.cpp.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.analysis.script import (
    assigned,
    classbodies,
    decorators,
    functionattributes,
    instances,
    lacking,
)
from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.inference import Failed
from tslint.analysis.script.instances import ScriptModule
from tslint.analysis.script.matching import convert
from tslint.analysis.script.reuse import Summaries
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Builtin,
    Items,
    ModuleItems,
    ModuleMethod,
    ModuleValue,
    PythonFunction,
    Simple,
    Sugared,
)
from tslint.project.entities import Class, External, Function
from tslint.project.modules import Module
from tslint.source.walking import walk
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

Operands = Sequence[tuple[ast.expr, Simple]]

_DICTIONARIES = ("torch.nn.ModuleDict", "torch.nn.ParameterDict")
_SEQUENCES = ("torch.nn.ModuleList", "torch.nn.Sequential")


# What Python keeps the parts of a module in: no attributes for script.
_TABLES = ("_modules", "_parameters", "_buffers")

# What `create_script_module` (torch/jit/_recursive.py) defines for a container.
_DEFINED = {
    "torch.nn.ModuleList": ("__len__",),
    "torch.nn.Sequential": ("__len__",),
    "torch.nn.ModuleDict": ("__len__", "__contains__"),
}


def _is_named(method: Function) -> bool:
    """Whether a file names its method somewhere (`self.__len__()`), which compiles it."""
    named = (inner for inner in walk(method.module.source.tree) if isinstance(inner, ast.Attribute))
    return any(inner.attr == method.name for inner in named)


class ModuleTable:
    """What script knows of module instances."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._described: dict[int, ScriptModule] = {}
        self._tables: dict[int | None, dict[int, ScriptModule]] = {}
        self._interned: dict[tuple[object, ...], int] = {}
        self._by_type: dict[t.Type, ModuleValue] = {}
        self.summaries = Summaries()
        self.classes: set[str] = set()
        self._rivals: dict[int, dict[str, frozenset[str]]] = {}
        self._assigned: dict[int, set[str] | None] = {}

    def intern(self, signature: tuple[object, ...]) -> int:
        """A small number for a signature."""
        return self._interned.setdefault(signature, len(self._interned))

    def turn(self, alternative: int | None) -> None:
        """Go on with another alternative of the configuration."""
        self._described = self._tables.setdefault(alternative, {})
        self.summaries.turn(alternative)

    def describe(self, instance: v.Instance) -> ScriptModule:
        """What script makes of an instance."""
        found = self._described.get(id(instance))
        if found is None:
            found = self._described[id(instance)] = self._same(instance) or instances.describe(
                self.compiler, instance
            )
        return found

    def _same(self, instance: v.Instance) -> ScriptModule | None:
        """What another alternative makes of an instance, where that is the same."""
        for table in self._tables.values():
            found = table.get(id(instance))
            if found is not None and not found.chosen:
                return replace(found, signature=None)
        return None

    def type_of(self, value: ModuleValue) -> t.Type:
        """The class type of a module as a value."""
        signature = instances.signature_of(self.compiler, value.instance)
        self.compiler.exact = True  # types are those of the very signature
        kind = t.ClassType(f"__torch__.{value.instance.class_name}", signature.full)
        self.compiler.classes.module_types.add(kind)
        self._by_type.setdefault(kind, value)
        return kind

    def class_type(self, module: Module, node: ast.expr, kind: t.Type) -> t.Type | Wrong | None:
        """A module class named in `isinstance`: known to the compiler once an instance of it was compiled."""
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return None
        entity = self.compiler.resolve(module, node)
        dotted = ""
        if (
            isinstance(entity, External)
            and self.compiler.is_torch_module(entity.dotted)
            or isinstance(entity, Class)
            and self.compiler.classes.kind(entity).kind == "module"
        ):
            dotted = entity.dotted
        if not dotted:
            return None
        value = self._by_type.get(kind)
        if value is not None and value.instance.class_name == dotted:
            return kind
        if dotted in self.classes:
            return t.ClassType(dotted)
        if value is not None and dotted != "torch.nn.Module" and isinstance(entity, Class):
            return t.UNKNOWN
        text = ast.unparse(node)
        return Wrong("unknown-type-annotation", text, f"Unknown type name '{text}'")

    def has_attribute(self, value: ModuleValue, name: str) -> bool | None:
        """`hasattr(module, name)`; None where that is not known."""
        module = self.describe(value.instance)
        if name in module.submodules:
            return True
        found = module.attributes.get(name)
        if found is not None:
            if name in module.functions:
                return None
            return None if isinstance(found, t.UnknownType) else not isinstance(found, Failed)
        if module.cls is not None and instances.method(module.cls, name) is not None:
            return True
        if name in (value.instance.keys or ()):
            return True
        if module.open or (module.cls is None and module.spec is None) or self._may_have(module, name):
            return None
        owner = module.spec.name if module.spec is not None else "torch.nn.modules.module.Module"
        return self.compiler.spec.module_member(owner, name) is not None

    def children(self, value: ModuleValue) -> tuple[Sugared, ...] | None:
        """The items of a container in order; None where they are not known or it is none."""
        module = self.describe(value.instance)
        if module.container in _DICTIONARIES:
            if value.instance.keys is None:
                return None
            return tuple(Simple(t.STR, key) for key in value.instance.keys)
        if module.container is None or value.instance.items is None:
            return None
        if module.container == "torch.nn.ParameterList":
            return tuple(Simple(t.TENSOR) for _ in value.instance.items)
        return tuple(self.child(value, item, str(place)) for place, item in enumerate(value.instance.items))

    def child(self, holder: ModuleValue, item: v.Value, name: str) -> Sugared:
        if isinstance(item, v.Instance) and item.is_module:
            return ModuleValue(item, f"{holder.path}.{name}")
        return UNKNOWN

    def check_iterable(self, em: Emitter, value: ModuleValue, node: ast.expr) -> None:
        """Tell that a module which is no container is looped over."""
        module = self.describe(value.instance)
        if (
            module.container is None
            and not module.open
            and (module.spec is not None or module.cls is not None)
            and (module.cls is None or instances.method(module.cls, "__iter__") is None)
        ):
            text = (
                "Only constant Sequential, ModuleList, ModuleDict, or ParameterList can be used as"
                " an iterable"
            )
            em.report("not-iterable", node, type=module.name, torch=text)

    def item(self, em: Emitter, holder: ModuleValue, node: ast.Subscript) -> Sugared:
        """`container[index]`."""
        from tslint.analysis.script import containers

        return containers.item(self, em, holder, node)

    def attribute(self, em: Emitter, holder: ModuleValue, name: str, node: ast.expr) -> Sugared:
        """`module.name`."""
        module = self.describe(holder.instance)
        self._rival(em, module, name, node)
        if name in module.chosen:
            self.compiler.hangs = True
        if self.compiler.alternative is not None and name in holder.instance.unsure:
            return self._lacks(em, module, name, node)
        if name in module.submodules:
            return ModuleValue(module.submodules[name], f"{holder.path}.{name}")
        if name in module.functions:
            return functionattributes.function_attribute(em, module, name, node)
        found = module.attributes.get(name)
        if isinstance(found, t.Type):
            if name in module.constants:
                return self._constant(found, module.constants[name])
            return Simple(found)
        special = self._container_attribute(em, holder, module, name)
        if special is not None:
            return special
        if module.cls is not None:
            if name in self.compiler.once(assigned.replaced, module.cls):
                return UNKNOWN
            method = instances.method(module.cls, name)
            if method is not None:
                return self._method(em, holder, module, method, name, node)
        if module.spec is not None:
            schema = module.spec.methods.get(name)
            if name == "forward" and module.forward:
                schema = module.forward[0]
            if schema is not None:
                return ModuleMethod(holder, name, None, schema)
        if isinstance(found, Failed):
            return functionattributes.failed(em, module, name, found, node)
        return self._missing(em, holder, module, name, node)

    def _constant(self, kind: t.Type, value: object) -> Simple:
        if isinstance(kind, t.TupleType):
            return Simple(kind)  # nobody looks at the value
        if instances.is_number(value):
            self.compiler.exact = True
        return Simple(kind, value)

    def _container_attribute(
        self, em: Emitter, holder: ModuleValue, module: ScriptModule, name: str
    ) -> Sugared | None:
        keys, items = holder.instance.keys, holder.instance.items
        if module.container in _SEQUENCES and name.isdecimal() and items and int(name) < len(items):
            return self.child(holder, items[int(name)], name)
        if module.container == "torch.nn.ModuleDict" and name in ("items", "keys", "values"):
            if keys is None or items is None or len(items) != len(keys):
                return ModuleItems(None)
            children = [self.child(holder, item, key) for key, item in zip(keys, items, strict=True)]
            if name == "values":
                return ModuleItems(tuple(children))
            names = [Simple(t.STR, key) for key in keys]
            if name == "keys":
                return ModuleItems(tuple(names))
            return ModuleItems(tuple(Items(pair) for pair in zip(names, children, strict=True)), paired=True)
        if name in ("children", "named_children", "modules", "named_modules", "named_buffers"):
            return ModuleItems(None)
        return None

    def _method(
        self,
        em: Emitter,
        holder: ModuleValue,
        module: ScriptModule,
        method: Function,
        name: str,
        node: ast.expr,
    ) -> Sugared:
        from tslint.analysis.script import moduleclasses

        if classbodies.is_static(method) or moduleclasses.is_scripted(method):
            return PythonFunction(method)
        if method.owner is not None and method.owner.is_property(name):
            summary = self.compile_method(em, holder, method, node)
            return Simple(summary.result) if summary is not None and summary.known else UNKNOWN
        return ModuleMethod(holder, name, method)

    def _missing(
        self, em: Emitter, holder: ModuleValue, module: ScriptModule, name: str, node: ast.expr
    ) -> Sugared:
        from tslint.analysis.script import moduleclasses

        if moduleclasses.inherited(self.compiler, em, module, name, node):
            return UNKNOWN
        if name in _TABLES:
            return self._lacks(em, module, name, node)
        if module.open or (module.cls is None and module.spec is None) or self._may_have(module, name):
            return UNKNOWN
        return self._lacks(em, module, name, node)

    def _lacks(self, em: Emitter, module: ScriptModule, name: str, node: ast.expr) -> Sugared:
        text = f"Module '{module.name}' has no attribute '{name}'"
        em.report("unknown-attribute", node, name=name, type=module.name, why="missing", torch=text)
        return UNKNOWN

    def _may_have(self, module: ScriptModule, name: str) -> bool:
        """Whether `__init__` gives the attribute under some configuration."""
        if module.cls is None:
            return False
        self.compiler.exact = True  # it hangs on the call that built the module
        key = id(module.cls.node)
        if key not in self._assigned:
            self._assigned[key] = assigned.assigned_names(module.cls)
        names = self._assigned[key]
        if names is None or name not in names:
            return names is None
        return not lacking.built_without(module.cls, module.instance, name)

    def _rival(self, em: Emitter, module: ScriptModule, name: str, node: ast.expr) -> None:
        """Two attributes that no object has together, both compiled in one function: one is missing."""
        if module.cls is None or em.muted or module.open:
            return
        key = id(module.cls.node)
        if key not in self._rivals:
            self._rivals[key] = assigned.rivals(module.cls)
        others = self._rivals[key].get(name)
        if others is None:
            return
        used = em.looked_up.setdefault(key, {})
        used.setdefault(name, node)
        for other in sorted(others & used.keys()):
            for missing, place in ((other, used[other]), (name, node)):
                text = f"Module '{module.name}' has no attribute '{missing}'"
                em.report(
                    "unknown-attribute", place, name=missing, type=module.name, why="missing", torch=text
                )

    def magic(self, em: Emitter, kind: t.ClassType, name: str, node: ast.AST) -> Sugared:
        """`len(module)`, `key in module` and their kin. Torch defines some for containers, once their own
        methods are compiled; a method of the class is there when something had it compiled.
        """
        value = self._by_type.get(kind)
        if value is None:
            return UNKNOWN
        module = self.describe(value.instance)
        method = instances.method(module.cls, name) if module.cls is not None else None
        own = isinstance(em.self_value, ModuleValue) and self.type_of(em.self_value) == kind
        if name in _DEFINED.get(module.container or "", ()) and not (own and method is None):
            return Simple(t.INT) if name == "__len__" else UNKNOWN
        if module.open or (method is not None and (method.node.decorator_list or _is_named(method))):
            return UNKNOWN
        text = f"'{module.name}' object has no attribute or method '{name}'"
        em.report("unknown-attribute", node, name=name, type=module.name, torch=text)
        return UNKNOWN

    def attribute_of_type(self, em: Emitter, kind: t.ClassType, name: str, node: ast.expr) -> Sugared:
        """`value.name` where a module has become a plain value: its attributes and methods, no call of
        itself.
        """
        value = self._by_type.get(kind)
        if value is None:
            return UNKNOWN
        module = self.describe(value.instance)
        if name in module.submodules or name in module.attributes or module.open:
            return UNKNOWN
        if module.cls is not None and instances.method(module.cls, name) is not None:
            return UNKNOWN
        if module.spec is not None and name in module.spec.methods:
            return UNKNOWN
        text = f"'{module.name}' object has no attribute or method '{name}'"
        em.report("unknown-attribute", node, name=name, type=module.name, torch=text)
        return UNKNOWN

    def set_attribute(
        self, em: Emitter, holder: ModuleValue, target: ast.Attribute, value: Sugared, source: ast.expr
    ) -> None:
        """`module.name = value`: only attributes that exist, with the type that they have."""
        module = self.describe(holder.instance)
        name = target.attr
        if name in module.submodules:
            given = value if isinstance(value, ModuleValue) else None
            if given is None and not isinstance(value, Simple):
                return
            return
        if name == "training":
            return
        wanted = module.attributes.get(name)
        constant = name in module.constants
        if wanted is None or constant or isinstance(wanted, Failed):
            if wanted is None and (module.open or self._may_have(module, name)):
                return
            if module.cls is None or (wanted is None and self._is_property(module, name)):
                return
            text = (
                f"Tried to set nonexistent attribute: {name}. Did you forget to initialize it in __init__()?"
            )
            em.report(
                "new-attribute",
                target,
                name=name,
                type=module.name,
                constant="yes" if constant else "no",
                torch=text,
            )
            return
        given_value = em.as_value(value, source)
        if not is_subtype(convert(given_value, wanted).type, wanted):
            shown = self.compiler.classes.display(given_value.type)
            text = f"Wrong type for attribute assignment. Expected {wanted} but got {shown}"
            em.report(
                "attribute-type-change", target, name=name, type=shown, expected=str(wanted), torch=text
            )

    def _is_property(self, module: ScriptModule, name: str) -> bool:
        method = instances.method(module.cls, name) if module.cls is not None else None
        return method is not None and method.owner is not None and method.owner.is_property(name)

    def call(
        self,
        em: Emitter,
        callee: ModuleValue | ModuleMethod,
        args: list[Simple],
        kwargs: dict[str, Simple],
        node: ast.Call,
        operands: Operands,
    ) -> Sugared:
        """`module(...)` is its forward; `module.method(...)`."""
        from tslint.analysis.script import modulecalls

        return modulecalls.call(self, em, callee, args, kwargs, node, operands)

    def compile_method(
        self, em: Emitter, holder: ModuleValue, method: Function, node: ast.AST
    ) -> Summary | None:
        """A method compiled for modules of this structure."""
        signature = instances.signature_of(self.compiler, holder.instance)
        summary = decorators.compile_decorated(self.compiler, method, holder, key=signature)
        em.enter(node, summary, method.dotted)
        if summary is not None:
            decorators.tell_call(em, method, node)
        return summary

    def compile(self, cls: Class, instance: v.Instance) -> Summary | None:
        """Compile a module as `torch.jit.script(instance)` does."""
        from tslint.analysis.script import moduleclasses

        return moduleclasses.compile_module(self, instance)


__all__ = ["UNKNOWN_VALUE", "Builtin", "ModuleTable"]
