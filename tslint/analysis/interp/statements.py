"""Statements: run a block on abstract values, both ways where a test is not known."""

from __future__ import annotations

import ast
from collections.abc import Callable as Callable_
from functools import partial

from tslint.analysis.interp import assign, decorators, expressions, iteration, patterns, special, subscripts
from tslint.analysis.interp.frame import Env, Frame, Loop, join_envs, value_of_entity
from tslint.analysis.interp.machine import signature
from tslint.analysis.interp.refine import refine
from tslint.analysis.interp.truth import Truth, default_truth, test_truth
from tslint.analysis.interp.watch import Watch
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Callable,
    ClassRef,
    ExternalRef,
    Mapping,
    Origin,
    Sequence,
    Value,
    alike,
    join,
)
from tslint.project.entities import Function
from tslint.project.modules import make_class
from tslint.source.recalled import recalled
from tslint.source.walking import walk

Callback = Callable_[[], None]
_UNROLL = 12  # rounds of a loop over known items that are run one by one
_ROUNDS = 3  # rounds of a loop over unknown items until its state is taken as settled


def run_block(frame: Frame, body: list[ast.stmt]) -> bool:
    """Run statements in order. False where no way leads past the end (return, raise, break on every path)."""
    watch = frame.machine.watch
    if watch is not None and frame.function is not None and frame.function.node is watch.function:
        return all(_watched(frame, statement, watch) for statement in body)
    for statement in body:  # noqa: SIM110 - every block goes through here, and a generator is dear
        if not run(frame, statement):
            return False
    return True


def _watched(frame: Frame, node: ast.stmt, watch: Watch) -> bool:
    watch.enter(node, frame.env)
    through = run(frame, node)
    if through:
        watch.leave(node, frame.env)
    elif isinstance(node, ast.Return) and frame.returns:
        watch.gave(node, frame.returns[-1])
    return through


def run(frame: Frame, node: ast.stmt) -> bool:
    """Run one statement; False where it never completes normally."""
    frame.machine.step()
    kind = node.__class__
    handler = _HANDLERS[kind] if kind in _HANDLERS else _inherited(kind)
    return handler(frame, node) if handler is not None else True


def _inherited(kind: type[ast.stmt]) -> Callable_[..., bool] | None:
    """What runs statements of a class derived from one of `ast`: a check in an editor has such."""
    return next((_HANDLERS[base] for base in kind.__mro__ if base in _HANDLERS), None)


def _expression(frame: Frame, node: ast.Expr) -> bool:
    expressions.evaluate(frame, node.value)
    return True


def _assign(frame: Frame, node: ast.Assign) -> bool:
    value = expressions.unpacked(frame, node.value, node.targets)
    if isinstance(value, (Sequence, Mapping)):
        frame.machine.policy.container_aliased(node.value, value)
    if len(node.targets) == 1:
        _store(frame, node.targets[0], value, node.value)
    else:
        for target in node.targets:
            assign.store(frame, target, value, node.value)
    return True


def _store(frame: Frame, target: ast.expr, value: Value, source: ast.expr) -> None:
    """Bind a value to a target, which alone holds it where it is a new dict."""
    new = (
        isinstance(value, Mapping)
        and isinstance(target, ast.Name)
        and expressions.is_new_dict(frame, source, value)
    )
    assign.store(frame, target, value, source)
    if new and isinstance(target, ast.Name):
        frame.hold(target.id)


def _annotated(frame: Frame, node: ast.AnnAssign) -> bool:
    if node.value is not None:
        value = expressions.evaluate(frame, node.value)
        _store(frame, node.target, value, node.value)
    return True


def _augmented(frame: Frame, node: ast.AugAssign) -> bool:
    assign.augmented(frame, node)
    return True


def _with(frame: Frame, node: ast.With) -> bool:
    for item in node.items:
        manager = expressions.evaluate(frame, item.context_expr)
        entered = special.call(frame, item.context_expr, manager, "enter")
        if item.optional_vars is not None:
            value = UNKNOWN if entered is None else entered
            assign.store(frame, item.optional_vars, value, item.context_expr)
    return run_block(frame, node.body)


def _raise(frame: Frame, node: ast.Raise) -> bool:
    return False


def _leave(frame: Frame, node: ast.Break | ast.Continue) -> bool:
    if frame.loops:
        loop = frame.loops[-1]
        (loop.breaks if isinstance(node, ast.Break) else loop.continues).append(dict(frame.env))
    return False


def _define(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    qualname = f"{frame.function.qualname}.<locals>.{node.name}" if frame.function else node.name
    function = Function(frame.module, node, qualname)
    _release_nonlocals(frame, node)
    frame.capture()
    value = Callable(function, None, {**(frame.closure or {}), **frame.env})
    frame.env[node.name] = decorators.decorated(frame.machine, value)
    if value.closure is not None:
        value.closure[node.name] = frame.env[node.name]
    return True


def _class(frame: Frame, node: ast.ClassDef) -> bool:
    frame.capture()
    frame.env[node.name] = ClassRef(make_class(frame.module, node, node.name))
    return True


def _global(frame: Frame, node: ast.Global) -> bool:
    frame.global_names.update(node.names)
    return True


def _delete(frame: Frame, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            frame.env.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            subscripts.remove(frame, target)
    return True


def _release_nonlocals(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Forget the locals that an inner function binds anew: they change whenever it is called."""
    for name in _nonlocals(node):
        if name in frame.env:
            frame.env[name] = UNKNOWN


@recalled
def _nonlocals(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    return tuple(name for part in walk(node) if isinstance(part, ast.Nonlocal) for name in part.names)


def _return(frame: Frame, node: ast.Return) -> bool:
    value: Value = NONE if node.value is None else expressions.evaluate(frame, node.value)
    if frame.entry and node.value is not None:
        value = iteration.returned(frame, node.value, value)
    frame.returns.append(value)
    return False


def _branches(frame: Frame, ways: list[tuple[Env, list[ast.stmt]]], origin: Origin = Origin.CONSTANT) -> bool:
    """Run each way from its own environment and go on with what the completed ones have in common."""
    completed: list[Env] = []

    def way(env: Env, body: list[ast.stmt]) -> bool:
        frame.env = env
        through = run_block(frame, body)
        if through:
            completed.append(frame.env)
        return through

    frame.machine.alternatives([partial(way, env, body) for env, body in ways], origin)
    after = join_envs(completed)
    if after is None:
        return False
    frame.env = after
    return True


def _if(frame: Frame, node: ast.If) -> bool:
    truth = (default_truth if frame.machine.decides_by_default else test_truth)(frame, node.test)
    if truth.known is not None:
        refine(frame, frame.env, node.test, truth.known)
        return run_block(frame, node.body if truth.known else node.orelse)
    if truth.origin >= Origin.SHAPE:
        _tell_branch(frame, node, node.test, truth)
    tell_kept(frame, node.test, truth)
    then, other = dict(frame.env), dict(frame.env)
    refine(frame, then, node.test, True)
    refine(frame, other, node.test, False)
    return _branches(frame, [(then, node.body), (other, node.orelse)], truth.origin)


def _tell_branch(frame: Frame, node: ast.If, test: ast.expr, truth: Truth) -> None:
    policy = frame.machine.policy
    if not node.orelse and only_complains(node.body):
        policy.check(frame, node, "if", test, truth.origin)
    elif [ast.dump(part) for part in node.body] == [ast.dump(part) for part in node.orelse]:
        policy.note(frame, test, "harmless-question", reason="both ways do the same")
    elif not (does_nothing(node.body) and does_nothing(node.orelse)):
        policy.branch(frame, node, "if", test, truth.origin)


def tell_kept(frame: Frame, test: ast.expr, truth: Truth) -> None:
    """Tell a question about the sizes of parameters alone: a trace holds them as tensors, and warns."""
    if truth.known is None and truth.origin is Origin.KEPT:
        reason = "only sizes of parameters and buffers decide, which are the same for every input"
        frame.machine.policy.note(frame, test, "harmless-question", reason=reason)


def only_complains(body: list[ast.stmt]) -> bool:
    """Whether a block only raises, warns, logs or prints: nothing that reaches a result."""
    return all(
        isinstance(s, (ast.Raise, ast.Pass, ast.Assert))
        or (isinstance(s, ast.Expr) and isinstance(s.value, (ast.Call, ast.Constant)) and reports(s.value))
        for s in body
    )


_REPORTS = {"print", "warn", "warning", "info", "debug", "error", "exception", "log", "critical", "warn_once"}


def reports(value: ast.expr) -> bool:
    """Whether an expression only prints, logs or warns."""
    if isinstance(value, ast.Constant):
        return True
    function = value.func if isinstance(value, ast.Call) else value
    return (isinstance(function, ast.Name) and function.id in ("print", "warn")) or (
        isinstance(function, ast.Attribute) and function.attr in _REPORTS
    )


def does_nothing(body: list[ast.stmt]) -> bool:
    """Whether a block only logs or prints, or is not there."""
    return all(
        isinstance(s, ast.Pass)
        or (isinstance(s, ast.Expr) and reports(s.value) and not isinstance(s.value, ast.Constant))
        for s in body
    )


def _assert(frame: Frame, node: ast.Assert) -> bool:
    truth = test_truth(frame, node.test)
    if truth.known is None and truth.origin >= Origin.SHAPE:
        frame.machine.policy.check(frame, node, "assert", node.test, truth.origin)
    tell_kept(frame, node.test, truth)
    refine(frame, frame.env, node.test, True)
    return truth.known is not False


def _for(frame: Frame, node: ast.For) -> bool:
    iterable = expressions.evaluate(frame, node.iter)
    items = iteration.iterate(frame, node.iter, iterable, node, "for")
    loop = Loop()
    frame.loops.append(loop)
    try:
        if items.known is not None and len(items.known) <= _UNROLL:
            through = _unrolled(frame, node, items.known, loop)
        else:
            element = join_known(items.known) if items.known is not None else items.element
            through = _rounds(frame, node, element, loop, may_skip=items.known is None)
    finally:
        frame.loops.pop()
    if through and node.orelse:
        through = run_block(frame, node.orelse)
    after = join_envs([*([frame.env] if through else []), *loop.breaks])
    if after is None:
        return False
    frame.env = after
    return True


def join_known(items: list[Value]) -> Value:
    """One value for many known items: enough of them to see their kind."""
    result = items[0] if items else UNKNOWN
    for item in items[1:64]:
        result = join(result, item)
    return result


def _unrolled(frame: Frame, node: ast.For, items: list[Value], loop: Loop) -> bool:
    for item in items:
        assign.store(frame, node.target, item, node.iter)
        loop.continues.clear()
        completed = run_block(frame, node.body)
        after = join_envs([*([frame.env] if completed else []), *loop.continues])
        if after is None:
            return False
        frame.env = after
    return True


def _rounds(frame: Frame, node: ast.For, element: Value, loop: Loop, may_skip: bool) -> bool:
    before = dict(frame.env)
    for _ in range(_ROUNDS):
        start = dict(frame.env)
        assigned = partial(assign.store, frame, node.target, element, node.iter)
        frame.machine.alternatives([partial(_round, frame, node.body, loop, assigned), _nothing])
        frame.env = join_envs([start, frame.env]) or frame.env
        if settled(start, frame.env):
            break
    if may_skip:
        frame.env = join_envs([before, frame.env]) or frame.env
    return True


def _round(frame: Frame, body: list[ast.stmt], loop: Loop, begin: Callback) -> None:
    """One round of a loop from the present environment; what cannot reach the next round leaves it as it
    was.
    """
    start = dict(frame.env)
    begin()
    loop.continues.clear()
    completed = run_block(frame, body)
    after = join_envs([*([frame.env] if completed else []), *loop.continues])
    frame.env = after if after is not None else start


def _nothing() -> None:
    """The way of a loop that runs no round."""


def settled(start: Env, after: Env) -> bool:
    """Whether a round changed nothing that the abstraction can see: a call given either would do the same."""
    return start.keys() == after.keys() and all(
        alike(value, after[name]) or signature(value) == signature(after[name])
        for name, value in start.items()
    )


def _while(frame: Frame, node: ast.While) -> bool:
    loop = Loop()
    frame.loops.append(loop)
    endless = False
    try:
        for position in range(_ROUNDS):
            truth = test_truth(frame, node.test)
            if position == 0:
                if truth.known is False:
                    return run_block(frame, node.orelse)
                endless = truth.known is True and truth.fixed
            endless = endless and truth.known is True  # a round may change what the test looks at
            if truth.known is None and truth.origin >= Origin.SHAPE:
                frame.machine.policy.branch(frame, node, "while", node.test, truth.origin)
            start = dict(frame.env)

            entered = partial(refine, frame, frame.env, node.test, True)
            frame.machine.alternatives([partial(_round, frame, node.body, loop, entered), _nothing])
            frame.env = join_envs([start, frame.env]) or frame.env
            if settled(start, frame.env):
                break
    finally:
        frame.loops.pop()
    ways = [*loop.breaks] if endless else [frame.env, *loop.breaks]
    after = join_envs(ways)
    if after is None:
        return False
    frame.env = after
    return run_block(frame, node.orelse) if node.orelse and not endless else True


def _try(frame: Frame, node: ast.Try) -> bool:
    before = dict(frame.env)
    ways: list[tuple[Env, list[ast.stmt]]] = [(dict(before), [*node.body, *node.orelse])]
    ways += [(dict(before), handler.body) for handler in node.handlers]
    for handler in node.handlers:
        if handler.name:
            for env, body in ways:
                if body is handler.body:
                    env[handler.name] = UNKNOWN
    frame.machine.policy.note(frame, node, "exception-handler")
    through = _branches(frame, ways)
    if node.finalbody:
        through = run_block(frame, node.finalbody) and through
    return through


def _match(frame: Frame, node: ast.Match) -> bool:
    subject = expressions.evaluate(frame, node.subject)
    ways: list[tuple[Env, list[ast.stmt]]] = []
    before, origin = frame.env, Origin.CONSTANT
    for case in node.cases:
        frame.env = dict(before)
        truth = patterns.case_truth(frame, case, subject)
        if truth.known is not False:
            ways.append((frame.env, case.body))
            origin = max(origin, truth.origin)
        if truth.known is True:
            break
    else:
        ways.append((dict(before), []))
    frame.env = before
    return _branches(frame, ways, origin)


def _import(frame: Frame, node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.split(".")[0]
            entity = frame.module.project.entity_of_module(name)
            frame.env[alias.asname or name] = value_of_entity(frame.machine, entity)
        return True
    dotted = frame.module.absolute(node.module or "", node.level)
    for alias in node.names:
        found = frame.module.project.member(dotted, alias.name)
        frame.env[alias.asname or alias.name] = (
            value_of_entity(frame.machine, found) if found is not None else UNKNOWN
        )
        if found is None and not dotted:
            frame.env[alias.asname or alias.name] = ExternalRef(alias.name)
    return True


_HANDLERS: dict[type[ast.stmt], Callable_[..., bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.With: _with,
    ast.Assert: _assert,
    ast.Raise: _raise,
    ast.Break: _leave,
    ast.Continue: _leave,
    ast.Try: _try,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _class,
    ast.Global: _global,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Match: _match,
}
