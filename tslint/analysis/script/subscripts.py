"""Indexing and slicing, of tensors, lists, tuples, dicts, strings and module containers; assignment to
items.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tslint.analysis.script import containers, drifts, expressions, operators
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import Mismatch, match, unwrap
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    EnumClass,
    ModuleValue,
    Simple,
    SliceValue,
    Sugared,
    Unknown,
)
from tslint.torchspec import types as t
from tslint.torchspec.relations import unify_all

_INDEX = "Only ints, slices, lists and tensors are supported"


def emit_subscript(em: Emitter, node: ast.Subscript, hint: t.Type | None = None) -> Sugared:
    """`value[index]`; annotated with an interface, a container of modules takes any index."""
    node = _plain(node)
    holder = expressions.emit_sugared(em, node.value)
    if isinstance(hint, t.InterfaceType) and isinstance(holder, ModuleValue):
        _emit_index(em, node.slice)
        containers.check_items(em, holder, hint, node)
        return Simple(hint)
    if isinstance(holder, Unknown):
        _emit_index(em, node.slice)
        return UNKNOWN
    if isinstance(holder, ModuleValue):
        return em.compiler.modules.item(em, holder, node)
    if isinstance(holder, EnumClass):
        em.report(
            "object-as-value",
            node.value,
            name=holder.cls.name,
            type="EnumClass",
            torch="EnumClass cannot be used as a value",
        )
        return Simple(holder.type)
    value = em.as_value(holder, node.value)
    return index_value(em, node, value)


def _plain(node: ast.Subscript) -> ast.Subscript:
    """The frontend takes a tuple for a list of indices: `x[0,]` is `x[0]`."""
    if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 1:
        return ast.copy_location(ast.Subscript(node.value, node.slice.elts[0], node.ctx), node)
    return node


def _is_dots(index: ast.expr) -> bool:
    return isinstance(index, ast.Constant) and index.value is ...


def tell_dots(em: Emitter, node: ast.AST, index: ast.expr, kind: t.Type) -> None:
    """`...` is an index beside others only; alone it is taken for an expression."""
    shown = em.compiler.classes.display(kind)
    text = "Cannot emit expr for: (dots)"
    em.report("index-type", index, type=shown, expected="", found="`...` alone", torch=text)


def _emit_index(em: Emitter, index: ast.expr) -> None:
    match index:
        case ast.Slice():
            for part in (index.lower, index.upper, index.step):
                if part is not None:
                    expressions.emit_expr(em, part)
        case ast.Tuple():
            for elt in index.elts:
                _emit_index(em, elt)
        case ast.Constant():
            return
        case _:
            expressions.emit_sugared(em, index)


def index_value(em: Emitter, node: ast.Subscript, value: Simple) -> Sugared:
    """Index a first-class value."""
    kind = value.type
    index = node.slice
    if isinstance(kind, t.UnknownType):
        _emit_index(em, index)
        return UNKNOWN
    if _is_dots(index):
        tell_dots(em, node, index, kind)
        return Simple(t.TENSOR) if isinstance(kind, t.TensorType) else UNKNOWN_VALUE
    if isinstance(kind, t.TensorType):
        return _index_tensor(em, node)
    if isinstance(index, ast.Tuple) and not isinstance(kind, t.DictType):
        _emit_index(em, index)
        text = "Unsupported operation: attempted to use multidimensional indexing on a non-tensor type"
        em.mismatch("index-type", node, [node.value], type=str(kind), expected="", torch=text)
        return UNKNOWN_VALUE
    if isinstance(index, ast.Slice):
        taken = _slice(em, node, index, value)
        return drifts.with_drift(taken, value.drift) if isinstance(taken, Simple) else taken
    if isinstance(kind, (t.TupleType, t.NamedTupleType)):
        return _index_tuple(em, node, kind)
    taken = expressions.emit_sugared(em, index)
    if isinstance(taken, SliceValue):
        return _sliced(em, node, kind)
    given = em.as_value(taken, index)
    if isinstance(kind, (t.ListType, t.StrType, t.DictType)):
        drifts.tell_key(em, kind, given)
        found = match(em.compiler.schemas("aten::__getitem__"), [value, given], {})
        if isinstance(found, Mismatch):
            return _bad_item(em, node, value, given)
        return Simple(found.result)
    if isinstance(kind, t.ClassType):
        return em.compiler.classes.item(em, kind, node, given)
    shown = em.compiler.classes.display(kind)
    text = f"'{shown}' object is not subscriptable"
    optional = isinstance(kind, (t.OptionalType, t.UnionType))
    if optional:
        name = ast.unparse(node.value)
        em.report("optional-misuse", node, name=name, type=shown, operator="[]", other="", torch=text)
    else:
        em.mismatch("not-subscriptable", node, [node.value], type=shown, expected="", torch=text)
    return UNKNOWN_VALUE


def _bad_item(em: Emitter, node: ast.Subscript, value: Simple, given: Simple) -> Simple:
    text = "Arguments for call are not valid"
    name = node.value.id if isinstance(node.value, ast.Name) else ""
    origin = em.origins.get(name)
    kind = value.type
    if origin is not None and isinstance(kind, t.DictType) and _is_empty(origin):
        operators.empty_container(em, node, name, origin, t.DictType(given.type, kind.value))
        return Simple(kind.value)
    em.mismatch(
        "index-type",
        node,
        [node.slice],
        type=str(kind),
        expected=_key(kind),
        found=str(given.type),
        torch=text,
    )
    return Simple(kind.elem) if isinstance(kind, t.ListType) else UNKNOWN_VALUE


def _key(kind: t.Type) -> str:
    return str(kind.key) if isinstance(kind, t.DictType) else "int"


def _is_empty(origin: ast.AST) -> bool:
    return isinstance(origin, (ast.List, ast.Dict, ast.Call))


def _slice(em: Emitter, node: ast.Subscript, index: ast.Slice, value: Simple) -> Sugared:
    bounds = [part for part in (index.lower, index.upper, index.step) if part is not None]
    given = [(part, expressions.emit_expr(em, part)) for part in bounds]
    if isinstance(value.type, (t.TupleType, t.NamedTupleType)):
        return _slice_tuple(em, node, index, value.type, dict(given))
    if isinstance(value.type, (t.ListType, t.StrType)):
        _match_slice(em, node, index, [value], dict(given))
    return _sliced(em, node, value.type)


def _sliced(em: Emitter, node: ast.Subscript, kind: t.Type) -> Simple:
    """What a slice gives; a class has none, with a `__getitem__` neither."""
    if isinstance(kind, (t.ListType, t.StrType)):
        return Simple(kind)
    shown = em.compiler.classes.display(kind)
    em.mismatch(
        "not-subscriptable",
        node,
        [node.value],
        type=shown,
        expected="",
        torch="Arguments for call are not valid",
    )
    return UNKNOWN_VALUE


def _match_slice(
    em: Emitter,
    node: ast.Subscript,
    index: ast.Slice,
    sliced: list[Simple],
    given: Mapping[ast.expr, Simple],
) -> None:
    """A slice is a call of `aten::slice`, whose bounds convert as the arguments of any call do."""
    named = (("start", index.lower), ("end", index.upper), ("step", index.step))
    bounds = {name: given[part] for name, part in named if part is not None}
    schemas = em.compiler.schemas("aten::slice")
    if not isinstance(match(schemas, sliced, bounds), Mismatch):
        return
    wrong = [
        part
        for name, part in named
        if part is not None and isinstance(match(schemas, sliced, {name: bounds[name]}), Mismatch)
    ]
    em.mismatch(
        "index-type",
        node,
        wrong,
        type=str(sliced[0].type),
        expected="int",
        found=", ".join(str(given[part].type) for part in wrong),
        torch="Arguments for call are not valid",
    )


def _slice_tuple(
    em: Emitter,
    node: ast.Subscript,
    index: ast.Slice,
    kind: t.TupleType | t.NamedTupleType,
    given: dict[ast.expr, Simple],
) -> Sugared:
    numbers: list[int | None] = []
    for part in (index.lower, index.upper, index.step):
        value = given.get(part) if part is not None else None
        if part is None or value is None:
            numbers.append(None)
        elif value.is_constant and type(value.constant) is int:
            numbers.append(value.constant)
        elif isinstance(value.type, t.UnknownType):
            return UNKNOWN_VALUE
        else:
            text = (
                f"Cannot slice a {kind} with a non-integer literal because we cannot resolve the output type"
            )
            em.report("tuple-index", node, type=str(kind), index=ast.unparse(part), torch=text)
            return UNKNOWN_VALUE
    if numbers[2] == 0:
        text = "List slice should have non-zero step"
        em.report("tuple-index", node, type=str(kind), index="::0", torch=text)
        return UNKNOWN_VALUE
    return Simple(t.TupleType(kind.elems[slice(*numbers)]))


def _index_tuple(em: Emitter, node: ast.Subscript, kind: t.TupleType | t.NamedTupleType) -> Sugared:
    given = expressions.emit_expr(em, node.slice)
    elems = kind.elems
    if not given.is_constant or not isinstance(given.constant, int) or isinstance(given.constant, bool):
        if isinstance(given.type, t.UnknownType):
            return UNKNOWN_VALUE
        common = unify_all(elems)
        if common is not None and isinstance(given.type, t.IntType):
            # One type for all: the compiler takes the tuple for a list.
            return Simple(common)
        text = (
            f"Cannot index into a {kind} with a non-integer literal because we cannot resolve the output type"
        )
        em.report("tuple-index", node, type=str(kind), index=ast.unparse(node.slice), torch=text)
        return UNKNOWN_VALUE
    if not -len(elems) <= given.constant < len(elems):
        text = f"Tuple index out of range. Tuple is length {len(elems)} and index is {given.constant}"
        em.report("tuple-index", node, type=str(kind), index=str(given.constant), torch=text)
        return UNKNOWN_VALUE
    return Simple(elems[given.constant])


def _index_tensor(em: Emitter, node: ast.Subscript) -> Sugared:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if not parts:
        _unsupported_index(em, node, node.slice, t.TupleType(()))
    after_dots = False
    dots = sum(isinstance(part, ast.Constant) and part.value is ... for part in parts)
    if dots > 1:
        em.report(
            "index-type",
            node,
            type="Tensor",
            expected="",
            found="two ellipses",
            torch="An index can only have a single ellipsis",
        )
    for part in parts:
        if isinstance(part, ast.Slice):
            bounds = [bound for bound in (part.lower, part.upper, part.step) if bound is not None]
            given = {bound: expressions.emit_expr(em, bound) for bound in bounds}
            _match_slice(em, node, part, [Simple(t.TENSOR), Simple(t.INT)], given)
        elif isinstance(part, ast.Constant) and part.value is ...:
            after_dots = True
        else:
            _check_index(em, node, part, after_dots)
    return Simple(t.TENSOR)


def _check_index(em: Emitter, node: ast.Subscript, part: ast.expr, after_dots: bool) -> None:
    taken = expressions.emit_sugared(em, part)
    if isinstance(taken, SliceValue):
        return
    kind = em.as_value(taken, part).type
    if isinstance(kind, (t.ListType, t.TensorType)) or isinstance(unwrap(kind), t.TensorType):
        if after_dots:
            text = "Ellipses followed by tensor indexing is currently not supported"
            em.report(
                "index-type",
                node,
                type="Tensor",
                expected="",
                found="`...` before a tensor index",
                torch=text,
            )
        return
    if isinstance(kind, (t.IntType, t.NoneType)) or t.contains(kind, t.UnknownType):
        return
    _unsupported_index(em, node, part, kind)


def _unsupported_index(em: Emitter, node: ast.Subscript, part: ast.expr, kind: t.Type) -> None:
    text = f"Unsupported operation: indexing tensor with unsupported index type '{kind}'. {_INDEX}"
    em.mismatch("index-type", node, [part], type="Tensor", expected="int", found=str(kind), torch=text)


def assign_item(em: Emitter, target: ast.Subscript, value: Simple, source: ast.expr) -> None:
    """`holder[index] = value`."""
    target = _plain(target)
    holder_value = expressions.emit_sugared(em, target.value)
    if isinstance(holder_value, Unknown):
        _emit_index(em, target.slice)
        return
    holder = em.as_value(holder_value, target.value)
    kind = holder.type
    if isinstance(kind, t.UnknownType):
        _emit_index(em, target.slice)
        return
    if isinstance(kind, t.TensorType):
        _index_tensor(em, target)
        if not _fits_tensor(value.type):
            text = "Arguments for call are not valid"
            shown = em.compiler.classes.display(value.type)
            if isinstance(value.type, (t.OptionalType, t.UnionType)):
                name = ast.unparse(source)
                em.report(
                    "optional-misuse", target, name=name, type=shown, operator="=", other="Tensor", torch=text
                )
            else:
                em.mismatch(
                    "item-assignment",
                    target,
                    [source],
                    type="Tensor",
                    found=shown,
                    expected="Tensor",
                    torch=text,
                )
        return
    if isinstance(target.slice, ast.Slice) or (
        isinstance(target.slice, ast.Tuple) and not isinstance(kind, (t.DictType, t.ClassType))
    ):
        _emit_index(em, target.slice)
        text = "Sliced expression not yet supported for subscripted assignment"
        em.mismatch(
            "item-assignment",
            target,
            [target.value],
            type=str(kind),
            found="a slice",
            expected="",
            torch=text,
        )
        return
    if _is_dots(target.slice):
        tell_dots(em, target, target.slice, kind)
        return
    index = expressions.emit_expr(em, target.slice)
    if isinstance(kind, t.ClassType):
        operands = [(target.slice, index), (source, value)]
        em.compiler.classes.magic(em, kind, "__setitem__", [index, value], {}, target, operands)
        return
    if not isinstance(kind, (t.ListType, t.DictType)):
        _no_items(em, target, kind, "subscripted assignment")
        return
    drifts.tell_key(em, kind, index)
    found = match(em.compiler.schemas("aten::_set_item"), [holder, index, value], {})
    if isinstance(found, Mismatch):
        _bad_assignment(em, target, holder, index, value, source)


def _fits_tensor(kind: t.Type) -> bool:
    numbers = (t.TensorType, t.IntType, t.FloatType, t.BoolType, t.ComplexType, t.NumberType, t.UnknownType)
    return isinstance(kind, numbers)


def _bad_assignment(
    em: Emitter, target: ast.Subscript, holder: Simple, index: Simple, value: Simple, source: ast.expr
) -> None:
    name = target.value.id if isinstance(target.value, ast.Name) else ""
    origin = em.origins.get(name)
    if origin is not None and _is_empty(origin) and isinstance(holder.type, t.DictType):
        operators.empty_container(em, target, name, origin, t.DictType(index.type, value.type))
        return
    operands = [target.slice, source]
    shown = em.compiler.classes.display(value.type)
    em.mismatch(
        "item-assignment",
        target,
        operands,
        type=str(holder.type),
        found=f"[{index.type}] = {shown}",
        expected=_key(holder.type),
        torch="Arguments for call are not valid",
    )


def emit_augmented_item(em: Emitter, node: ast.AugAssign) -> None:
    """`holder[index] += value`."""
    assert isinstance(node.target, ast.Subscript)
    target = _plain(node.target)
    holder_value = expressions.emit_sugared(em, target.value)
    if isinstance(holder_value, Unknown):
        expressions.emit_expr(em, node.value)
        return
    holder = em.as_value(holder_value, target.value)
    if isinstance(holder.type, t.TensorType):
        _index_tensor(em, target)
        operators.emit_augmented(em, node, Simple(t.TENSOR))
        return
    if not isinstance(holder.type, (t.ListType, t.DictType, t.UnknownType)):
        _no_items(em, target, holder.type, "augmented assignment")
        return
    item = em.as_value(index_value(em, target, holder), target)
    result = operators.emit_augmented(em, node, item)
    if not isinstance(holder.type, (t.ListType, t.DictType)) or isinstance(item.type, t.TensorType):
        return
    index = em.as_value(expressions.emit_sugared(em, target.slice), target.slice)
    if isinstance(match(em.compiler.schemas("aten::_set_item"), [holder, index, result], {}), Mismatch):
        elem = holder.type.elem if isinstance(holder.type, t.ListType) else holder.type.value
        em.report(
            "item-assignment",
            node,
            type=str(holder.type),
            found=str(result.type),
            expected=str(elem),
            torch="Arguments for call are not valid",
        )


def _no_items(em: Emitter, target: ast.Subscript, kind: t.Type, how: str) -> None:
    shown = em.compiler.classes.display(kind)
    em.mismatch(
        "item-assignment",
        target,
        [target.value],
        type=shown,
        found=how,
        expected="",
        torch=f"{shown} does not support {how}",
    )
