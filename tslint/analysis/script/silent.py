"""What compiles and then gives another result than eager Python, or raises when it runs."""

from __future__ import annotations

import ast
import re

from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import Simple
from tslint.torchspec import types as t

_PRECISION = re.compile(r"%[-+ #0]*\d*\.\d+[a-zA-Z]|%[-+ #0]+\d*[a-zA-Z]|%\d+[a-zA-Z]")
_FIELD = re.compile(r"(?<!\{)\{[^{}]+\}")


def tell_call(em: Emitter, name: str, args: list[Simple], node: ast.AST) -> None:
    """Calls that match and still do not do what eager Python does."""
    match name:
        case "prim::min" | "prim::max" if len(args) == 2:
            if {type(arg.type) for arg in args} == {t.IntType, t.FloatType}:
                word = name.removeprefix("prim::")
                text = "in script the result is always a float"
                em.report(
                    "silent-difference",
                    node,
                    construct=f"{word} of an int and a float",
                    level="info",
                    detail=text,
                )
        case "aten::round" if len(args) == 1 and isinstance(args[0].type, t.FloatType):
            text = "in script round gives a float"
            em.report("silent-difference", node, construct="round", level="info", detail=text)
        case "torch.tensor" if args:
            _tensor_of(em, node, args[0].type)
        case "aten::format":
            _format(em, node, args)


def _tensor_of(em: Emitter, node: ast.AST, kind: t.Type) -> None:
    if isinstance(kind, t.ListType) and isinstance(kind.elem, (t.TensorType, t.UnionType)):
        text = f"torch.tensor of a {kind} compiles and raises when it runs"
        em.report("fails-when-run", node, construct="torch.tensor of mixed elements", detail=text)


def _format(em: Emitter, node: ast.AST, args: list[Simple]) -> None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    holder = node.func.value
    if isinstance(holder, ast.Constant) and isinstance(holder.value, str) and _FIELD.search(holder.value):
        text = "script's format knows only `{}`; fields with a name, number or format stay as they are"
        em.report("silent-difference", node, construct="str.format with fields", detail=text)
    elif em.returns_text(node) and any(isinstance(arg.type, t.ListType) for arg in args):
        text = "script prints a shape as a list"
        em.report("silent-difference", node, construct="text of a List", detail=text)


def tell_percent(em: Emitter, node: ast.BinOp) -> None:
    """`"%.2f" % value`: script's formatting has no precision."""
    if (
        isinstance(node.left, ast.Constant)
        and isinstance(node.left.value, str)
        and _PRECISION.search(node.left.value)
    ):
        text = "script's % knows no precision or width"
        em.report("fails-when-run", node, construct="% with a precision", detail=text)


def tell_logical(em: Emitter, node: ast.BoolOp) -> None:
    """`n or 4` used as a value is a bool in script and a number in Python."""
    for operand in node.values:
        if (
            isinstance(operand, ast.Constant)
            and isinstance(operand.value, (int, float, str))
            and not isinstance(operand.value, bool)
        ):
            text = "in script `and` and `or` give a bool, in Python one of the operands"
            em.report("silent-difference", node, construct="`and`/`or` give a bool", detail=text)
            return
