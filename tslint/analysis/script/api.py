"""The script regime's entry points: the events of a function, a class or a module as `torch.jit.script`
sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tslint.analysis.events import Event
from tslint.analysis.interp import lacking
from tslint.analysis.script import classbodies, decorators, factories, interfaces
from tslint.analysis.script.compiler import Compiler
from tslint.analysis.script.sugared import Simple
from tslint.analysis.values import Instance
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function
from tslint.project.modules import Project
from tslint.torchspec import types as t

if TYPE_CHECKING:
    from tslint.torchspec.load import TorchSpec


def compiler_of(project: Project, spec: TorchSpec) -> Compiler:
    """The compiler's context of a project, made once for each release of torch."""
    found = _known(project, spec)
    if found is None:
        # The project holds it, so that both go together: a table out here would hold every project for good.
        found = project.kept[Compiler, id(spec)] = Compiler(project, spec)
    found.begin()
    return found


def _known(project: Project, spec: TorchSpec) -> Compiler | None:
    found = project.kept.get((Compiler, id(spec)))
    return found if isinstance(found, Compiler) else None


def unfinished(project: Project, spec: TorchSpec) -> str:
    """Why the entry compiled last was not looked at to its end, in words; empty where it was."""
    found = _known(project, spec)
    return found.cut if found is not None else ""


def compile_function(
    project: Project,
    function: Function,
    spec: TorchSpec,
    parameter_types: dict[str, t.Type] | None = None,
    compiler: Compiler | None = None,
) -> list[Event]:
    """What `torch.jit.script(function)` would say; `parameter_types` stand in for missing annotations."""
    compiler = compiler or compiler_of(project, spec)
    made = factories.product(function)
    if made is not None:
        return _product(project, made, spec)
    kind = decorators.decoration(compiler, function)
    if kind.kind in ("ignore", "unused"):
        return []
    summary = decorators.compile_decorated(compiler, function, types=parameter_types)
    events = compiler.events_of(summary)
    return [*interfaces.check(compiler, function.module), *decorators.autocast(compiler, function), *events]


def _product(project: Project, made: Function | Class, spec: TorchSpec) -> list[Event]:
    """A function that only makes a function or a module: what it makes is what gets scripted."""
    if isinstance(made, Function):
        return compile_function(project, made, spec)
    if hierarchy.is_module(made):
        from tslint.analysis.interp.api import build_instance

        instance = build_instance(project, made)
        return compile_module(project, made, instance, spec)
    return []


def compile_class(project: Project, cls: Class, spec: TorchSpec) -> list[Event]:
    """What `torch.jit.script(cls)` would say of a class that is no module."""
    compiler = compiler_of(project, spec)
    imported = interfaces.check(compiler, cls.module)
    found = compiler.classes.script_class(cls)
    if found.kind.kind not in ("script", "dataclass"):
        return imported
    compiler.classes.compile_class(found)
    events = compiler.events_of(found.summary)
    # torch.jit.script of the class itself takes a plain dataclass, and no bases.
    direct = [event for event in events if event.facts.get("construct") != classbodies.PLAIN_DATACLASS]
    if found.kind.inherits and not found.kind.scripted:
        return [*imported, *classbodies.inheritance(compiler, cls), *direct]
    return [*imported, *direct]


def compile_module(
    project: Project, cls: Class, instance: Instance, spec: TorchSpec, compiler: Compiler | None = None
) -> list[Event]:
    """What `torch.jit.script(module)` would say; `instance` is the attribute table that `__init__` made."""
    compiler = compiler or compiler_of(project, spec)
    imported = interfaces.check(compiler, cls.module)
    if compiler.classes.kind(cls).kind == "interface":
        return imported  # declares methods, has none
    summary = compiler.modules.compile(cls, instance)
    return [
        *imported,
        *lacking.absent_modules(project, instance, "script"),
        *classbodies.uneven_init(compiler, cls),
        *compiler.events_of(summary),
    ]


__all__ = [
    "Compiler",
    "Simple",
    "compile_class",
    "compile_function",
    "compile_module",
    "compiler_of",
    "unfinished",
]
