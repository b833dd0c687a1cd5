"""Calls: of operators, of project functions and classes, of values that are no functions.

Source: `emitApplyExpr` and `SugaredValue::call`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tslint.analysis.script import blame, drifts, expressions, forms, silent, texts
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import Match, Mismatch, match
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Builtin,
    Cast,
    Closure,
    EnumClass,
    ExceptionClass,
    ExceptionValue,
    Items,
    LambdaValue,
    Method,
    ModuleItems,
    ModuleMethod,
    ModuleValue,
    NamedTupleClass,
    Namespace,
    Nothing,
    Printing,
    PythonClass,
    PythonFunction,
    PythonValue,
    Range,
    Simple,
    SliceValue,
    Special,
    Sugared,
    Super,
    TorchFunction,
    Unknown,
    Zipped,
)
from tslint.torchspec import types as t
from tslint.torchspec.records import Schema

Operands = Sequence[tuple[ast.expr, Simple]]

# Builtins that ask an object by its own method (`makeMagic` in ir_emitter.cpp).
_MAGIC = {
    "aten::len": "__len__",
    "aten::hex": "__hex__",
    "aten::oct": "__oct__",
    "aten::round": "__round__",
}


def emit_call(em: Emitter, node: ast.Call, hint: t.Type | None = None) -> Sugared:
    """`callee(arguments)`."""
    callee = expressions.emit_sugared(em, node.func)
    if isinstance(callee, Special):
        return forms.emit_form(em, callee.form, node, hint)
    if isinstance(callee, Builtin) and callee.name.startswith("form::"):
        return forms.emit_method_form(em, callee, node, hint)
    arguments = emit_arguments(em, node)
    if arguments is None:
        return _without_arguments(em, callee, node)
    args, kwargs, operands = arguments
    if not isinstance(callee, Cast) or callee.name != "bool":
        drifts.tell_used(em, (value for _, value in operands))
    return call(em, callee, args, kwargs, node, operands)


def emit_arguments(
    em: Emitter, node: ast.Call
) -> tuple[list[Simple], dict[str, Simple], list[tuple[ast.expr, Simple]]] | None:
    """The arguments of a call; None where a `*` has no known length."""
    args: list[Simple] = []
    operands: list[tuple[ast.expr, Simple]] = []
    known = True
    for arg in node.args:
        if isinstance(arg, ast.Starred):
            items = expressions.starred_items(em, arg)
            known = known and items is not None
            for item in items or []:
                args.append(item)
                operands.append((arg, item))
        else:
            value = expressions.emit_expr(em, arg)
            args.append(value)
            operands.append((arg, value))
    kwargs: dict[str, Simple] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            expressions.emit_sugared(em, keyword.value)
            known = False
        else:
            kwargs[keyword.arg] = expressions.emit_expr(em, keyword.value)
            operands.append((keyword.value, kwargs[keyword.arg]))
    return (args, kwargs, operands) if known else None


def _without_arguments(em: Emitter, callee: Sugared, node: ast.Call) -> Sugared:
    """A call whose arguments are not known in number: the result, where it does not hang on them."""
    match callee:
        case PythonFunction():
            summary = em.compiler.names.compile(em, callee.function, node.func)
            return Simple(summary.result) if summary is not None else UNKNOWN
        case Builtin():
            results = {schema.result for schema in callee.schemas}
            if len(results) == 1 and isinstance(only := results.pop(), t.TensorType):
                return Simple(only)
    return UNKNOWN


def call(
    em: Emitter,
    callee: Sugared,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """Call any value."""
    match callee:
        case Unknown() | ExceptionValue() | LambdaValue() | Closure():
            return UNKNOWN
        case Builtin(name=name) if name in _MAGIC and args and isinstance(args[0].type, t.ClassType):
            kind = args[0].type
            return em.compiler.classes.magic(em, kind, _MAGIC[name], args[1:], kwargs, node, operands[1:])
        case Builtin():
            return call_schemas(
                em, callee.name, callee.schemas, args, kwargs, node, operands, callee.receiver
            )
        case TorchFunction():
            return forms.call_torch(em, callee, args, kwargs, node, operands)
        case Cast():
            return forms.emit_cast(em, callee, args, kwargs, node, operands)
        case Printing():
            if kwargs:
                text = "print doesn't accept any keyword arguments"
                em.report("no-matching-overload", node, name="print", reason=text, torch=text)
            return Nothing()
        case PythonFunction():
            return _call_function(em, callee, args, kwargs, node, operands)
        case PythonClass():
            return em.compiler.classes.construct(em, callee, args, kwargs, node, operands)
        case NamedTupleClass():
            found = call_schemas(em, callee.type.qualname, (callee.schema,), args, kwargs, node, operands)
            return Simple(callee.type) if isinstance(found, Simple) else UNKNOWN
        case ExceptionClass():
            return ExceptionValue(callee.name)
        case Method():
            return call_method(em, callee, args, kwargs, node, operands)
        case ModuleValue() | ModuleMethod():
            return em.compiler.modules.call(em, callee, args, kwargs, node, operands)
        case ModuleItems():
            if callee.items is None:
                return UNKNOWN
            pairs = [pair.items for pair in callee.items if isinstance(pair, Items)]
            columns = tuple(zip(*pairs, strict=True)) or ((), ())
            return Zipped(tuple(map(Items, columns))) if callee.paired else Items(callee.items)
        case Super():
            return callee
        case PythonValue(sure=True):
            text = f"Python value of type '{callee.type_name}' cannot be called"
            em.report("closure-capture", node.func, name=callee.name, type=callee.type_name, torch=text)
            return UNKNOWN
        case Namespace() | EnumClass() | Range() | Zipped() | SliceValue() | Nothing():
            text = f"cannot call a {callee.kind}"
            em.report("not-callable", node, name=ast.unparse(node.func), type=callee.kind, torch=text)
            return Simple(callee.type) if isinstance(callee, EnumClass) else UNKNOWN
        case Simple():
            return _call_value(em, callee, args, kwargs, node, operands)
        case Items():
            text = "cannot call a value of type 'Tuple'"
            em.report("not-callable", node, name=ast.unparse(node.func), type="Tuple", torch=text)
    return UNKNOWN


def _call_value(
    em: Emitter,
    callee: Simple,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    kind = callee.type
    if isinstance(kind, (t.UnknownType, t.FunctionType, t.InterfaceType)):
        return UNKNOWN
    if isinstance(kind, t.ClassType):
        method = em.compiler.classes.method(kind, "__call__")
        if method is not None:
            return call_method(em, method, args, kwargs, node, operands)
        if em.compiler.classes.is_open(kind):
            return UNKNOWN
    shown = em.compiler.classes.display(kind)
    text = f"cannot call a value of type '{shown}'"
    info = em.unannotated(node.func)
    if info is not None:
        em.blame(info, node, "", {"torch": text})
    else:
        em.report("not-callable", node, name=ast.unparse(node.func), type=shown, torch=text)
    return UNKNOWN


def _call_function(
    em: Emitter,
    callee: PythonFunction,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    summary = em.compiler.names.compile(em, callee.function, node.func)
    if summary is None:
        if em.compiler.is_active(callee.function):
            text = (
                f"function '{callee.function.name}' is called recursively. Recursive calls are not supported"
            )
            em.report("recursion", node, name=callee.function.name, torch=text)
        return UNKNOWN
    if not summary.known:
        return UNKNOWN
    result = call_schemas(em, callee.function.name, (summary.schema,), args, kwargs, node, operands)
    return drifts.of_function(summary, result, node)


def call_method(
    em: Emitter,
    method: Method,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.AST,
    operands: Operands,
) -> Sugared:
    """A method of a script class instance."""
    summary = em.compiler.classes.compile_method(em, method, node)
    if summary is None:
        if em.compiler.is_active(method.function) and not em.compiler.classes.may_recurse(method.function):
            text = f"method '{method.name}' is called recursively. Recursive calls are not supported"
            em.report("recursion", node, name=method.name, torch=text)
        return UNKNOWN
    if not summary.known:
        return UNKNOWN
    return call_schemas(em, method.name, (summary.schema,), args, kwargs, node, operands)


def call_schemas(
    em: Emitter,
    name: str,
    schemas: Sequence[Schema],
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.AST,
    operands: Operands,
    receiver: Simple | None = None,
) -> Sugared:
    """Match a call against the overloads of one function."""
    found = match(schemas, args, kwargs, receiver=receiver)
    if isinstance(found, Match):
        own = drifts.takes_numbers(name, args)
        blame.tell_implicit(em, node, name, found, operands, own=own)
        if found.undefined:
            text = "Unsupported value kind: Tensor"
            facts = {
                "name": name,
                "argument": found.undefined,
                "expected": "Optional[Tensor]",
                "type": "None",
            }
            facts.update(reason="a Tensor default of None is left out", torch=text)
            em.tell("no-matching-overload", node, facts)
        silent.tell_call(em, name, args, kwargs, node, method=receiver is not None)
        drifts.tell_made(em, name, args, kwargs)
        if name == "aten::format":
            return texts.formatted(em, node, operands)
        return drifts.of_call(name, args, Simple(found.result), node)
    return blame.tell_mismatch(em, name, schemas, found, node, operands, receiver)


__all__ = ["UNKNOWN_VALUE", "Mismatch", "call", "call_method", "call_schemas", "emit_arguments", "emit_call"]
