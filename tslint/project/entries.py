"""Entries of a project: its top-level definitions, what is handed to `torch.jit`, and who names whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from tslint.project.classes import resolve
from tslint.project.entities import Class, External, Function
from tslint.project.modules import Module, Project
from tslint.source.recalled import recalled
from tslint.source.walking import walk, walk_all
from tslint.source.watched import Read, names_wanted, note_all, reading

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(slots=True)
class _Meaning:
    """What a name refers to: the dotted name of a definition, or nothing; whether it is anything of the
    project; and the names that say so.
    """

    dotted: str
    leads: bool
    read: set[Read]


_Known = dict[str, _Meaning]


def top_level(module: Module) -> Iterator[Class | Function]:
    """Top-level functions and classes in the order of the source (the last of several with one name)."""
    seen: set[str] = set()
    for node in definitions(module.source.tree.body):
        if node.name in seen:
            continue
        seen.add(node.name)
        entity = module.lookup(node.name)
        if isinstance(entity, (Class, Function)) and entity.module is module:
            yield entity


def definitions(body: list[ast.stmt]) -> Iterator[Definition]:
    """Definitions at module level, also under `if` and `try`."""
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement
            case ast.If():
                yield from definitions([*statement.body, *statement.orelse])
            case ast.Try():
                yield from definitions([*statement.body, *statement.orelse, *statement.finalbody])
            case ast.With():
                yield from definitions(statement.body)


def is_entry_name(dotted: str, wanted: str) -> bool:
    """Whether `--entry` names a definition: `*`, its dotted name, or the end of that (`Model`,
    `model.Model`).
    """
    return wanted == "*" or dotted == wanted or dotted.endswith(f".{wanted}")


@dataclass(frozen=True, slots=True)
class Uses:
    """Dotted names of what definitions use in their bodies: `by_classes` inside classes, `anywhere`
    inside any; `functions`: the functions whose bodies name it; `named`: what the body of a function names.
    """

    by_classes: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()
    functions: Mapping[str, list[Function]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has_user(self, entity: Class | Function) -> bool:
        """Whether an entry is a part of another: a class that a class is built from, a function that is
        called.
        """
        return entity.dotted in (self.by_classes if isinstance(entity, Class) else self.anywhere)


def uses(project: Project) -> Uses:
    """Who uses whom: enough to run wholes before their parts."""
    return project.survey("uses", partial(_uses, project))


def _uses(project: Project) -> Uses:
    by_classes: set[str] = set()
    anywhere: set[str] = set()
    functions: dict[str, list[Function]] = {}
    named: dict[str, frozenset[str]] = {}
    for module in project.checked:
        known: _Known = {}
        for node in definitions(module.source.tree.body):
            own = f"{module.name}.{node.name}"
            found = {
                name
                for part in node.body
                for name in project.scan("uses", part, partial(_used_in, module, node, part, known))
                if name != own
            }
            anywhere |= found
            if isinstance(node, ast.ClassDef):
                by_classes |= found
            elif found and isinstance(entity := module.lookup(node.name), Function):
                named[entity.dotted] = frozenset(found)
                for name in found:
                    functions.setdefault(name, []).append(entity)
    return Uses(frozenset(by_classes), frozenset(anywhere), functions, named)


def _used_in(module: Module, owner: Definition, statement: ast.stmt, known: _Known) -> list[str]:
    """Dotted names of the project's definitions that a statement names; `known` remembers what names mean.

    A name that the function around it binds for itself is none of the module's.
    """
    parts = walk(statement)
    found: list[str] = []
    own: frozenset[str] | None = None
    wanted = names_wanted() is not None
    for part in parts:
        if part.__class__ is ast.Name:
            root, attribute = part, ""
        elif part.__class__ is ast.Attribute and part.value.__class__ is ast.Name:
            root, attribute = part.value, part.attr
        else:
            continue
        meant = known.get(root.id)
        if meant is None or wanted:
            meant = _meaning(module, root, root.id, known)
        if attribute and meant.leads:
            meant = _meaning(module, part, f"{root.id}.{attribute}", known)
        if meant.dotted:
            if own is None:  # asked only here: most names are none of the project's definitions
                own = _own_names(owner, statement, parts)
            if root.id not in own:
                found.append(meant.dotted)
    return found


def _meaning(module: Module, node: ast.expr, text: str, known: _Known) -> _Meaning:
    """What an expression means at the top level of a module; all that was read to know it is read here."""
    found = known.get(text)
    if found is None:
        read: set[Read] = set()
        with reading(read):
            entity = resolve(module, node)
        dotted = entity.dotted if isinstance(entity, (Class, Function)) else ""
        leads = entity is not None and not isinstance(entity, External)
        found = known[text] = _Meaning(dotted, leads, read)
    note_all(found.read)
    return found


def _own_names(owner: Definition, statement: ast.stmt, parts: list[ast.AST]) -> frozenset[str]:
    """What the function binds that a statement lies in, or that it is; `parts`: all that is below it."""
    if not isinstance(owner, ast.ClassDef):
        return _bound_in(owner)
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _parameters(statement) | _bound_by(parts[1:])
    return frozenset()


@recalled
def _bound_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that a function binds: parameters, what it assigns, functions inside it."""
    return _parameters(function) | _bound_by(walk_all(function.body))


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    spec = function.args
    given = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg)
    return frozenset(parameter.arg for parameter in given if parameter is not None)


def _bound_by(parts: list[ast.AST]) -> frozenset[str]:
    """The names that nodes bind themselves."""
    bound: set[str] = set()
    for part in parts:
        if isinstance(part, ast.Name):
            if isinstance(part.ctx, ast.Store):
                bound.add(part.id)
        elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            bound.add(part.name)
    return frozenset(bound)


def calls_of(project: Project, dotted: str) -> frozenset[str]:
    """Dotted names of what is handed directly to a torch function in the checked files:
    `torch.jit.script(f)`.
    """
    return project.survey(("calls", dotted), partial(_calls_of, project, dotted))


def _calls_of(project: Project, dotted: str) -> frozenset[str]:
    attribute = dotted.rpartition(".")[2]
    found: set[str] = set()
    for module in project.checked:
        if not mentions(module, attribute):
            continue
        for piece, parts in _pieces(module.source.tree):
            found |= project.scan(("calls", dotted), piece, partial(_called_in, module, dotted, parts))
    return frozenset(found)


def _pieces(tree: ast.Module) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    """The statements of a module, its classes as their head and the statements in them."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield statement, [*statement.decorator_list, *statement.bases, *statement.keywords]
            for part in statement.body:
                yield part, [part]
        else:
            yield statement, [statement]


def _called_in(module: Module, dotted: str, parts: list[ast.AST]) -> set[str]:
    attribute = dotted.rpartition(".")[2]
    found: set[str] = set()
    for node in (node for part in parts for node in walk(part)):
        if not isinstance(node, ast.Call) or not node.args or not _names(node.func, attribute):
            continue
        function = resolve(module, node.func)
        if isinstance(function, External) and function.dotted == dotted:
            target = handed(module, node.args[0])
            if target is not None:
                found.add(target.dotted)
    return found


def handed(module: Module, argument: ast.expr) -> Class | Function | None:
    """What an argument plainly is: a function or class by its name, or the class that is built in place.

    Of what another call gives (`build(config)`) nothing is said here: it is not the function that is called.
    """
    target = resolve(module, argument.func if isinstance(argument, ast.Call) else argument)
    if isinstance(target, Class) or (isinstance(target, Function) and not isinstance(argument, ast.Call)):
        return target
    return None


def mentions(module: Module, name: str) -> bool:
    """Whether a name stands anywhere in the text of a module: asked before its whole tree is walked."""
    text, place = module.source.text, -1
    while (place := text.find(name, place + 1)) >= 0:
        around = text[place - 1 : place] + text[place + len(name) : place + len(name) + 1]
        if not any(character.isalnum() or character == "_" for character in around):
            return True
    return False


def _names(function: ast.expr, attribute: str) -> bool:
    return (isinstance(function, ast.Attribute) and function.attr == attribute) or isinstance(
        function, ast.Name
    )
