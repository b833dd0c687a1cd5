"""List, tuple and dict literals, comprehensions and f-strings."""

from __future__ import annotations

import ast

from tslint.analysis.script import drifts, expressions, iteration, texts
from tslint.analysis.script.annotations import bad_key
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import unwrap
from tslint.analysis.script.sugared import (
    UNKNOWN_VALUE,
    Items,
    ModuleValue,
    Simple,
    Sugared,
)
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype, unify_all


def _elements(em: Emitter, nodes: list[ast.expr]) -> list[Simple] | None:
    """The values of a literal's elements, stars expanded; None where one of them is unknown in number."""
    values: list[Simple] = []
    known = True
    for node in nodes:
        if isinstance(node, ast.Starred):
            items = expressions.starred_items(em, node)
            known = known and items is not None
            values.extend(items or [])
        else:
            values.append(expressions.emit_expr(em, node))
    return values if known else None


def _hint(hint: t.Type | None, wanted: type[t.Type]) -> t.Type | None:
    """The part of an annotation that speaks of a list (or dict), None where there is none or several."""
    if hint is None or isinstance(hint, wanted):
        return hint
    if isinstance(hint, t.OptionalType):
        return _hint(hint.elem, wanted)
    if isinstance(hint, t.UnionType):
        found = [member for member in hint.members if isinstance(member, wanted)]
        return found[0] if len(found) == 1 else None
    return None


def _candidates(hint: t.Type | None, wanted: type[t.Type]) -> int:
    """How many members of a Union annotation a literal could be."""
    return sum(isinstance(member, wanted) for member in hint.members) if isinstance(hint, t.UnionType) else 0


def several_dicts(em: Emitter, node: ast.expr, hint: t.Type | None) -> bool:
    """Tell that a Union annotation leaves open which Dict is made."""
    if _candidates(hint, t.DictType) <= 1:
        return False
    text = f"There are multiple candidate Dict types in the Union type annotation `{hint}`"
    em.report("literal-type-mismatch", node, construct="Dict", type="Dict", expected=str(hint), torch=text)
    return True


def _misfit(em: Emitter, node: ast.expr, hint: t.Type, what: str) -> None:
    text = f"Expected an annotation of type {what} but got {hint}"
    em.report("literal-type-mismatch", node, construct=what, type=what, expected=str(hint), torch=text)


def emit_list(em: Emitter, node: ast.List, hint: t.Type | None) -> Simple:
    """A list literal: one element type; empty without annotation it is a List[Tensor] that still fits
    any list.
    """
    wanted = _hint(hint, t.ListType)
    elem_hint = wanted.elem if isinstance(wanted, t.ListType) else None
    values = _elements(em, node.elts)
    if not node.elts and _candidates(hint, t.ListType) > 1:
        text = (
            f"Cannot assign an empty list to a variable annotated to be type {hint} because there are "
            "multiple possible List types"
        )
        em.report(
            "literal-type-mismatch", node, construct="List", type="List", expected=str(hint), torch=text
        )
    if hint is not None and wanted is None and not _open(hint):
        _misfit(em, node, hint, "List")
        return UNKNOWN_VALUE
    if values is None:
        return Simple(wanted if wanted is not None else t.ListType(t.UNKNOWN))
    if not values:
        if wanted is not None:
            return Simple(wanted)
        return Simple(t.ListType(t.TENSOR), empty=True)
    if elem_hint is not None and wanted is not None:
        return _annotated_list(em, node, values, wanted, elem_hint)
    elem = unify_all((value.type for value in values), default_to_union=True)
    return Simple(t.ListType(elem if elem is not None else t.UNKNOWN), drift=drifts.first(values))


def _open(hint: t.Type) -> bool:
    return isinstance(
        unwrap(hint), (t.AnyType, t.UnknownType, t.UnionType, t.AnyListType, t.VarType, t.NoneType)
    ) or not (isinstance(unwrap(hint), (t.DictType, t.ClassType)))


def _annotated_list(
    em: Emitter, node: ast.List, values: list[Simple], wanted: t.Type, elem: t.Type
) -> Simple:
    unified = unify_all((value.type for value in values), default_to_union=True)
    fits = all(is_subtype(value.type, elem) for value in values)
    if not fits or (unified is not None and not is_subtype(unified, elem)):
        text = (
            f"List type annotation `{wanted}` did not match the types of the given list elements,"
            f" which were unified to {unified}"
        )
        em.mismatch(
            "literal-type-mismatch",
            node,
            [elt for elt in node.elts if isinstance(elt, ast.Name)],
            construct="List",
            type=f"List[{unified}]",
            expected=str(wanted),
            torch=text,
        )
    return Simple(wanted)


def emit_tuple(em: Emitter, node: ast.Tuple, hint: t.Type | None) -> Sugared:
    """A tuple literal; with modules in it, loops over it are unrolled."""
    hints: list[t.Type | None] = [None] * len(node.elts)
    expected = unwrap(hint) if hint is not None else None
    if isinstance(expected, (t.TupleType, t.NamedTupleType)) and len(expected.elems) == len(node.elts):
        hints = list(expected.elems)
    values: list[Simple] = []
    for elt, inner in zip(node.elts, hints, strict=True):
        if isinstance(elt, ast.Starred):
            items = expressions.starred_items(em, elt)
            if items is None:
                return UNKNOWN_VALUE
            values.extend(items)
        else:
            values.append(expressions.emit_expr(em, elt, inner))
    kind = t.TupleType(tuple(value.type for value in values))
    return UNKNOWN_VALUE if t.is_large(kind) else Simple(kind, drift=drifts.first(values))


def emit_dict(em: Emitter, node: ast.Dict, hint: t.Type | None) -> Simple:
    """A dict literal: keys of one type; empty without annotation it is a Dict[str, Tensor]."""
    wanted = _hint(hint, t.DictType)
    if hint is not None and wanted is None and not _open_dict(hint):
        _misfit(em, node, hint, "Dict")
        return UNKNOWN_VALUE
    if None in node.keys:
        return Simple(wanted) if wanted is not None else UNKNOWN_VALUE
    if _candidates(hint, t.DictType) > 1 and not node.keys:
        several_dicts(em, node, hint)
        return UNKNOWN_VALUE
    keys = [(key, expressions.emit_expr(em, key)) for key in node.keys if key is not None]
    values = [expressions.emit_expr(em, value) for value in node.values]
    if not keys:
        return Simple(wanted if wanted is not None else t.DictType(t.STR, t.TENSOR))
    first = keys[0][1].type
    if isinstance(hint, t.UnionType) and wanted is None and _candidates(hint, t.DictType):
        return Simple(hint)
    for key, kind in keys[1:]:
        if not is_subtype(kind.type, first) or not is_subtype(first, kind.type):
            text = (
                f"Dict keys must contain only a single type. Expected: {first} but found {kind.type} instead"
            )
            em.report("mixed-dict-keys", key, type=str(kind.type), expected=str(first), torch=text)
            return UNKNOWN_VALUE
    if bad_key(first):
        text = (
            f"Cannot create dict for key type '{first}', only int, float, complex, Tensor, device and "
            "string keys are supported"
        )
        em.report("unsupported-dict-key", keys[0][0], name=str(first), torch=text)
        return UNKNOWN_VALUE
    value_type = unify_all((value.type for value in values), default_to_union=True) or t.UNKNOWN
    if isinstance(wanted, t.DictType):
        fits = all(is_subtype(value.type, wanted.value) for value in values)
        if not is_subtype(first, wanted.key) or not fits:
            made = f"Dict[{first}, {value_type}]"
            text = f"Dict type annotation `{wanted}` did not match the type of an actual value type `{made}`"
            em.report(
                "literal-type-mismatch", node, construct="Dict", type=made, expected=str(wanted), torch=text
            )
        return Simple(wanted)
    return Simple(t.DictType(first, value_type))


def _open_dict(hint: t.Type) -> bool:
    inner = unwrap(hint)
    if isinstance(inner, (t.ListType, t.TupleType)):
        return False
    return not isinstance(inner, t.ClassType)


def emit_list_comprehension(
    em: Emitter, node: ast.ListComp | ast.GeneratorExp, hint: t.Type | None
) -> Simple:
    """`[f(x) for x in xs]`: the list takes the type of its first element."""
    wanted = _hint(hint, t.ListType)
    if len(node.generators) != 1:
        return UNKNOWN_VALUE
    elements: list[t.Type] = []
    elem_hint = wanted.elem if isinstance(wanted, t.ListType) else None

    def body() -> None:
        value = expressions.emit_expr(em, node.elt)
        if elem_hint is not None and not _appendable(value, elem_hint):
            text = f"Expected a value of type {elem_hint} but found {value.type}"
            em.report(
                "literal-type-mismatch",
                node.elt,
                construct="a list comprehension",
                type=str(value.type),
                expected=str(wanted),
                torch=text,
            )
        elements.append(value.type)

    generator = node.generators[0]
    iteration.loop(em, generator.target, generator.iter, body)
    if wanted is not None:
        return Simple(wanted)
    if not elements:
        return Simple(t.ListType(t.TENSOR))
    joined = unify_all(elements, default_to_union=True)
    if joined is not None and joined != elements[0] and not t.contains(joined, t.UnknownType):
        text = (
            f"List type annotation `List[{elements[0]}]` did not match the types of the given list elements"
        )
        em.report(
            "literal-type-mismatch",
            node,
            construct="a list comprehension",
            type=str(joined),
            expected=f"List[{elements[0]}]",
            torch=text,
        )
    return Simple(t.ListType(elements[0]))


def _appendable(value: Simple, elem: t.Type) -> bool:
    from tslint.analysis.script.matching import convert

    return is_subtype(convert(value, elem).type, elem)


def emit_dict_comprehension(em: Emitter, node: ast.DictComp, hint: t.Type | None) -> Simple:
    """`{k: v for ...}`."""
    wanted = _hint(hint, t.DictType)
    if len(node.generators) != 1:
        return UNKNOWN_VALUE
    found: list[tuple[t.Type, t.Type]] = []

    def body() -> None:
        key = expressions.emit_expr(em, node.key)
        value = expressions.emit_expr(em, node.value)
        if bad_key(key.type):
            text = f"Cannot create dict for key type '{key.type}'"
            em.report("unsupported-dict-key", node.key, name=str(key.type), torch=text)
        if found and not is_subtype(key.type, found[0][0]):
            text = "Dicts may only contain homogeneous keys"
            first, other = str(found[0][0]), str(key.type)
            em.report("mixed-dict-keys", node, type=other, expected=first, torch=text)
        found.append((key.type, value.type))

    generator = node.generators[0]
    iteration.loop(em, generator.target, generator.iter, body)
    if wanted is not None:
        return Simple(wanted)
    if not found or bad_key(found[0][0]):
        return Simple(t.DictType(t.STR, t.TENSOR)) if not found else UNKNOWN_VALUE
    return Simple(t.DictType(*found[0]))


def emit_joined(em: Emitter, node: ast.JoinedStr) -> Simple:
    """An f-string is `str.format` for the compiler."""
    parts: list[tuple[ast.expr, Simple]] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = expressions.emit_sugared(em, part.value)
            if not isinstance(value, (Items, ModuleValue)):
                parts.append((part.value, em.as_value(value, part.value)))
    return texts.printed(em, parts)
