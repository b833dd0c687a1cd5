"""How script prints values: what comes out of `str`, f-strings, `str.format` and `%` other than in Python.

Source: `operator<<(std::ostream&, const IValue&)` (aten/src/ATen/core/ivalue.cpp); `format`, `percentFormat`
(torch/csrc/jit/runtime/vararg_functions.cpp). Only text that goes somewhere is told (`drifts`): messages of
exceptions and of `print` are for people.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import Drift, Simple
from tslint.torchspec import types as t

_FIELD = re.compile(r"(?<!\{)\{[^{}]+\}")
_SPECIFIER = re.compile(r"%(?:%|([-+ #0]*\d*(?:\.\d+)?)([a-zA-Z]))")
_KNOWN = "diefEFcs"  # the specifiers that percentFormat knows
_NUMERIC = "dieEfF"
_WHOLE = 1e10  # larger whole floats are printed with all their digits


def printed(em: Emitter, parts: Iterable[tuple[ast.expr, Simple]]) -> Simple:
    """Text that values were printed into, with its drift."""
    for node, value in parts:
        if value.drift is not None and value.drift.eager == "text":
            return Simple(t.STR, drift=value.drift)
        what = _printed_otherwise(em, node, value)
        if what:
            return Simple(t.STR, drift=_drift(node, what))
    return Simple(t.STR)


def _drift(node: ast.AST, what: str) -> Drift:
    return Drift("text", node, f"text of {what}", f"script prints {what} differently from Python")


def _printed_otherwise(em: Emitter, node: ast.expr, value: Simple) -> str:
    """What script prints differently here; empty where the text is the same."""
    kind = value.type
    if value.drift is not None and value.drift.eager != "text":
        return value.drift.construct
    if isinstance(kind, t.FloatType):
        known = _constant(em, node, value)
        return "" if known is not None and float_text(known) == str(known) else "a float"
    return f"a {kind}" if _differs(kind, inside=False) else ""


def _differs(kind: t.Type, *, inside: bool) -> bool:
    match kind:
        case t.FloatType() | t.ComplexType() | t.TensorType():
            return True
        case t.StrType():
            return inside  # without its quotes
        case t.ListType() | t.OptionalType():
            return _differs(kind.elem, inside=inside or isinstance(kind, t.ListType))
        case t.DictType():
            return _differs(kind.key, inside=True) or _differs(kind.value, inside=True)
        case t.TupleType():
            return any(_differs(elem, inside=True) for elem in kind.elems)
    return False


def _constant(em: Emitter, node: ast.expr, value: Simple) -> float | None:
    if isinstance(value.constant, float):
        return value.constant
    origin = em.origins.get(node.id) if isinstance(node, ast.Name) else None
    if isinstance(origin, ast.Constant) and isinstance(origin.value, float):
        return origin.value
    return None


def float_text(value: float) -> str:
    """A float as script prints it."""
    if abs(value) < _WHOLE and value == int(value):
        return f"{int(value)}."
    return f"{value:.17g}"


def formatted(em: Emitter, node: ast.AST, operands: Iterable[tuple[ast.expr, Simple]]) -> Simple:
    """`"...".format(...)`: the fields that script knows are `{}` alone."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        holder = node.func.value
        if isinstance(holder, ast.Constant) and isinstance(holder.value, str):
            if "{{" in holder.value or "}}" in holder.value:
                text = "script's format does not know `{{` and `}}`"
                return Simple(t.STR, drift=Drift("text", node, "str.format with braces", text))
            if _FIELD.search(holder.value):
                text = (
                    "script's format knows only `{}`; fields with a name, number or format stay as they are"
                )
                em.report("silent-difference", node, construct="str.format with fields", detail=text)
                return Simple(t.STR)
    return printed(em, operands)


def percent(em: Emitter, node: ast.BinOp, right: Simple) -> Simple:
    """`"%.2f" % value`: script's formatting has no precision, no width, and fewer letters."""
    operands = _operands(node.right, right)
    template = node.left.value if isinstance(node.left, ast.Constant) else None
    if not isinstance(template, str):
        return printed(em, operands)
    specifiers = [found for found in _SPECIFIER.finditer(template) if found.group(2)]
    for found in specifiers:
        if found.group(1):
            text = "script's % knows no precision or width"
            em.report("fails-when-run", node, construct="% with a precision", detail=text)
            return Simple(t.STR)
        if found.group(2) not in _KNOWN:
            text = f"script's % does not know `%{found.group(2)}`"
            em.report("fails-when-run", node, construct=f"`%{found.group(2)}`", detail=text)
            return Simple(t.STR)
    if len(specifiers) != len(operands):
        return Simple(t.STR)
    for found, (_, value) in zip(specifiers, operands, strict=True):
        if found.group(2) in _NUMERIC and isinstance(value.type, (t.BoolType, t.TensorType)):
            text = f"script's `%{found.group(2)}` takes no {value.type}"
            em.report("fails-when-run", node, construct=f"`%{found.group(2)}` of a {value.type}", detail=text)
            return Simple(t.STR)
    pairs = zip(specifiers, operands, strict=True)
    return printed(em, [operand for found, operand in pairs if found.group(2) == "s"])


def _operands(node: ast.expr, value: Simple) -> list[tuple[ast.expr, Simple]]:
    if isinstance(node, ast.Tuple) and isinstance(value.type, t.TupleType):
        pairs = zip(node.elts, value.type.elems, strict=False)
        return [(elt, Simple(kind)) for elt, kind in pairs]
    return [(node, value)]
