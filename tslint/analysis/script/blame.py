"""Why a call does not match, told with its cause: an empty container, an Optional, a missing annotation."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tslint.analysis.script import operators
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import Match, Mismatch, unwrap
from tslint.analysis.script.sugared import UNKNOWN_VALUE, Simple, Sugared
from tslint.ir.cures import Cure, ReplaceText
from tslint.source.positions import span_of
from tslint.torchspec import types as t
from tslint.torchspec.records import Schema

Operands = Sequence[tuple[ast.expr, Simple]]


# Where the author declares a number, and not a value of before decides.
_DECLARED = ("return value", "torch.jit.annotate")


def tell_implicit(
    em: Emitter, node: ast.AST, name: str, found: Match, operands: Operands, *, own: bool
) -> None:
    """Tell of Tensors that become numbers: a parameter that lacks its annotation, or else an argument of what
    goes on with the Tensor in eager Python. `own`: torch's functions, which take a Tensor for a number there
    too, and the project's, which may do with either.
    """
    if not found.implicit or not found.certain:
        return
    if _blamed(em, node, found, operands) or own:
        return
    for expression, value in operands:
        if isinstance(value.type, t.TensorType) and value.drift is None:
            implicit_conversion(em, expression, _number(found), name)
            return


def implicit_conversion(em: Emitter, node: ast.AST, target: str, where: str) -> None:
    """A Tensor that silently becomes a number: only a scalar of that dtype survives it at run time.

    What is returned as a float is, as a rule, a loss or a mean, which has no dimensions and is one: a note.
    A variable that held a float is another matter: in eager Python it holds a Tensor from here on.
    """
    facts = {
        "type": "Tensor",
        "expected": target,
        "where": where,
        "torch": "compiles; at run time only a 0-dim Tensor of a matching dtype converts",
    }
    if target == "float" and where in _DECLARED:
        facts |= {"level": "info", "construct": "a Tensor is taken for a float"}
    em.tell("implicit-tensor-conversion", node, facts)


def _number(found: Match) -> str:
    """The type of number that a Tensor is converted to."""
    wanted = (
        {str(unwrap(a.type)) for a in found.schema.arguments if a.name in found.implicit}
        if found.schema
        else set()
    )
    name = wanted.pop() if len(wanted) == 1 else "int"
    return "int" if "int" in name else "float" if "float" in name else name


def _blamed(em: Emitter, node: ast.AST, found: Match, operands: Operands) -> bool:
    for expression, value in operands:
        info = em.unannotated(expression) if isinstance(expression, ast.Name) else None
        if info is not None and isinstance(value.type, t.TensorType) and info.default is None:
            kind = _number(found)
            if kind == "number":
                return True  # `value`, `alpha`: a Tensor of one element is as good as a number there
            text = "compiles; the argument must then be a Tensor"
            what = "unannotated-parameter-when-run"
            em.blame(info, node, kind, {"torch": text, "reach": "entry"}, what)
            return True
    return False


def _is_empty_container(em: Emitter, node: ast.expr) -> str:
    if not isinstance(node, ast.Name):
        return ""
    origin = em.origins.get(node.id)
    return node.id if isinstance(origin, (ast.List, ast.Dict, ast.Call)) else ""


def tell_mismatch(
    em: Emitter,
    name: str,
    schemas: Sequence[Schema],
    found: Mismatch,
    node: ast.AST,
    operands: Operands,
    receiver: Simple | None,
) -> Sugared:
    """Tell that no overload takes these arguments; the result is what the function gives once it does."""
    short = name.rpartition("::")[2] or name
    if _empty_receiver(em, short, node, operands, receiver):
        return Simple(t.NONE)
    facts = {
        "name": short,
        "reason": found.reason,
        "argument": found.argument,
        "expected": str(found.expected) if found.expected is not None else "",
        "type": em.compiler.classes.display(found.found) if found.found is not None else "",
        "torch": found.reason,
    }
    result = _result(schemas)
    culprit = _culprit(found, operands)
    if culprit is not None:
        expression, value = culprit
        empty = _is_empty_container(em, expression)
        wanted = found.expected
        if empty and isinstance(wanted, (t.ListType, t.DictType)) and not t.contains(wanted, t.VarType):
            operators.empty_container(em, node, empty, em.origins[empty], wanted)
            return result
        if _optional(found, value):
            em.tell(
                "optional-misuse",
                node,
                {**facts, "name": ast.unparse(expression), "operator": short, "other": ""},
            )
            return result
        info = em.unannotated(expression)
        if info is not None and isinstance(value.type, t.TensorType):
            em.blame(info, node, _spelled(found.expected), facts)
            return result
        cures = _number_cure(em, expression, value, found)
        em.tell("no-matching-overload", node, facts, cures)
        return result
    for expression, value in operands:
        if isinstance(value.type, t.OptionalType) and len(schemas) > 1:
            em.tell(
                "optional-misuse",
                node,
                {**facts, "name": ast.unparse(expression), "operator": short, "other": ""},
            )
            return result
    for expression, value in operands:
        info = em.unannotated(expression)
        if info is not None and isinstance(value.type, t.TensorType):
            em.blame(info, node, _guess(schemas, operands, expression), facts)
            return result
    em.tell("no-matching-overload", node, facts)
    return result


def _guess(schemas: Sequence[Schema], operands: Operands, expression: ast.expr) -> str:
    """What an argument should be, where all overloads agree on its place."""
    place = next((i for i, (e, _) in enumerate(operands) if e is expression), None)
    if place is None:
        return ""
    kinds = {str(schema.arguments[place].type) for schema in schemas if len(schema.arguments) > place}
    return kinds.pop() if len(kinds) == 1 else ""


def _spelled(kind: t.Type | None) -> str:
    return "" if kind is None or t.contains(kind, t.VarType) else str(kind)


def _optional(found: Mismatch, value: Simple) -> bool:
    return isinstance(value.type, t.OptionalType) and not isinstance(found.expected, t.OptionalType)


def _culprit(found: Mismatch, operands: Operands) -> tuple[ast.expr, Simple] | None:
    """The argument that a single overload did not take."""
    if found.index is not None and found.index < len(operands):
        return operands[found.index]
    if found.found is None:
        return None
    same = [operand for operand in operands if operand[1].type == found.found]
    return same[0] if len(same) == 1 else None


def _number_cure(em: Emitter, expression: ast.expr, value: Simple, found: Mismatch) -> tuple[Cure, ...]:
    """`1` where a float is wanted becomes `1.0`."""
    if (
        isinstance(found.expected, t.FloatType)
        and isinstance(expression, ast.Constant)
        and isinstance(value.type, t.IntType)
    ):
        span = span_of(em.module.source.lines, expression)
        return (ReplaceText(em.module.path, span, f"{expression.value!r}.0"),)
    return ()


def _result(schemas: Sequence[Schema]) -> Simple:
    results = {schema.result for schema in schemas}
    if len(results) == 1:
        only = results.pop()
        return Simple(only) if not t.contains(only, t.VarType) else UNKNOWN_VALUE
    if results and all(isinstance(kind, t.TensorType) for kind in results):
        return Simple(t.TENSOR)
    return UNKNOWN_VALUE


def _empty_receiver(
    em: Emitter, name: str, node: ast.AST, operands: Operands, receiver: Simple | None
) -> bool:
    """`out = []` ... `out.append(1)`: the list was taken for a List[Tensor]."""
    if receiver is None or not isinstance(receiver.type, t.ListType) or not isinstance(node, ast.Call):
        return False
    if not isinstance(node.func, ast.Attribute) or name not in ("append", "extend", "insert"):
        return False
    holder = node.func.value
    variable = _root(holder)
    if variable is None or not operands:
        return False
    origin = em.origins.get(variable)
    if not isinstance(origin, (ast.List, ast.Call)):
        return False
    given = operands[-1][1].type
    wanted = given if name == "extend" else t.ListType(given)
    if not isinstance(wanted, t.ListType):
        return False
    if isinstance(holder, ast.Subscript):
        wanted = t.ListType(wanted)
    operators.empty_container(em, node, variable, origin, wanted)
    return True


def _root(node: ast.expr) -> str | None:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
