"""Forward hooks and old-style normalisation: script compiles hooks, or fails on what it cannot."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.script import classbodies, decorators, hooksignatures, instances, interfaces
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.instances import ScriptModule
from tslint.analysis.script.sugared import ModuleValue
from tslint.analysis.values import Instance
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function
from tslint.project.receivers import is_name, receiver_of
from tslint.source.walking import walk
from tslint.torchspec.records import Schema

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
    for node in compiler.of_node(_certain_calls, initialiser.node):
        _call(compiler, em, module, cls, initialiser, node)


def _certain_calls(initialiser: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.Call]:
    """Calls of `__init__` that are under no condition; none where it takes hooks away again."""
    nodes = list(walk(initialiser))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name)}
    if names & {"remove_weight_norm", "remove_spectral_norm", "remove_parametrizations"}:
        return []
    certain = [s for s in initialiser.body if not isinstance(s, (ast.If, ast.Try, ast.With))]
    return [node for s in certain for node in walk(s) if isinstance(node, ast.Call)]


def _call(
    compiler: Compiler, em: Emitter, module: ScriptModule, cls: Class, initialiser: Function, node: ast.Call
) -> None:
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
        _hook(compiler, em, module, initialiser, node)


def _hook(
    compiler: Compiler, em: Emitter, module: ScriptModule, initialiser: Function, node: ast.Call
) -> None:
    assert isinstance(node.func, ast.Attribute)
    given, what, own = node.args[0], _HOOKS[node.func.attr], receiver_of(initialiser)
    if isinstance(given, ast.Attribute) and is_name(given.value, own):
        _method(em, module, node, given.attr, what)
        return
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
    _checked(compiler, em, _owner(module, node.func.value, own), node, hook, what)


def _checked(
    compiler: Compiler, em: Emitter, owner: Instance | None, node: ast.Call, hook: Function, what: str
) -> None:
    """Compile a hook as a method of the module that it is registered on, its `owner` if that is known, and
    hold its signature against that module's forward.
    """
    if owner is None:
        em.enter(node, compiler.compile(hook), hook.dotted)
        return
    value = ModuleValue(owner, f"self.{owner.class_name}")
    signature = instances.signature_of(compiler, owner)
    summary = compiler.compile(hook, value, key=signature)
    forward = forward_of(compiler, value)
    em.enter(node, summary, hook.dotted)
    if summary is None or not summary.known:
        return
    if _is_taken(compiler, owner, hook.name):
        text = f"Can't define hook: {hook.name} on class: {owner.class_name}: a method has that name"
        construct = "its name, which a method of the module has"
        em.report("unsupported-hook", node, name=hook.name, construct=construct, torch=text)
    wrong = hooksignatures.wrong(compiler, hook, summary.schema, forward, what)
    if wrong:
        construct, text = wrong
        text = f"{what} '{hook.name}' {text}"
        em.report("unsupported-hook", node, name=hook.name, construct=construct, torch=text)


def _is_taken(compiler: Compiler, owner: Instance, name: str) -> bool:
    """Whether a module has a compiled method of that name."""
    cls = compiler.modules.describe(owner).cls
    method = instances.method(cls, name) if cls is not None else None
    return method is not None and cls is not None and interfaces.is_compiled(cls, method)


def forward_of(compiler: Compiler, value: ModuleValue) -> Schema | None:
    """The compiled signature of a module's forward; None where it is not known."""
    described = compiler.modules.describe(value.instance)
    if described.cls is None or described.open:
        return described.forward[0] if len(described.forward) == 1 else None
    method = instances.method(described.cls, "forward")
    if method is None:
        return None
    signature = instances.signature_of(compiler, value.instance)
    summary = decorators.compile_decorated(compiler, method, value, key=signature)
    return summary.schema if summary is not None and summary.known and summary.complete else None


def _owner(module: ScriptModule, node: ast.expr, own: str) -> Instance | None:
    """The module that hooks are registered on: the one whose `__init__` runs, or one of its submodules."""
    if is_name(node, own):
        return module.instance
    if isinstance(node, ast.Attribute) and is_name(node.value, own):
        return module.submodules.get(node.attr)
    return None


def _method(em: Emitter, module: ScriptModule, node: ast.Call, name: str, what: str) -> None:
    """A method of the module as a hook is compiled with its own `self` and torch's."""
    method = instances.method(module.cls, name) if module.cls is not None else None
    if method is None or classbodies.is_static(method) or classbodies.is_class_method(method):
        return
    wanted = hooksignatures.INPUTS[what]
    text = f"{what} '{name}' was expected to only have exactly {wanted} inputs but it had {wanted + 1}"
    if len(method.node.args.args) == wanted + 1:
        construct = "a method of the module, whose `self` is one parameter too many"
        em.report("unsupported-hook", node, name=name, construct=construct, torch=text)


__all__ = ["Class", "check"]
