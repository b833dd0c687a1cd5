"""Modules of the checked program by dotted name, loaded when a name first leads to them."""

from __future__ import annotations

import ast
import typing
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from tslint.project.bindings import Binding, Bindings, Import, collect
from tslint.project.entities import Class, Entity, External, Function, ModuleRef, Variable
from tslint.project.scans import Scans
from tslint.project.surveys import Surveys
from tslint.source.files import SourceFile, read_source
from tslint.source.watched import Read, note_all, reading, unread
from tslint.source.weight import weight_of

_R = TypeVar("_R")
_DEPTH = 20  # re-exports followed before a name counts as unknown (import cycles end here)
TORCH = "torch"
STARS = "*"
"""Stands for what star imports bind: who asks for a name that nothing else binds hangs on them."""
IMPORTED = 2_000_000
"""Nodes of syntax trees, by `source.weight`, that imports may lead to; the modules beyond are unknown. It
bounds memory: some half a GB, and 12 MB of source as people write it."""


class Module:
    """One source file under its dotted name."""

    __slots__ = ("__weakref__", "bound", "entities", "is_package", "name", "project", "reads", "source")

    def __init__(self, project: Project, name: str, source: SourceFile, is_package: bool) -> None:
        self.project, self.name, self.source, self.is_package = project, name, source, is_package
        self.bound: Bindings = collect(source.tree.body)
        self.entities: dict[str, Entity | None] = {}
        self.reads: dict[str, set[Read]] = {}  # for each of these the names that say what it is

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def bindings(self) -> Bindings:
        """What its names are bound to; who asks for all of them reads the whole module."""
        note_all((self.source.tree,))
        return self.bound

    def bound_to(self, name: str, weak: bool = False) -> list[Binding]:
        """What binds a name at the top level, in order; `weak`: what does so where nothing else does."""
        note_all(((self.path, name),))
        return (self.bound.weak if weak else self.bound.firm).get(name, [])

    def absolute(self, module: str, level: int) -> str:
        """The dotted name that a relative import of this module means."""
        if level == 0:
            return module
        parts = self.name.split(".") if self.name else []
        drop = level - (1 if self.is_package else 0)
        base = parts[: len(parts) - drop] if drop else parts
        return ".".join([*base, *([module] if module else [])])

    def lookup(self, name: str, depth: int = 0) -> Entity | None:
        """What `name` refers to at the top level of this module; None where that is unknown or unbound."""
        if name in self.entities:
            note_all(self.reads[name])
            return self.entities[name]
        if not depth and not self.bound.stars and not self.bound.of(name):
            # Most names that are asked for are locals: nothing is searched for them.
            self.entities[name], self.reads[name] = None, {(self.path, name), (self.path, STARS)}
            note_all(self.reads[name])
            return None
        outer = self.project.searched
        if depth == 0:
            self.project.searched = set()
        elif (self.name, name) in outer:  # star imports go round: what gave nothing once gives nothing again
            note_all(((self.path, name),))
            return None
        self.project.searched.add((self.name, name))
        read: set[Read] = {(self.path, name)}
        try:
            with reading(read):
                entity = self._lookup(name, depth)
        finally:
            self.project.searched = outer
        note_all(read)
        if depth == 0 or entity is not None:
            self.entities[name], self.reads[name] = entity, read
        return entity

    def _lookup(self, name: str, depth: int) -> Entity | None:
        if depth > _DEPTH or name in self.bound.unknown:
            return None
        found = self.bound.of(name)
        if not found:
            return self._through_stars(name, depth)
        last = found[-1]
        if isinstance(last, Import):
            return self._imported(last, depth)
        if isinstance(last, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return Function(self, last, last.name)
        if isinstance(last, ast.ClassDef):
            return make_class(self, last, last.name)
        values = [value for value in found if isinstance(value, ast.expr)]
        return Variable(self, name, values, self.bound.annotations.get(name))

    def _imported(self, source: Import, depth: int) -> Entity | None:
        dotted = self.absolute(source.module, source.level)
        if source.attribute is None:
            return self.project.entity_of_module(dotted)
        if (
            dotted == self.name
        ):  # `from . import part` in a package means its module, which the name is to hold
            part = self.project.module(f"{dotted}.{source.attribute}")
            if part is not None:
                return ModuleRef(part)
        return self.project.member(dotted, source.attribute, depth + 1)

    def _through_stars(self, name: str, depth: int) -> Entity | None:
        note_all(((self.path, STARS),))
        for star in reversed(self.bound.stars):
            dotted = self.absolute(star.module, star.level)
            module = self.project.module(dotted)
            if module is not None:
                found = module.lookup(name, depth + 1)
                if found is not None:
                    return found
            elif dotted == "typing" and name in typing.__all__:
                return External(f"typing.{name}")
        return None

    def is_bound(self, name: str, asked: set[str] | None = None) -> bool:
        """Whether the module can have this global at all; a star import from outside may bind anything.

        `asked`: the modules that star imports have led to already; they may lead in a circle.
        """
        asked = asked if asked is not None else set()
        asked.add(self.name)
        bindings = self.bound
        note_all(((self.path, name),))
        if bindings.of(name) or name in bindings.unknown or name in bindings.annotations:
            return True
        note_all(((self.path, STARS),))
        for star in bindings.stars:
            dotted = self.absolute(star.module, star.level)
            module = self.project.module(dotted)
            if module is None:
                if dotted != "typing" or name in typing.__all__:
                    return True
            elif module.name not in asked and module.is_bound(name, asked):
                return True
        return False


def make_class(module: Module, node: ast.ClassDef, qualname: str) -> Class:
    """The class entity of a definition, with its own members."""
    found = Class(module, node, qualname)
    bindings = found.bound = collect(unread(node))  # what reads its members is told then
    for name in dict.fromkeys([*bindings.firm, *bindings.weak]):
        members = bindings.of(name)
        last = members[-1]
        if isinstance(last, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.own[name] = Function(module, last, f"{qualname}.{name}", found)
            if any(
                _is_property(decorator)
                for f in members
                if isinstance(f, ast.FunctionDef)
                for decorator in f.decorator_list
            ):
                found.wraps.add(name)
                getters = [
                    f
                    for f in members
                    if isinstance(f, ast.FunctionDef) and any(map(_is_property, f.decorator_list))
                ]
                found.own[name] = Function(module, getters[-1], f"{qualname}.{name}", found)
        elif isinstance(last, ast.ClassDef):
            found.own[name] = make_class(module, last, f"{qualname}.{name}")
        elif isinstance(last, ast.expr):
            values = [value for value in members if isinstance(value, ast.expr)]
            found.own[name] = Variable(module, name, values, bindings.annotations.get(name))
    for name, annotation in bindings.annotations.items():
        found.own.setdefault(name, Variable(module, name, [], annotation))
    return found


def _is_property(decorator: ast.expr) -> bool:
    return (isinstance(decorator, ast.Name) and decorator.id in ("property", "cached_property")) or (
        isinstance(decorator, ast.Attribute) and decorator.attr == "cached_property"
    )


class Project:
    """The checked files and whatever their imports lead to under the same roots.

    `roots` are the folders that hold top-level packages; modules found there are read for resolution only,
    findings are for `checked`. torch itself is never read through an import: `torchspec` knows it.
    `follow` is False where imports lead nowhere; `installed` are further folders of packages to look in.
    """

    def __init__(
        self, checked: list[SourceFile], follow: bool = True, installed: Sequence[Path] = ()
    ) -> None:
        self._follow, self._installed = follow, installed
        self._libraries = tuple(f"{folder}/" for folder in installed)
        self._imported = 0  # the weight of the modules that imports led to
        self.missed: set[str] = set()  # paths that were looked for in vain
        self.beyond: list[str] = []  # modules that are there and were not read: imports led to too much
        # What other layers learn of the project, for as long as it lives.
        self.kept: dict[object, object] = {}
        self.searched: set[tuple[str, str]] = set()
        self.scans: Scans | None = None  # where an editor's checks keep what they read off statements
        self.surveys: Surveys | None = None  # and what they saw all over the checked files
        self.checked: list[Module] = []
        self._modules: dict[str, Module | None] = {}
        self._paths: dict[str, Module] = {}
        self._elsewhere: dict[str, None] = {}  # files that other processes have read
        self.roots: list[Path] = []
        for source in checked:
            root, name, is_package = locate(Path(source.path))
            if root not in self.roots:
                self.roots.append(root)
            module = Module(self, name, source, is_package)
            self.checked.append(module)
            self._modules.setdefault(name, module)
            self._paths.setdefault(module.path, module)

    def module(self, dotted: str) -> Module | None:
        """The project's module of that dotted name, read now if need be; None if it lies outside."""
        if dotted not in self._modules:
            found = self._modules[dotted] = self._load(dotted)
            if found is not None:
                self._paths.setdefault(found.path, found)
        return self._modules[dotted]

    def _load(self, dotted: str) -> Module | None:
        if not self._follow or not dotted or dotted.split(".")[0] == TORCH:
            return None
        relative = Path(*dotted.split("."))
        for root in (*self.roots, *self._installed):
            for path, is_package in (
                (root / relative / "__init__.py", True),
                (root / relative.with_suffix(".py"), False),
            ):
                if path.is_file():
                    if self._imported > IMPORTED:
                        self.beyond.append(dotted)
                        return None
                    source = read_source(path)
                    self._imported += weight_of(path) if source is not None else 0
                    return Module(self, dotted, source, is_package) if source is not None else None
                self.missed.add(str(path))
        return None

    def scan(self, question: Hashable, node: ast.AST, answer: Callable[[], _R]) -> _R:
        """`answer()`, or what it came to for this node when the project was looked at before."""
        return answer() if self.scans is None else self.scans.once(question, node, answer)

    def survey(self, question: Hashable, answer: Callable[[], _R], of_bodies: bool = False) -> _R:
        """`answer()`, a look over much code: who asks hangs on what it says, not on all that was read for it.

        `of_bodies`: it hangs on nothing but the bodies of functions that are read for it.
        """
        return answer() if self.surveys is None else self.surveys.ask(question, answer, of_bodies)

    def modules(self) -> list[Module]:
        """Every module that has been read."""
        return [module for module in (*self.checked, *self._modules.values()) if module is not None]

    def read(self) -> list[str]:
        """The files of every module that has been read."""
        return [*(module.path for module in self.modules()), *self._elsewhere]

    def imported(self) -> dict[str, str]:
        """The modules that imports have led to, by their dotted names, with their files."""
        own = {id(module) for module in self.checked}
        return {name: m.path for name, m in self._modules.items() if m is not None and id(m) not in own}

    def follow(self, imported: Mapping[str, str], missed: Iterable[str], reads: bool) -> None:
        """Take in what another process was led to when it looked at the same files.

        `reads`: have its modules here, and not only the names of their files.
        """
        self.missed.update(missed)
        for name, path in imported.items():
            if reads:
                self.module(name)
            elif path not in self._paths and path not in self._elsewhere:
                self._elsewhere[path] = None
                self._imported += weight_of(Path(path))

    def is_bounded(self) -> bool:
        """Whether imports have led to as much as is read of them."""
        return self._imported > IMPORTED

    def again(self) -> Project:
        """A project of the same files that has not followed any import yet."""
        return Project([module.source for module in self.checked], self._follow, self._installed)

    def is_installed(self, path: str) -> bool:
        """Whether a file lies in one of the `installed` folders."""
        return path.startswith(self._libraries)

    def by_path(self, path: str) -> Module | None:
        """A module that has been read, by its file."""
        return self._paths.get(path)

    def entity_of_module(self, dotted: str) -> Entity:
        module = self.module(dotted)
        return ModuleRef(module) if module is not None else External(canonical(dotted))

    def member(self, dotted: str, name: str, depth: int = 0) -> Entity | None:
        """What `dotted.name` refers to, where `dotted` is a module."""
        module = self.module(dotted)
        if module is None:
            return (
                External(canonical(f"{dotted}.{name}"))
                if not self._is_namespace(dotted)
                else self.entity_of_module(f"{dotted}.{name}")
            )
        found = module.lookup(name, depth)
        if isinstance(found, (Function, Variable)) and found.module.name.split(".")[0] == TORCH:
            return External(
                canonical(f"{found.module.name}.{name}")
            )  # torchspec knows torch's own functions better
        if found is None and not module.bound.of(name) and self.module(f"{dotted}.{name}") is not None:
            return self.entity_of_module(f"{dotted}.{name}")
        return found

    def _is_namespace(self, dotted: str) -> bool:
        if dotted.split(".")[0] == TORCH:
            return False
        relative = Path(*dotted.split(".")) if dotted else Path()
        if not dotted:
            return False
        for root in self.roots:
            if (root / relative).is_dir():
                return True
            self.missed.add(str(root / relative))
        return False


def canonical(dotted: str) -> str:
    """The documented name of a torch object: `torch.nn.modules.linear.Linear` is `torch.nn.Linear`."""
    parts = dotted.split(".")
    if parts[:3] == ["torch", "nn", "modules"] and len(parts) == 5 and not parts[4].startswith("_"):
        return f"torch.nn.{parts[4]}"
    if parts[:3] == ["torch", "nn", "parameter"] and len(parts) == 4:
        return f"torch.nn.{parts[3]}"
    if parts[:2] == ["torch", "_tensor"] and len(parts) == 3:
        return f"torch.{parts[2]}"
    return dotted


def locate(path: Path) -> tuple[Path, str, bool]:
    """Root folder, dotted name and whether it is a package, from the `__init__.py` files above a source
    file.
    """
    folder = path.parent
    parts: list[str] = []
    while (folder / "__init__.py").is_file() and folder.name.isidentifier():
        parts.insert(0, folder.name)
        folder = folder.parent
    is_package = path.name == "__init__.py"
    if not is_package:
        parts.append(path.stem)
    return folder, ".".join(parts) or path.stem, is_package
