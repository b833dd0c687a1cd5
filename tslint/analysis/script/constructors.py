"""`list(...)`, `dict(...)`, `tuple(...)` and `getattr(...)`: the compiler's own forms with a fixed number of
arguments.

Source: `emitApplySpecialForm`, `emitApplySpecialFormForList` and `...ForDict` of ir_emitter.cpp.
"""

from __future__ import annotations

import ast

from tslint.analysis.script import expressions, iteration, literals
from tslint.analysis.script.annotations import bad_key
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import unwrap
from tslint.analysis.script.sugared import UNKNOWN, UNKNOWN_VALUE, ModuleValue, Simple, Sugared, Unknown
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype, unify_all


def is_starred(em: Emitter, node: ast.expr) -> bool:
    """Whether an argument is starred, told: these forms expand none."""
    if isinstance(node, ast.Starred):
        text = "Unexpected starred expansion. File a bug report"
        em.report("starred-expression", node, torch=text)
        return True
    return False


def takes(em: Emitter, node: ast.Call, name: str, least: int, most: int) -> bool:
    """Whether a form has as many arguments as it takes and no keywords, told where not."""
    count = len(node.args)
    if not least <= count <= most:
        wanted = (
            f"exactly {least} arguments"
            if least == most
            else f"to have number of arguments between {least} and {most}"
        )
        em.report("call-arity", node, name=name, torch=f"{name} expected {wanted} but found {count}")
        return False
    if node.keywords:
        em.report("call-arity", node, name=name, torch=f"{name} takes no keyword arguments")
        return False
    return True


def emit_getattr(em: Emitter, node: ast.Call) -> Sugared:
    """`getattr(value, "name")`, with a default or without."""
    from tslint.analysis.script import attributes, conditions

    if not takes(em, node, "getattr", 2, 3):
        return UNKNOWN
    holder = expressions.emit_sugared(em, node.args[0])
    name = node.args[1]
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        text = "getattr's second argument must be a string literal"
        em.report("dynamic-attribute-name", node, construct="getattr", torch=text)
        return UNKNOWN
    if len(node.args) == 3:
        has = conditions.has_attribute(em, holder, name.value, node.args[0])
        if has.static is None:
            return UNKNOWN
        if not has.static:
            return expressions.emit_sugared(em, node.args[2])
    return attributes.attribute_of(em, holder, name.value, node)


def emit_tuple(em: Emitter, node: ast.Call) -> Sugared:
    """`tuple(items)`, of what has a static length."""
    if not takes(em, node, "tuple", 1, 1) or is_starred(em, node.args[0]):
        return UNKNOWN_VALUE
    value = expressions.emit_sugared(em, node.args[0])
    items = expressions.unpack(em, value, node)
    return UNKNOWN_VALUE if items is None else Simple(t.TupleType(tuple(item.type for item in items)))


def emit_list(em: Emitter, node: ast.Call, hint: t.Type | None) -> Sugared:
    """`list(items)`: a comprehension over whatever can be walked."""
    wanted = unwrap(hint) if hint is not None else None
    if not node.args:
        return Simple(wanted) if isinstance(wanted, t.ListType) else Simple(t.ListType(t.TENSOR), empty=True)
    if not takes(em, node, "list", 1, 1) or is_starred(em, node.args[0]):
        return UNKNOWN_VALUE
    walked = iteration.iterate(em, expressions.emit_sugared(em, node.args[0]), node.args[0])
    if walked.is_unrolled:
        if walked.unrolled is None:
            return UNKNOWN_VALUE
        items = [em.as_value(item, node.args[0]).type for item in walked.unrolled]
        return Simple(t.ListType(_one_type(em, node, items)))
    item = walked.item
    if isinstance(item, Unknown):
        return Simple(wanted) if isinstance(wanted, t.ListType) else Simple(t.ListType(t.UNKNOWN))
    return Simple(t.ListType(em.as_value(item, node.args[0]).type))


def _one_type(em: Emitter, node: ast.Call, items: list[t.Type]) -> t.Type:
    """The type of the first item, which all others must have."""
    if not items:
        return t.TENSOR
    unified = unify_all(items, default_to_union=True) or t.UNKNOWN
    if not is_subtype(unified, items[0]):
        made = t.ListType(items[0])
        text = (
            f"List type annotation `{made}` did not match the types of the given list elements,"
            f" which were unified to {unified}"
        )
        facts = {"construct": "List", "type": f"List[{unified}]", "expected": str(made), "torch": text}
        em.tell("literal-type-mismatch", node, facts)
    return items[0]


def emit_dict(em: Emitter, node: ast.Call, hint: t.Type | None) -> Sugared:
    """`dict(pairs)`: a comprehension over pairs; `dict(name=value)`."""
    wanted = unwrap(hint) if hint is not None else None
    if literals.several_dicts(em, node, hint):
        return UNKNOWN_VALUE
    if node.args and is_starred(em, node.args[0]):
        return UNKNOWN_VALUE
    made = _made(em, node)
    if isinstance(wanted, t.DictType):
        if made is not None and not is_subtype(made, wanted):
            text = f"Dict type annotation `{wanted}` did not match the type of an actual value `{made}`"
            facts = {"construct": "Dict", "type": str(made), "expected": str(wanted), "torch": text}
            em.tell("literal-type-mismatch", node, facts)
        return Simple(wanted)
    if _is_empty(node):
        return Simple(t.DictType(t.STR, t.TENSOR))
    return Simple(made) if made is not None else UNKNOWN_VALUE


def _is_empty(node: ast.Call) -> bool:
    """`dict()`, `dict({})` and `dict([])`, whatever else is given."""
    if not node.args:
        return not node.keywords
    first = node.args[0]
    return isinstance(first, (ast.List, ast.Dict)) and not ast.unparse(first).strip("[]{}")


def _made(em: Emitter, node: ast.Call) -> t.DictType | None:
    """The type that `dict(...)` gives without an annotation; None where it is not known or empty."""
    if _is_empty(node):
        return None
    if not node.args:
        named = [expressions.emit_expr(em, keyword.value).type for keyword in node.keywords]
        return t.DictType(t.STR, unify_all(named, default_to_union=True) or t.UNKNOWN)
    value = expressions.emit_sugared(em, node.args[0])
    if isinstance(value, Simple) and isinstance(value.type, t.DictType):
        return value.type  # whatever else is given
    if not takes(em, node, "dict", 1, 1):
        return None
    walked = iteration.iterate(em, value, node.args[0])
    item = walked.unrolled[0] if walked.unrolled else walked.item
    if isinstance(item, (Unknown, ModuleValue)):
        return None
    pair = expressions.unpack(em, item, node, 2)
    if pair is None or len(pair) != 2 or bad_key(pair[0].type):
        return None
    return t.DictType(pair[0].type, pair[1].type)
