"""`@torch.jit.interface` classes: compiled when their module is imported, and what a submodule must have to
meet one.

Source: `torch/jit/_script.py`, `InterfaceType::isSubTypeImpl` (aten/src/ATen/core/type.cpp).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.events import Event
from tslint.analysis.script import decorators, instances
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.instances import ScriptModule
from tslint.analysis.script.sugared import UNKNOWN_VALUE, ModuleValue
from tslint.analysis.values import Instance
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.project.receivers import own_attributes
from tslint.torchspec import types as t
from tslint.torchspec.records import Argument, Schema
from tslint.torchspec.relations import is_subtype

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler


def check(compiler: Compiler, module: Module) -> list[Event]:
    """What is wrong with the interfaces of a module: nothing in it can be used then."""
    events: list[Event] = []
    for name in compiler.once(_declared, module):
        entity = module.lookup(name)
        if isinstance(entity, Class) and compiler.classes.kind(entity).kind == "interface":
            events.extend(_class(compiler, entity))
    return events


def _declared(module: Module) -> list[str]:
    """Names of the classes of a module that may be interfaces, by their decorators."""
    return module.project.survey(
        ("interfaces", module.path),
        lambda: [
            statement.name
            for statement in module.source.tree.body
            if isinstance(statement, ast.ClassDef)
            and any("interface" in ast.unparse(decorator) for decorator in statement.decorator_list)
        ],
    )


def _class(compiler: Compiler, cls: Class) -> list[Event]:
    events: list[Event] = []
    for member in cls.members.values():
        if not isinstance(member, Function) or member.node.name.startswith("__"):
            continue
        em = Emitter(compiler, member)
        body = [
            s for s in member.node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        ]
        if body and not isinstance(body[0], ast.Pass):
            text = "interfaces declarations should contain 'pass' statement."
            em.report("unsupported-interface", member.node, name=cls.name, construct="a body", torch=text)
        if member.node.returns is None and not member.node.type_comment:
            text = "interface declarations must have a return type annotated."
            em.report(
                "unsupported-interface", member.node, name=cls.name, construct="no return type", torch=text
            )
        events.extend(em.events)
    return events


def conform(compiler: Compiler, em: Emitter, module: ScriptModule) -> None:
    """Submodules whose class annotation is an interface: torch casts each to it, called or not."""
    for name, (interface, annotation) in module.interfaces.items():
        child = module.submodules.get(name)
        why = unmet(compiler, em, child, interface, annotation) if child is not None else ""
        if why:
            text = f"Could not cast attribute '{name}' to type {interface.name}: {why}"
            what = f"`{name}` does not meet it: {why}"
            em.report("unsupported-interface", annotation, name=interface.name, construct=what, torch=text)


def unmet(compiler: Compiler, em: Emitter, child: Instance, interface: Class, node: ast.AST) -> str:
    """Why a module does not meet an interface; empty where it does, or is not known well enough."""
    if child.scripted or child.open:
        return ""
    for member in interface.members.values():
        if isinstance(member, Function) and not member.name.startswith("__"):
            why = _unmet(compiler, em, child, member, node)
            if why:
                return why
    return ""


def _unmet(compiler: Compiler, em: Emitter, child: Instance, member: Function, node: ast.AST) -> str:
    """Why a module has not the method that an interface asks for; empty where it has, or is not known."""
    from tslint.analysis.script.functions import declare

    wanted = declare(compiler, member, UNKNOWN_VALUE, "interface", "unknown").schema
    described = compiler.modules.describe(child)
    if described.cls is not None:
        method = instances.method(described.cls, member.name)
        if described.open or described.spec is not None:
            return ""
        if method is None or not is_compiled(described.cls, method):
            return f"it has no compiled method `{member.name}`"
        signature = instances.signature_of(compiler, child)
        value = ModuleValue(child, f"self.{child.class_name}")
        summary = decorators.compile_decorated(compiler, method, value, key=signature)
        em.enter(node, summary, method.dotted)
        return _differs(summary.schema, wanted) if summary is not None and summary.known else ""
    if described.spec is not None and member.name == "forward" and len(described.forward) == 1:
        return _differs(described.forward[0], wanted)
    return ""


def is_compiled(cls: Class, method: Function) -> bool:
    """Whether torch compiles a method by the time that its module is cast: `forward`, an exported one, and
    one that another of the class calls.
    """
    if method.name == "forward" or method.node.decorator_list:
        return True
    return any(
        inner.attr == method.name
        for entity in hierarchy.linearise(cls)
        if isinstance(entity, Class)
        for member in entity.members.values()
        if isinstance(member, Function)
        for inner in own_attributes(member)
    )


def _differs(given: Schema, wanted: Schema) -> str:
    """How a method's signature differs from the interface's; parameters go by name and number."""
    if given.variadic or wanted.variadic:
        return ""
    name = wanted.name
    ours, theirs = _parameters(given), _parameters(wanted)
    if len(ours) != len(theirs):
        return f"its `{name}` has {len(ours)} parameters and not {len(theirs)}"
    for mine, other in zip(ours, theirs, strict=True):
        if mine.name != other.name:
            return f"its `{name}` calls the parameter `{other.name}` `{mine.name}`"
        if not _is_known(mine.type, other.type):
            continue
        if not is_subtype(other.type, mine.type):
            return f"its `{name}` takes `{mine.name}` as {mine.type}"
    if _is_known(given.result, wanted.result) and not is_subtype(given.result, wanted.result):
        return f"its `{name}` returns {given.result}"
    return ""


def _parameters(schema: Schema) -> list[Argument]:
    return [argument for argument in schema.arguments if argument.name != "self"]


def _is_known(*types: t.Type) -> bool:
    return not any(t.contains(kind, t.UnknownType) or t.contains(kind, t.VarType) for kind in types)
