"""Looking at one name: what the entries that reach it give it, found by running the function around it again.

Nothing of this is done, and nothing is kept for it, while a check runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tslint.analysis.api import Analysis
from tslint.analysis.interp import expressions
from tslint.analysis.interp.api import Builder
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import Machine
from tslint.analysis.interp.policy import Policy
from tslint.analysis.interp.units import Unit
from tslint.analysis.said import Said, of_script, of_trace
from tslint.analysis.script.api import Compiler, compile_class, compile_function, compile_module
from tslint.analysis.script.watch import ScriptWatch
from tslint.analysis.values import UNKNOWN, Instance, Value, join_all
from tslint.project.classes import is_module
from tslint.project.entities import Class, Function
from tslint.project.entries import top_level
from tslint.project.modules import Module
from tslint.project.receivers import receiver_of
from tslint.source.positions import span_of
from tslint.torchspec.load import spec

Name = ast.Name | ast.Attribute | ast.arg
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Looked:
    """A name of the source and what each regime that reaches it knows of it."""

    node: Name
    text: str
    told: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A name, the statement that it stands in, and the function around that."""

    module: Module
    node: Name
    statement: ast.stmt | None
    function: Definition


def look(analysis: Analysis, target_torch: str, path: str, line: int, column: int) -> Looked | None:
    """The name at a place (line and column from 1); None where there is none, or nothing is known of it."""
    module = next((module for module in analysis.project.checked if module.path == path), None)
    spot = _spot(module, line, column) if module is not None else None
    if spot is None:
        return None
    told: list[tuple[str, Said]] = []
    traced, scripted = _traced(analysis, spot), _scripted(analysis, target_torch, spot)
    if traced is not None:
        told.append(("trace", traced))
    if scripted is not None:
        told.append(("script", scripted))
    text = spot.node.arg if isinstance(spot.node, ast.arg) else ast.unparse(spot.node)
    return Looked(spot.node, text, tuple(told)) if told else None


# -- where -----------------------------------------------------------------------------------------------


def _spot(module: Module, line: int, column: int) -> _Spot | None:
    lines = module.source.lines

    def holds(node: ast.AST) -> bool:
        span = span_of(lines, node)
        return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)

    function: Definition | None = None
    statement: ast.stmt | None = None
    found: Name | None = None
    pending: list[ast.AST] = [module.source.tree]
    while pending:
        for child in ast.iter_child_nodes(pending.pop()):
            if hasattr(child, "lineno") and not holds(child):
                continue
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                function, statement = child, None
            elif isinstance(child, ast.stmt):
                statement = child
            elif isinstance(child, (ast.Name, ast.arg)) or (
                isinstance(child, ast.Attribute) and _at_name(child, lines, line, column)
            ):
                found = child
            pending.append(child)
    if function is None or found is None or (statement is None and not isinstance(found, ast.arg)):
        return None
    return _Spot(module, found, statement, function)


def _at_name(node: ast.Attribute, lines: list[str], line: int, column: int) -> bool:
    """Whether a place lies on the attribute's own name: what stands before it is another."""
    end = span_of(lines, node)
    return line == end.end_line and end.end_column - len(node.attr) <= column <= end.end_column


def _when(spot: _Spot) -> tuple[ast.stmt, bool]:
    """The statement before (True) or after which a name holds what it holds at the spot."""
    assert spot.statement is not None
    stored = not isinstance(spot.node, ast.arg) and isinstance(spot.node.ctx, ast.Store)
    if stored and isinstance(spot.statement, (ast.For, ast.With)):
        return spot.statement.body[0], True
    return spot.statement, not stored


# -- under trace -----------------------------------------------------------------------------------------


def _traced(analysis: Analysis, spot: _Spot) -> Said | None:
    units = [unit for unit in analysis.units.values() if unit.function.node is spot.function]
    values = [value for unit in units for value in _values(analysis, unit, spot)]
    return of_trace(join_all(values)) if values else None


def _values(analysis: Analysis, unit: Unit, spot: _Spot) -> Iterator[Value]:
    if isinstance(spot.node, ast.arg):
        yield unit.arguments.get(spot.node.arg, UNKNOWN)
        return
    try:
        watch = analysis.observe(unit)
    except Exception:  # a function that cannot be run again has nothing to show
        return
    stored = isinstance(spot.node.ctx, ast.Store)
    statement, before = _when(spot)
    names = (watch.before if before else watch.after).get(statement)
    if names is None:
        return
    receivers: list[Instance | None] = [*unit.receivers] or [None]
    if isinstance(spot.node, ast.Name):
        if spot.node.id in names:
            yield names[spot.node.id]
        elif not stored:
            yield _evaluated(analysis, unit, spot.node, dict(names), None)
    elif not stored:
        for receiver in receivers:
            yield _evaluated(analysis, unit, spot.node, dict(names), receiver)


def _evaluated(
    analysis: Analysis, unit: Unit, node: ast.expr, names: dict[str, Value], receiver: Instance | None
) -> Value:
    """What a name or a chain of attributes is: nothing is called for it."""
    if not _is_chain(node):
        return UNKNOWN
    if receiver is not None:
        names[receiver_of(unit.function)] = receiver
    machine, function = Machine(analysis.project, Policy()), unit.function
    frame = Frame(machine, function.module, names, function, function.owner)
    try:
        return expressions.evaluate(frame, node)
    except Exception:
        return UNKNOWN


def _is_chain(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


# -- under script ----------------------------------------------------------------------------------------


def _scripted(analysis: Analysis, target_torch: str, spot: _Spot) -> Said | None:
    """What the compiler makes of a name, in the first entry that leads to it."""
    if isinstance(spot.node, ast.Attribute):
        return None
    entries = {(entry.file, entry.line) for entry in analysis.entries if entry.regime == "script"}
    for entity in top_level(spot.module):
        if (entity.module.path, entity.node.lineno) in entries:
            watch = _compiled(analysis, target_torch, entity, spot.function)
            if watch is not None and watch.before:
                return _of_watch(watch, spot)
    return None


def _compiled(
    analysis: Analysis, target_torch: str, entity: Class | Function, function: Definition
) -> ScriptWatch | None:
    known = spec(target_torch)
    project = analysis.project
    compiler = Compiler(project, known)
    watch = compiler.watch = ScriptWatch(function)
    before = dict(project.kept)
    project.kept[Compiler, id(known)] = compiler
    try:
        if isinstance(entity, Function):
            compile_function(project, entity, known)
        elif is_module(entity):
            compile_module(project, entity, Builder(project).build(entity), known)
        else:
            compile_class(project, entity, known)
    except Exception:
        return None
    finally:
        project.kept.clear()
        project.kept.update(before)
    return watch


def _of_watch(watch: ScriptWatch, spot: _Spot) -> Said | None:
    node = spot.node
    assert isinstance(node, (ast.Name, ast.arg))
    if isinstance(node, ast.arg):
        names = next(iter(watch.before.values()), {})
    else:
        statement, before = _when(spot)
        names = (watch.before if before else watch.after).get(statement, {})
    value = names.get(node.arg if isinstance(node, ast.arg) else node.id)
    return of_script(value) if value is not None else None
