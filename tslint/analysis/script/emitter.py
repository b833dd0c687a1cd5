"""The state of one function while it is compiled: its names, what it returns, what is to be told."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tslint.analysis.events import Call, Event
from tslint.analysis.script.annotations import Annotations, Wrong
from tslint.analysis.script.scopes import Scopes, Withheld
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Closure,
    Drift,
    Simple,
    Sugared,
    Unknown,
)
from tslint.ir.cures import AnnotateParameter, Cure
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.source.positions import span_of
from tslint.source.walking import walk
from tslint.torchspec import types as t
from tslint.torchspec.records import Schema

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

MAX_DEPTH = 120  # nesting of expressions that is followed; deeper ones are unknown
_MAX_EVENTS = 200  # events of one function; a generated file of thousands says nothing more


@dataclass(eq=False, slots=True)
class Summary:
    """One compiled function: its signature, what was found in it, and what it called, in order."""

    function: Function | None
    schema: Schema
    events: list[Event] = field(default_factory=list)
    calls: list[tuple[Call, Summary]] = field(default_factory=list)
    complete: bool = False
    known: bool = True
    hangs: bool = False  # whether it, or what it leads to, hangs on the alternative that is compiled
    exact: bool = False  # whether it holds for modules of the very signature alone, not for those alike
    cut: str = ""  # the bound that was hit in it; what lies behind that was not looked at
    returned: Drift | None = None  # how eager Python's result differs in type

    @property
    def result(self) -> t.Type:
        """What a call gives."""
        return self.schema.result


@dataclass(slots=True)
class ParameterInfo:
    """What the emitter knows of one parameter beyond its type."""

    node: ast.arg
    annotated: bool
    type: t.Type
    default: ast.expr | None = None
    suggested: t.Type | None = None  # what its default value says, where script takes it as Tensor
    told: bool = False


class Emitter:
    """Compiles one function. The statements and expressions live in modules of their own and take this
    first.
    """

    def __init__(
        self,
        compiler: Compiler,
        function: Function,
        self_value: Sugared | None = None,
        unknown_names: frozenset[str] = frozenset(),
        namespace: Module | None = None,
    ) -> None:
        self.compiler = compiler
        self.function = function
        self.module = function.module
        self.self_value = self_value
        self.scopes = Scopes()
        self.unknown_names = unknown_names
        # Under functools.wraps the source comes from the inside, global names from the wrapper's module.
        self.namespace = namespace or function.module
        self.annotations = Annotations(compiler, self.namespace, unknown_names, in_function=True)
        self.foreign: frozenset[str] | None = None  # all global names there are, under a decorator of torch's
        self.parameters: dict[str, ParameterInfo] = {}
        self.declared: t.Type | None = None
        self.merged: t.Type | None = None
        self.events: list[Event] = []
        self.calls: list[tuple[Call, Summary]] = []
        self.depth = 0
        self.branches: dict[int, list[ast.stmt] | None] = {}  # by `if`: the side taken, None where both are
        self.loop_kinds: list[str] = []  # "loop" or "unrolled", innermost last
        self.origins: dict[str, ast.AST] = {}  # where a local was last assigned an empty container
        self.mistyped: dict[int, t.Type] = {}  # empty literals (by id) that later code uses with another type
        self.meant: dict[
            int, t.Type
        ] = {}  # the same from a first reading: they have that type from the start
        self._told: set[tuple[str, object]] = set()
        self.looked_up: dict[int, dict[str, ast.expr]] = {}  # attributes that not every object has, by class
        self.muted = 0
        self.returned: Drift | None = None  # what is returned and is of another type in eager Python

    @property
    def owner(self) -> Class | None:
        """The class whose method this is."""
        return self.function.owner

    def report(self, kind: str, node: ast.AST, *, cures: Iterable[Cure] = (), **facts: str) -> None:
        """Tell something about the code at `node`, once."""
        self.tell(kind, node, facts, cures)

    def tell(self, kind: str, node: ast.AST, facts: dict[str, str], cures: Iterable[Cure] = ()) -> None:
        """As `report`, with the facts in a mapping, which is taken over.

        What is worth a note only (`level`) is told under a kind of its own, as `minor-difference`.
        """
        if facts.get("level") == "info":
            facts = {"construct": facts.get("name", kind), **facts, "of": kind}
            kind = "minor-difference"
        if self.muted or not hasattr(node, "lineno"):
            return
        span = span_of(self.module.source.lines, node)
        if (kind, span) in self._told or len(self.events) >= _MAX_EVENTS:
            return
        self._told.add((kind, span))
        facts.setdefault("function", self.function.qualname)
        self.events.append(Event(kind, "script", self.module.path, span, facts, cures=tuple(cures)))

    def wrong_annotation(self, wrong: Wrong, node: ast.AST) -> None:
        """Tell about an annotation that script rejects."""
        release = self.compiler.spec.release
        self.report(wrong.kind, node, name=wrong.name, torch=wrong.torch, release=release)

    def resolve(self, node: ast.expr) -> t.Type | Wrong:
        """The type that an annotation means; torch compiles the classes that it names there and then."""
        kind = self.annotations.resolve(node)
        if isinstance(kind, t.Type):
            for name, summary in self.compiler.classes.compiled_in(kind):
                self.enter(node, summary, name)
        return kind

    def enter(self, node: ast.AST, summary: Summary | None, name: str) -> None:
        """Note that the code at `node` leads the compiler into another function."""
        if summary is not None and not self.muted:
            call = Call(self.module.path, getattr(node, "lineno", 1), name)
            self.calls.append((call, summary))

    def mismatch(self, kind: str, node: ast.AST, operands: Iterable[ast.expr], **facts: str) -> None:
        """Tell that a value has the wrong type, and blame an unannotated parameter where it is one."""
        for operand in operands:
            blamed = self.unannotated(operand)
            if blamed is not None:
                self.blame(blamed, node, facts.get("expected", ""), facts)
                return
        self.tell(kind, node, facts)

    def unannotated(self, node: ast.expr) -> ParameterInfo | None:
        """The unannotated parameter that an expression is, if it is one that still holds its first value."""
        if isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
            return self.unannotated(node.value)
        if not isinstance(node, ast.Name):
            return None
        info = self.parameters.get(node.id)
        if info is None or info.annotated:
            return None
        found = self.scopes.find(node.id)
        return info if isinstance(found, (Simple, Unknown)) else None

    def is_as_given(self, name: str, node: ast.stmt | ast.expr) -> bool:
        """Whether a name is a parameter that nothing before `node` has assigned to."""
        if name not in self.parameters:
            return False
        return not any(
            isinstance(inner, ast.Name)
            and inner.id == name
            and isinstance(inner.ctx, ast.Store)
            and (inner.lineno, inner.col_offset) < (node.lineno, node.col_offset)
            for inner in walk(self.function.node)
        )

    def blame(
        self,
        info: ParameterInfo,
        node: ast.AST,
        expected: str,
        facts: dict[str, str],
        kind: str = "unannotated-parameter-misused",
    ) -> None:
        """Tell that a parameter without annotation is taken as Tensor, where that goes wrong."""
        wanted = str(info.suggested) if info.suggested is not None else expected
        cures: tuple[Cure, ...] = ()
        if wanted and wanted not in ("Tensor", "Unknown") and "[]" not in wanted:
            cure = AnnotateParameter(self.module.path, self.function.qualname, info.node.arg, wanted)
            cures = (cure,)
        told = {**facts, "name": info.node.arg, "type": "Tensor", "expected": wanted}
        self.report(kind, node, cures=cures, **told)
        info.told = True
        value = Simple(info.suggested) if info.suggested is not None else UNKNOWN_VALUE
        for frame in self.scopes.frames:
            if info.node.arg in frame.names:
                frame.names[info.node.arg] = value

    def lookup(self, name: str, node: ast.expr) -> Sugared:
        """What a name is, told as an error where it is nothing."""
        found = self.scopes.find(name)
        if isinstance(found, Withheld):
            place = node if found.kind == "positional-only-parameter" else found.node
            self.tell(found.kind, place, {**dict(found.facts), "used": str(node.lineno)})
            self.scopes.set(name, UNKNOWN_VALUE)
            return UNKNOWN
        if found is not None:
            return found
        if name in self.unknown_names:
            return Closure(name)
        return self.compiler.names.lookup(self, name, node)

    def as_value(self, value: Sugared, node: ast.AST) -> Simple:
        """`asValue`: the first-class value, told as an error where there is none."""
        from tslint.analysis.script import attributes

        return attributes.as_value(self, value, node)
