"""Forward hooks: what `Module.__call__` runs before and after the forward, with what they may change."""

from __future__ import annotations

import ast

from tslint.analysis.interp import calls
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import signature
from tslint.analysis.values import NONE, Choice, Instance, Sequence, Unknown, Value, alternatives, join_all

BEFORE, AFTER = "register_forward_pre_hook", "register_forward_hook"


def register(frame: Frame, module: Instance, name: str, arguments: Arguments) -> None:
    """Keep a hook that `__init__` surely registers; one that takes keywords is left."""
    hook = arguments.get(0, "hook")
    machine = frame.machine
    if hook is None or "with_kwargs" in arguments.kwargs or machine.level or machine.policy.regime != "build":
        return
    if all(signature(hook) != signature(known) for kind, known in module.hooks if kind == name):
        module.hooks.append((name, hook))


def before(frame: Frame, node: ast.AST, module: Instance, arguments: Arguments) -> Arguments:
    """The arguments as the hooks before the forward leave them."""
    for kind, hook in module.hooks:
        if kind == BEFORE and not arguments.open:
            given = Sequence("tuple", list(arguments.args))
            result = calls.apply(frame, node, hook, Arguments([module, given], {}))
            arguments = Arguments(_changed(given, result), arguments.kwargs, varied=arguments.varied)
    return arguments


def _changed(given: Sequence, result: Value) -> list[Value]:
    """The positional arguments, each as any answer of the hook has it; None leaves them as they are."""
    before = given.items or []
    rows: list[list[Value]] = []
    for answer in alternatives(result):
        if isinstance(answer, Sequence) and answer.kind == "tuple" and answer.items is not None:
            rows.append(answer.items)
        elif answer == NONE or isinstance(answer, Unknown):
            rows.append(before)
        else:
            rows.append([answer])
    if len({len(row) for row in rows}) != 1:
        return before
    return [join_all(column) for column in zip(*rows, strict=True)]


def after(frame: Frame, node: ast.AST, module: Instance, arguments: Arguments, result: Value) -> Value:
    """The result as the hooks after the forward leave it."""
    for kind, hook in module.hooks:
        if kind == AFTER:
            given = Sequence("tuple", list(arguments.args))
            answer = calls.apply(frame, node, hook, Arguments([module, given, result], {}))
            if answer == NONE or isinstance(answer, Unknown):
                continue
            if isinstance(answer, Choice):
                answer = join_all([result if part == NONE else part for part in answer.values])
            result = answer
    return result
