"""Branches that only select between two tensors of one shape: what `torch.where` computes on both sides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tslint.analysis.forms import Form
from tslint.analysis.interp.frame import Frame
from tslint.analysis.trace.harmless import parents_in
from tslint.analysis.values import Const, Instance, Origin, Scalar, Tensor, Value
from tslint.ir.cures import Cure, ReplaceStatement, ReplaceText
from tslint.ir.spans import Span
from tslint.project.classes import resolve
from tslint.project.entities import External
from tslint.source.positions import span_of
from tslint.source.walking import walk

# Reductions that give one element where they are called without arguments, and those that take floats alone.
_REDUCES = frozenset({"sum", "mean", "max", "min", "amax", "amin", "prod", "std", "var", "norm", "median"})
_REDUCES_FLOATS = frozenset({"mean", "std", "var", "norm"})
_ANSWERS = frozenset({"any", "all"})
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
# Functions of one tensor that keep its shape: with its type, or with that of a calculation in floats.
_KEEP = frozenset({"neg", "abs", "relu", "clone", "contiguous", "zeros_like", "ones_like", "detach"})
_FLOAT = frozenset(
    {"sigmoid", "tanh", "exp", "log", "sqrt", "rsqrt", "sin", "cos", "erf", "expm1", "log1p", "reciprocal"}
)
_PACKAGES = ("torch", "torch.nn.functional")
_FLOAT_LAYERS = frozenset({"Linear", "Conv1d", "Conv2d", "Conv3d", "LayerNorm", "BatchNorm2d", "Embedding"})


@dataclass(frozen=True, slots=True)
class _Side:
    """A side of a branch: the tensor whose shape it has, and whether it is floating-point in any case."""

    root: str
    floats: bool


def of_branch(frame: Frame, node: ast.AST, construct: str, test: ast.AST) -> tuple[Cure, ...]:
    """The edit that selects with `torch.where`; none where that might not be the same."""
    function = frame.function
    if function is None or not isinstance(test, ast.expr):
        return ()
    if construct == "ternary" and isinstance(node, ast.IfExp):
        text = _selected(frame, test, node.body, node.orelse)
        return (ReplaceText(frame.module.path, _span(frame, node), text),) if text else ()
    if construct != "if" or not isinstance(node, ast.If) or _is_elif(frame, node):
        return ()
    for last, lead, then, other in _choices(node, parents_in(function.node).get(node)):
        text = _selected(frame, test, then, other)
        if text:
            first, end = _span(frame, node), _span(frame, last)
            span = Span(first.line, first.column, end.end_line, end.end_column)
            return (ReplaceStatement(frame.module.path, span, f"{lead}{text}"),)
    return ()


def _is_elif(frame: Frame, node: ast.If) -> bool:
    return frame.module.source.lines[node.lineno - 1].lstrip().startswith("elif")


def _span(frame: Frame, node: ast.AST) -> Span:
    return span_of(frame.module.source.lines, node)


def _choices(node: ast.If, holder: ast.AST | None) -> Iterator[tuple[ast.stmt, str, ast.expr, ast.expr]]:
    """How an `if` selects: its last statement, the words before the value, and the two values."""
    if len(node.body) != 1 or len(node.orelse) > 1:
        return
    then = node.body[0]
    other = node.orelse[0] if node.orelse else None
    match then, other:
        case ast.Assign(targets=[ast.Name(id=name)]), ast.Assign(targets=[ast.Name(id=same)]) if name == same:
            yield node, f"{name} = ", then.value, other.value
        case ast.Assign(targets=[ast.Name(id=name)]), None:
            yield node, f"{name} = ", then.value, ast.Name(name, ast.Load())
        case ast.Return(value=ast.expr() as one), ast.Return(value=ast.expr() as two):
            yield node, "return ", one, two
        case ast.Return(value=ast.expr() as one), None:
            body = next((b for b in _bodies(holder) if node in b), [node])
            after = body[body.index(node) + 1 :]
            if after and isinstance(after[0], ast.Return) and after[0].value is not None:
                yield after[0], "return ", one, after[0].value


def _bodies(holder: ast.AST | None) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        yield getattr(holder, name, [])


def _selected(frame: Frame, test: ast.expr, then: ast.expr, other: ast.expr) -> str:
    """The call of `torch.where`; empty where the test or a side is not sure to be what that takes."""
    condition = _condition(frame, test)
    if condition is None:
        return ""
    if isinstance(condition, ast.UnaryOp):  # `not ...`
        condition, then, other = condition.operand, other, then
    one, two = _side(frame, then), _side(frame, other)
    if one is None or two is None or one.root != two.root or ast.dump(then) == ast.dump(other):
        return ""
    if one.floats != two.floats and not _is_floating(frame, one.root, condition):
        return ""
    return f"torch.where({ast.unparse(condition)}, {ast.unparse(then)}, {ast.unparse(other)})"


# -- the condition -------------------------------------------------------------------------------------------


def _condition(frame: Frame, test: ast.expr) -> ast.expr | None:
    """The test as a boolean tensor of one element, without what asks for its number; None for others."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            found = _condition(frame, inner)
            if found is None or isinstance(found, ast.UnaryOp):
                return None
            return ast.UnaryOp(ast.Not(), found)
        case ast.Call(func=ast.Name(id="bool"), args=[inner], keywords=[]):
            return _condition(frame, inner)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, _COMPARISONS):
            parts = [_one_element(frame, part) for part in (left, right)]
            plain = [_is_number(frame, part) for part in (left, right)]
            if any(parts) and all(a or b for a, b in zip(parts, plain, strict=True)):
                return test
        case ast.Call():
            if _reduces(frame, test, _ANSWERS):
                return test
    return None


def _one_element(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a tensor without dimensions, computed without side effects."""
    match node:
        case ast.Name(id=name):
            value = frame.env.get(name)
            return isinstance(value, Tensor) and value.form == Form()
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _one_element(frame, inner)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(
            op, (ast.Add, ast.Sub, ast.Mult, ast.Div)
        ):
            parts = [_one_element(frame, part) for part in (left, right)]
            plain = [_is_number(frame, part) for part in (left, right)]
            return any(parts) and all(a or b for a, b in zip(parts, plain, strict=True))
        case ast.Call():
            return _reduces(frame, node, _REDUCES)
    return False


def _reduces(frame: Frame, node: ast.Call, names: frozenset[str]) -> bool:
    """Whether a call reduces a whole tensor: `x.sum()`, `torch.sum(x)`."""
    if node.keywords or not isinstance(node.func, ast.Attribute) or node.func.attr not in names:
        return False
    if not node.args:
        return _is_pure(frame, node.func.value)
    return len(node.args) == 1 and _is_of_torch(frame, node.func) and _is_pure(frame, node.args[0])


def _is_pure(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a tensor made of local tensors by operators and functions that change
    nothing.
    """
    match node:
        case ast.Name(id=name):
            return isinstance(frame.env.get(name), Tensor)
        case ast.UnaryOp(operand=inner):
            return not isinstance(node.op, ast.Not) and _is_pure(frame, inner)
        case ast.BinOp(left=left, right=right):
            return _all_pure(frame, (left, right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, _COMPARISONS):
            return _all_pure(frame, (left, right))
        case ast.Subscript(value=inner):
            whole = all(isinstance(part, (ast.Constant, *_INDEX)) for part in walk(node.slice))
            return whole and _is_pure(frame, inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=name) as function, keywords=[]):
            if name not in _KEEP | _FLOAT | {"isnan", "isinf", "isfinite", "float", "square"}:
                return False
            if not node.args:
                return _is_pure(frame, inner)
            return len(node.args) == 1 and _is_of_torch(frame, function) and _is_pure(frame, node.args[0])
    return False


_INDEX = (ast.Tuple, ast.Slice, ast.UnaryOp, ast.USub, ast.Load)


def _all_pure(frame: Frame, nodes: tuple[ast.expr, ast.expr]) -> bool:
    pure = [_is_pure(frame, node) for node in nodes]
    return any(pure) and all(p or _is_number(frame, n) for p, n in zip(pure, nodes, strict=True))


# -- the sides -----------------------------------------------------------------------------------------------


def _side(frame: Frame, node: ast.expr) -> _Side | None:
    """An expression as a tensor of the shape of a local one, computed elementwise."""
    match node:
        case ast.Name(id=name):
            return _Side(name, False) if isinstance(frame.env.get(name), Tensor) else None
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _side(frame, inner)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(
            op, (ast.Add, ast.Sub, ast.Mult, ast.Div)
        ):
            return _combined(frame, left, right, isinstance(op, ast.Div))
        case ast.Call(func=ast.Attribute() as function, keywords=[]):
            return _of_call(frame, node, function)
    return None


def _of_call(frame: Frame, node: ast.Call, function: ast.Attribute) -> _Side | None:
    name, subject, given = function.attr, function.value, node.args
    if _is_of_torch(frame, function):
        if not given:
            return None
        subject, given = given[0], given[1:]
    side = _side(frame, subject)
    if side is None:
        return None
    if name == "clamp" and given:
        kinds = [_number(frame, part) for part in given]
        if None in kinds:
            return None
        return _Side(side.root, side.floats or "float" in kinds)
    if given or name not in _KEEP | _FLOAT:
        return None
    return _Side(side.root, side.floats or name in _FLOAT)


def _combined(frame: Frame, left: ast.expr, right: ast.expr, divides: bool) -> _Side | None:
    one, two = _side(frame, left), _side(frame, right)
    if one is not None and two is not None:
        return _Side(one.root, divides or one.floats or two.floats) if one.root == two.root else None
    side, kind = (one, _number(frame, right)) if one is not None else (two, _number(frame, left))
    if side is None or kind is None:
        return None
    return _Side(side.root, divides or side.floats or kind == "float")


def _number(frame: Frame, node: ast.expr) -> str | None:
    """`int` or `float` for a number that is no input: a literal, a local, an attribute of the module."""
    value: Value | None = None
    match node:
        case ast.Constant():
            value = Const(node.value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _number(frame, inner)
        case ast.Name(id=name):
            value = frame.env.get(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            holder = frame.env.get(owner)
            value = holder.attributes.get(name) if isinstance(holder, Instance) else None
    match value:
        case Const(value=bool()):
            return None
        case Const(value=int()) | Scalar(kind="int"):
            kind = "int"
        case Const(value=float()) | Scalar(kind="float"):
            kind = "float"
        case _:
            return None
    return kind if value.origin < Origin.SHAPE else None


def _is_number(frame: Frame, node: ast.expr) -> bool:
    return _number(frame, node) is not None


def _is_of_torch(frame: Frame, function: ast.Attribute) -> bool:
    """Whether a function is one of torch's, called by its package."""
    if isinstance(function.value, ast.Name) and function.value.id in frame.env:
        return False
    entity = resolve(frame.module, function.value)
    return isinstance(entity, External) and entity.dotted in _PACKAGES


def _is_floating(frame: Frame, name: str, condition: ast.expr) -> bool:
    """Whether a local holds floating-point numbers: the test asks what only such have, or a layer gave it."""
    for node in walk(condition):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=subject), attr=attr), args=[]) if (
                subject == name and attr in _REDUCES_FLOATS
            ):
                return True
    assert frame.function is not None
    scope = frame.function.node
    bound = [n for n in walk(scope) if isinstance(n, ast.Name) and n.id == name]
    stores = [n for n in bound if isinstance(n.ctx, ast.Store)]
    parameters = {a.arg for a in walk(scope) if isinstance(a, ast.arg)}
    if name in parameters or not stores:
        return False
    parents = parents_in(scope)
    return all(_from_layer(frame, parents.get(store)) for store in stores)


def _from_layer(frame: Frame, statement: ast.AST | None) -> bool:
    match statement:
        case ast.Assign(
            targets=[ast.Name()], value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=a))
        ):
            holder = frame.env.get(owner)
            layer = holder.attributes.get(a) if isinstance(holder, Instance) else None
            name = layer.cls if isinstance(layer, Instance) and isinstance(layer.cls, str) else ""
            return name.startswith("torch.nn.") and name.rpartition(".")[2] in _FLOAT_LAYERS
    return False
