"""`@torch.jit.interface` classes: they are compiled when their module is imported."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.events import Event
from tslint.analysis.script.emitter import Emitter
from tslint.project.entities import Class, Function
from tslint.project.modules import Module

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler


def check(compiler: Compiler, module: Module) -> list[Event]:
    """What is wrong with the interfaces of a module: nothing in it can be used then."""
    events: list[Event] = []
    for statement in module.source.tree.body:
        if isinstance(statement, ast.ClassDef) and any(
            "interface" in ast.unparse(d) for d in statement.decorator_list
        ):
            entity = module.lookup(statement.name)
            if isinstance(entity, Class) and compiler.classes.kind(entity).kind == "interface":
                events.extend(_class(compiler, entity))
    return events


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
