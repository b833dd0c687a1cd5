"""Candidates: a function or submodule that could be scripted, judged by the script regime and the border."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tslint.analysis.api import Analysis
from tslint.analysis.asbuilt import as_built
from tslint.analysis.events import Event
from tslint.analysis.interp.units import Unit
from tslint.analysis.script.api import Compiler, compile_function, compile_module
from tslint.analysis.script.decorators import decoration
from tslint.analysis.script.emitter import Summary
from tslint.analysis.seen import cut_short
from tslint.analysis.typing import type_of
from tslint.analysis.values import Instance
from tslint.config.model import ScriptDecorator
from tslint.hybrid.border import refused
from tslint.hybrid.holders import Holders, unscriptable
from tslint.hybrid.liveness import reads
from tslint.ir.cures import AnnotateParameter, Cure, DecorateFunction, ExtractBlock, WrapCall
from tslint.ir.spans import Span
from tslint.project.classes import resolve
from tslint.project.entities import Class, External, Function, ModuleRef
from tslint.source.positions import span_of
from tslint.source.walking import walk
from tslint.source.watched import note_all, unread
from tslint.torchspec import types as t
from tslint.torchspec.load import TorchSpec
from tslint.torchspec.relations import make_optional

_INSTALLED = {"site-packages", "dist-packages"}
_ALTERNATIVES = 2  # one for either value of what a configuration decides
IsError = Callable[[Event], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is scripted, and the edit for it: none for a model, which its exporter scripts."""

    file: str
    span: Span
    cure: Cure | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that might be scripted: where, with which further edits, or why not (`reason`)."""

    unit: Unit
    kind: Literal["function", "module", "block", "model"]
    places: tuple[Place, ...] = ()
    cures: tuple[Cure, ...] = ()
    reason: str = ""
    model: Class | None = None

    @property
    def name(self) -> str:
        """The function's name, or the class of the submodule or model; of a block, the name that it gets."""
        if self.kind == "block" and isinstance(self.places[0].cure, ExtractBlock):
            return self.places[0].cure.name
        return self.scripted_class.name if self.scripted_class is not None else self.unit.function.name

    @property
    def address(self) -> str:
        """Where torch finds it once the edits are made, `file.py:qualname`."""
        function, cls = self.unit.function, self.scripted_class
        if self.kind == "block":
            return f"{function.module.path}:{self.name}"
        if cls is not None:
            return f"{cls.module.path}:{cls.qualname}"
        return f"{function.module.path}:{function.qualname}"

    @property
    def scripted_class(self) -> Class | None:
        """The class whose objects are scripted; None for a function or block."""
        if self.kind == "model":
            return self.model
        return self.unit.function.owner if self.kind == "module" else None

    @property
    def edits(self) -> tuple[Cure, ...]:
        """All edits: those that script it, and those that it needs to compile."""
        return (*(place.cure for place in self.places if place.cure is not None), *self.cures)


class Candidates:
    """Judges the units of an analysis, each once."""

    def __init__(
        self,
        analysis: Analysis,
        spec: TorchSpec,
        is_error: IsError,
        decorator: ScriptDecorator = "torch.jit.script",
    ) -> None:
        self._analysis, self._spec, self._is_error = analysis, spec, is_error
        self.decorator: ScriptDecorator = decorator
        self._known: dict[str, Candidate | None] = {}
        self._own = {module.path for module in analysis.project.checked}
        self._assumed = {dotted: _bare(unit) for dotted, unit in analysis.units.items()}
        self._called: dict[str, list[Unit]] = {}  # by who calls them
        for unit in analysis.units.values():
            for caller in unit.callers:
                self._called.setdefault(caller, []).append(unit)
        self._holders = Holders(entry.root for entry in analysis.entries if entry.root is not None)
        self.compiler = Compiler(analysis.project, spec, self._assumed, alternatives=True)

    def of(self, dotted: str) -> Candidate | None:
        """The candidate that a called function is; None for a method that is no forward, or library code."""
        if dotted not in self._known:
            unit = self._analysis.units.get(dotted)
            self._known[dotted] = self._judge(unit) if unit is not None else None
        return self._known[dotted]

    def _judge(self, unit: Unit) -> Candidate | None:
        function = unit.function
        if not self.editable(function.module.path) or "<locals>" in function.qualname:
            return None
        is_module = function.name == "forward" and bool(unit.receivers)
        if function.owner is not None and not is_module:
            return None
        try:
            return self._module(unit) if is_module else self._function(unit)
        except Exception as error:  # a piece that cannot be judged is no piece
            return Candidate(unit, "module" if is_module else "function", reason=cut_short(error))

    def editable(self, path: str) -> bool:
        """Whether a file is the user's own: checked, or imported from beside what is checked."""
        return path in self._own or _INSTALLED.isdisjoint(Path(path).parts)

    def _function(self, unit: Unit) -> Candidate:
        function = unit.function
        reason = refused(unit)
        if reason:
            return Candidate(unit, "function", reason=reason)
        self.compiler.begin()
        events = compile_function(self._analysis.project, function, self._spec, compiler=self.compiler)
        summary = self.compiler.compile(function)
        cures, reason = self.lacks(events, summary)
        called = called_by(summary)
        decorator = decorator_for(function, called, function.node.body, self.decorator)
        where = Place(
            function.module.path,
            _name_span(function),
            DecorateFunction(function.module.path, function.qualname, decorator),
        )
        return Candidate(unit, "function", (where,), _once((*self._annotations(unit), *cures)), reason)

    def _module(self, unit: Unit) -> Candidate:
        reason = refused(unit)
        places: list[Place] = []
        cures = self._annotations(unit)
        for receiver in unit.receivers:
            project = self._analysis.project
            built = project.by_path(receiver.site[0]) if receiver.site is not None else None
            if built is None or receiver.site is None or not self.editable(built.path):
                reason = reason or "where it is built is not known"
            reason = reason or self._holders.refuse(receiver) or unscriptable(receiver, is_part=True)
            if reason or built is None or receiver.site is None or not isinstance(receiver.cls, Class):
                continue
            lacking, reason = self._lacking(receiver.cls, receiver)
            cures = (*cures, *lacking)
            span = span_of(built.source.lines, receiver.site[1])
            places.append(Place(built.path, span, WrapCall(built.path, span)))
        return Candidate(unit, "module", tuple(places), _once(cures), reason)

    def of_model(self, root: Instance, unit: Unit) -> Candidate:
        """The candidate that a model as a whole is, scripted where it would be traced; `unit` is its forward.

        Nothing crosses a border then: what is to be judged is whether all of it compiles.
        """
        cls = root.cls
        if not isinstance(cls, Class):
            return Candidate(unit, "model", reason="it is torch's own")
        lacking, reason = self._lacking(cls, root)
        reason = reason or unscriptable(root, is_part=False)
        cures = _once((*self._annotations(unit), *lacking))
        if not all(self.editable(cure.file) for cure in cures):
            reason = reason or "it needs edits in an installed package"
        path = cls.module.path
        return Candidate(unit, "model", (Place(path, _name_span(cls), None),), cures, reason, cls)

    def _lacking(self, cls: Class, module: Instance) -> tuple[tuple[Cure, ...], str]:
        """The edits that a module needs to compile, or why it cannot in any configuration.

        What a configuration decides belongs together in ways that are not known: a combination that does not
        compile may be none.
        """
        cures: list[Cure] = []
        reasons: list[str] = []
        for alternative in range(_ALTERNATIVES):
            self.compiler.begin(alternative)
            with as_built(module):
                events = compile_module(self._analysis.project, cls, module, self._spec, self.compiler)
                summary = self.compiler.modules.compile(cls, module)
            lacking, reason = self.lacks(events, summary)
            cures += lacking
            reasons.append(reason)
            if not self.compiler.chose:
                break
        return ((), reasons[0]) if all(reasons) else (tuple(cures), "")

    def _annotations(self, unit: Unit) -> tuple[Cure, ...]:
        """Annotations of the parameters that are no tensors, in the piece and in all that it calls."""
        return tuple(
            AnnotateParameter(inner.function.module.path, inner.function.qualname, name, str(kind))
            for inner in self._called_by(unit)
            for name, kind in self.assumed(inner.function).items()
            if kind != t.TENSOR
        )

    def assumed(self, function: Function) -> dict[str, t.Type]:
        """The types that the trace saw of a function's parameters without annotation."""
        return self._assumed.get(function.dotted, {})

    def _called_by(self, unit: Unit) -> list[Unit]:
        """The unit and every function of the project that runs when it is called."""
        found, pending = {id(unit): unit}, [unit.function.dotted]
        while pending:
            for inner in self._called.get(pending.pop(), ()):
                if id(inner) not in found:
                    found[id(inner)] = inner
                    pending.append(inner.function.dotted)
        return list(found.values())

    def lacks(self, events: list[Event], summary: Summary | None) -> tuple[tuple[Cure, ...], str]:
        """The edits that clear what a compiler would say, or the first thing that no edit clears.

        `summary`: what was compiled, where what a decorator has made of something is not known either.
        """
        if self.compiler.cut:
            return (), f"it was not looked at to its end: {self.compiler.cut}"
        cures: list[Cure] = []
        for event in events:
            if not self._is_error(event):
                continue
            if not event.cures:
                where = event.file.rpartition("/")[2]
                return (), f"it does not script: {event.kind.replace('-', ' ')} ({where}:{event.span.line})"
            cures += event.cures
        for function in called_by(summary):
            found = decoration(self.compiler, function)
            if found.kind == "unknown" and found.wrapper is not None:
                return (), f"what `{found.name}` puts around `{function.name}` is not known to compile"
        return tuple(cures), ""


def decorator_of(cure: Cure | None) -> str:
    """What an edit that scripts something scripts it with, as a dotted name."""
    return cure.wrapper if isinstance(cure, WrapCall) else str(getattr(cure, "decorator", ""))


SCRIPT, SCRIPT_IF_TRACING = "torch.jit.script", "torch.jit.script_if_tracing"


def decorator_for(
    function: Function, called: Sequence[Function], body: Sequence[ast.stmt], chosen: str = SCRIPT
) -> str:
    """The decorator for a `body` out of a function: the chosen one, or, where that compiles it when its file
    is imported, one that leaves it as it is until it is traced.

    The latter where it needs something that is defined further down, or in the package that imports its file,
    and where types of arguments are asked for: then eager Python calls it with more than tensors.
    """
    module = function.module
    later = _defined_from(unread(module.source.tree), body[0].lineno)
    inside = [part for inner in called if inner.module is module for part in inner.node.body]
    names = frozenset().union(*map(reads, (*body, *inside)))
    note_all((module.path, name) for name in names)
    late = later & names - {function.name}
    if late or any(asks_types(each) or _needs_package(each) for each in (function, *called)):
        return SCRIPT_IF_TRACING
    return chosen


def _needs_package(function: Function) -> bool:
    """Whether a function asks a package for something in whose import its own file is still imported."""
    own = function.module.name
    for node in walk(function.node):
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
            entity = resolve(function.module, node.value)
            if isinstance(entity, ModuleRef) and own.startswith(f"{entity.module.name}."):
                return True
    return False


def _defined_from(body: Sequence[ast.stmt], line: int) -> frozenset[str]:
    """The functions and classes of a file that are not there before the definition that holds a line."""
    at = next((i for i, s in enumerate(body) if s.lineno <= line <= (s.end_lineno or s.lineno)), len(body))
    before, after = ({s.name for s in part if isinstance(s, _DEFINITIONS)} for part in (body[:at], body[at:]))
    return frozenset(after - before)


_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


def asks_types(function: Function) -> bool:
    """Whether a function asks whether one of its parameters is a tensor."""
    names = {parameter.arg for parameter in _parameters(function)}
    for node in walk(function.node):
        match node:
            case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), kinds]) if name in names:
                parts = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
                if any(_is_tensor_class(function, part) for part in parts):
                    return True
    return False


def _is_tensor_class(function: Function, node: ast.expr) -> bool:
    entity = resolve(function.module, node)
    return isinstance(entity, External) and entity.dotted == "torch.Tensor"


def called_by(summary: Summary | None) -> list[Function]:
    """Every function that is compiled with one, itself aside."""
    found: list[Function] = []
    pending = [summary] if summary is not None else []
    seen = {id(summary)}
    while pending:
        for _, inner in pending.pop().calls:
            if id(inner) not in seen:
                seen.add(id(inner))
                pending.append(inner)
                if inner.function is not None:
                    found.append(inner.function)
    return found


def _bare(unit: Unit) -> dict[str, t.Type]:
    """The types that the trace saw of the parameters without annotation, where they are known."""
    types = {
        p.arg: type_of(unit.arguments[p.arg])
        for p in _parameters(unit.function)
        if p.annotation is None and p.arg in unit.arguments
    }
    known = {name: kind for name, kind in types.items() if not t.contains(kind, t.UnknownType)}
    defaults = _defaults(unit.function)
    return {
        name: with_default(kind, defaults[name]) if name in defaults else kind for name, kind in known.items()
    }


_NUMBERS = {t.INT, t.FLOAT}


def with_default(kind: t.Type, default: ast.expr) -> t.Type:
    """The type of a parameter that takes what the trace saw and its default value as well."""
    if not isinstance(default, ast.Constant):
        return kind
    if default.value is None:
        return make_optional(kind)
    mixed = {kind, t.FLOAT if type(default.value) is float else t.INT if type(default.value) is int else kind}
    return t.FLOAT if mixed == _NUMBERS else kind


def _defaults(function: Function) -> dict[str, ast.expr]:
    """The default values of parameters by their names."""
    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    pairs = zip(reversed(positional), reversed(spec.defaults), strict=False)
    named = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    return {parameter.arg: value for parameter, value in (*pairs, *named) if value is not None}


def _once(cures: tuple[Cure, ...]) -> tuple[Cure, ...]:
    return tuple(dict.fromkeys(cures))


def _parameters(function: Function) -> list[ast.arg]:
    spec = function.node.args
    return [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]


def _name_span(definition: Function | Class) -> Span:
    """The name in `def name(` and `class Name(`."""
    node = definition.node
    column = node.col_offset + 1 + len("class " if isinstance(node, ast.ClassDef) else "def ")
    return Span(node.lineno, column, node.lineno, column + len(node.name))
