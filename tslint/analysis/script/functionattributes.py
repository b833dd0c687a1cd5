"""Attributes of a module that hold functions, and those that torch cannot type: the error comes on use."""

from __future__ import annotations

import ast

from tslint.analysis import values as v
from tslint.analysis.script import decorators
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.inference import QUIET, Failed
from tslint.analysis.script.instances import ScriptModule
from tslint.analysis.script.sugared import UNKNOWN, PythonFunction, Simple, Sugared, TorchFunction
from tslint.torchspec import types as t


def function_attribute(em: Emitter, module: ScriptModule, name: str, node: ast.expr) -> Sugared:
    """An attribute that holds a function: compiled, or failed on with its cause."""
    value = module.functions[name]
    why = (
        "(This function exists as an attribute on the Python module, but we failed to compile it "
        "to a TorchScript function"
    )
    text = f"Module '{module.name}' has no attribute '{name}' {why}"
    match value:
        case v.LambdaValue():
            em.report("unknown-attribute", node, name=name, type=module.name, why="lambda", torch=text)
            return UNKNOWN
        case v.Callable(receiver=None):
            return _plain_function(em, module, name, value, node, text)
        case v.Callable():
            return failed(em, module, name, Failed("method"), node)
        case v.ExternalRef():
            return _external(em, module, name, value, node)
    return UNKNOWN


def _plain_function(
    em: Emitter, module: ScriptModule, name: str, value: v.Callable, node: ast.expr, text: str
) -> Sugared:
    from tslint.analysis.script.compiler import gather

    summary = decorators.compile_decorated(em.compiler, value.function)
    if summary is None:
        return UNKNOWN
    told = [event for event in gather(summary) if event.kind not in QUIET]
    if told:
        cause = f"{told[0].span.line}: {told[0].facts.get('torch', told[0].kind)}"
        em.report(
            "unknown-attribute",
            node,
            name=name,
            type=module.name,
            why="function",
            cause=cause,
            torch=text,
        )
        em.enter(node, summary, value.function.dotted)
        return UNKNOWN
    return PythonFunction(value.function)


def _external(em: Emitter, module: ScriptModule, name: str, value: v.ExternalRef, node: ast.expr) -> Sugared:
    spec = em.compiler.outside(value.dotted)
    found = module.attributes.get(name)
    if spec is not None and spec.kind in ("builtin", "function", "dispatch", "special"):
        if value.dotted.startswith("builtins.") and isinstance(found, Failed):
            return failed(em, module, name, found, node)  # `len` is known by its name alone
        return TorchFunction(spec)
    if isinstance(found, t.Type) and not isinstance(found, t.UnknownType):
        return Simple(found, module.constants[name]) if name in module.constants else Simple(found)
    if isinstance(found, Failed):
        return failed(em, module, name, found, node)
    if spec is not None and spec.kind == "unscriptable":
        text = f"Module '{module.name}' has no attribute '{name}': {spec.message}"
        em.report("unknown-attribute", node, name=name, type=module.name, why="function", torch=text)
    return UNKNOWN


def failed(em: Emitter, module: ScriptModule, name: str, found: Failed, node: ast.expr) -> Sugared:
    """An attribute whose Python type torch cannot take, where it is used."""
    text = (
        f"Module '{module.name}' has no attribute '{name}' (This attribute exists on the Python module,"
        f" but we failed to convert Python type: '{found.type_name}' to a TorchScript type."
        f" {found.reason})"
    )
    em.report(
        "unknown-attribute",
        node,
        name=name,
        type=module.name,
        why="type",
        python=found.type_name,
        torch=text,
    )
    return UNKNOWN
