"""Statements, as ir_emitter.cpp emits them."""

from __future__ import annotations

import ast

from tslint.analysis.script import (
    assignments,
    blame,
    conditions,
    drifts,
    expressions,
    frontend,
    iteration,
    subscripts,
    told,
)
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import Match, convert, match_one
from tslint.analysis.script.scopes import Frame, Withheld, is_object, type_of
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Builtin,
    ExceptionClass,
    ExceptionValue,
    ModuleValue,
    PythonValue,
    Simple,
    Sugared,
    Unknown,
)
from tslint.ir.cures import AnnotateReturn, Cure
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype, unify

_STATEMENTS = 20000  # statements of one block that are followed


def emit_block(em: Emitter, body: list[ast.stmt]) -> None:
    """Emit statements until one of them leaves the block for good."""
    muted = 0
    if len(body) > _STATEMENTS:
        em.compiler.hit(f"it has more than {_STATEMENTS:,} statements")
    watch = em.compiler.watch
    if watch is not None and watch.function is not em.function.node:
        watch = None
    for statement in body[:_STATEMENTS]:
        if watch is not None:
            watch.enter(statement, em.scopes.visible())
        emit_statement(em, statement)
        if watch is not None:
            watch.leave(statement, em.scopes.visible())
        if em.scopes.top.exits:
            break
        if em.scopes.top.doubtful and not muted:
            muted = 1
            em.muted += 1
    em.muted -= muted


def emit_statement(em: Emitter, node: ast.stmt) -> None:
    """Emit one statement; what the frontend has rejected is taken as its cure would have it, or skipped."""
    match node:
        case ast.Expr():
            _expression_statement(em, node)
        case ast.Assign():
            assignments.emit_assign(em, node)
        case ast.AnnAssign():
            assignments.emit_annotated(em, node)
        case ast.AugAssign():
            assignments.emit_augmented(em, node)
        case ast.Return():
            emit_return(em, node.value, node)
        case ast.Raise():
            _raise(em, node)
        case ast.Assert():
            _assert(em, node)
        case ast.If():
            _if(em, node)
        case ast.While():
            _while(em, node)
        case ast.For():
            iteration.emit_for(em, node)
        case ast.With():
            _with(em, node)
        case ast.Delete():
            _delete(em, node)
        case ast.Break() | ast.Continue():
            _leave_loop(em, node)
        case ast.Try():
            told.emit_try(em, node)
        case ast.Match():
            told.emit_match(em, node)
        case ast.Import() | ast.ImportFrom():
            for alias in node.names:
                em.scopes.set(alias.asname or alias.name.split(".")[0], UNKNOWN)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            em.scopes.set(node.name, UNKNOWN)
        case _:
            told.forget(em, node)


def _expression_statement(em: Emitter, node: ast.Expr) -> None:
    if isinstance(node.value, ast.Constant):
        if node.value.value is ...:
            em.report("unsupported-expression", node, construct="`...`", torch="Cannot emit expr for: (dots)")
        return
    expressions.emit_sugared(em, node.value)


def emit_return(em: Emitter, value: ast.expr | None, node: ast.AST) -> None:
    """`return`, checked against the annotation or merged with the returns before it."""
    declared = em.declared
    given = Simple(t.NONE) if value is None else expressions.emit_expr(em, value, declared)
    em.scopes.top.exits = True
    drifts.tell_returned(em, given, declared)
    if declared is not None:
        _check_return(em, value, node, given, declared)
        return
    if em.muted:
        em.merged = t.UNKNOWN  # whether this return counts is not known
        return
    if em.merged is None:
        em.merged = given.type
        return
    merged = unify(em.merged, given.type)
    if merged is None:
        hint = (
            f"Previous return statement returned a value of type {em.merged} but this return statement"
            f" returns a value of type {given.type}"
        )
        em.report(
            "return-type-mismatch",
            node,
            type=str(given.type),
            expected=str(em.merged),
            how="inferred",
            torch=hint,
        )
        merged = t.UNKNOWN
    em.merged = merged


def _check_return(
    em: Emitter, value: ast.expr | None, node: ast.AST, given: Simple, declared: t.Type
) -> None:
    em.merged = declared
    converted = convert(given, declared) if not isinstance(given.type, t.NoneType) else given
    if not is_subtype(converted.type, declared):
        hint = f"Return value was annotated as having type {declared} but is actually of type {given.type}"
        cures: tuple[Cure, ...] = ()
        if not t.contains(given.type, t.UnknownType):
            cures = (AnnotateReturn(em.module.path, em.function.qualname, str(given.type)),)
        em.report(
            "return-type-mismatch",
            node,
            cures=cures,
            type=str(given.type),
            expected=str(declared),
            how="annotated",
            torch=hint,
        )
    elif (
        isinstance(given.type, t.TensorType)
        and not isinstance(declared, (t.TensorType, t.AnyType))
        and value is not None
        and not isinstance(converted.type, t.TensorType)
        and given.drift is None
    ):
        blame.implicit_conversion(em, value, str(declared), "return value")


def _raise(em: Emitter, node: ast.Raise) -> None:
    if node.exc is not None:
        value = expressions.emit_sugared(em, node.exc)
        if isinstance(value, Simple) and not _may_be_raised(em, value.type):
            hint = "exceptions must derive from BaseException"
            em.report("unsupported-raise", node, type=str(value.type), torch=hint)
        elif not isinstance(value, (ExceptionClass, ExceptionValue, Simple, Unknown)) and isinstance(
            value, (PythonValue, ModuleValue, Builtin)
        ):
            hint = "exceptions must derive from BaseException"
            em.report("unsupported-raise", node, type=value.kind, torch=hint)
    em.scopes.top.exits = True


def _may_be_raised(em: Emitter, kind: t.Type) -> bool:
    return (
        isinstance(kind, t.UnknownType) or isinstance(kind, t.ClassType) and em.compiler.classes.is_open(kind)
    )


def _assert(em: Emitter, node: ast.Assert) -> None:
    """`assert`: emitted as `if not test: raise`, so the test refines what follows."""
    condition = conditions.emit_condition(em, node.test)
    if condition.static is None:
        em.scopes.push()
        if node.msg is not None:
            expressions.emit_expr(em, node.msg)
        em.scopes.pop()
    elif condition.static is False:
        em.scopes.top.exits = True
        return
    conditions.refine(em, condition.when_true)


def _if(em: Emitter, node: ast.If) -> None:
    condition = conditions.emit_condition(em, node.test)
    if condition.static is not None:
        em.branches[id(node)] = node.body if condition.static else node.orelse
        if condition.static:
            conditions.refine(em, condition.when_true)
            emit_block(em, node.body)
        else:
            conditions.refine(em, condition.when_false)
            emit_block(em, node.orelse)
        return
    if condition.uncertain:
        em.muted += 1
    else:
        em.branches[id(node)] = None
    true = _branch(em, node.body, condition.when_true)
    false = _branch(em, node.orelse, condition.when_false)
    if condition.uncertain:
        _join_either(em, true, false)
        em.muted -= 1
    else:
        join_branches(em, node, true, false)


def _branch(em: Emitter, body: list[ast.stmt], refinements: dict[str, t.Type]) -> Frame:
    em.scopes.push()
    conditions.refine(em, refinements)
    emit_block(em, body)
    return em.scopes.pop()


def _join_either(em: Emitter, true: Frame, false: Frame) -> None:
    """After a condition that may be decided at compile time: what both branches agree on, else nothing."""
    if true.exits and false.exits:
        em.scopes.top.exits = True
        return
    if true.exits != false.exits or true.doubtful or false.doubtful:
        em.scopes.top.doubtful = True
    for name in dict.fromkeys([*true.names, *false.names, *true.withheld, *false.withheld]):
        outer = em.scopes.find(name)
        sides = [frame.names.get(name, outer) for frame in (true, false) if not frame.exits]
        kinds = {type_of(side) if not isinstance(side, Withheld) else None for side in sides}
        kind = kinds.pop() if len(kinds) == 1 else None
        em.scopes.top.names[name] = Simple(kind) if kind is not None else UNKNOWN
        em.scopes.top.withheld.pop(name, None)


def join_branches(em: Emitter, node: ast.If, true: Frame, false: Frame) -> None:
    """What each name is after an `if` (`emitIfElseBlocks`)."""
    if true.doubtful or false.doubtful:
        em.scopes.top.doubtful = True
    if true.exits and false.exits:
        em.scopes.top.exits = True
        return
    if true.exits or false.exits:
        survivor = false if true.exits else true
        for name, value in survivor.names.items():
            em.scopes.set(name, value)
        for name, withheld in survivor.withheld.items():
            em.scopes.withhold(name, withheld)
        return
    for name in dict.fromkeys([*true.names, *false.names]):
        _join_name(em, node, name, true, false)
    for frame in (true, false):
        for name, withheld in frame.withheld.items():
            # Where the other side has a value, this `if` is the one that is told.
            if name not in true.names and name not in false.names:
                em.scopes.withhold(name, withheld)


def _header(node: ast.If) -> ast.AST:
    place = ast.Pass()
    place.lineno, place.col_offset = node.lineno, node.col_offset
    place.end_lineno, place.end_col_offset = node.test.end_lineno, node.test.end_col_offset
    return place


def _join_name(em: Emitter, node: ast.If, name: str, true: Frame, false: Frame) -> None:
    outer = em.scopes.find(name)
    on_true = true.names.get(name, outer)
    on_false = false.names.get(name, outer)
    if isinstance(on_true, Withheld) or isinstance(on_false, Withheld):
        return
    if all(side is None or is_object(side) for side in (on_true, on_false)):
        return  # only values outlive a block
    if on_true is None or on_false is None:
        missing = "true" if on_true is None else "false"
        hint = f"{name} is not defined in the {missing} branch"
        facts = (("name", name), ("branch", missing), ("torch", hint))
        inner = (true if on_true is None else false).withheld.get(name)
        if inner is not None and inner.kind == "branch-type-mismatch":
            # Torch speaks of this `if`; why there is no value is what an `if` in it says.
            em.scopes.withhold(name, Withheld(inner.kind, _header(node), inner.facts))
        else:
            em.scopes.withhold(name, Withheld("undefined-in-branch", _header(node), facts))
        return
    left, right = _joinable(em, node, on_true), _joinable(em, node, on_false)
    if left is None or right is None:
        em.scopes.set(name, on_true if on_true is on_false else UNKNOWN)
        return
    known = type_of(outer if not isinstance(outer, Withheld) else None)
    to_union = isinstance(known, t.UnionType)
    joined = unify(left, right, default_to_union=to_union)
    if joined is None:
        hint = (
            f"Type mismatch: {name} is set to type {left} in the true branch and type {right} in the "
            "false branch"
        )
        clash = (("name", name), ("type", str(left)), ("other", str(right)), ("torch", hint))
        withheld = Withheld("branch-type-mismatch", _header(node), clash)
        if outer is not None and not isinstance(outer, Withheld):
            em.tell(withheld.kind, withheld.node, dict(clash))
            em.scopes.set(name, UNKNOWN_VALUE)
        else:
            em.scopes.withhold(name, withheld)
        return
    sides = [side for side in (on_true, on_false) if isinstance(side, Simple)]
    em.scopes.top.names[name] = Simple(joined, drift=drifts.joined(sides))
    em.scopes.top.withheld.pop(name, None)


def _joinable(em: Emitter, node: ast.If, value: Sugared) -> t.Type | None:
    return em.as_value(value, _header(node)).type if is_object(value) else type_of(value)


def _while(em: Emitter, node: ast.While) -> None:
    em.scopes.push()
    conditions.emit_condition(em, node.test)
    em.scopes.pop()
    em.scopes.push(loop=True)
    em.loop_kinds.append("loop")
    emit_block(em, node.body)
    em.loop_kinds.pop()
    em.scopes.close_loop()
    told.emit_else(em, node)


def _leave_loop(em: Emitter, node: ast.stmt) -> None:
    if em.loop_kinds and em.loop_kinds[-1] == "unrolled":
        word = "break" if isinstance(node, ast.Break) else "continue"
        hint = (
            "Because we emit iteration over modulelists or tuples as unrolled loops, we do not support"
            " break or continue inside the body of these loops"
        )
        em.report("leave-unrolled-loop", node, construct=word, torch=hint)


def _with(em: Emitter, node: ast.With) -> None:
    from tslint.analysis.script import contexts

    if frontend.is_ignored_context(node):
        told.forget(em, node)
        return
    for item in node.items:
        contexts.enter(em, item)
    emit_block(em, node.body)


def _delete(em: Emitter, node: ast.Delete) -> None:
    for target in node.targets:
        match target:
            case ast.Name():
                em.lookup(target.id, target)
                em.scopes.remove(target.id)
            case ast.Subscript(slice=ast.Slice()):
                hint = "del statements only support deletion at a single index, slicing is not supported"
                em.report("unsupported-deletion", node, construct="a slice", torch=hint)
            case ast.Subscript():
                holder = expressions.emit_expr(em, target.value)
                first = _first(target.slice)
                if isinstance(first, ast.Constant) and first.value is ...:
                    subscripts.tell_dots(em, node, first, holder.type)
                    continue
                index = expressions.emit_expr(em, first)
                if isinstance(holder.type, t.ClassType) and not em.compiler.classes.has_method(
                    holder.type, "__delitem__"
                ):
                    hint = "Class does not define __delitem__"
                    em.report("unsupported-deletion", node, construct="an item of this class", torch=hint)
                if not _deletes(em, holder, index):
                    hint = "We don't have an op for aten::Delete"
                    em.report("unsupported-deletion", node, construct=f"an item of {holder.type}", torch=hint)
            case _:
                hint = "del statements are only supported for deleting list and dict items and variables"
                em.report("unsupported-deletion", node, construct="an attribute", torch=hint)


def _first(index: ast.expr) -> ast.expr:
    """The index that `del` takes: the first, where there are several."""
    return index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index


def _deletes(em: Emitter, holder: Simple, index: Simple) -> bool:
    """Whether there is an operator for `del holder[index]`: its operands are taken as they are."""
    if isinstance(holder.type, (t.UnknownType, t.ClassType)):
        return True
    schemas = em.compiler.schemas("aten::Delete")
    return any(isinstance(match_one(schema, [holder, index], {}, allow=False), Match) for schema in schemas)
