"""A block as a function of its own: what goes in, what comes out, and why it cannot be one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tslint.analysis.interp.units import Unit
from tslint.analysis.interp.watch import Watch
from tslint.analysis.typing import type_of
from tslint.analysis.values import INPUT, Const, Instance, Value, alternatives, join_all
from tslint.hybrid.border import crosses, crossing, is_tensor
from tslint.hybrid.configured import is_float
from tslint.hybrid.syntax import Syntax
from tslint.hybrid.windows import Block, lines_of, never_ends
from tslint.ir.cures import Parameter
from tslint.source.walking import copied, walk, walk_all
from tslint.torchspec import types as t

_CONTAINERS = (t.ListType, t.DictType)


class NotCut(Exception):
    """The block cannot become a function; the message says why, after "it"."""


@dataclass(slots=True)
class Cut:
    """A block as a function: its name is still open. `node` stands at the block's place in the source."""

    block: Block
    parameters: list[Parameter] = field(default_factory=list)
    types: dict[str, t.Type] = field(default_factory=dict)
    results: tuple[str, ...] = ()
    returns: t.Type = t.UNKNOWN
    node: ast.FunctionDef | None = None
    decorator: str = "torch.jit.script"


def cut(unit: Unit, syntax: Syntax, look: Callable[[], Watch], block: Block) -> Cut:
    """The block as a function, if no statement in it is hopeless. Raises NotCut.

    `look` tells what the names of the function hold, at some cost: it is asked only where the block allows.
    """
    _check_statements(syntax, block)
    watch = look()
    names = watch.before.get(block[0])
    if names is None:
        raise NotCut("is not reached in the trace")
    found = Cut(block)
    _take_results(found, syntax, watch)
    reached = syntax.read_first(block, frozenset(found.results))
    for name in syntax.sorted(reached & syntax.own):
        value = names.get(name)
        if value is not None and is_tensor(unit.function, name, value, block):
            value = INPUT
        _take(found, name, name, value, block)
    attributes = _Attributes(syntax.receiver, unit.receivers, reached | set(syntax.order))
    statements = [attributes.visit(copied(node)) for node in block]
    for name, given, value in attributes.taken.values():
        _take(found, name, given, value, statements)
        if found.types[name] == t.INT and is_float(unit, given, name, statements):
            _retype(found, name, t.FLOAT)
    found.node = _definition(found, statements)
    return found


# -- what stands in the block --------------------------------------------------------------------------------


def hopeless(unit: Unit, syntax: Syntax, statement: ast.stmt) -> str:
    """Why no block that holds this statement can be a function, after "it"; empty where one may."""
    forbidden = syntax.forbidden([statement])
    if forbidden:
        return f"holds {forbidden}"
    attributes = _Attributes(syntax.receiver, unit.receivers, frozenset())
    try:
        attributes.visit(copied(statement))
        for name, given, value in attributes.taken.values():
            _take(Cut([statement]), name, given, value, ())
    except NotCut as reason:
        return str(reason)
    return ""


def _check_statements(syntax: Syntax, block: Block) -> None:
    if syntax.leaves_a_loop(block):
        raise NotCut("leaves a loop around it")
    if syntax.returns(block) and not never_ends(block):
        raise NotCut("returns on some ways only")


# -- what comes out ------------------------------------------------------------------------------------------


def _take_results(found: Cut, syntax: Syntax, watch: Watch) -> None:
    block = found.block
    returned = [watch.returned[node] for node in syntax.returns(block) if node in watch.returned]
    if never_ends(block):
        if not returned:
            raise NotCut("only raises")
        found.returns = _common([type_of(value) for value in returned])
        if not _may_cross(found.returns):
            raise NotCut(f"returns {said(found.returns)}, and only tensors come out of a scripted piece")
        return
    names = watch.after.get(block[-1])
    if names is None:
        raise NotCut("does not end in the trace")
    wanted = syntax.bound(block) & syntax.read_after[block[-1]] & syntax.own
    kinds: list[t.Type] = []
    for name in syntax.sorted(wanted):
        kind = type_of(names[name]) if name in names else t.UNKNOWN
        if not _may_cross(kind):
            raise NotCut(f"gives `{name}`, {said(kind)}, and only tensors come out of a scripted piece")
        kinds.append(kind)
        found.results += (name,)
    if not kinds:
        raise NotCut("gives nothing that is used after it")
    found.returns = kinds[0] if len(kinds) == 1 else t.TupleType(tuple(kinds))


def _may_cross(kind: t.Type) -> bool:
    """What the trace does not know, the compiler may."""
    return t.contains(kind, t.UnknownType) or crosses(kind)


def _common(kinds: list[t.Type]) -> t.Type:
    return kinds[0] if len(set(kinds)) == 1 else t.UNKNOWN


def said(kind: t.Type) -> str:
    """A type in words."""
    return "something unknown" if t.contains(kind, t.UnknownType) else f"a value of type {kind}"


# -- what goes in --------------------------------------------------------------------------------------------


def _take(found: Cut, name: str, given: str, value: Value | None, block: Sequence[ast.AST]) -> None:
    """Make a name or an attribute of the module a parameter."""
    if value is None:
        raise NotCut(f"reads `{given}`, which may not be bound there")
    if any(isinstance(part, Instance) and part.is_module for part in alternatives(value)):
        raise NotCut(f"uses the submodule `{given}`, which no function can be given")
    if any(isinstance(part, Const) and part.value is None for part in alternatives(value)):
        raise NotCut(f"reads `{given}`, which is None here and may be something else")
    kind = type_of(value)
    reason = crossing(value, kind)
    if reason:
        raise NotCut(f"reads `{given}`, {reason}")
    if isinstance(kind, _CONTAINERS) and block and not _only_read(name, block):
        raise NotCut(f"may change `{given}`, of which a scripted piece gets a copy")
    found.types[name] = kind
    found.parameters.append(Parameter(name, given, str(kind)))


def _retype(found: Cut, name: str, kind: t.Type) -> None:
    found.types[name] = kind
    found.parameters = [p._replace(annotation=str(kind)) if p.name == name else p for p in found.parameters]


def _only_read(name: str, block: Sequence[ast.AST]) -> bool:
    """Whether a list or dict is only indexed, measured and walked: nothing that could change or keep it."""
    uses = 0
    for node in walk_all(block):
        match node:
            case ast.Subscript(value=ast.Name(id=base), ctx=ast.Load()) if base == name:
                uses += 1
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=base)]) if base == name:
                uses += 1
            case ast.Call(func=ast.Attribute(attr="cat" | "stack"), args=[ast.Name(id=base), *_]) if (
                base == name
            ):
                uses += 1
            case ast.For(iter=ast.Name(id=base)) | ast.comprehension(iter=ast.Name(id=base)) if base == name:
                uses += 1
    return uses == sum(isinstance(node, ast.Name) and node.id == name for node in walk_all(block))


class _Attributes(ast.NodeTransformer):
    """Turns what is read of the module (`self.width`) into names, and remembers what they stand for."""

    def __init__(self, receiver: str, objects: Sequence[Instance], names: frozenset[str] | set[str]) -> None:
        self.receiver, self.objects, self.names = receiver, objects, set(names)
        self.taken: dict[str, tuple[str, str, Value]] = {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        parts: list[str] = []
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            parts.insert(0, base.attr)
            base = base.value
        if not self.receiver or not isinstance(base, ast.Name) or base.id != self.receiver:
            return self.generic_visit(node)
        given = f"{self.receiver}.{parts[0]}"
        values = [_attribute(instance, parts[0]) for instance in self.objects]
        known = [value for value in values if value is not None]
        if not isinstance(node.ctx, ast.Load):
            raise NotCut(f"changes `{given}`")
        if not known or len(known) < len(values):
            raise NotCut(f"uses `{given}`, of which nothing is known")
        if any(parts[0] in instance.unsure for instance in self.objects):
            raise NotCut(f"reads `{given}`, which the module has under some configurations only")
        value = join_all(known)
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute) and inner.value is not base:
            inner = inner.value
        name = self._name(given, parts[0], value)
        replacement = ast.copy_location(ast.Name(name, ast.Load()), inner)
        if inner is node:
            return replacement
        outer: ast.expr = node
        while isinstance(outer, ast.Attribute) and outer.value is not inner:
            outer = outer.value
        assert isinstance(outer, ast.Attribute)
        outer.value = replacement
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if self.receiver and node.id == self.receiver:
            raise NotCut(f"uses `{node.id}` itself")
        if node.id == "super":
            raise NotCut("uses `super`")
        return node

    def _name(self, given: str, attribute: str, value: Value) -> str:
        if given not in self.taken:
            name = attribute.lstrip("_") or "value"
            while name in self.names:
                name += "_"
            self.names.add(name)
            self.taken[given] = (name, given, value)
        return self.taken[given][0]


def _attribute(instance: Instance, name: str) -> Value | None:
    """An attribute as an export finds it: in eval mode."""
    return Const(False) if name == "training" and instance.is_module else instance.attributes.get(name)


# -- the function --------------------------------------------------------------------------------------------


def _definition(found: Cut, statements: list[ast.stmt]) -> ast.FunctionDef:
    """The function as the compiler would see it, at the place of its block."""
    first, last = lines_of(found.block)
    if found.results:
        elements: list[ast.expr] = [ast.Name(name, ast.Load()) for name in found.results]
        value = elements[0] if len(elements) == 1 else ast.Tuple(elements, ast.Load())
        statements = [*statements, _placed(ast.Return(value), last)]
    arguments = ast.arguments([], [ast.arg(p.name) for p in found.parameters], None, [], [], None, [])
    node = ast.FunctionDef("block", arguments, statements, [], None, None)
    _placed(node, first, last)
    for argument in arguments.args:
        _placed(argument, first)
    return node


def _placed(node: ast.AST, line: int, end: int = 0) -> ast.stmt:
    for part in walk(node):
        if "lineno" not in part.__dict__ and "lineno" in part._attributes:
            part.lineno, part.end_lineno = line, end or line  # type: ignore[attr-defined]
            part.col_offset, part.end_col_offset = 0, 0  # type: ignore[attr-defined]
    return node  # type: ignore[return-value]
