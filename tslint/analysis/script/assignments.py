"""Assignments: names, tuples, attributes, items; the type a variable keeps once it has one.

Source: `emitAssignment` and its kin, `Environment::setSugaredVar` of ir_emitter.cpp.
"""

from __future__ import annotations

import ast

from tslint.analysis.script import blame, expressions, operators, subscripts
from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import convert
from tslint.analysis.script.scopes import Withheld, is_object
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Items,
    ModuleValue,
    Simple,
    Sugared,
    Unknown,
)
from tslint.ir.cures import AnnotateLocal, Cure
from tslint.source.walking import walk
from tslint.torchspec import types as t
from tslint.torchspec.relations import is_subtype, make_optional


def emit_assign(em: Emitter, node: ast.Assign) -> None:
    """`a = b = value`."""
    if len(node.targets) == 1:
        target = node.targets[0]
        count = None
        if isinstance(target, ast.Tuple):
            starred = sum(isinstance(elt, ast.Starred) for elt in target.elts)
            count = len(target.elts) - starred
        value = expressions.emit_sugared(em, node.value)
        if id(node.value) in em.meant:
            value = Simple(em.meant[id(node.value)])
        if isinstance(target, ast.Tuple):
            assign_tuple(em, target, value, node.value, count)
        else:
            assign_value(em, target, value, node.value)
        _note_origin(em, target, node.value)
        return
    value = expressions.emit_sugared(em, node.value)
    for target in node.targets:
        assign_value(em, target, value, node.value)


def _note_origin(em: Emitter, target: ast.expr, value: ast.expr) -> None:
    """Remember where a name got an empty container (its cure goes there) or a shape."""
    if not isinstance(target, ast.Name):
        return
    empty = isinstance(value, (ast.List, ast.Dict)) and not ast.unparse(value).strip("[]{}()")
    called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and not value.args
    made = (
        called
        and isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in ("list", "dict")
    )
    shape = isinstance(value, ast.Attribute) and value.attr == "shape"
    none = isinstance(value, ast.Constant) and value.value is None
    literal = isinstance(value, ast.Constant)
    if empty or made or shape or none or literal:
        em.origins[target.id] = value
    else:
        em.origins.pop(target.id, None)


def emit_annotated(em: Emitter, node: ast.AnnAssign) -> None:
    """`name: type = value`."""
    kind = em.resolve(node.annotation)
    if isinstance(kind, Wrong):
        em.wrong_annotation(kind, node.annotation)
        kind = t.UNKNOWN
    if node.value is None:
        # Told by the frontend; the cure declares the name with this type.
        if isinstance(node.target, ast.Name):
            em.scopes.set(node.target.id, Simple(t.UNKNOWN))
        return
    value = expressions.emit_sugared(em, node.value, kind)
    if not isinstance(node.target, ast.Name):
        assign_value(em, node.target, value, node.value)
        return
    set_variable(em, node.target.id, value, node, annotated=kind)


def assign_value(em: Emitter, target: ast.expr, value: Sugared, source: ast.expr) -> None:
    """Assign a value to any target."""
    match target:
        case ast.Name():
            set_variable(em, target.id, value, target)
        case ast.Tuple():
            assign_tuple(em, target, value, source, None)
        case ast.Attribute():
            _assign_attribute(em, target, value, source)
        case ast.Subscript():
            subscripts.assign_item(em, target, em.as_value(value, source), source)
        case ast.Starred():
            assign_value(em, target.value, value, source)
        case ast.List():
            hint = "unexpected expression on left-hand side of assignment"
            em.report("assignment-target", target, construct="a list of names", torch=hint)
            for elt in target.elts:
                if isinstance(elt, ast.Name):
                    em.scopes.set(elt.id, UNKNOWN)


def assign_tuple(em: Emitter, target: ast.Tuple, value: Sugared, source: ast.expr, _: int | None) -> None:
    """`a, b = value`: the value must have a length that is known or is taken from the names."""
    if len(target.elts) == 1 and isinstance(target.elts[0], ast.Starred):
        hint = (
            "A Starred expression may only appear on the lhs within the presence of another "
            "non-starred expression"
        )
        em.report("assignment-target", target, construct="a single starred name", torch=hint)
    starred = [position for position, elt in enumerate(target.elts) if isinstance(elt, ast.Starred)]
    binders = len(target.elts) - len(starred)
    items = expressions.unpack_sugared(em, value, source, None if starred else binders)
    if items is None:
        for elt in target.elts:
            assign_value(em, elt, UNKNOWN, source)
        return
    if len(items) < binders or (len(items) > binders and not starred):
        few = len(items) < binders
        least = "at least " if starred else ""
        hint = (
            f"need {least}{binders} values to unpack but found only {len(items)}"
            if few
            else f"too many values to unpack: need {binders} but found {len(items)}"
        )
        em.report("unpack-count", source, expected=str(binders), found=str(len(items)), torch=hint)
        for elt in target.elts:
            assign_value(em, elt, UNKNOWN, source)
        return
    position = 0
    for elt in target.elts:
        if isinstance(elt, ast.Starred):
            taken = len(items) - binders
            rest = items[position : position + taken]
            position += taken
            simple = [item for item in rest if isinstance(item, Simple)]
            if len(simple) == len(rest):
                packed: Sugared = Simple(t.TupleType(tuple(item.type for item in simple)))
            else:
                packed = Items(tuple(rest))
            assign_value(em, elt.value, packed, source)
        else:
            assign_value(em, elt, items[position], source)
            position += 1


def set_variable(
    em: Emitter, name: str, value: Sugared, node: ast.AST, annotated: t.Type | None = None
) -> None:
    """`setSugaredVar`: a name that an outer block has keeps the type it has there."""
    outer = em.scopes.find_in_parents(name)
    if outer is not None and not isinstance(outer, Unknown):
        if annotated is not None:
            hint = (
                f"Attempting to declare and annotate the type of variable '{name}' but it is already "
                "defined in an outer block"
            )
            em.report("annotated-again", node, name=name, torch=hint)
        elif not isinstance(value, (Simple, Unknown)):
            hint = (
                f"Cannot re-assign '{name}' to a value of type {value.kind} because {name} is not a "
                "first-class value"
            )
            em.report("reassigned-object", node, name=name, type=value.kind, torch=hint)
            em.scopes.set(name, UNKNOWN)
            return
        elif not isinstance(outer, Simple):
            hint = (
                f"Cannot re-assign '{name}' because it has type {outer.kind} and {name} is not a "
                "first-class value"
            )
            em.report("reassigned-object", node, name=name, type=outer.kind, torch=hint)
            em.scopes.set(name, UNKNOWN)
            return
        elif isinstance(value, Simple):
            value = _keep_type(em, name, outer, value, node)
    if annotated is not None and isinstance(value, Simple):
        if not is_subtype(value.type, annotated) and not (value.empty and isinstance(annotated, t.ListType)):
            shown = em.compiler.classes.display(value.type)
            hint = (
                f"Variable '{name}' is annotated with type {annotated} but is being assigned to a value"
                f" of type {shown}"
            )
            em.report("annotation-mismatch", node, name=name, type=shown, expected=str(annotated), torch=hint)
        value = Simple(annotated)
    elif annotated is not None and isinstance(value, Unknown):
        value = Simple(annotated)
    if isinstance(value, Simple) and is_object(em.scopes.top.names.get(name)):
        return  # the frame keeps values and objects apart, and finds the object first
    em.scopes.set(name, value)


def _is_read(em: Emitter, name: str) -> bool:
    """Whether the function reads a variable anywhere; a conversion that nobody reads (`_, h = cell(x, h)`) is
    dropped from the graph.
    """
    return any(
        isinstance(inner, ast.Name) and inner.id == name and isinstance(inner.ctx, ast.Load)
        for inner in walk(em.function.node)
    )


def _keep_type(em: Emitter, name: str, outer: Simple, value: Simple, node: ast.AST) -> Simple:
    converted = convert(value, outer.type)
    if is_subtype(converted.type, outer.type):
        number = isinstance(converted.type, (t.IntType, t.FloatType))
        if isinstance(value.type, t.TensorType) and number and value.drift is None and _is_read(em, name):
            blame.implicit_conversion(em, node, str(converted.type), name)
        return converted
    before, now = em.compiler.classes.display(outer.type), em.compiler.classes.display(value.type)
    hint = (
        f"Variable '{name}' previously had type {before} but is now being assigned to a value of type {now}"
    )
    cures: tuple[Cure, ...] = ()
    origin = em.origins.get(name)
    wanted = _wider(outer.type, value.type)
    if origin is not None and wanted is not None:
        cures = (AnnotateLocal(em.module.path, getattr(origin, "lineno", 1), name, str(wanted)),)
    info = em.parameters.get(name)
    if info is not None and not info.annotated and isinstance(outer.type, t.TensorType):
        em.blame(info, node, now, {"torch": hint, "found": now})
        return UNKNOWN_VALUE
    em.report(
        "type-change",
        node,
        cures=cures,
        name=name,
        type=now,
        expected=before,
        cure=str(wanted) if wanted is not None else "",
        torch=hint,
    )
    for frame in em.scopes.frames:
        if name in frame.names:
            frame.names[name] = Simple(wanted) if wanted is not None else UNKNOWN_VALUE
    return Simple(wanted) if wanted is not None else UNKNOWN_VALUE


def _wider(before: t.Type, now: t.Type) -> t.Type | None:
    """The annotation that lets a variable be both, where there is one."""
    if isinstance(before, t.NoneType) and not t.contains(now, t.UnknownType):
        return make_optional(now)
    if isinstance(now, t.NoneType):
        return make_optional(before)
    return None


def _assign_attribute(em: Emitter, target: ast.Attribute, value: Sugared, source: ast.expr) -> None:
    holder = expressions.emit_sugared(em, target.value)
    match holder:
        case Unknown():
            return
        case ModuleValue():
            em.compiler.modules.set_attribute(em, holder, target, value, source)
            return
    simple = em.as_value(holder, target.value)
    if isinstance(simple.type, t.ClassType):
        em.compiler.classes.set_attribute(em, simple.type, target, value, source)
    elif not isinstance(simple.type, t.UnknownType):
        shown = em.compiler.classes.display(simple.type)
        hint = f"Tried to set an attribute: {target.attr} on a non-class: {shown}"
        em.report("attribute-assignment", target, name=target.attr, type=shown, torch=hint)


def emit_augmented(em: Emitter, node: ast.AugAssign) -> None:
    """`a += b`: in place for tensors and lists, otherwise the operator and an assignment."""
    match node.target:
        case ast.Name():
            left = expressions.emit_expr(
                em, ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            )
            result = operators.emit_augmented(em, node, left)
            found = em.scopes.find(node.target.id)
            if found is not None and not isinstance(found, Withheld):
                set_variable(em, node.target.id, result, node)
        case ast.Attribute():
            left_value = expressions.emit_sugared(em, node.target)
            left = em.as_value(left_value, node.target)
            result = operators.emit_augmented(em, node, left)
            holder = expressions.emit_sugared(em, node.target.value)
            in_place = isinstance(left.type, (t.TensorType, t.UnknownType))
            if isinstance(holder, ModuleValue) and not in_place:
                em.compiler.modules.set_attribute(em, holder, node.target, result, node.value)
            elif isinstance(holder, Simple) and isinstance(holder.type, t.ClassType):
                em.compiler.classes.set_attribute(em, holder.type, node.target, result, node.value)
        case ast.Subscript():
            subscripts.emit_augmented_item(em, node)
