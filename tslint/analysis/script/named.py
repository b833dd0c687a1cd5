"""Functions that a module binds to a name without a `def`: a lambda, or what a factory of functions makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from tslint.analysis.events import Event
from tslint.analysis.script import factories
from tslint.analysis.script.api import compile_function
from tslint.project.classes import resolve
from tslint.project.entities import External, Function, Variable
from tslint.project.modules import Module, Project
from tslint.source.positions import span_of
from tslint.source.walking import walk
from tslint.torchspec.load import TorchSpec

_SCRIPT = "torch.jit.script"


@dataclass(frozen=True, slots=True)
class Named:
    """`name = lambda ...` or `name = factory(...)`; `scripted` where the source hands it to script itself."""

    module: Module
    name: str
    value: ast.Lambda | ast.Call
    made: Function | None  # what the factory makes
    scripted: bool

    @property
    def dotted(self) -> str:
        """The name by which an entry is asked for."""
        return f"{self.module.name}.{self.name}"


def named(module: Module) -> Iterator[Named]:
    """The functions without a `def` of their own that stand at the top level of a module."""
    handed: set[str] | None = None
    for name in module.bindings.firm:
        if not isinstance(module.bindings.of(name)[-1], (ast.Lambda, ast.Call)):
            continue
        variable = module.lookup(name)
        if not isinstance(variable, Variable) or variable.module is not module or len(variable.values) != 1:
            continue
        value, scripted = _unwrapped(module, variable.values[0])
        made = _product(module, value)
        if isinstance(value, ast.Lambda) or (made is not None and isinstance(value, ast.Call)):
            handed = _handed(module) if handed is None else handed
            yield Named(module, name, value, made, scripted or name in handed)


def _unwrapped(module: Module, value: ast.expr) -> tuple[ast.expr, bool]:
    """`f` of `torch.jit.script(f)`, and whether it was handed to script."""
    if isinstance(value, ast.Call) and value.args and _is_script(module, value.func):
        return value.args[0], True
    return value, False


def _is_script(module: Module, function: ast.expr) -> bool:
    entity = resolve(module, function) if isinstance(function, (ast.Name, ast.Attribute)) else None
    return isinstance(entity, External) and entity.dotted == _SCRIPT


def _handed(module: Module) -> set[str]:
    """Names that the file hands to script anywhere."""
    return module.project.survey(("handed", module.path), partial(_named_by_calls, module))


def _named_by_calls(module: Module) -> set[str]:
    if "script" not in module.source.text:
        return set()
    return {
        name
        for node in module.source.tree.body
        for name in module.project.scan("handed", node, partial(_handed_in, module, node))
    }


def _handed_in(module: Module, statement: ast.stmt) -> set[str]:
    return {
        node.args[0].id
        for node in walk(statement)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Name)
        and _is_script(module, node.func)
    }


def _product(module: Module, value: ast.expr) -> Function | None:
    """The nested function that a call of a factory makes."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, (ast.Name, ast.Attribute)):
        return None
    factory = resolve(module, value.func)
    if not isinstance(factory, Function) or factory.node.decorator_list:
        return None
    made = factories.product(factory)
    return made if isinstance(made, Function) else None


def compile_named(project: Project, found: Named, spec: TorchSpec) -> list[Event]:
    """What `torch.jit.script(name)` would say."""
    if found.made is None:
        facts = {
            "construct": "a lambda",
            "name": found.name,
            "torch": "Expected a single top-level function",
        }
        span = span_of(found.module.source.lines, found.value)
        return [Event("unsupported-expression", "script", found.module.path, span, facts)]
    given = _given(found)
    events = []
    for event in compile_function(project, found.made, spec):
        if event.kind == "closure-capture" and event.facts.get("name") in given:
            value = given[event.facts["name"]]
            if not isinstance(value, ast.Constant) or value.value is None:
                continue  # a function or a module may be captured; what the caller gives is not known
            event = replace(event, facts={**event.facts, "type": type(value.value).__name__})
        events.append(event)
    return events


def _given(found: Named) -> dict[str, ast.expr]:
    """The arguments that the call gives the factory, by the names of its parameters."""
    call = found.value
    factory = resolve(found.module, call.func) if isinstance(call, ast.Call) else None
    if not isinstance(call, ast.Call) or not isinstance(factory, Function):
        return {}
    arguments = factory.node.args
    names = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)]
    given = dict(zip(names, call.args, strict=False))
    given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None})
    return given
