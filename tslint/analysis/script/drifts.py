"""Values that eager Python has with another type than script, followed to where that shows.

`round` gives a float in script, a shape is a list, `math.sqrt` of a Tensor is a Tensor. Most of it never
matters: `int(round(x))` is the same in both. So a value carries its `Drift` along, and it is told where the
difference comes out: in what the entry returns, in a comparison, in the dtype of a tensor that is made of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from tslint.analysis.script import expressions
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.sugared import Drift, Simple, Sugared
from tslint.torchspec import types as t

_NUMBERS = (t.IntType, t.FloatType, t.BoolType)
_OPERANDS = (t.IntType, t.FloatType, t.ComplexType, t.StrType, t.ListType, t.DictType, t.TensorType)
_KEEPS_INT = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.Pow)
# What makes a tensor with the dtype of a number it is given (torch/_refs: `torch.full`, `torch.arange`).
_TYPED_BY_VALUE = frozenset({"torch.tensor", "torch.as_tensor", "torch.full", "torch.arange"})
_OF_TENSOR = "in script math functions give a Tensor for a Tensor, in eager Python a number"


def with_drift(value: Simple, drift: Drift | None) -> Simple:
    """The value, with what eager Python has in its place."""
    return value if drift is None else Simple(value.type, value.constant, value.empty, drift)


def first(values: Iterable[Simple]) -> Drift | None:
    """The drift of a container or a joined value: that of its first part that has one, shapes apart."""
    found = (value.drift for value in values if value.drift is not None)
    return next((drift for drift in found if drift.eager != "size"), None)


def joined(values: Sequence[Simple]) -> Drift | None:
    """The drift of a value that comes from several sides: a shape is one only where all are."""
    drifts = [value.drift for value in values]
    if any(drift is not None and drift.eager == "size" for drift in drifts):
        return drifts[0] if all(drift is not None and drift.eager == "size" for drift in drifts) else None
    return first(values)


def _is_whole(value: Simple) -> bool:
    """Whether eager Python has an int (or bool) there."""
    return isinstance(value.type, (t.IntType, t.BoolType)) or (
        value.drift is not None and value.drift.eager == "int"
    )


def arithmetic(node: ast.BinOp | ast.AugAssign, left: Simple, right: Simple, result: Simple) -> Simple:
    """What the result of an operator is in eager Python."""
    if isinstance(result.type, t.StrType):
        return with_drift(result, first((left, right)))
    if isinstance(result.type, t.ListType):
        drift = left.drift if left.drift is not None and left.drift.eager == "size" else None
        return with_drift(result, drift)
    if isinstance(result.type, t.TensorType):
        pair = all(isinstance(value.type, _NUMBERS) or _eager(value) == "float" for value in (left, right))
        return with_drift(result, first((left, right)) if pair else None)
    if not isinstance(result.type, t.FloatType) or not (_is_whole(left) and _is_whole(right)):
        return result
    if isinstance(node.op, ast.Pow) and not _negative(right):
        drift = first((left, right)) or Drift("int", node, "a power of ints", "in script it is a float")
        return with_drift(result, drift)
    return with_drift(result, first((left, right)) if isinstance(node.op, _KEEPS_INT) else None)


def _negative(value: Simple) -> bool:
    return isinstance(value.constant, (int, float)) and value.constant < 0


def _eager(value: Simple) -> str:
    return value.drift.eager if value.drift is not None else ""


def logical(em: Emitter, node: ast.BoolOp) -> Simple:
    """`n or 4`: a bool in script, one of the operands in Python. As a condition it is the same."""
    em.muted += 1
    kinds = [expressions.emit_expr(em, operand).type for operand in node.values]
    em.muted -= 1
    if not any(isinstance(kind, _OPERANDS) for kind in kinds):
        return Simple(t.BOOL)
    text = "in script `and` and `or` give a bool, in Python one of the operands"
    return Simple(t.BOOL, drift=Drift("operand", node, "`and`/`or` give a bool", text))


def tell_used(em: Emitter, values: Iterable[Simple]) -> None:
    """Values that go into an operator or a call, where what `and` or `or` gave counts for more than truth."""
    for value in values:
        if value.drift is not None and value.drift.eager == "operand":
            tell(em, value.drift)


def of_call(name: str, args: Sequence[Simple], result: Simple, node: ast.AST) -> Simple:
    """What a call of one of Python's own functions gives in eager Python."""
    if name.startswith("math."):
        return of_math(name, args, result, node)
    match name:
        case "prim::min" | "prim::max" if any(isinstance(arg.type, t.TensorType) for arg in args):
            if isinstance(result.type, _NUMBERS) and takes_numbers(name, args):
                word = name.removeprefix("prim::")
                text = "in script the Tensor becomes a number, in eager Python it stays one"
                return with_drift(result, Drift("Tensor", node, f"`{word}` of a Tensor and a number", text))
        case "prim::min" | "prim::max" if len(args) == 2 and isinstance(result.type, t.FloatType):
            if all(_is_whole(arg) for arg in args):
                return with_drift(result, first(args))
            if any(_is_whole(arg) for arg in args):
                word = name.removeprefix("prim::")
                text = "in script the result is always a float"
                return with_drift(result, Drift("int", node, f"`{word}` of an int and a float", text))
        case "aten::round" if len(args) == 1 and isinstance(args[0].type, (t.FloatType, t.IntType)):
            text = "in script it gives a float, in eager Python an int"
            return with_drift(result, Drift("int", node, "`round`", text))
        case "aten::pow" if len(args) == 2 and isinstance(result.type, t.FloatType):
            if all(_is_whole(arg) for arg in args) and not _negative(args[1]):
                return with_drift(result, Drift("int", node, "a power of ints", "in script it is a float"))
        case "prim::abs" | "aten::neg" if len(args) == 1 and _eager(args[0]) == "int":
            return with_drift(result, args[0].drift)
        case "aten::size" if not args:
            return with_drift(result, _size(node))
        case "aten::any" | "aten::all" if args and isinstance(args[0].type, t.TensorType):
            word = name.removeprefix("aten::")
            text = "in script it gives a Tensor, in eager Python a bool"
            return with_drift(result, Drift("bool", node, f"`{word}` of a Tensor", text))
    return result


def of_function(summary: Summary, result: Sugared, node: ast.AST) -> Sugared:
    """What a function of the project gives: a drift that came out of its `return` goes on from the call."""
    drift = summary.returned
    if drift is None or not isinstance(result, Simple):
        return result
    return with_drift(result, Drift(drift.eager, node, drift.construct, drift.detail))


def takes_numbers(name: str, args: Sequence[Simple]) -> bool:
    """Whether a Tensor may well be meant to become a number. In `max(t, 0)` it is; two tensors are not."""
    return name not in ("prim::min", "prim::max") or not all(
        isinstance(arg.type, t.TensorType) for arg in args
    )


def of_math(name: str, args: Sequence[Simple], result: Simple, node: ast.AST) -> Simple:
    """`math.sqrt(x)` of a Tensor."""
    given = any(isinstance(arg.type, t.TensorType) for arg in args)
    if given and isinstance(result.type, t.TensorType) and not isinstance(result.drift, Drift):
        return with_drift(result, Drift("float", node, f"`{name}` of a Tensor", _OF_TENSOR))
    return result


def of_attribute(kind: t.Type, name: str, node: ast.AST) -> Drift | None:
    """What `x.shape`, `x.dtype` and their kin are in eager Python."""
    if not isinstance(kind, t.TensorType):
        return None
    if name == "shape":
        return _size(node)
    if name in ("dtype", "layout"):
        return Drift("dtype", node, f"a {name}", "in script it is an int")
    return None


def _size(node: ast.AST) -> Drift:
    return Drift("size", node, "a torch.Size", "in script a shape is a List[int], in eager Python a tuple")


def tell_compared(em: Emitter, node: ast.Compare, left: Simple, right: Simple) -> None:
    """`==` and `!=`: a shape with a list, text with text."""
    pairs = ((left, node.comparators[0]), (right, node.left))
    for value, other in pairs:
        if _eager(value) == "size" and _makes_list(other):
            text = "a torch.Size equals no list in eager Python; in script it is one"
            em.report("silent-difference", node, construct="a shape compared with a list", detail=text)
            return
        if value.drift is not None and _eager(value) == "text":
            tell(em, value.drift)
            return
    if isinstance(left.type, t.FloatType) and isinstance(node.left, ast.Name):
        other = node.comparators[0]
        if isinstance(other, ast.Name) and other.id == node.left.id:
            text = "script takes any value for equal to itself, also nan"
            em.report("silent-difference", node, construct="a float compared with itself", detail=text)


def tell_key(em: Emitter, holder: t.Type, key: Simple) -> None:
    """A text as the key of a Dict."""
    if isinstance(holder, t.DictType) and key.drift is not None and key.drift.eager == "text":
        tell(em, key.drift)


def _makes_list(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "list"
    return isinstance(node, (ast.List, ast.ListComp))


def tell(em: Emitter, drift: Drift, reach: str = "") -> None:
    """Tell that a drift has come out; `reach` says for whom only."""
    facts = {"construct": drift.construct, "detail": drift.detail}
    if reach:
        facts["reach"] = reach
    em.tell("silent-difference", drift.node, facts)


def tell_returned(em: Emitter, value: Simple, declared: t.Type | None) -> None:
    """A result: what a caller in Python gets differs. Callers in script are told at their own results."""
    if value.drift is None or value.drift.eager == "size":
        return
    if isinstance(value.type, t.TensorType) and isinstance(declared, _NUMBERS):
        return  # converted to what eager Python has
    if em.returned is None:
        em.returned = value.drift
    tell(em, value.drift, reach="entry")


def tell_made(em: Emitter, name: str, args: Sequence[Simple], kwargs: Iterable[str]) -> None:
    """A tensor that takes its dtype from a number."""
    if name in _TYPED_BY_VALUE and "dtype" not in kwargs:
        drift = first(args)
        if drift is not None and drift.eager == "int":
            tell(em, drift)
