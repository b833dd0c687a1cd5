"""Python's builtin functions on abstract values, and which of them freeze a size or a tensor."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function

from tslint.analysis.interp import (
    builtin_iterators,
    builtin_questions,
    calls,
    iteration,
    operators,
    special,
    tensors,
)
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.truth import truth_of
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Callable,
    Const,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    alternatives,
    join_all,
    kind_of,
    origin_of,
    shape_only,
)
from tslint.project.classes import find_member
from tslint.project.entities import Class
from tslint.project.entities import Function as Method

_PURE = {
    "abs",
    "round",
    "int",
    "float",
    "bool",
    "str",
    "max",
    "min",
    "sum",
    "len",
    "pow",
    "divmod",
    "complex",
    "ord",
    "chr",
}
# Functions that walk over what they are given.
_WALKING = {
    *("list", "tuple", "set", "frozenset", "enumerate", "zip", "map", "filter", "iter", "max", "min", "any"),
    *("all", "sorted"),
}
_LARGEST = 1000  # whole numbers beyond that are not raised to a power: the result would fill memory
_KEYED = 16  # items for which a `key` is asked one by one
_KNOWN_RANGE = 64  # ranges up to that length are walked item by item


def call(frame: Frame, node: ast.AST, name: str, arguments: Arguments) -> Value:
    """Call a builtin; one that is not treated gives Unknown."""
    values = arguments.args
    if (
        name in _PURE
        and values
        and not arguments.kwargs
        and all(isinstance(value, Const) for value in values)
    ):
        folded = _fold(name, values)
        if folded is not None:
            return folded
    if name in _WALKING:
        arguments.args = [special.walked(frame, node, value) for value in values]
    elif name == "bool":
        arguments.args = [special.asked(frame, node, value) for value in values]
    handler = _HANDLERS.get(name)
    return handler(frame, node, arguments) if handler is not None else UNKNOWN


def _fold(name: str, values: list[Value]) -> Value | None:
    import builtins

    plain = [value.value for value in values if isinstance(value, Const)]
    if name == "pow" and any(isinstance(part, int) and abs(part) > _LARGEST for part in plain):
        return Scalar("int")
    try:
        result = getattr(builtins, name)(*plain)
    except Exception:  # the program raises here when it runs
        return UNKNOWN
    origin = max(origin_of(value) for value in values)
    return Const(result, origin) if isinstance(result, (int, float, str, bool, complex)) else None


def _convert(kind: str) -> Function[[Frame, ast.AST, Arguments], Value]:
    def run(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
        value = arguments.get(0, "x") or UNKNOWN
        origin = max([Origin.CONSTANT, *(_number_origin(part) for part in alternatives(value))])
        if kind == "str":
            return Scalar("str", shape_only(value))
        if kind == "bool" and origin < Origin.SHAPE:
            truth = truth_of(value)
            if truth.known is not None:
                return Const(truth.known)
            origin = truth.origin
        if kind != "bool" and kind_of(value) == "str":
            origin = origin_of(value)  # a text that was made of a size
        if origin >= Origin.SHAPE:
            frame.machine.policy.freeze(frame, node, kind, value, origin)
        elif isinstance(value, Tensor):
            frame.machine.policy.note(frame, node, "harmless-question", reason="no input goes into it")
        return Scalar(kind, drawn=value.drawn if isinstance(value, Scalar) else "")

    return run


def _number_origin(value: Value) -> Origin:
    if isinstance(value, Tensor):
        return value.data
    return value.origin if isinstance(value, (Const, Scalar)) and kind_of(value) != "str" else Origin.CONSTANT


def _len(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    value = arguments.args[0] if arguments.args else UNKNOWN
    match value:
        case Tensor():
            if value.shape >= Origin.SHAPE:
                frame.machine.policy.freeze(frame, node, "len", value, value.shape, "tensor")
            return Scalar("int")
        case Sequence():
            if value.items is not None and value.length is Origin.CONSTANT:
                return Const(len(value.items))
            origin = max(value.length, value.grown)
            if origin >= Origin.SHAPE:
                frame.machine.policy.freeze(frame, node, "len", value, origin, value.over)
            return Scalar("int")
        case Mapping() if value.items is not None and value.length is Origin.CONSTANT:
            return Const(len(value.items), Origin.CONFIGURATION)
        case Instance() if value.items is not None:
            return Const(len(value.items))
        case Instance() if isinstance(value.cls, Class):
            return _own_len(frame, node, value, value.cls)
    return (
        Scalar("int")
        if not isinstance(value, Scalar) or value.origin < Origin.SHAPE
        else _frozen_len(frame, node, value)
    )


def _own_len(frame: Frame, node: ast.AST, value: Instance, cls: Class) -> Value:
    """`len()` of an object with a `__len__`: Python makes a plain number of what that gives."""
    member = find_member(cls, "__len__")
    if not isinstance(member, Method):
        return UNKNOWN
    given = calls.apply(frame, node, Callable(member, value), Arguments([], {}))
    origin = max(_number_origin(part) for part in alternatives(given))
    if origin >= Origin.SHAPE:
        return frame.machine.policy.freeze(frame, node, "len", Scalar("int", origin), origin, "object")
    return given if isinstance(given, (Const, Scalar)) else Scalar("int")


def _frozen_len(frame: Frame, node: ast.AST, value: Scalar) -> Value:
    frame.machine.policy.freeze(frame, node, "len", value, value.origin, "string")
    return Scalar("int")


def _range(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    values = arguments.args
    if values and all(isinstance(v, Const) and type(v.value) is int for v in values):
        bounds = [v.value for v in values if isinstance(v, Const) and isinstance(v.value, int)]
        origin = max(origin_of(v) for v in values)
        try:
            numbers = range(*bounds)
            if len(numbers) <= _KNOWN_RANGE:
                return Sequence("range", [Const(i) for i in numbers], length=origin, over="range")
        except (ValueError, OverflowError, TypeError):
            return UNKNOWN
        return Sequence("range", None, Scalar("int"), origin, "range")
    origin = Origin.CONFIGURATION
    for value in values:
        for part in alternatives(value):
            origin = max(origin, _number_origin(part))
    return Sequence("range", None, Scalar("int"), origin, "range")


def _collect(kind: str) -> Function[[Frame, ast.AST, Arguments], Value]:
    def run(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
        if not arguments.args:
            return Sequence(kind, [], level=frame.machine.level)
        result = iteration.collected(frame, node, arguments.args[0], kind, kind)
        if isinstance(result, Sequence):
            result.level = frame.machine.level
        return result

    return run


def _enumerate(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    items = iteration.items_of(arguments.args[0] if arguments.args else UNKNOWN)
    if items.known is not None:
        pairs: list[Value] = [Sequence("tuple", [Const(i), item]) for i, item in enumerate(items.known)]
        return Sequence("iterator", pairs, length=items.length, over=items.over)
    return Sequence(
        "iterator", None, Sequence("tuple", [Scalar("int"), items.element]), items.length, items.over
    )


_NAMED_SIZES = 8  # dimensions of a tensor that are named one by one


def _zip(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    columns = [iteration.items_of(value) for value in arguments.args]
    if not columns or arguments.open:
        return Sequence("iterator", None, UNKNOWN, Origin.CONFIGURATION)
    fixed = [column for column in columns if column.length < Origin.SHAPE]
    taken_apart = any(
        column.over in ("tensor", "batch", "chunks") and column.length >= Origin.SHAPE for column in columns
    )
    shortest = min(column.length for column in columns)
    length = shortest if fixed and not taken_apart else max(column.length for column in columns)
    over = next((column.over for column in columns if column.length >= Origin.SHAPE), "list")
    count = min((len(column.known) for column in columns if column.known is not None), default=0)
    for column in columns:
        if column.over == "size" and column.known is None and 0 < count <= _NAMED_SIZES:
            column.known = [column.element] * count  # `zip("hw", x.shape)`: as many sizes as names
    if all(column.known is not None for column in columns):
        rows: list[Value] = [
            Sequence("tuple", list(row))
            for row in zip(*(column.known or [] for column in columns), strict=False)
        ]
        return Sequence("iterator", rows, length=length, over=over)
    elements: list[Value] = [join_all(column.known) if column.known else column.element for column in columns]
    return Sequence("iterator", None, Sequence("tuple", elements), length, over)


def _map(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    if len(arguments.args) < 2:
        return UNKNOWN
    columns = [iteration.items_of(value) for value in arguments.args[1:]]
    length = max(column.length for column in columns)
    over = next((column.over for column in columns if column.length >= Origin.SHAPE), "list")
    if all(column.known is not None and len(column.known) <= 16 for column in columns):
        rows = list(zip(*(column.known or [] for column in columns), strict=False))
        results = [calls.apply(frame, node, arguments.args[0], Arguments(list(row), {})) for row in rows]
        return Sequence("iterator", results, length=length, over=over)
    row = [join_all(column.known) if column.known else column.element for column in columns]
    return Sequence(
        "iterator", None, calls.apply(frame, node, arguments.args[0], Arguments(row, {})), length, over
    )


def _clamps(values: list[Value]) -> bool:
    """Whether `max(n, 0)` or `max(n, 1)` only bounds a size: it gives that size, still recorded."""
    return len(values) == 2 and any(isinstance(v, Const) and v.value in (0, 1) for v in values)


def _extreme(name: str) -> Function[[Frame, ast.AST, Arguments], Value]:
    """`max` and `min` compare, and a comparison of sizes or tensors freezes its outcome."""

    def run(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
        values = list(arguments.args)
        if len(values) == 1:
            items = iteration.items_of(values[0])
            if items.length >= Origin.SHAPE:
                frame.machine.policy.loop(frame, node, name, items.over, items.length, node)
            values = items.known if items.known is not None else [items.element]
        compared = _keys(frame, node, values, arguments)
        origin = max(
            [Origin.CONSTANT, *(_number_origin(part) for value in compared for part in alternatives(value))]
        )
        if origin >= Origin.SHAPE:
            told = frame.machine.policy.freeze(frame, node, name, join_all(values), origin)
            if isinstance(values[0], Tensor):
                return values[0]
            # Whichever of several sizes it is, the trace carries it, and asks again where it is converted.
            carried = all(
                _number_origin(part) >= Origin.SHAPE for value in compared for part in alternatives(value)
            )
            return Scalar("number", origin) if carried or name == "max" and _clamps(values) else told
        return join_all(values)

    return run


def _sum(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    value = arguments.args[0] if arguments.args else UNKNOWN
    items = iteration.iterate(frame, node, value, node, "sum")
    elements = items.known if items.known is not None else [items.element]
    if any(isinstance(part, Tensor) for element in elements for part in alternatives(element)):
        return tensors.joined(elements)
    if isinstance(value, Size):
        return Scalar("int", value.origin)
    return (
        elements[0] if len(elements) == 1 and isinstance(elements[0], (Const, Scalar)) else _numbers(elements)
    )


def _numbers(elements: list[Value]) -> Value:
    if elements and all(isinstance(e, (Const, Scalar)) for e in elements):
        return Scalar(
            "float" if any(kind_of(e) == "float" for e in elements) else "int",
            max(origin_of(e) for e in elements),
        )
    return UNKNOWN


def _outcome(truths: list[bool | None], decides: bool) -> bool | None:
    """What `any` (`decides` is True) or `all` makes of these; None where one that is not known decides."""
    if decides in truths:
        return decides
    return None if None in truths else not decides


def _any_all(name: str) -> Function[[Frame, ast.AST, Arguments], Value]:
    def run(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
        items = iteration.items_of(arguments.args[0] if arguments.args else UNKNOWN)
        elements = items.known if items.known is not None else [items.element]
        truths = [truth_of(part) for element in elements for part in alternatives(element)]
        origin = max([Origin.CONSTANT, *(truth.origin for truth in truths)])
        if origin >= Origin.SHAPE:
            if node is frame.asked:
                return Scalar("bool", origin)  # what is asked by a test is told by its statement
            frame.machine.policy.freeze(frame, node, name, Scalar("bool", origin), origin)
            return Scalar("bool")
        if items.length >= Origin.SHAPE:
            frame.machine.policy.loop(frame, node, name, items.over, items.length, node)
        if items.known is not None and items.length is Origin.CONSTANT:
            outcome = _outcome([truth_of(element).known for element in items.known], name == "any")
            if outcome is not None:
                return Const(outcome)
        return (
            Scalar("bool", origin) if all(t.known is None for t in truths) and truths and origin else UNKNOWN
        )

    return run


def _keys(frame: Frame, node: ast.AST, elements: list[Value], arguments: Arguments) -> list[Value]:
    """What `sorted`, `max` and `min` compare: the items, or what `key` makes of each."""
    key = arguments.kwargs.get("key")
    if key is None or key == NONE:
        return elements
    if len(elements) > _KEYED:
        elements = [join_all(elements)]
    return [calls.apply(frame, node, key, Arguments([element], {})) for element in elements]


def _sorted(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    value = arguments.args[0] if arguments.args else UNKNOWN
    items = iteration.items_of(value)
    elements = items.known if items.known is not None else [items.element]
    compared = _keys(frame, node, elements, arguments)
    origin = max(
        [Origin.CONSTANT, *(_number_origin(part) for element in compared for part in alternatives(element))]
    )
    if origin >= Origin.SHAPE:
        frame.machine.policy.freeze(frame, node, "sorted", value, origin)
    elif items.length >= Origin.SHAPE:
        frame.machine.policy.loop(frame, node, "sorted", items.over, items.length, node)
    return Sequence("list", None, join_all(elements), Origin.CONFIGURATION)


def _dict(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    items: dict[object, Value] | None = {}
    element: Value = UNKNOWN
    for value in arguments.args[:1]:
        if isinstance(value, Mapping):
            items = dict(value.items) if value.items is not None else None
            element = value.element
            if items is None:
                return Mapping(None, value.key, value.element, value.length)
        else:
            pairs = iteration.iterate(frame, node, value, node, "dict")
            for pair in pairs.known or []:
                if (
                    isinstance(pair, Sequence)
                    and pair.items is not None
                    and len(pair.items) == 2
                    and isinstance(pair.items[0], Const)
                    and items is not None
                ):
                    items[pair.items[0].value] = pair.items[1]
                else:
                    items = None
            if pairs.known is None:
                items = None
    if items is None or arguments.open:
        return Mapping(None, UNKNOWN, element, Origin.CONFIGURATION)
    merged: dict[object, Value] = dict(items)
    merged.update(arguments.kwargs)
    return Mapping(merged, exact=not arguments.args and not arguments.varied)


def _spelled(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`bin(n)` and the like: Python asks a size for its digits."""
    value = arguments.args[0] if arguments.args else UNKNOWN
    if shape_only(value) >= Origin.SHAPE:
        frame.machine.policy.freeze(frame, node, "digits", value, shape_only(value))
    return Scalar("str")


def _hash(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    value = arguments.args[0] if arguments.args else UNKNOWN
    if shape_only(value) >= Origin.SHAPE:
        return frame.machine.policy.freeze(
            frame, node, "hash", Scalar("int", shape_only(value)), shape_only(value)
        )
    return Scalar("int")


def _abs(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    value = arguments.args[0] if arguments.args else UNKNOWN
    return value if isinstance(value, (Tensor, Scalar)) else UNKNOWN


def _round(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    value = arguments.args[0] if arguments.args else UNKNOWN
    if isinstance(value, Scalar) and value.origin >= Origin.SHAPE:
        return frame.machine.policy.freeze(frame, node, "round", value, value.origin)
    return value if isinstance(value, Tensor) else Scalar("int" if len(arguments.args) < 2 else "float")


def _divmod(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`divmod(a, b)`: both numbers as a trace carries them."""
    if len(arguments.args) != 2:
        return UNKNOWN
    left, right = arguments.args
    parts = [operators.binary(frame, node, op, left, right) for op in (ast.FloorDiv(), ast.Mod())]
    return Sequence("tuple", parts)


def _names(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """What may read, or change, every name of the function."""
    frame.share()
    return UNKNOWN


def _nothing(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    return NONE


_HANDLERS: dict[str, Function[[Frame, ast.AST, Arguments], Value]] = {
    "int": _convert("int"),
    "float": _convert("float"),
    "bool": _convert("bool"),
    "str": _convert("str"),
    "repr": _convert("str"),
    "complex": _convert("complex"),
    "len": _len,
    "range": _range,
    "list": _collect("list"),
    "tuple": _collect("tuple"),
    "set": _collect("set"),
    "frozenset": _collect("set"),
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": builtin_iterators.filtered,
    "next": builtin_iterators.following,
    "reversed": builtin_iterators.backwards,
    "iter": builtin_iterators.iterator,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "sum": _sum,
    "any": _any_all("any"),
    "all": _any_all("all"),
    "sorted": _sorted,
    "isinstance": builtin_questions.is_instance,
    "getattr": builtin_questions.get_attribute,
    "hasattr": builtin_questions.has_attribute,
    "setattr": builtin_questions.set_attribute,
    "dict": _dict,
    "type": builtin_questions.type_of,
    "hash": _hash,
    "bin": _spelled,
    "hex": _spelled,
    "oct": _spelled,
    "abs": _abs,
    "round": _round,
    "callable": builtin_questions.is_callable,
    "divmod": _divmod,
    "print": _nothing,
    "locals": _names,
    "vars": _names,
    "eval": _names,
    "exec": _names,
}
