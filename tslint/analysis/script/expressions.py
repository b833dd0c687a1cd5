"""Expressions, as `emitExpr` and `emitSugaredExpr` of ir_emitter.cpp emit them."""

from __future__ import annotations

import ast

from tslint.analysis.script import calls, conditions, drifts, literals, operators, subscripts
from tslint.analysis.script.emitter import MAX_DEPTH, Emitter
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Items,
    Simple,
    Sugared,
)
from tslint.torchspec import types as t
from tslint.torchspec.relations import unify

_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1


def emit_expr(em: Emitter, node: ast.expr, hint: t.Type | None = None) -> Simple:
    """The first-class value of an expression; `hint` is the annotation of what it is assigned to."""
    return em.as_value(emit_sugared(em, node, hint), node)


def emit_sugared(em: Emitter, node: ast.expr, hint: t.Type | None = None) -> Sugared:
    """What an expression is, first-class or not."""
    if em.depth >= MAX_DEPTH:
        em.compiler.hit("an expression in it is nested too deep")
        return UNKNOWN
    em.depth += 1
    try:
        return _emit(em, node, hint)
    finally:
        em.depth -= 1


def _emit(em: Emitter, node: ast.expr, hint: t.Type | None) -> Sugared:
    match node:
        case ast.Name():
            return UNKNOWN if node.id == "Ellipsis" else em.lookup(node.id, node)
        case ast.Constant():
            return _constant(em, node)
        case ast.Attribute():
            from tslint.analysis.script import attributes

            return attributes.emit_attribute(em, node)
        case ast.Call():
            return calls.emit_call(em, node, hint)
        case ast.BinOp() | ast.UnaryOp():
            return operators.emit_operator(em, node)
        case ast.BoolOp():
            return operators.emit_logical(em, node)
        case ast.Compare():
            return operators.emit_compare(em, node)
        case ast.IfExp():
            return _ternary(em, node, hint)
        case ast.Subscript():
            return subscripts.emit_subscript(em, node, hint)
        case ast.List():
            return literals.emit_list(em, node, hint)
        case ast.Tuple():
            return literals.emit_tuple(em, node, hint)
        case ast.Dict():
            return literals.emit_dict(em, node, hint)
        case ast.JoinedStr():
            return literals.emit_joined(em, node)
        case ast.ListComp() | ast.GeneratorExp():
            return literals.emit_list_comprehension(em, node, hint)
        case ast.DictComp():
            return literals.emit_dict_comprehension(em, node, hint)
        case ast.Starred():
            hint_text = "Unexpected starred expansion. File a bug report"
            em.report("starred-expression", node, torch=hint_text)
            return UNKNOWN
        case ast.NamedExpr():
            value = emit_sugared(em, node.value)
            em.scopes.set(node.target.id, value)
            return value
    return UNKNOWN


def _constant(em: Emitter, node: ast.Constant) -> Sugared:
    match node.value:
        case None:
            return Simple(t.NONE, None)
        case bool():
            return Simple(t.BOOL, node.value)
        case int():
            if not _INT_MIN <= node.value <= _INT_MAX:
                hint = "Integral constant out of range (must fit in a signed 64 bit integer)"
                em.report("integer-out-of-range", node, torch=hint)
            return Simple(t.INT, node.value)
        case float():
            return Simple(t.FLOAT, node.value)
        case complex():
            return Simple(t.COMPLEX, node.value)
        case str():
            return Simple(t.STR, node.value)
    return UNKNOWN_VALUE


def _ternary(em: Emitter, node: ast.IfExp, hint: t.Type | None) -> Sugared:
    condition = conditions.emit_condition(em, node.test)
    if condition.static is not None:
        chosen = node.body if condition.static else node.orelse
        return emit_sugared(em, chosen, hint)
    values = []
    em.muted += condition.uncertain
    for part, refinements in ((node.body, condition.when_true), (node.orelse, condition.when_false)):
        em.scopes.push()
        conditions.refine(em, refinements)
        values.append(em.as_value(emit_sugared(em, part, hint), part))
        em.scopes.pop()
    em.muted -= condition.uncertain
    true, false = values
    if condition.uncertain:
        return Simple(true.type) if true.type == false.type else UNKNOWN_VALUE
    joined = unify(true.type, false.type, default_to_union=isinstance(hint, t.UnionType))
    if joined is None:
        shown = [em.compiler.classes.display(value.type) for value in values]
        text = f"if-expression's true branch has type {shown[0]} but false branch has type {shown[1]}"
        em.report("ternary-type-mismatch", node, type=shown[0], other=shown[1], torch=text)
        return UNKNOWN_VALUE
    return Simple(joined, drift=drifts.joined(values))


def starred_items(em: Emitter, node: ast.Starred) -> list[Simple] | None:
    """The values that `*expression` stands for; None (told where known) without a static length."""
    value = emit_sugared(em, node.value)
    return unpack(em, value, node)


def unpack(em: Emitter, value: Sugared, node: ast.AST, count: int | None = None) -> list[Simple] | None:
    """`asTuple`: the items of a value; `count` is how many names take them, where that is known."""
    items = unpack_sugared(em, value, node, count)
    return None if items is None else [em.as_value(item, node) for item in items]


def unpack_sugared(
    em: Emitter, value: Sugared, node: ast.AST, count: int | None = None
) -> list[Sugared] | None:
    """As `unpack`, for items that need not be first-class."""
    from tslint.analysis.script.sugared import ModuleValue, Range, Unknown, Zipped

    if isinstance(value, Items):
        return list(value.items)
    if isinstance(value, Unknown):
        return None
    if isinstance(value, (ModuleValue, Range, Zipped)):
        em.report("unpack-type", node, type=value.kind, torch=f"{value.kind} cannot be used as a tuple")
        return None
    simple = em.as_value(value, node)
    match simple.type:
        case t.TupleType() | t.NamedTupleType():
            return [Simple(elem) for elem in simple.type.elems]
        case t.ListType():
            if count is not None:
                return [Simple(simple.type.elem) for _ in range(count)]
            text = "cannot statically infer the expected size of a list in this context"
            em.report("unpack-without-length", node, type=str(simple.type), torch=text)
            return None
        case t.UnknownType():
            return None
    shown = em.compiler.classes.display(simple.type)
    text = f"{shown} cannot be used as a tuple"
    if isinstance(node, ast.expr):
        em.mismatch("unpack-type", node, [node], type=shown, expected="", torch=text)
    else:
        em.report("unpack-type", node, type=shown, torch=text)
    return None
