"""Forward hooks and old-style normalisation: script compiles hooks, or fails on what it cannot."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.script import frontend
from tslint.analysis.script.annotations import Annotations, Wrong
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.instances import ScriptModule
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function
from tslint.source.walking import walk
from tslint.torchspec import types as t

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_HOOKS = {"register_forward_hook": "Hook", "register_forward_pre_hook": "Pre-hook"}
_WITH_HOOKS = {
    "torch.nn.utils.weight_norm": "WeightNorm",
    "torch.nn.utils.spectral_norm": "SpectralNorm",
    "torch.nn.utils.weight_norm.weight_norm": "WeightNorm",
    "torch.nn.utils.spectral_norm.spectral_norm": "SpectralNorm",
}
# Adds a property to the class, which raises in scripted code (torch/nn/utils/parametrize.py).
_PARAMETRIZED = (
    "torch.nn.utils.parametrizations.weight_norm",
    "torch.nn.utils.parametrizations.spectral_norm",
    "torch.nn.utils.parametrizations.orthogonal",
    "torch.nn.utils.parametrize.register_parametrization",
)


def check(compiler: Compiler, em: Emitter, module: ScriptModule) -> None:
    """Hooks that `__init__` registers on the module or its children, whether or not they are called."""
    cls = module.cls
    initialiser = hierarchy.find_member(cls, "__init__") if cls is not None else None
    if cls is None or not isinstance(initialiser, Function) or initialiser.module is not em.module:
        return
    for node in compiler.once(_certain_calls, initialiser):
        _call(compiler, em, cls, initialiser, node)


def _certain_calls(initialiser: Function) -> list[ast.Call]:
    """Calls of `__init__` that are under no condition; none where it takes hooks away again."""
    nodes = list(walk(initialiser.node))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name)}
    if names & {"remove_weight_norm", "remove_spectral_norm", "remove_parametrizations"}:
        return []
    certain = [s for s in initialiser.node.body if not isinstance(s, (ast.If, ast.Try, ast.With))]
    return [node for s in certain for node in walk(s) if isinstance(node, ast.Call)]


def _call(compiler: Compiler, em: Emitter, cls: Class, initialiser: Function, node: ast.Call) -> None:
    callee = compiler.resolve(initialiser.module, node.func)
    if isinstance(callee, External) and callee.dotted in _WITH_HOOKS:
        name = _WITH_HOOKS[callee.dotted]
        text = f"'{name}' object has no attribute '__name__'"
        em.report("unsupported-hook", node, name=name, construct=callee.dotted, torch=text)
    elif isinstance(callee, External) and callee.dotted in _PARAMETRIZED:
        if isinstance(hierarchy.find_member(cls, "__prepare_scriptable__"), Function):
            return  # torch scripts what that gives, which may be rid of it
        text = "torch.jit.script takes no parametrization"
        em.report("fails-when-run", node, construct=f"`{callee.dotted}`", detail=text)
    elif isinstance(callee, External) and callee.dotted == "torch.compile":
        text = "Unknown type annotation: 'Callable[..., Any]'"
        em.report("unscriptable-module", node, name="torch.compile", type="torch.compile", torch=text)
    elif isinstance(node.func, ast.Attribute) and node.func.attr in _HOOKS and node.args:
        _hook(compiler, em, initialiser, node, _HOOKS[node.func.attr])


def _hook(compiler: Compiler, em: Emitter, initialiser: Function, node: ast.Call, what: str) -> None:
    given = node.args[0]
    if isinstance(given, ast.Lambda):
        text = "Expected a single top-level function"
        em.report("unsupported-hook", node, name=what, construct="a lambda", torch=text)
        return
    if isinstance(given, ast.Call):
        made = compiler.resolve(initialiser.module, given.func)
        if isinstance(made, External) and made.dotted == "functools.partial":
            text = "'functools.partial' object has no attribute '__name__'"
            em.report("unsupported-hook", node, name=what, construct="a partial", torch=text)
        return
    hook = (
        compiler.resolve(initialiser.module, given) if isinstance(given, (ast.Name, ast.Attribute)) else None
    )
    if not isinstance(hook, Function) or isinstance(hook.node, ast.AsyncFunctionDef):
        return
    _signature(compiler, em, node, hook, what)
    summary = compiler.compile(hook)
    em.enter(node, summary, hook.dotted)


def _signature(compiler: Compiler, em: Emitter, node: ast.Call, hook: Function, what: str) -> None:
    """The second parameter of a hook is the tuple of all inputs."""
    parameters = hook.node.args.args
    if len(parameters) < 2 or frontend.type_comment(
        hook.module.source.lines, hook.node.lineno, hook.node.end_lineno or 0
    ):
        return
    annotation = parameters[1].annotation
    kind: t.Type | Wrong = t.TENSOR
    if annotation is not None:
        kind = Annotations(compiler, hook.module).resolve(annotation)
    if isinstance(kind, t.Type) and not isinstance(kind, (t.TupleType, t.NamedTupleType, t.UnknownType)):
        text = (
            f"{what} '{hook.name}' expected the input argument to be typed as a Tuple but found type: "
            f"'{kind}' instead."
        )
        em.report("unsupported-hook", node, name=hook.name, construct="an input that is no Tuple", torch=text)


__all__ = ["Class", "check"]
