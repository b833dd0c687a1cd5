"""Functions under `@torch.jit.script`, or `script_if_tracing`, in which a trace would lose nothing."""

from __future__ import annotations

import ast

from tslint.analysis.api import Analysis, EntryEvents
from tslint.analysis.events import Event
from tslint.analysis.interp.decorators import names
from tslint.ir.scripting import SCRIPTS
from tslint.project.classes import resolve
from tslint.project.entities import External, Function
from tslint.source.positions import span_of
from tslint.source.walking import walk

_TYPES = frozenset({"Tensor", "float", "int", "bool"})
_PLAIN = (
    *(ast.Assign, ast.AnnAssign, ast.Return, ast.Expr, ast.Name, ast.Load, ast.Store, ast.Constant),
    *(ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Attribute, ast.Call, ast.keyword, ast.Tuple),
)
# What a trace bakes in where scripted code asks anew.
_KEPT = frozenset({"item", "tolist", "numpy", "device", "data", "shape", "size", "dim", "ndim", "numel"})


def tell(analysis: Analysis) -> None:
    """Put a `needless-script` among the events of the functions that are scripted for nothing."""
    for entry in analysis.entries:
        if entry.regime == "script" and entry.kind == "function":
            function = _function(analysis, entry)
            if function is not None and _is_straight(function):
                decorator, node = _scripting(function)
                span = span_of(function.module.source.lines, node)
                facts = {"name": function.name, "decorator": decorator}
                entry.events.append(Event("needless-script", "script", entry.file, span, facts))


def _function(analysis: Analysis, entry: EntryEvents) -> Function | None:
    module = analysis.project.by_path(entry.file)
    found = module.lookup(entry.name) if module is not None else None
    if isinstance(found, Function) and found.node.lineno == entry.line and found.module.path == entry.file:
        return found if SCRIPTS.intersection(names(found)) else None
    return None


def _scripting(function: Function) -> tuple[str, ast.expr]:
    """The decorator that scripts a function: its dotted name, and where it stands."""
    decorators = zip(names(function), function.node.decorator_list, strict=True)
    return next((name, node) for name, node in decorators if name in SCRIPTS)


def _is_straight(function: Function) -> bool:
    """Whether a function is a straight line of torch's own calculations on tensors."""
    spec = function.node.args
    if spec.vararg or spec.kwarg or spec.posonlyargs or spec.kwonlyargs:
        return False
    annotations = [a.annotation for a in spec.args if a.annotation is not None]
    if any(ast.unparse(a).removeprefix("torch.") not in _TYPES for a in annotations):
        return False
    body = function.node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    local = {a.arg for a in spec.args} | {
        n.id for s in body for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return bool(body) and all(_is_plain(function, part, local) for s in body for part in _parts(s))


def _parts(statement: ast.stmt) -> list[ast.AST]:
    """The nodes of a statement, its annotation aside."""
    aside = walk(statement.annotation) if isinstance(statement, ast.AnnAssign) else ()
    skipped = {id(node) for node in aside}
    return [node for node in walk(statement) if id(node) not in skipped]


def _is_plain(function: Function, node: ast.AST, local: set[str]) -> bool:
    if not isinstance(node, _PLAIN):
        return False
    if isinstance(node, ast.Attribute):
        return node.attr not in _KEPT and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and not any(a is None for a in _keywords(node))
    if isinstance(node, ast.Name) and node.id not in local:
        entity = resolve(function.module, node)
        return isinstance(entity, External) and f"{entity.dotted}.".startswith("torch.")
    return True


def _keywords(node: ast.Call) -> list[str | None]:
    return [keyword.arg for keyword in node.keywords]
