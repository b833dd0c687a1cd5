"""Calls of Python's standard library: functools, itertools, operator, copy, collections."""

from __future__ import annotations

import ast
import itertools
import math

from tslint.analysis.interp import builtin_calls, calls, iteration, methods, operators
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import (
    NONE,
    UNKNOWN,
    Const,
    Instance,
    Mapping,
    Method,
    Origin,
    Partial,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
    contains_input,
    join_all,
    shape_only,
)


def call(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments) -> Value:
    """Call a function of the standard library; what is not known about gives Unknown."""
    first = arguments.args[0] if arguments.args else UNKNOWN
    match dotted:
        case "functools.partial":
            return Partial(
                first,
                arguments.args[1:],
                dict(arguments.kwargs),
            )
        case "functools.reduce":
            return _reduce(frame, node, arguments)
        case "copy.deepcopy" | "copy.copy" if isinstance(first, Mapping):
            _copied(frame, node, dotted, first)
            return methods.call(frame, node, Method(first, "copy"), Arguments([], {}))
        case "copy.deepcopy" | "copy.copy":
            _copied(frame, node, dotted, first)
            return first
        case "functools.cache":
            return first
        case "typing.cast":
            return arguments.args[1] if len(arguments.args) > 1 else UNKNOWN
        case "collections.OrderedDict":
            return builtin_calls.call(frame, node, "dict", arguments)
        case "collections.defaultdict":
            return Mapping(None)
        case "operator.index":
            if shape_only(first) >= Origin.SHAPE:
                return frame.machine.policy.freeze(frame, node, "index", first, shape_only(first))
            return first
        case "warnings.warn":
            return NONE
        case "itertools.repeat" if len(arguments.args) == 2:
            return _repeated(first, arguments.args[1])
        case "itertools.product":
            return _product(arguments)
        case "itertools.chain":
            return _chained([iteration.items_of(value) for value in arguments.args])
        case "itertools.chain.from_iterable":
            parts = iteration.items_of(first)
            return _chained([iteration.items_of(part) for part in parts.known or [parts.element]])
    module, _, name = dotted.partition(".")
    if module == "operator" and name.strip("_") in _OPERATORS and len(arguments.args) == 2:
        return operators.binary(frame, node, _OPERATORS[name.strip("_")], *arguments.args)
    if module == "itertools":
        return _walked(arguments)
    return UNKNOWN


def _copied(frame: Frame, node: ast.AST, dotted: str, value: Value) -> None:
    """Tell a copy of a tensor or a size that Python makes behind the tracer's back."""
    deep = dotted == "copy.deepcopy"
    tensor = isinstance(value, Tensor) and value.data >= Origin.SHAPE
    size = isinstance(value, (Scalar, Size)) and value.origin >= Origin.SHAPE
    if isinstance(value, Size) and not deep:
        return  # the same object
    inside = list(value.attributes.values()) if isinstance(value, Instance) else [value]
    if tensor or size or (deep and any(contains_input(part) for part in inside)):
        frame.machine.policy.note(frame, node, "python-copy", function=dotted)


# Functions of `operator` that are binary operators by another name (Python documentation).
_OPERATORS: dict[str, ast.operator] = {
    "add": ast.Add(), "sub": ast.Sub(), "mul": ast.Mult(), "truediv": ast.Div(), "floordiv": ast.FloorDiv(),
    "mod": ast.Mod(), "pow": ast.Pow(), "iadd": ast.Add(), "imul": ast.Mult(), "concat": ast.Add(),
}  # fmt: skip
_ROWS = 64  # rows of a product that are kept one by one


def _reduce(frame: Frame, node: ast.AST, arguments: Arguments) -> Value:
    """`functools.reduce(function, items)`: a loop."""
    if len(arguments.args) < 2:
        return UNKNOWN
    function, subject = arguments.args[:2]
    items = iteration.iterate(frame, node, subject, node, "reduce")
    known = items.known if items.known is not None and len(items.known) <= _ROWS else None
    parts = known if known is not None else [items.element, items.element]
    parts = [*arguments.args[2:3], *parts]
    result = parts[0] if parts else UNKNOWN
    for part in parts[1:]:
        result = calls.apply(frame, node, function, Arguments([result, part], {}))
    return result


def _product(arguments: Arguments) -> Value:
    """`itertools.product`: as many rounds as all its columns together say."""
    columns = [iteration.items_of(value) for value in arguments.args]
    length = max((column.length for column in columns), default=Origin.CONSTANT)
    over = next((column.over for column in columns if column.length >= Origin.SHAPE), "list")
    known = [column.known for column in columns if column.known is not None]
    if not arguments.kwargs and len(known) == len(columns) and math.prod(map(len, known)) <= _ROWS:
        rows: list[Value] = [Sequence("tuple", list(row)) for row in itertools.product(*known)]
        return Sequence("iterator", rows, length=length, over=over)
    elements = [join_all(column.known) if column.known else column.element for column in columns]
    row = Sequence("tuple", elements) if not arguments.kwargs else UNKNOWN
    return Sequence("iterator", None, row, max(length, Origin.CONFIGURATION), over)


def _chained(parts: list[iteration.Items]) -> Value:
    length = max((part.length for part in parts), default=Origin.CONSTANT)
    over = next((part.over for part in parts if part.length >= Origin.SHAPE), "list")
    known = [part.known for part in parts if part.known is not None]
    if len(known) == len(parts):
        return Sequence("iterator", [item for items in known for item in items], length=length, over=over)
    element = join_all(join_all(part.known) if part.known else part.element for part in parts)
    return Sequence("iterator", None, element, max(length, Origin.CONFIGURATION), over)


def _walked(arguments: Arguments) -> Value:
    """Any other function of itertools: what it gives is not known, but it walks over what it is given."""
    columns = [iteration.items_of(value) for value in arguments.args]
    longest = max(columns, key=lambda column: column.length, default=None)
    if longest is None or longest.length < Origin.SHAPE:
        return UNKNOWN
    return Sequence("iterator", None, UNKNOWN, longest.length, longest.over)


def _repeated(value: Value, count: Value) -> Value:
    if isinstance(count, Const) and isinstance(count.value, int) and 0 <= count.value <= 64:
        return Sequence("iterator", [value] * count.value)
    return Sequence("iterator", None, value, Origin.CONFIGURATION)
