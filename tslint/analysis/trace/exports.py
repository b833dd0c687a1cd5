"""Code that calls `torch.jit.trace`: found, run, and what it tells of each export."""

from __future__ import annotations

import ast
from collections.abc import Callable as Callable_
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from tslint.analysis.events import Event
from tslint.analysis.interp import attributes, objects, running, statements
from tslint.analysis.interp.api import build
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import BudgetSpent, Machine
from tslint.analysis.trace import modes
from tslint.analysis.trace.exportpolicy import Export, ExportPolicy, class_of
from tslint.analysis.trace.surroundings import Surroundings
from tslint.analysis.values import Callable, Origin
from tslint.project.classes import resolve
from tslint.project.entities import Class, External, Function
from tslint.project.entries import handed, mentions
from tslint.project.modules import Module, Project
from tslint.source.walking import walk

_STEPS = 60_000  # for one piece of code
_LEVELS = 2  # functions between the call and the code that is run
_MOST = 40  # pieces of code that are run
_NAMES = frozenset({"trace", "script"})


@dataclass(slots=True)
class Exports:
    """What the calls in the checked files tell, by who is exported and by where the code stands."""

    by_class: dict[str, list[Event]] = field(default_factory=dict)
    by_scope: dict[str, list[Event]] = field(default_factory=dict)
    scopes: dict[str, tuple[Module, int]] = field(default_factory=dict)  # where they stand, by dotted name
    given: dict[str, list[Export]] = field(default_factory=dict)  # by the dotted name of the class
    scripted: set[str] = field(default_factory=set)  # the classes of what is handed to the compiler

    def add(self, scope: str, place: tuple[Module, int], event: Event, cls: Class | None) -> None:
        """Keep an event under the code that makes the call and under the class that is exported."""
        self.scopes[scope] = place
        self.by_scope.setdefault(scope, []).append(event)
        if cls is not None:
            self.by_class.setdefault(cls.dotted, []).append(event)


def find_exports(project: Project) -> Exports:
    """Run each function, and the statements of each module, that export something or call who does."""
    found = Exports()
    for module, scope in exporting(project):
        _run(project, module, scope, found)
    return found


def exporting(project: Project) -> list[tuple[Module, Function | None]]:
    """The functions, and the modules whose statements, export something or call who does."""
    naming = [
        module
        for module in project.checked
        if "jit" in module.source.text and any(mentions(module, name) for name in _NAMES)
    ]
    scopes: list[tuple[Module, Function | None]] = []
    for question, fits in (("exports", _exports), ("compiles", _compiles)):
        known = {(module.path, scope and scope.dotted) for module, scope in scopes}
        scopes += [
            (module, scope)
            for module in naming
            for scope in _scopes(module, question, partial(fits, module))
            if (module.path, scope and scope.dotted) not in known
        ]
    near = _functions(scopes)
    for _ in range(_LEVELS if near else 0):
        names = {dotted.rpartition(".")[2] for dotted in near}
        known = {(module.path, scope and scope.dotted) for module, scope in scopes}
        callers = [
            (module, scope)
            for module in project.checked
            if any(name in module.source.text for name in names)
            for scope in _scopes(module, ("calls one", near), partial(_calls_one, module, near))
            if (module.path, scope and scope.dotted) not in known
        ]
        scopes += callers
        near = _functions(callers)
    return scopes[:_MOST]


def exporters(project: Project) -> list[tuple[str, str]]:
    """The files and names of what `exporting` finds."""
    return [(module.path, scope.dotted if scope is not None else "") for module, scope in exporting(project)]


def _functions(scopes: list[tuple[Module, Function | None]]) -> frozenset[str]:
    return frozenset(scope.dotted for _, scope in scopes if scope is not None and scope.owner is None)


def _scopes(
    module: Module, question: Hashable, fits: Callable_[[ast.AST], bool]
) -> Iterator[Function | None]:
    """Functions and methods that fit, and None for the statements of the module."""

    def asked(node: ast.AST) -> bool:
        return module.project.scan(question, node, partial(fits, node))

    top = False
    for statement in module.source.tree.body:
        if isinstance(statement, ast.FunctionDef):
            if asked(statement):
                yield Function(module, statement, statement.name)
        elif isinstance(statement, ast.ClassDef):
            cls = module.lookup(statement.name)
            for name, member in cls.members.items() if isinstance(cls, Class) else ():
                if isinstance(member, Function) and name != "__init__" and asked(member.node):
                    yield member
        else:
            top = top or asked(statement)
    if top:
        yield None


def _exports(module: Module, node: ast.AST) -> bool:
    """Whether code calls `torch.jit.trace`, or compiles something and saves it."""
    found, saves = set(), False
    for part in walk(node):
        if isinstance(part, ast.Call):
            name = _last(part.func)
            saves = saves or name == "save"
            if name in _NAMES and isinstance(target := resolve(module, part.func), External):
                found.add(target.dotted)
    return "torch.jit.trace" in found or ("torch.jit.script" in found and saves)


def _compiles(module: Module, node: ast.AST) -> bool:
    """Whether code hands to the compiler what only running the code tells."""
    return any(
        isinstance(part, ast.Call)
        and part.args
        and _last(part.func) == "script"
        and handed(module, part.args[0]) is None
        and isinstance(target := resolve(module, part.func), External)
        and target.dotted == "torch.jit.script"
        for part in walk(node)
    )


def _calls_one(module: Module, wanted: frozenset[str], node: ast.AST) -> bool:
    """Whether code calls one of these functions of the project."""
    names = {dotted.rpartition(".")[2] for dotted in wanted}
    return any(
        isinstance(part, ast.Call)
        and _last(part.func) in names
        and isinstance(target := resolve(module, part.func), Function)
        and target.dotted in wanted
        for part in walk(node)
    )


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _run(project: Project, module: Module, scope: Function | None, found: Exports) -> None:
    node = scope.node if scope is not None else module.source.tree
    surroundings = Surroundings(project, module, node)
    policy = ExportPolicy(surroundings)
    machine = surroundings.machine = Machine(project, policy, _STEPS)
    frame = Frame(machine, module, {})
    try:
        if scope is None:
            statements.run_block(frame, module.source.tree.body)
        else:
            _call(frame, scope)
    except (BudgetSpent, RecursionError):
        machine.settle()
    name = scope.dotted if scope is not None else module.name
    place = (module, node.lineno if scope is not None and hasattr(node, "lineno") else 1)
    for event, model in policy.told.values():
        chain = event.chain[1:] if scope is not None else event.chain
        found.add(name, place, replace(event, chain=chain), class_of(model))
    found.scripted |= {cls.dotted for model in policy.compiled if (cls := class_of(model)) is not None}
    for export in policy.exports:
        cls = class_of(export.model)
        modes.forget(export.model)
        if cls is not None:
            found.given.setdefault(cls.dotted, []).append(export)


def _call(frame: Frame, scope: Function) -> None:
    target = Callable(scope)
    if scope.owner is not None:
        receiver = build(frame.machine, scope.owner, Origin.CONFIGURATION)
        bound = attributes.bound(frame, scope.node, receiver, scope, scope.name)
        if not isinstance(bound, Callable):
            return
        target = bound
    arguments = objects.entry_arguments(frame, scope, target.receiver, configuration=True)
    running.run_function(frame, scope.node, target, arguments)
