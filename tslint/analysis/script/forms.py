"""The compiler's own forms (`range`, `zip`, `getattr`, `torch.jit.annotate`, casts) and calls of
torch's functions.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tslint.analysis.script import calls, conditions, constructors, expressions, iteration, texts
from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.matching import Mismatch, convert, match, unwrap
from tslint.analysis.script.sugared import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Builtin,
    Cast,
    PythonFunction,
    Range,
    Simple,
    SliceValue,
    Sugared,
    TorchFunction,
    Zipped,
)
from tslint.torchspec import types as t
from tslint.torchspec.records import Dispatch, Schema
from tslint.torchspec.relations import is_subtype

Operands = Sequence[tuple[ast.expr, Simple]]

_CASTS = {
    "int": "aten::Int",
    "float": "aten::Float",
    "bool": "aten::Bool",
    "complex": "aten::Complex",
    "str": "aten::str",
}
_LISTED = (t.IntType, t.FloatType, t.ComplexType, t.BoolType)
_COUNTER = Range(counter=True)


def emit_form(em: Emitter, form: str, node: ast.Call, hint: t.Type | None) -> Sugared:
    """A call of one of the compiler's own forms."""
    match form:
        case "range":
            return _range(em, node)
        case "zip":
            return _zip(em, node)
        case "enumerate":
            return _enumerate(em, node)
        case "isinstance" | "hasattr":
            condition = conditions.emit_condition(em, node)
            return Simple(t.BOOL) if condition.static is None else Simple(t.BOOL, condition.static)
        case "getattr":
            return constructors.emit_getattr(em, node)
        case "annotate":
            return _annotate(em, node)
        case "tuple":
            return constructors.emit_tuple(em, node)
        case "list":
            return constructors.emit_list(em, node, hint)
        case "dict":
            return constructors.emit_dict(em, node, hint)
        case "slice":
            return _slice(em, node)
        case "is_scripting":
            return Simple(t.BOOL, True)
        case "has_torch_function":
            calls.emit_arguments(em, node)
            return Simple(t.BOOL, False)
        case "fork" | "awaitable":
            return _fork(em, node, form)
        case "unwrap_optional":
            return _unwrap(em, node)
        case "cast":
            # typing.cast is a plain function that returns its argument: compiled as one, everything is a
            # Tensor.
            calls.emit_arguments(em, node)
            return UNKNOWN
    calls.emit_arguments(em, node)
    return UNKNOWN


def _slice(em: Emitter, node: ast.Call) -> Sugared:
    calls.emit_arguments(em, node)
    if node.keywords:
        text = "Slice does not accept any keyword arguments"
        em.report("call-arity", node, name="slice", torch=text)
    return SliceValue()


def _zip(em: Emitter, node: ast.Call) -> Sugared:
    starred = [arg for arg in node.args if constructors.is_starred(em, arg)]
    children = [_walked(em, arg) for arg in node.args if arg not in starred]
    return UNKNOWN if starred else Zipped(tuple(children))  # told: how many items it gives is not known


def _walked(em: Emitter, node: ast.expr) -> Sugared:
    """An argument of `zip` or `enumerate`: whether it can be walked is asked at once, loop or not."""
    value = expressions.emit_sugared(em, node)
    if isinstance(value, Simple):
        iteration.iterate(em, value, node)
    return value


def _range(em: Emitter, node: ast.Call) -> Sugared:
    arguments = calls.emit_arguments(em, node)
    if arguments is None:
        return Range()
    for position, (arg, value) in enumerate(arguments[2][: len(arguments[0])]):
        if not isinstance(value.type, (t.IntType, t.UnknownType)):
            text = f"all inputs of range must be ints, found {value.type} in argument {position}"
            optional = isinstance(value.type, (t.OptionalType, t.UnionType))
            kind = "optional-misuse" if optional else "range-argument"
            facts = {"name": ast.unparse(arg), "operator": "range", "other": "int"} if optional else {}
            em.mismatch(kind, node, [arg], type=str(value.type), expected="int", torch=text, **facts)
    return Range()


def _enumerate(em: Emitter, node: ast.Call) -> Sugared:
    if not 1 <= len(node.args) <= 2:
        text = f"enumerate expected 1 or 2 arguments, got {len(node.args)}"
        em.report("call-arity", node, name="enumerate", torch=text)
        return UNKNOWN
    if constructors.is_starred(em, node.args[0]):
        return UNKNOWN
    inner = _walked(em, node.args[0])
    for start in (*node.args[1:], *(keyword.value for keyword in node.keywords)):
        expressions.emit_expr(em, start)
    return Zipped((_COUNTER, inner))


def _annotate(em: Emitter, node: ast.Call) -> Sugared:
    if len(node.args) != 2:
        return UNKNOWN
    kind = em.resolve(node.args[0])
    if isinstance(kind, Wrong):
        em.wrong_annotation(kind, node.args[0])
        kind = t.UNKNOWN
    value = expressions.emit_expr(em, node.args[1], kind)
    converted = convert(value, kind)
    if not is_subtype(converted.type, kind):
        shown = em.compiler.classes.display(value.type)
        text = f"expected an expression of type {kind} but found {shown}"
        em.report(
            "annotation-mismatch", node, name="torch.jit.annotate", type=shown, expected=str(kind), torch=text
        )
    elif isinstance(value.type, t.TensorType) and isinstance(kind, (t.IntType, t.FloatType, t.BoolType)):
        from tslint.analysis.script import blame

        blame.implicit_conversion(em, node, str(kind), "torch.jit.annotate")
    # What is annotated keeps its own type; only a None remembers what else it may be.
    own = not isinstance(converted.type, (t.NoneType, t.UnknownType))
    return Simple(converted.type) if own and is_subtype(converted.type, kind) else Simple(kind)


def _fork(em: Emitter, node: ast.Call, form: str) -> Sugared:
    if not node.args:
        return UNKNOWN
    callee = expressions.emit_sugared(em, node.args[0])
    rest = ast.copy_location(ast.Call(node.args[0], node.args[1:], node.keywords), node)
    arguments = calls.emit_arguments(em, rest)
    if arguments is None:
        return UNKNOWN
    result = calls.call(em, callee, arguments[0], arguments[1], rest, arguments[2])
    kind = result.type if isinstance(result, Simple) else t.UNKNOWN
    return Simple(t.FutureType(kind) if form == "fork" else t.AwaitType(kind))


def _unwrap(em: Emitter, node: ast.Call) -> Sugared:
    arguments = calls.emit_arguments(em, node)
    if arguments is None or not arguments[0]:
        return UNKNOWN
    return Simple(unwrap(arguments[0][0].type))


def emit_cast(
    em: Emitter,
    callee: Cast,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """`int(x)`, `float(x)`, `bool(x)`, `str(x)`, `complex(x)`."""
    first = args[0].type if args else t.UNKNOWN
    if isinstance(first, t.ClassType):
        return em.compiler.classes.magic(em, first, callee.magic, args[1:], kwargs, node, operands[1:])
    if len(args) == 1 and not kwargs:
        if callee.name == "str":
            return texts.printed(em, operands[:1])
        if first == callee.type:
            return Simple(callee.type)
        if callee.name == "bool" and isinstance(first, (t.ListType, t.DictType, t.StrType)):
            return Simple(t.BOOL)
    return _cast(em, callee, args, kwargs, node, operands)


def _cast(
    em: Emitter,
    callee: Cast,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    schemas = em.compiler.schemas(_CASTS[callee.name])
    if isinstance(match(schemas, args, kwargs), Mismatch):
        calls.call_schemas(em, callee.name, schemas, args, kwargs, node, operands)
    return Simple(callee.type)


def emit_method_form(em: Emitter, callee: Builtin, node: ast.Call, hint: t.Type | None) -> Sugared:
    """Methods that the compiler handles itself: `tolist`, the casts of a Tensor."""
    name = callee.name.removeprefix("form::")
    for arg in node.args:
        expressions.emit_sugared(em, arg)
    if name != "tolist" and (node.args or node.keywords):
        facts = {"name": name, "argument": "", "expected": "", "type": "", "reason": "it takes no arguments"}
        em.tell("no-matching-overload", node, {**facts, "torch": "args.empty() && kwargs.empty()"})
    if name == "tolist":
        if hint is None or isinstance(hint, t.UnknownType):
            if hint is None:
                text = "Expected type hint for result of tolist()"
                em.report("tolist-without-annotation", node, torch=text)
            return UNKNOWN_VALUE
        elem: t.Type = hint
        while isinstance(elem, t.ListType):
            elem = elem.elem
        if not isinstance(elem, (*_LISTED, t.UnknownType)):
            text = f"{elem} is not one of the supported element types for tolist: int, float, complex, bool"
            facts = {"name": ".tolist()", "type": "a list of numbers", "expected": str(hint), "torch": text}
            em.tell("annotation-mismatch", node, facts)
        return Simple(hint)
    member = em.compiler.member(callee.receiver.type, name) if callee.receiver is not None else None
    if member is not None and member.type is not None:
        return Simple(member.type)
    return UNKNOWN_VALUE


def call_torch(
    em: Emitter,
    callee: TorchFunction,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """A call of a function that torch (or the standard library) brings and script knows."""
    spec = callee.spec
    match spec.kind:
        case "builtin" | "function":
            result = calls.call_schemas(em, spec.name, spec.schemas, args, kwargs, node, operands)
            return result
        case "dispatch" if spec.dispatch is not None:
            return _dispatch(em, spec.dispatch, spec.name, args, kwargs, node, operands)
        case "class":
            if spec.annotation is not None:
                return Simple(spec.annotation)
            return Simple(t.ClassType(f"__torch__.{spec.name}"))
        case "special" if isinstance(spec.annotation, t.TensorType):
            return _legacy_tensor(em, spec.name, args, kwargs, node)
        case "special":
            schemas = em.compiler.schemas(f"aten::{spec.name.rpartition('.')[2]}")
            found = match(schemas, args, kwargs) if schemas else None
            if isinstance(found, Mismatch) or found is None:
                results = {schema.result for schema in schemas}
                return Simple(results.pop()) if len(results) == 1 else UNKNOWN_VALUE
            return Simple(found.result)
        case "python":
            if kwargs:
                text = f"Keyword argument {next(iter(kwargs))} unknown"
                em.report("unscriptable-call", node, name=spec.name, torch=f"{spec.name}: {text}")
                return UNKNOWN_VALUE
            for position, arg in enumerate(args):
                if not isinstance(arg.type, (t.TensorType, t.UnknownType)):
                    text = (
                        f"Expected a value of type 'Tensor' for argument {position} but instead found "
                        f"type '{arg.type}'"
                    )
                    em.report("unscriptable-call", node, name=spec.name, torch=f"{spec.name}: {text}")
                    return UNKNOWN_VALUE
            em.report(
                "python-call", node, name=spec.name, torch="compiles as a call into Python; cannot be saved"
            )
            return UNKNOWN_VALUE
    return UNKNOWN


def _legacy_tensor(
    em: Emitter, name: str, args: list[Simple], kwargs: dict[str, Simple], node: ast.Call
) -> Sugared:
    """`torch.FloatTensor(...)`: sizes as ints, or one argument that holds the data (`LegacyTensorConstructor`
    in torch/csrc/jit/frontend/sugared_value.h).
    """
    sizes = len(args) < 2 or all(isinstance(arg.type, (t.IntType, t.UnknownType)) for arg in args)
    if not sizes or any(keyword != "device" for keyword in kwargs):
        text = "Legacy Tensor Constructor only supports two schemas in TorchScript"
        facts = {"name": name, "reason": "it takes sizes, or one argument with the data", "torch": text}
        em.tell("no-matching-overload", node, facts)
    return Simple(t.TENSOR)


def _dispatch(
    em: Emitter,
    dispatch: Dispatch,
    name: str,
    args: list[Simple],
    kwargs: dict[str, Simple],
    node: ast.Call,
    operands: Operands,
) -> Sugared:
    """`boolean_dispatch`: one argument must be a constant and picks the function."""
    chosen: Dispatch | Schema = dispatch
    for _ in range(4):
        if not isinstance(chosen, Dispatch):
            break
        value: Simple | None = None
        if chosen.argument in kwargs:
            value = kwargs[chosen.argument]
        elif chosen.index < len(args):
            value = args[chosen.index]
        if value is None:
            picked = chosen.default
        elif value.is_constant and isinstance(value.constant, bool):
            picked = value.constant
        else:
            if not isinstance(value.type, t.UnknownType):
                text = (
                    f"Keyword argument '{chosen.argument}' for boolean dispatch at position was not constant"
                )
                em.report(
                    "dispatch-not-constant",
                    node,
                    name=name.rpartition(".")[2],
                    argument=chosen.argument,
                    torch=text,
                )
            return UNKNOWN_VALUE
        chosen = chosen.if_true if picked else chosen.if_false
    if isinstance(chosen, Dispatch):
        return UNKNOWN_VALUE
    return calls.call_schemas(em, name, (chosen,), args, kwargs, node, operands)


__all__ = ["PythonFunction", "call_torch", "emit_cast", "emit_form", "emit_method_form"]
