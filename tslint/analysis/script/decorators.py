"""What decorators make of a function: dropped, ignored, compiled from the inside, or hidden behind a
wrapper.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tslint.analysis.events import Event
from tslint.analysis.script import frontend
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.sugared import Sugared
from tslint.project.entities import Entity, External, Function
from tslint.source.walking import children, walk
from tslint.torchspec import types as t

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_PLAIN = {
    "torch.jit.script",
    "torch.jit.export",
    "torch.jit.script_method",
    "torch.jit._script.script_method",
    "torch.jit._script_if_tracing",
    "torch.jit.script_if_tracing",
    "torch.jit.interface",
    "torch.jit._overload",
    "torch.jit._overload_method",
    "torch._jit_internal._overload",
    "torch._jit_internal._overload_method",
    "torch.jit._drop",
    "torch.fx.wrap",
    "typing.overload",
    "typing.no_type_check",
    "typing.final",
    "typing_extensions.final",
    "typing_extensions.override",
    "typing.override",
    "functools.wraps",
    "staticmethod",
    "classmethod",
    "property",
    "abc.abstractmethod",
}
_DROPPED = {
    "torch.no_grad": "torch.no_grad()",
    "torch.enable_grad": "torch.enable_grad()",
    "torch.inference_mode": "torch.inference_mode()",
    "torch.set_grad_enabled": "torch.set_grad_enabled()",
    "torch.autograd.no_grad": "torch.no_grad()",
}
# What torch/utils/_contextlib.py, where the wrapper of these decorators is written, has for global names.
_CONTEXT_GLOBALS = frozenset(
    {"functools", "inspect", "sys", "warnings", "Any", "Callable", "Self", "TypeVar", "cast", "overload"}
)
# The same for methods under autocast, whose wrapper is in torch/amp/autocast_mode.py.
_AUTOCAST_GLOBALS = frozenset(
    {"collections", "functools", "warnings", "Any", "torch", "np", "autocast", "custom_fwd", "custom_bwd"}
)
_IGNORED = {"torch.jit.ignore", "torch._jit_internal.ignore"}
_UNUSED = {"torch.jit.unused", "torch._jit_internal.unused", "torch.jit._drop"}


@dataclass(frozen=True, slots=True)
class Decoration:
    """What the decorators of a function amount to.

    `kind`: plain (compiled as written), dropped (compiled, but what the decorator does is lost), ignore,
    unused,
    cached (compiles, cannot be saved), wrapper (another function is compiled: `wrapper`), unknown (with the
    `wrapper` where one is compiled that may hold anything).
    """

    kind: str
    name: str = ""
    wrapper: Function | None = None
    passes: bool = (
        False  # whether a wrapper does nothing but call the function unless something is switched on
    )


def decoration(compiler: Compiler, function: Function) -> Decoration:
    """What the decorators of a function amount to; the first that is more than plain decides."""
    found = Decoration("plain")
    for node in reversed(function.node.decorator_list):
        one = _one(compiler, function, node)
        if one.kind in ("ignore", "unused", "unknown", "wrapper"):
            return one
        if one.kind != "plain":
            found = one
    return found


def _one(compiler: Compiler, function: Function, node: ast.expr) -> Decoration:
    callee = node.func if isinstance(node, ast.Call) else node
    if isinstance(callee, ast.Attribute) and callee.attr in ("setter", "getter", "deleter"):
        return Decoration("plain")
    if isinstance(callee, ast.Name) and callee.id in ("staticmethod", "classmethod", "property"):
        return Decoration("plain")
    entity: Entity | None = compiler.resolve(function.module, callee)
    if isinstance(entity, External):
        return _external(entity.dotted, node)
    if isinstance(entity, Function):
        return _project(compiler, entity, isinstance(node, ast.Call))
    return Decoration("unknown", ast.unparse(callee))


def _external(dotted: str, node: ast.expr) -> Decoration:
    if dotted in _IGNORED:
        drop = isinstance(node, ast.Call) and any(
            k.arg == "drop" and isinstance(k.value, ast.Constant) and k.value.value is True
            for k in node.keywords
        )
        return Decoration("unused" if drop else "ignore", dotted)
    if dotted in _UNUSED:
        return Decoration("unused", dotted)
    if dotted in _PLAIN:
        return Decoration("plain")
    if dotted in _DROPPED:
        return Decoration("dropped", _DROPPED[dotted])
    if dotted in ("functools.lru_cache", "functools.cache"):
        return Decoration("cached", dotted)
    if dotted in ("contextlib.contextmanager",):
        return Decoration("plain")
    if dotted in ("torch.autocast", "torch.amp.autocast", "torch.cuda.amp.autocast"):
        return Decoration("autocast", dotted)
    return Decoration("unknown", dotted)


def _project(compiler: Compiler, decorator: Function, called: bool) -> Decoration:
    """A decorator of the project: whether it hands the function on, wraps it with functools.wraps, or
    replaces it.
    """
    body = decorator.node.body
    if called:
        inner = _returned(decorator.node)
        if inner is None:
            return Decoration("unknown", decorator.name)
        body = inner.body
        decorator_node: ast.FunctionDef | ast.AsyncFunctionDef = inner
    else:
        decorator_node = decorator.node
    parameters = [arg.arg for arg in decorator_node.args.args]
    for statement in body:
        if (
            isinstance(statement, ast.Return)
            and isinstance(statement.value, ast.Name)
            and parameters
            and statement.value.id == parameters[0]
        ):
            return Decoration("plain")
    wrapper = _returned(decorator_node)
    if wrapper is None:
        return Decoration("unknown", decorator.name)
    for node in wrapper.decorator_list:
        callee = node.func if isinstance(node, ast.Call) else node
        entity = compiler.resolve(decorator.module, callee)
        if isinstance(entity, External) and entity.dotted == "functools.wraps":
            passes = bool(parameters) and _passes(wrapper, parameters[0])
            return Decoration("wraps", decorator.name, decorator, passes)
    takes_all = wrapper.args.vararg is not None or wrapper.args.kwarg is not None
    inside = Function(decorator.module, wrapper, f"{decorator.qualname}.<locals>.{wrapper.name}")
    return Decoration("wrapper" if takes_all else "unknown", decorator.name, inside)


def _passes(wrapper: ast.FunctionDef, inside: str) -> bool:
    """Whether a wrapper is, or begins with `if <a switch>:`, `return function(*args, **kwargs)`, or ends with
    that where what stands before is under a switch: left alone, it does what the function does.
    """
    body = [s for s in wrapper.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    given = {inner.arg for inner in walk(wrapper.args) if isinstance(inner, ast.arg)}
    if len(body) == 1 and _hands_over(body[0], wrapper, inside):
        return True
    switches = [s for s in body if isinstance(s, ast.If) and not _names(s.test) & given]
    if not body or not switches or switches[0] is not body[0]:
        return False
    first = switches[0].body
    if len(first) == 1 and _hands_over(first[0], wrapper, inside):
        return True
    return len(body) == 2 and not switches[0].orelse and _hands_over(body[1], wrapper, inside)


def _hands_over(node: ast.stmt, wrapper: ast.FunctionDef, inside: str) -> bool:
    """`return function(*args, **kwargs)`, with what the wrapper was given and nothing else."""
    spec = wrapper.args
    if spec.vararg is None or not isinstance(node, ast.Return) or not isinstance(node.value, ast.Call):
        return False
    names = [*(arg.arg for arg in spec.args), f"*{spec.vararg.arg}"]
    keywords = [f"**{spec.kwarg.arg}"] if spec.kwarg is not None else []
    return ast.unparse(node.value) == f"{inside}({', '.join((*names, *keywords))})"


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in walk(node) if isinstance(inner, ast.Name)}


def _returned(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.FunctionDef | None:
    """The nested function that a function returns."""
    nested = {inner.name: inner for inner in node.body if isinstance(inner, ast.FunctionDef)}
    for statement in node.body:
        if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Name):
            return nested.get(statement.value.id)
    return None


def compile_decorated(
    compiler: Compiler,
    function: Function,
    self_value: Sugared | None = None,
    types: dict[str, t.Type] | None = None,
    key: object = None,
) -> Summary | None:
    """Compile what the decorated name stands for; an unknown wrapper gives an unknown signature."""
    from tslint.analysis.script.functions import declare

    kind = decoration(compiler, function)
    match kind.kind:
        case "ignore" | "unused":
            return declare(compiler, function, self_value, key, kind.kind)
        case "unknown":
            summary = declare(compiler, function, self_value, key, "unknown")
            summary.known = False
            return summary
        case "wrapper" if kind.wrapper is not None:
            return compiler.compile(kind.wrapper)
    namespace = None
    if kind.kind == "wraps" and kind.wrapper is not None and kind.wrapper.module is not function.module:
        namespace = kind.wrapper.module
    return compiler.compile(function, self_value, types, key, namespace)


def foreign_names(compiler: Compiler, function: Function) -> frozenset[str] | None:
    """The global names that a function under `@torch.no_grad()`, `@torch.autocast()` and their kin has once
    it is compiled; None where it has those of its own file.

    Script takes the source from the function inside and its globals from the wrapper around it.
    """
    kind = decoration(compiler, function)
    if kind.kind == "autocast" and function.owner is not None:
        return _AUTOCAST_GLOBALS
    return _CONTEXT_GLOBALS if kind.kind == "dropped" else None


def tell_call(em: Emitter, function: Function, node: ast.AST) -> None:
    """What a call through a decorator loses or cannot do."""
    kind = decoration(em.compiler, function)
    match kind.kind:
        case "ignore" | "cached":
            told = "ignored-call" if kind.kind == "ignore" else "python-call"
            text = "compiles as a call into Python; cannot be saved"
            facts = {"name": function.name, "decorator": kind.name, "torch": text}
            em.tell(told, node, {**facts, "effect": "python"})
            if kind.kind == "ignore":
                _tell_untyped(em, function, node)
        case "unused":
            text = "compiles; raises when it is run"
            em.report(
                "ignored-call", node, name=function.name, decorator=kind.name, effect="raises", torch=text
            )
        case "autocast":
            text = "TorchScript error: @autocast() decorator is not supported in script mode"
            em.report("unsupported-decorator", node, name=kind.name, torch=text)


def _tell_untyped(em: Emitter, function: Function, node: ast.AST) -> None:
    """An ignored function without annotation of its result is declared to give a Tensor; another value that
    it returns cannot be taken over.
    """
    if function.node.returns is not None or declares_result(function):
        return
    given = next((kind for kind in map(_plain_kind, _returned_values(function.node)) if kind), "")
    if given:
        text = f"without annotation it is declared to return a Tensor, and it returns a {given}"
        em.report("fails-when-run", node, construct=f"the call of `{function.name}`", detail=text)


def declares_result(function: Function) -> bool:
    """Whether a type comment gives the function's result."""
    node = function.node
    return frontend.type_comment(function.module.source.lines, node.lineno, node.end_lineno or 0) is not None


def _returned_values(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    nested = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    found: list[ast.expr] = []
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.Return) and inner.value is not None:
            found.append(inner.value)
        if not isinstance(inner, nested):
            waiting.extend(children(inner))
    return found


def _plain_kind(node: ast.expr) -> str:
    """The Python type of a value that is plainly no Tensor; empty for anything else."""
    match node:
        case ast.Constant(value=value) if value is not None:
            return type(value).__name__
        case ast.JoinedStr():
            return "str"
        case ast.List() | ast.ListComp():
            return "list"
        case ast.Dict() | ast.DictComp():
            return "dict"
        case ast.Tuple():
            return "tuple"
        case ast.Call(func=ast.Name(id="int" | "float" | "bool" | "str" | "len" | "list" | "dict" as name)):
            return "int" if name == "len" else name
        case ast.Call(func=ast.Attribute(attr="item", value=_), args=[]):
            return "number"
        case ast.Call(func=ast.Attribute(attr="tolist", value=_), args=[]):
            return "list"
    return ""


def observes_grad(node: ast.AST) -> bool:
    """Whether a function asks for what a gradient mode changes, so that dropping the mode changes its
    result.
    """
    return any(
        isinstance(inner, ast.Attribute)
        and inner.attr in ("requires_grad", "is_grad_enabled", "grad_fn", "is_leaf")
        for inner in walk(node)
    )


def autocast(compiler: Compiler, function: Function) -> list[Event]:
    """An entry under `@torch.autocast(...)`: script refuses it."""
    em = Emitter(compiler, function)
    for node in function.node.decorator_list:
        if _one(compiler, function, node).kind == "autocast":
            text = "TorchScript error: @autocast() decorator is not supported in script mode"
            em.report("unsupported-decorator", node, name="autocast", torch=text)
    return em.events


def tell_definition(em: Emitter) -> None:
    """Decorators whose effect is silently lost, told where the function is defined."""
    function = em.function
    for node in function.node.decorator_list:
        kind = _one(em.compiler, function, node)
        if kind.kind in ("dropped", "wraps"):
            name = kind.name if kind.kind == "dropped" else f"{kind.name} (a functools.wraps wrapper)"
            lost = not kind.passes if kind.kind == "wraps" else observes_grad(function.node)
            em.report(
                "silent-difference",
                node,
                construct="decorator",
                name=name,
                level="warning" if lost else "info",
                detail=_LOST,
            )
        elif kind.kind == "autocast" and function.owner is not None:
            level = "info" if _switched_off(node) else "warning"
            em.report(
                "silent-difference",
                node,
                construct="decorator",
                name=f"{kind.name}()",
                level=level,
                detail=_LOST,
            )


_LOST = "script compiles the function inside; what the decorator does is dropped"


def _switched_off(node: ast.expr) -> bool:
    """`@torch.autocast(..., enabled=False)`: it matters only inside another autocast."""
    return isinstance(node, ast.Call) and any(
        keyword.arg == "enabled" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in node.keywords
    )
