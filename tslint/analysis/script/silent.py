"""What compiles and then gives another result than eager Python, or raises when it runs."""

from __future__ import annotations

import ast

from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import Simple
from tslint.source.walking import walk
from tslint.torchspec import types as t

# Functions that give no negative numbers, or indexes.
_POSITIVE = frozenset({"abs", "relu", "sigmoid", "softmax", "exp", "square", "norm", "rand", "arange"}) | {
    "argmax",
    "argmin",
    "argsort",
    "bincount",
    "nonzero",
    "randint",
    "randperm",
}
# Augmented assignments to a Tensor that are not in place (`getAugOp` of ir_emitter.cpp).
_REBOUND = {ast.Pow: "**=", ast.BitAnd: "&=", ast.BitOr: "|=", ast.BitXor: "^="}


def tell_call(
    em: Emitter, name: str, args: list[Simple], kwargs: dict[str, Simple], node: ast.AST, *, method: bool
) -> None:
    """Calls that match and still do not do what eager Python does."""
    match name:
        case "torch.tensor" if args:
            _tensor_of(em, node, args[0].type)
        case "aten::popitem":
            text = "script takes the first item, Python the last"
            em.report("silent-difference", node, construct="popitem", detail=text)
        case "aten::stft" if method and "center" not in kwargs:
            text = "script calls the operator, which centers nothing; eager Python pads the signal"
            em.report("silent-difference", node, construct="`Tensor.stft` without `center`", detail=text)
        case "aten::unique_consecutive" if method and len(kwargs) < 2:
            text = "script gives a tuple of three, eager Python leaves out what was not asked for"
            em.report("silent-difference", node, construct="`Tensor.unique_consecutive`", detail=text)
        case "aten::type" if method and not args and not kwargs:
            text = "in script it gives the Tensor back, in eager Python the name of its type"
            em.report("silent-difference", node, construct="`Tensor.type()`", detail=text)


def _tensor_of(em: Emitter, node: ast.AST, kind: t.Type) -> None:
    if isinstance(kind, t.ListType) and isinstance(kind.elem, (t.TensorType, t.UnionType)):
        text = f"torch.tensor of a {kind} compiles and raises when it runs"
        em.report("fails-when-run", node, construct="torch.tensor of mixed elements", detail=text)
    elif isinstance(kind, t.TensorType):
        text = "script takes the Tensor for a number, which only one without dimensions is"
        em.report("fails-when-run", node, construct="torch.tensor of a Tensor", detail=text)


def tell_augmented(em: Emitter, node: ast.AugAssign, left: Simple) -> None:
    """Augmented assignments that are another operation in script."""
    kind = left.type
    if isinstance(node.op, ast.Mod) and isinstance(kind, (t.TensorType, t.IntType, t.FloatType)):
        if isinstance(kind, t.TensorType) and _is_positive(em, node):
            return
        em.report("remainder-assignment", node, name=ast.unparse(node.target), type=str(kind))
    elif isinstance(node.op, ast.Add) and isinstance(kind, t.TupleType):
        text = "in script the result is a list"
        em.report("silent-difference", node, construct="`+=` on a tuple", detail=text)


def _is_positive(em: Emitter, node: ast.AugAssign) -> bool:
    """Whether what was last assigned to the target, by the lines before, has no negative values."""
    if not isinstance(node.target, ast.Name):
        return False
    last: ast.AST | None = None
    for inner in walk(em.function.node):
        if isinstance(inner, (ast.Assign, ast.AugAssign)) and inner.lineno < node.lineno:
            targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
            named = any(isinstance(one, ast.Name) and one.id == node.target.id for one in targets)
            if named and (last is None or inner.lineno > getattr(last, "lineno", 0)):
                last = inner
    match last:
        case ast.AugAssign(op=ast.Pow(), value=ast.Constant(value=int(power))):
            return power % 2 == 0
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name))):
            return name in _POSITIVE
        case ast.Assign(value=ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int(power)))):
            return power % 2 == 0
    return False


def tell_rebound(em: Emitter, node: ast.AugAssign) -> None:
    """`x &= y` and its kin make a new Tensor in script; the caller's is left as it was."""
    target = node.target
    if type(node.op) not in _REBOUND or not isinstance(target, ast.Name):
        return
    if em.is_as_given(target.id, node):
        em.report("rebound-in-place", node, name=target.id, operator=_REBOUND[type(node.op)])
