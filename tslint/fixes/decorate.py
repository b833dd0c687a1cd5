"""Decorators: put directly above the `def`, where torch compiles the function and not what wraps it."""

from __future__ import annotations

import ast

from tslint.fixes.bindings import Use
from tslint.fixes.context import Context
from tslint.fixes.definitions import Function
from tslint.fixes.plan import Edit, Place, Plan, Refused, Satisfied
from tslint.ir.cures import DecorateFunction
from tslint.ir.scripting import SCRIPTS

_SCRIPT = "torch.jit.script"
# They say how other scripted code shall compile a function or that it shall not.
_EXCLUSIVE = frozenset(
    {"torch.jit.ignore", "torch.jit.unused", "torch.jit.export", "torch.jit.script_method"}
)
# They register the function by its name, which a ScriptFunction has lost, and hand it on as it is.
_REGISTERING = frozenset({"torch.fx.wrap"})


def plan_decorator(cure: DecorateFunction, context: Context) -> Plan:
    """Plan a decorator as the innermost one.

    `torch.jit.script` compiles the source of the function below all wrappers (`inspect.unwrap`): above
    another decorator it would lose what that one does, or fail (`no_grad`, `staticmethod`, `lru_cache`).
    Raises Satisfied where the function has the decorator, or is scripted in another way, and Refused where
    the decorated function could not work.
    """
    function = context.function(cure.qualname)
    use = context.use_around(function)
    spelled = context.speller.known(cure.decorator.removeprefix("@"), use)
    path = _path(ast.parse(cure.decorator.removeprefix("@").strip(), mode="eval").body, context, use)
    existing = [_path(node, context, use) for node in function.node.decorator_list]
    if path is not None and path in existing:
        raise Satisfied
    above = function.node.lineno
    if path in SCRIPTS:
        if SCRIPTS.intersection(existing) or _is_scripted_below(function, context):
            raise Satisfied
        _check_scriptable(cure.qualname, function, existing)
    if path == _SCRIPT:
        above = _above_registering(function, existing)
    lines, text = context.document.lines, context.document.text
    start = lines.starts[above - 1]
    indentation = text[start : lines.end(above)]
    indentation = indentation[: len(indentation) - len(indentation.lstrip())].rpartition("\f")[2]
    line = f"{indentation}@{spelled.text}{context.document.newline(start)}"
    edit = Edit(start, start, line, Place.OPEN)
    return Plan(cure, ("decorator", start, start), (edit,), use.line, spelled.imports)


def _path(node: ast.expr, context: Context, use: Use) -> str | None:
    """What a decorator is, called or not."""
    return context.speller.path(node.func if isinstance(node, ast.Call) else node, use)


def _check_scriptable(qualname: str, function: Function, existing: list[str | None]) -> None:
    if function.is_method and "staticmethod" not in existing:
        raise Refused(f"`{qualname}` is a method: a scripted function is not bound to its object")
    exclusive = _EXCLUSIVE.intersection(existing)
    if exclusive:
        raise Refused(f"`{qualname}` is decorated with @{min(exclusive, key=str)}")


def _above_registering(function: Function, existing: list[str | None]) -> int:
    """The line above which the decorator goes: that of the lowest ones that register the function itself."""
    above = function.node.lineno
    decorators = list(zip(function.node.decorator_list, existing, strict=True))
    while decorators and decorators[-1][1] in _REGISTERING:
        above = decorators.pop()[0].lineno
    if any(path in _REGISTERING for _, path in decorators):
        raise Refused("@torch.fx.wrap above another decorator would register a function without its name")
    return above


def _is_scripted_below(function: Function, context: Context) -> bool:
    """Whether `f = torch.jit.script(f)` follows the definition of `f`."""
    name = function.node.name
    for node in getattr(function.containers[-1], "body", ()):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=target)], value=ast.Call(func=func, args=[ast.Name(id=given), *_])
            ) if target == given == name and node.lineno > function.node.lineno:
                if (
                    context.speller.path(func, context.bindings.use(node.lineno, function.containers))
                    in SCRIPTS
                ):
                    return True
    return False
