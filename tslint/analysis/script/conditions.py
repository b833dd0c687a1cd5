"""Conditions: what the compiler decides at compile time, and what a branch learns about a variable's type.

Source: `emitCondExpr`, `emitShortCircuitLogical`, `emitIsInstance`, `RefinementSet` of ir_emitter.cpp.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace

from tslint.analysis.script import expressions
from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import (
    ModuleValue,
    Simple,
    Special,
    Sugared,
    Unknown,
)
from tslint.ir.cures import AnnotateParameter
from tslint.source.walking import walk
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype, make_union, unify, without_none

Refinements = dict[str, t.Type]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: decided at compile time or not, and the types that names have where it holds or fails.

    `uncertain`: it may well be decided at compile time, but by something that is not known here.
    """

    static: bool | None = None
    when_true: Refinements = field(default_factory=dict)
    when_false: Refinements = field(default_factory=dict)
    uncertain: bool = False


DYNAMIC = Condition()
UNCERTAIN = Condition(uncertain=True)


def refine(em: Emitter, refinements: Refinements) -> None:
    """Give names the types that a condition has shown, in the current block."""
    for name, kind in refinements.items():
        found = em.scopes.find(name)
        if isinstance(found, Simple):
            em.scopes.top.names[name] = Simple(kind)


def emit_condition(em: Emitter, node: ast.expr) -> Condition:
    """Emit an expression that is used as a condition.

    Where one configuration after the other is compiled, each decides another way what it may decide.
    """
    found = _condition(em, node)
    if found.uncertain and em.compiler.alternative is not None:
        em.compiler.hangs = True
        return replace(found, static=em.compiler.alternative == 0, uncertain=False)
    return found


def _condition(em: Emitter, node: ast.expr) -> Condition:
    match node:
        case ast.BoolOp():
            return _short_circuit(em, node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = emit_condition(em, operand)
            static = None if inner.static is None else not inner.static
            return Condition(static, inner.when_false, inner.when_true, inner.uncertain)
        case ast.Compare() if len(node.ops) > 1:
            return _chain(em, node)
        case ast.Compare(ops=[ast.Is() | ast.IsNot()]):
            return _identity(em, node.left, node.ops[0], node.comparators[0])
        case ast.Call():
            special = _special_call(em, node)
            if special is not None:
                return special
    value = expressions.emit_expr(em, node)
    to_bool(em, value, node)
    if isinstance(node, ast.Attribute) and isinstance(value.type, t.UnknownType):
        holder = expressions.emit_sugared(em, node.value)
        if (
            isinstance(holder, ModuleValue)
            and node.attr in em.compiler.modules.describe(holder.instance).optional_modules
        ):
            text = "Could not cast value of type NoneType to bool"
            facts = {"type": "a module or None", "optional": "yes", "expected": "bool", "torch": text}
            em.tell("non-bool-condition", node, facts)
    if isinstance(value.type, t.UnknownType) and _may_be_constant(node):
        return UNCERTAIN
    constant = value.constant if value.is_constant and isinstance(value.type, t.BoolType) else None
    return Condition(constant if isinstance(constant, bool) else None)


def _may_be_constant(node: ast.expr) -> bool:
    """Whether an expression may be a constant of the compiler's: a name, an attribute, `getattr`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "getattr"
    return isinstance(node, (ast.Name, ast.Attribute))


def _special_call(em: Emitter, node: ast.Call) -> Condition | None:
    """`isinstance` and `hasattr`, which are decided while compiling."""
    if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "hasattr"):
        form = node.func.id
    elif isinstance(node.func, ast.Attribute):
        callee = expressions.emit_sugared(em, node.func)
        if not isinstance(callee, Special) or callee.form != "isinstance":
            return None
        form = "isinstance"
    else:
        return None
    if len(node.args) != 2 or node.keywords:
        em.report("call-arity", node, name=form, torch=f"{form} expected exactly 2 arguments")
        return DYNAMIC
    if form == "isinstance":
        return emit_isinstance(em, node.args[0], node.args[1], node)
    return emit_hasattr(em, node.args[0], node.args[1])


def to_bool(em: Emitter, value: Simple, node: ast.expr) -> None:
    """`emitToBool`: a condition must convert to bool."""
    kind = value.type
    if isinstance(kind, (t.BoolType, t.UnknownType)):
        return
    if isinstance(kind, t.ClassType):
        _class_to_bool(em, kind, node)
        return
    if isinstance(kind, (t.TensorType, t.ListType, t.DictType, t.StrType)):
        return  # containers are asked for their length
    from tslint.analysis.script import matching

    found = matching.match(em.compiler.schemas("aten::Bool"), [value], {})
    if isinstance(found, matching.Mismatch):
        _not_bool(em, node, kind)


def _class_to_bool(em: Emitter, kind: t.ClassType, node: ast.expr) -> None:
    """An object is asked by its `__bool__`, which must give a bool."""
    from tslint.analysis.script import calls

    method = em.compiler.classes.method(kind, "__bool__")
    if em.compiler.classes.is_module_type(kind) or not em.compiler.classes.has_method(kind, "__bool__"):
        _not_bool(em, node, kind)
    elif method is not None:
        given = em.as_value(calls.call_method(em, method, [], {}, node, []), node).type
        if not isinstance(given, (t.BoolType, t.UnknownType)):
            text = f"expected a bool expression for condition but found {given}"
            facts = {"type": em.compiler.classes.display(given), "optional": "no", "expected": "bool"}
            em.tell("non-bool-condition", node, {**facts, "torch": text})


def _not_bool(em: Emitter, node: ast.expr, kind: t.Type) -> None:
    shown = em.compiler.classes.display(kind)
    hint = f"Could not cast value of type {shown} to bool"
    optional = "yes" if isinstance(kind, (t.OptionalType, t.NoneType)) else "no"
    em.mismatch(
        "non-bool-condition", node, [node], type=shown, optional=optional, expected="bool", torch=hint
    )


def _short_circuit(em: Emitter, node: ast.BoolOp) -> Condition:
    is_or = isinstance(node.op, ast.Or)
    left = emit_condition(em, node.values[0])
    for operand in node.values[1:]:
        em.scopes.push()
        refine(em, left.when_false if is_or else left.when_true)
        right = emit_condition(em, operand)
        em.scopes.pop()
        left = _or(left, right) if is_or else _and(left, right)
    return left


def _or(left: Condition, right: Condition) -> Condition:
    static: bool | None = None
    if left.static is True or right.static is True:
        static = True
    elif left.static is False and right.static is False:
        static = False
    uncertain = static is None and (left.uncertain or right.uncertain)
    when_false = {**left.when_false, **right.when_false}
    return Condition(static, _both(left.when_true, right.when_true), when_false, uncertain)


def _and(left: Condition, right: Condition) -> Condition:
    static: bool | None = None
    if left.static is False or right.static is False:
        static = False
    elif left.static is True and right.static is True:
        static = True
    uncertain = static is None and (left.uncertain or right.uncertain)
    when_true = {**left.when_true, **right.when_true}
    return Condition(static, when_true, _both(left.when_false, right.when_false), uncertain)


def _both(left: Refinements, right: Refinements) -> Refinements:
    """What holds whichever of two conditions was met."""
    found: Refinements = {}
    for name in left.keys() & right.keys():
        joined = unify(left[name], right[name])
        if joined is not None:
            found[name] = joined
    return found


def _chain(em: Emitter, node: ast.Compare) -> Condition:
    """`a < b < c` is `a < b and b < c` for the compiler."""
    result: Condition | None = None
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        single = ast.copy_location(ast.Compare(left, [operator], [right]), node)
        condition = emit_condition(em, single)
        result = condition if result is None else _and(result, condition)
        left = right
    return result or DYNAMIC


def _nullity(kind: t.Type) -> str:
    match kind:
        case t.NoneType():
            return "always"
        case t.OptionalType() | t.AnyType() | t.UnknownType():
            return "maybe"
        case t.UnionType():
            return "maybe" if any(isinstance(m, t.NoneType) for m in kind.members) else "never"
    return "never"


def _identity(em: Emitter, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition:
    """`is` and `is not`: decided where one side is always None and the other always or never."""
    is_it = isinstance(operator, ast.Is)
    values = [_operand(em, left), _operand(em, right)]
    one, other = (_nullity(value) for value in values)
    if one == other == "always":
        return Condition(is_it)
    if {one, other} == {"always", "never"}:
        _tell_decided(em, left if one == "never" else right)
        return Condition(not is_it)
    if one != "always" and other != "always":
        _check_identity(em, left, right, values)
    if "always" in (one, other) and any(isinstance(value, t.UnknownType) for value in values):
        return UNCERTAIN
    name, kind = (right, values[1]) if one == "always" else (left, values[0])
    if "always" not in (one, other) or not isinstance(name, ast.Name):
        return DYNAMIC
    if isinstance(kind, (t.OptionalType, t.UnionType)):
        present = {name.id: without_none(kind)}
        return Condition(None, {}, present) if is_it else Condition(None, present, {})
    return DYNAMIC


def _tell_decided(em: Emitter, node: ast.expr) -> None:
    """A Tensor parameter whose default is None: the compiler takes it for a Tensor that is there, also where
    the caller leaves it out.
    """
    if not isinstance(node, ast.Name):
        return
    info = em.parameters.get(node.id)
    if info is None or not isinstance(info.type, t.TensorType) or not _is_none(info.default):
        return
    if em.is_as_given(node.id, node) and _is_used(em, node.id):
        qualname, wanted = em.function.qualname, "Optional[torch.Tensor]"
        cure = AnnotateParameter(em.module.path, qualname, node.id, wanted, instead=info.annotated)
        facts = {"name": node.id, "reach": "entry"}
        facts["torch"] = "compiles; without the argument it is an undefined Tensor"
        facts["how"] = (
            "is annotated as a Tensor" if info.annotated else "has no annotation, so it is a Tensor,"
        )
        if not info.annotated and not isinstance(em.self_value, ModuleValue):
            facts["level"] = "info"  # callers in script give it, or do not compile
        em.tell("none-check-decided", node, facts, (cure,))


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_used(em: Emitter, name: str) -> bool:
    """Whether a function does more with a name than compare it with None."""
    checks = {
        id(side)
        for node in walk(em.function.node)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Is, ast.IsNot))
        for side in (node.left, *node.comparators)
    }
    return any(
        isinstance(node, ast.Name)
        and node.id == name
        and id(node) not in checks
        and isinstance(node.ctx, ast.Load)
        for node in walk(em.function.node)
    )


def _check_identity(em: Emitter, left: ast.expr, right: ast.expr, kinds: list[t.Type]) -> None:
    """`is` between two values is an operator like any other: few types have it."""
    if any(isinstance(kind, (t.EnumType,)) for kind in kinds):
        place = ast.copy_location(ast.Compare(left, [ast.Is()], [right]), left)
        place.end_lineno, place.end_col_offset = right.end_lineno, right.end_col_offset
        em.report(
            "silent-difference",
            place,
            construct="`is` between enum members",
            detail="script compares identity of copies",
        )


def _operand(em: Emitter, node: ast.expr) -> t.Type:
    value = expressions.emit_sugared(em, node)
    if isinstance(value, ModuleValue):
        return em.compiler.modules.type_of(value)
    if isinstance(value, Unknown):
        return t.UNKNOWN
    return em.as_value(value, node).type


def _alternatives(kind: t.Type) -> tuple[t.Type, ...]:
    match kind:
        case t.OptionalType():
            return (*_alternatives(kind.elem), t.NONE)
        case t.UnionType():
            return kind.members
        case t.NumberType():
            return (kind,)
    return (kind,)


def emit_isinstance(em: Emitter, target: ast.expr, classinfo: ast.expr, node: ast.expr) -> Condition:
    """`isinstance`: decided from the static type; a name is refined to what matched."""
    value = expressions.emit_sugared(em, target)
    kind: t.Type
    if isinstance(value, ModuleValue):
        kind = em.compiler.modules.type_of(value)
    else:
        kind = em.as_value(value, target).type
    wanted = _classes(em, classinfo, kind)
    if wanted is None or t.contains(kind, t.UnknownType):
        return UNCERTAIN
    _silent_isinstance(em, node, value, kind, classinfo)
    if isinstance(value, ModuleValue) or em.compiler.classes.is_module_type(kind):
        return _module_isinstance(kind, wanted)
    matched: list[t.Type] = []
    unmatched: list[t.Type] = []
    for alternative in _alternatives(kind):
        narrower = [w for w in wanted if is_subtype(w, alternative) and not is_subtype(alternative, w)]
        if any(is_subtype(alternative, w) for w in wanted):
            matched.append(alternative)
        elif narrower:
            matched.extend(narrower)
            unmatched.append(alternative)
        else:
            unmatched.append(alternative)
    name = target.id if isinstance(target, ast.Name) else ""
    when_true = {name: make_union(matched)} if name and matched and len(unmatched) else {}
    when_false = {name: make_union(unmatched)} if name and unmatched and len(matched) else {}
    if isinstance(kind, t.AnyType):
        when_false = {}
    if not matched:
        return Condition(False)
    if not unmatched:
        return Condition(True)
    return Condition(None, when_true, when_false)


def _module_isinstance(kind: t.Type, wanted: list[t.Type]) -> Condition:
    return Condition(kind in wanted)


def _silent_isinstance(
    em: Emitter, node: ast.expr, value: Sugared, kind: t.Type, classinfo: ast.expr
) -> None:
    """Questions whose answer differs from eager Python's."""
    drift = value.drift if isinstance(value, Simple) else None
    names = [ast.unparse(n) for n in (classinfo.elts if isinstance(classinfo, ast.Tuple) else [classinfo])]
    if isinstance(kind, t.BoolType) and "int" in names and "bool" not in names:
        em.report(
            "silent-difference", node, construct="isinstance(bool, int)", detail="in script a bool is no int"
        )
    elif (
        drift is not None
        and drift.eager == "size"
        and {"list", "tuple"} & set(names)
        and not {"list", "tuple"} <= set(names)
    ):
        em.report(
            "silent-difference",
            node,
            construct="isinstance of a torch.Size",
            detail="in script a shape is a List[int], in eager Python a tuple",
        )


def _classes(em: Emitter, node: ast.expr, kind: t.Type) -> list[t.Type] | None:
    """The types that the second argument of isinstance names; None where one is unknown."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found: list[t.Type] = []
    unknown = False
    for part in parts:
        if isinstance(part, ast.Tuple):
            inner = _classes(em, part, kind)
            unknown = unknown or inner is None
            found.extend(inner or [])
            continue
        resolved = em.compiler.modules.class_type(em.namespace, part, kind)
        if resolved is None:
            resolved = _annotation(em, part)
        if isinstance(resolved, Wrong):
            em.wrong_annotation(resolved, part)
            unknown = True
        elif t.contains(resolved, t.UnknownType):
            unknown = True
        else:
            found.append(resolved)
    return None if unknown else found


def _annotation(em: Emitter, node: ast.expr) -> t.Type | Wrong:
    if isinstance(node, ast.Call):
        text = "Expression of type apply cannot be used in a type expression"
        return Wrong("unknown-type-annotation", ast.unparse(node), text)
    return em.annotations.resolve(node)


def emit_hasattr(em: Emitter, target: ast.expr, name: ast.expr) -> Condition:
    """`hasattr`: decided while compiling; only objects and NamedTuples can be asked."""
    value = expressions.emit_sugared(em, target)
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        hint = "hasattr's second argument must be a string literal"
        em.report("dynamic-attribute-name", name, construct="hasattr", torch=hint)
        return DYNAMIC
    return has_attribute(em, value, name.value, target)


def has_attribute(em: Emitter, value: Sugared, name: str, target: ast.expr) -> Condition:
    """Whether `target`, whose value this is, has an attribute of that name."""
    if isinstance(value, ModuleValue):
        has = em.compiler.modules.has_attribute(value, name)
        return Condition(has, uncertain=has is None)
    if not isinstance(value, Simple) or isinstance(value.type, t.UnknownType):
        return UNCERTAIN
    if isinstance(value.type, t.NamedTupleType):
        return Condition(value.type.field(name) is not None)
    if isinstance(value.type, t.ClassType):
        has = em.compiler.classes.has_attribute(value.type, name)
        return Condition(has, uncertain=has is None)
    hint = f"hasattr's first argument must be an object or NamedTuple, got {value.type} instead"
    em.report("hasattr-target", target, type=str(value.type), torch=hint)
    return DYNAMIC
