"""Operators: each is a call of an `aten` operator, or of a class's own method."""

from __future__ import annotations

import ast

from tslint.analysis.script import blame, conditions, drifts, expressions, silent, texts
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import Match, Mismatch, match
from tslint.analysis.script.sugared import UNKNOWN_VALUE, Simple, Sugared
from tslint.ir.cures import AnnotateLocal, Cure
from tslint.torchspec import types as t

_BINARY: dict[type[ast.operator], tuple[str, str, str]] = {
    ast.Add: ("aten::add", "__add__", "+"),
    ast.Sub: ("aten::sub", "__sub__", "-"),
    ast.Mult: ("aten::mul", "__mul__", "*"),
    ast.Div: ("aten::div", "__truediv__", "/"),
    ast.Pow: ("aten::pow", "__pow__", "**"),
    ast.Mod: ("aten::remainder", "__mod__", "%"),
    ast.FloorDiv: ("aten::floordiv", "__floordiv__", "//"),
    ast.BitAnd: ("aten::__and__", "__and__", "&"),
    ast.BitXor: ("aten::__xor__", "__xor__", "^"),
    ast.BitOr: ("aten::__or__", "__or__", "|"),
    ast.LShift: ("aten::__lshift__", "__lshift__", "<<"),
    ast.RShift: ("aten::__rshift__", "__rshift__", ">>"),
    ast.MatMult: ("aten::matmul", "__matmul__", "@"),
}

_COMPARE: dict[type[ast.cmpop], tuple[str, str, str]] = {
    ast.Eq: ("aten::eq", "__eq__", "=="),
    ast.NotEq: ("aten::ne", "__ne__", "!="),
    ast.Lt: ("aten::lt", "__lt__", "<"),
    ast.LtE: ("aten::le", "__le__", "<="),
    ast.Gt: ("aten::gt", "__gt__", ">"),
    ast.GtE: ("aten::ge", "__ge__", ">="),
}

_IN_PLACE = {
    ast.Add: "aten::add_",
    ast.Sub: "aten::sub_",
    ast.Mult: "aten::mul_",
    ast.Div: "aten::div_",
    ast.Mod: "aten::fmod_",
    ast.BitOr: "aten::bitwise_or",
    ast.BitAnd: "aten::bitwise_and",
    ast.BitXor: "aten::bitwise_xor",
    ast.LShift: "aten::__lshift__",
    ast.RShift: "aten::__rshift__",
    ast.Pow: "aten::pow",
}


def emit_operator(em: Emitter, node: ast.BinOp | ast.UnaryOp) -> Sugared:
    """A binary or unary operator."""
    if isinstance(node, ast.UnaryOp):
        return _unary(em, node)
    left = expressions.emit_expr(em, node.left)
    right = expressions.emit_expr(em, node.right)
    operator, magic, symbol = _BINARY[type(node.op)]
    if (
        isinstance(node.op, ast.Add)
        and isinstance(left.type, (t.TupleType, t.NamedTupleType))
        and isinstance(right.type, (t.TupleType, t.NamedTupleType))
    ):
        kind = t.TupleType((*left.type.elems, *right.type.elems))
        return UNKNOWN_VALUE if t.is_large(kind) else Simple(kind)
    if isinstance(node.op, ast.Mod) and isinstance(left.type, t.StrType):
        return texts.percent(em, node, right)  # formatting takes anything
    result = _apply(em, node, operator, magic, symbol, [(node.left, left), (node.right, right)])
    _silent_arithmetic(em, node, left, right)
    return drifts.arithmetic(node, left, right, result)


def _unary(em: Emitter, node: ast.UnaryOp) -> Sugared:
    if isinstance(node.op, ast.Not):
        conditions.emit_condition(em, node)
        return Simple(t.BOOL)
    value = expressions.emit_expr(em, node.operand)
    if isinstance(node.op, ast.UAdd):
        return value  # told by the frontend
    if isinstance(node.op, ast.USub):
        if value.is_constant and isinstance(value.constant, (int, float)):
            return Simple(value.type, -value.constant)
        negated = _apply(em, node, "aten::neg", "__neg__", "-", [(node.operand, value)])
        return drifts.with_drift(negated, value.drift)
    return _apply(em, node, "aten::bitwise_not", "__invert__", "~", [(node.operand, value)])


def _apply(
    em: Emitter,
    node: ast.expr | ast.AugAssign,
    operator: str,
    magic: str,
    symbol: str,
    operands: list[tuple[ast.expr, Simple]],
) -> Simple:
    values = [value for _, value in operands]
    first = values[0]
    drifts.tell_used(em, values)
    if isinstance(first.type, t.ClassType):
        method = em.compiler.classes.method(first.type, magic)
        if method is not None:
            from tslint.analysis.script import calls

            return em.as_value(calls.call_method(em, method, values[1:], {}, node, operands[1:]), node)
        if em.compiler.classes.is_open(first.type):
            return UNKNOWN_VALUE
        if em.compiler.classes.has_made(first.type, magic):
            return Simple(t.BOOL)
    found = match(em.compiler.schemas(operator), values, {})
    if isinstance(found, Match):
        blame.tell_implicit(em, node, operator, found, operands, own=False)
        return Simple(found.result)
    _no_operator(em, node, symbol, operands, found)
    return Simple(_cured(symbol, operands))


def _no_operator(
    em: Emitter, node: ast.AST, symbol: str, operands: list[tuple[ast.expr, Simple]], _: Mismatch
) -> None:
    shown = [em.compiler.classes.display(value.type) for _, value in operands]
    facts = {
        "operator": symbol,
        "type": shown[0],
        "other": shown[1] if len(shown) > 1 else "",
        "torch": "Arguments for call are not valid",
    }
    for expression, value in operands:
        if isinstance(value.type, (t.OptionalType, t.UnionType)):
            name = ast.unparse(expression)
            em.tell("optional-misuse", node, {"name": name, **facts})
            return
    wanted = next((str(v.type) for _, v in operands if not isinstance(v.type, t.TensorType)), "")
    em.mismatch("unsupported-operand", node, [e for e, _ in operands], expected=wanted, **facts)


def _cured(symbol: str, operands: list[tuple[ast.expr, Simple]]) -> t.Type:
    """The type that the expression has once it is mended, where that is plain."""
    kinds = [value.type for _, value in operands]
    if any(isinstance(kind, t.TensorType) for kind in kinds) and symbol in "+-*/@**//%":
        return t.TENSOR
    return t.UNKNOWN


def emit_logical(em: Emitter, node: ast.BoolOp) -> Sugared:
    """`and` and `or` give a bool in script, in Python one of the operands."""
    conditions.emit_condition(em, node)
    return drifts.logical(em, node)


def _silent_arithmetic(em: Emitter, node: ast.BinOp, left: Simple, right: Simple) -> None:
    """Integer arithmetic that overflows: Python's integers do not."""
    if (
        isinstance(node.op, (ast.Add, ast.Mult))
        and isinstance(left.type, t.IntType)
        and isinstance(right.type, t.IntType)
    ):
        for part in (node.left, node.right):
            origin = em.origins.get(part.id) if isinstance(part, ast.Name) else part
            if isinstance(origin, ast.Constant) and origin.value == 2**63 - 1:
                em.report(
                    "silent-difference", node, construct="integer overflow", detail="script's int has 64 bits"
                )


def emit_compare(em: Emitter, node: ast.Compare) -> Sugared:
    """Comparisons; a chain of them is joined with `and`."""
    if len(node.ops) > 1 or isinstance(node.ops[0], (ast.Is, ast.IsNot)):
        condition = conditions.emit_condition(em, node)
        return Simple(t.BOOL) if condition.static is None else Simple(t.BOOL, condition.static)
    operator, right_node = node.ops[0], node.comparators[0]
    if isinstance(operator, (ast.In, ast.NotIn)):
        return _contains(em, node, node.left, right_node)
    left = expressions.emit_expr(em, node.left)
    right = expressions.emit_expr(em, right_node)
    name, magic, symbol = _COMPARE[type(operator)]
    operands = [(node.left, left), (right_node, right)]
    if isinstance(operator, (ast.Eq, ast.NotEq)):
        _silent_compare(em, node, left, right)
    return _apply(em, node, name, magic, symbol, operands)


def _contains(em: Emitter, node: ast.Compare, item: ast.expr, container: ast.expr) -> Sugared:
    operator = node.ops[0]
    element = expressions.emit_expr(em, item)
    holder_value = expressions.emit_sugared(em, container)
    holder = em.as_value(holder_value, container)
    if isinstance(holder.type, t.TupleType):
        # torch turns a tuple of one type into a list.
        pass
    operands = [(container, holder), (item, element)]
    if isinstance(holder.type, t.ClassType):
        asked = em.compiler.classes.magic(em, holder.type, "__contains__", [element], {}, node, operands[1:])
        # `in` gives what the method gives; only `not in` makes a bool of it.
        return asked if isinstance(operator, ast.In) and isinstance(asked, Simple) else Simple(t.BOOL)
    found = match(em.compiler.schemas("aten::__contains__"), [holder, element], {})
    if isinstance(found, Mismatch):
        _no_operator(em, node, "in", operands, found)
    return Simple(t.BOOL)


def _silent_compare(em: Emitter, node: ast.Compare, left: Simple, right: Simple) -> None:
    """Comparisons whose result differs from eager Python's."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one.type, t.DeviceType) and isinstance(other.type, t.StrType):
            text = "script converts the string"
            em.report("silent-difference", node, construct="device == str", detail=text)
            return
    drifts.tell_compared(em, node, left, right)


def emit_augmented(em: Emitter, node: ast.AugAssign, left: Simple) -> Simple:
    """The operator of an augmented assignment."""
    right = expressions.emit_expr(em, node.value)
    operator, magic, symbol = _BINARY[type(node.op)]
    if isinstance(node.op, (ast.FloorDiv, ast.MatMult)):
        return Simple(left.type)  # told by the frontend
    if isinstance(left.type, t.TensorType):
        operator = _IN_PLACE[type(node.op)]
        silent.tell_rebound(em, node)
    elif isinstance(node.op, ast.Mod) and not isinstance(left.type, (t.ClassType, t.UnknownType)):
        operator = "aten::fmod"  # not the `%` of an expression: of ints it makes a float
    elif isinstance(left.type, t.ListType) and isinstance(node.op, ast.Add):
        operator = "aten::add_"
    operands = [(node.target, left), (node.value, right)]
    if isinstance(left.type, t.ListType) and isinstance(node.target, ast.Name):
        found = match(em.compiler.schemas(operator), [left, right], {})
        origin = em.origins.get(node.target.id)
        if isinstance(found, Mismatch) and origin is not None and isinstance(right.type, t.ListType):
            return empty_container(em, node, node.target.id, origin, right.type)
    in_place = magic.replace("__", "__i", 1)
    own = em.compiler.classes.method(left.type, in_place)
    before = len(em.events)
    result = _apply(em, node, operator, in_place if own is not None else magic, symbol + "=", operands)
    if len(em.events) == before:
        silent.tell_augmented(em, node, left)
    return drifts.arithmetic(node, left, right, result)


def empty_container(em: Emitter, node: ast.AST, name: str, origin: ast.AST, wanted: t.Type) -> Simple:
    """A `[]` or `{}` that is used with another type than the default; the name has the right type from
    here on.
    """
    cures: tuple[Cure, ...] = ()
    if not t.contains(wanted, t.UnknownType):
        cures = (AnnotateLocal(em.module.path, getattr(origin, "lineno", 1), name, str(wanted)),)
    default = "List[Tensor]" if isinstance(wanted, t.ListType) else "Dict[str, Tensor]"
    em.report(
        "empty-container-mistyped",
        node,
        cures=cures,
        name=name,
        type=default,
        expected=str(wanted),
        line=str(getattr(origin, "lineno", 1)),
        torch=f"Empty containers default to {default}",
    )
    em.mistyped.setdefault(id(origin), wanted)
    for frame in em.scopes.frames:
        if name in frame.names:
            frame.names[name] = Simple(wanted)
    return Simple(wanted)
