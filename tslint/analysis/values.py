"""Abstract values: what an expression may be, and on what it depends."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from tslint.analysis import forms
from tslint.analysis.forms import Form
from tslint.ir.records import record
from tslint.project.entities import Class, Function
from tslint.project.modules import Module


class Origin(IntEnum):
    """On what a value depends, weakest first; a join takes the strongest."""

    CONSTANT = 0  # fixed by the source
    CONFIGURATION = 1  # fixed once the module is built
    KEPT = 2  # the size of a parameter or buffer: as fixed, but a trace holds it as a tensor
    SHAPE = 3  # the size of an input
    DATA = 4  # the numbers inside an input


class Value:
    """Anything an expression can give. Subclasses say what is known."""

    __slots__ = ()


class Unknown(Value):
    """Nothing is known, so nothing is reported about it."""

    __slots__ = ()


UNKNOWN = Unknown()


class Derived(Unknown):
    """What unknown code made of an input: whatever it is, it is a tensor where it is used as one."""

    __slots__ = ()


DERIVED = Derived()


@record
class Const(Value):
    """A Python constant with its value; CONFIGURATION where it is only the default of an argument."""

    value: object | None
    origin: Origin = Origin.CONSTANT


NONE = Const(None)


@record
class Scalar(Value):
    """An int, float, bool, complex or str whose value is not known.

    SHAPE or DATA means that a trace still carries it (as a 0-d tensor): what freezes it has yet to come.
    `drawn` names what gives another value at every call (`time.time`), which matters once a tensor takes it.
    """

    kind: str
    origin: Origin = Origin.CONFIGURATION
    drawn: str = ""


@record
class Tensor(Value):
    """A tensor: on what its numbers depend, and on what its sizes depend; its dimensions where known."""

    data: Origin = Origin.DATA
    shape: Origin = Origin.SHAPE
    form: Form | None = None


INPUT = Tensor()
PARAMETER = Tensor(Origin.CONFIGURATION, Origin.KEPT)


@record
class Size(Value):
    """A `torch.Size` of unknown length whose elements depend on `origin`."""

    origin: Origin = Origin.SHAPE


@record
class Device(Value):
    """The device of a tensor: that of the example, wherever a trace holds it."""


@dataclass(eq=False, slots=True)
class Sequence(Value):
    """A list, tuple, set, range or iterator. `items` where each is known, else the join of all in `element`.

    `length` says on what the number of items depends. Lists are shared and changed in place, as in Python.
    `over` is what a loop walks: list, range, dict, tensor, size; or pieces of a tensor, of a batch
    (batch), of a dimension with a size of its own (set), of any other (chunks).
    """

    kind: str
    items: list[Value] | None
    element: Value = UNKNOWN
    length: Origin = Origin.CONSTANT
    over: str = "list"
    level: int = 0  # how many undecided branches enclosed its making
    grown: Origin = Origin.CONSTANT  # what decides the branches in which items were put in


@dataclass(eq=False, slots=True)
class Mapping(Value):
    """A dict. `items` where every key is a known constant, else the joins of keys and values."""

    items: dict[object, Value] | None
    key: Value = UNKNOWN
    element: Value = UNKNOWN
    length: Origin = Origin.CONSTANT
    exact: bool = False  # whether it has these keys and no others, whatever the configuration


@dataclass(eq=False, slots=True)
class Instance(Value):
    """An object. `cls` is a class of the project or the dotted name of one outside; `attributes` its table.

    `open` means that attributes may exist which the table does not know. `scripted` means that it went
    through `torch.jit.script`. `items` are the children of a module container in order, where known.
    """

    cls: Class | str
    attributes: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    is_module: bool = False
    scripted: bool = False
    items: list[Value] | None = None
    keys: list[str] | None = None
    element: Value = UNKNOWN
    arguments: dict[str, Value] = field(default_factory=dict)
    site: tuple[str, ast.AST] | None = None  # file and expression that built it
    maker: Function | None = None  # whose code that expression is
    unsure: frozenset[str] = frozenset()  # attributes that only some configurations give it
    before: dict[str, Value | None] = field(default_factory=dict)  # attributes that forward has bound anew
    hooks: list[tuple[str, Value]] = field(default_factory=list)  # by the method that registered each

    @property
    def class_name(self) -> str:
        return self.cls if isinstance(self.cls, str) else self.cls.dotted


@dataclass(eq=False, slots=True)
class Callable(Value):
    """A function of the project, bound to `receiver` where it is a method; `closure` for nested functions.

    `wrapper` is what a decorator of the project put in its place.
    """

    function: Function
    receiver: Value | None = None
    closure: dict[str, Value] | None = None
    wrapper: Value | None = None


@dataclass(eq=False, slots=True)
class LambdaValue(Value):
    """A lambda with the scope in which it was written."""

    node: ast.Lambda
    module: Module
    closure: dict[str, Value]
    receiver_class: Class | None = None


@record
class ClassRef(Value):
    """A class of the project as a value."""

    cls: Class


@record
class ModuleValue(Value):
    """A module of the project as a value."""

    module: Module


@record
class ExternalRef(Value):
    """Something outside the project by its dotted name: `torch.relu`, `math.sqrt`, `builtins.len`."""

    dotted: str


@record
class Method(Value):
    """A method of a value that is no project class: `x.view`, `items.append`."""

    receiver: Value
    name: str


@dataclass(eq=False, slots=True)
class Partial(Value):
    """`functools.partial(function, *args, **kwargs)`."""

    function: Value
    args: list[Value]
    kwargs: dict[str, Value]


@dataclass(eq=False, slots=True)
class Scripted(Value):
    """A function that went through `torch.jit.script` (or `script_if_tracing`)."""

    function: Value


@record
class Super(Value):
    """`super()` inside a method of `owner`."""

    receiver: Value
    owner: Class


@dataclass(eq=False, slots=True)
class Choice(Value):
    """One of a few values, which one is not known."""

    values: tuple[Value, ...]


_CHOICES = 6  # more alternatives than that say nothing useful
_DEEP = (
    6  # lists in lists, beyond which nothing is said: what holds one thing twice is walked twice, each time
)


def scalar_kind(value: object) -> str:
    """The Python type name of a constant."""
    return type(value).__name__


def join(one: Value, other: Value, depth: int = _DEEP) -> Value:
    """The least value that covers both."""
    if one is other or alike(one, other):
        return one
    if depth < 0:
        return UNKNOWN
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return DERIVED if comes_from_input(one) and comes_from_input(other) else UNKNOWN
    if isinstance(one, Const) and isinstance(other, Const):
        return _join_constants(one, other)
    if isinstance(one, (Const, Scalar)) and isinstance(other, (Const, Scalar)):
        kinds = {kind_of(one), kind_of(other)}
        if len(kinds) == 1:
            return Scalar(kinds.pop(), max(origin_of(one), origin_of(other)))
        if kinds <= {"int", "float"}:
            return Scalar("float", max(origin_of(one), origin_of(other)))
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        form = forms.joined(one.form, other.form)
        return Tensor(max(one.data, other.data), max(one.shape, other.shape), form)
    if isinstance(one, Size) and isinstance(other, Size):
        return Size(max(one.origin, other.origin))
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return _join_sequences(one, other, depth - 1)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _join_mappings(one, other, depth - 1)
    return _choice(one, other, depth)


def _join_constants(one: Const, other: Const) -> Value:
    same = type(one.value) is type(other.value)
    if same and one.value == other.value:
        return one if one.origin >= other.origin else other
    if same and one.value is not None:
        return Scalar(scalar_kind(one.value), max(one.origin, other.origin, Origin.CONFIGURATION))
    return _choice(one, other)


def _join_sequences(one: Sequence, other: Sequence, depth: int) -> Value:
    kind = one.kind if one.kind == other.kind else "list"
    length = max(one.length, other.length)
    if one.items is not None and other.items is not None and len(one.items) == len(other.items):
        return Sequence(
            kind,
            [join(a, b, depth) for a, b in zip(one.items, other.items, strict=True)],
            length=length,
            grown=max(one.grown, other.grown),
        )
    parts = [element_of(s, depth) for s in (one, other) if s.items != []]
    element = join_all(parts, depth) if parts else UNKNOWN
    grown = max(one.grown, other.grown)
    return Sequence(kind, None, element, max(length, Origin.CONFIGURATION), one.over, grown=grown)


def _join_mappings(one: Mapping, other: Mapping, depth: int) -> Value:
    if one.items is not None and other.items is not None:
        merged = dict(one.items)
        for key, value in other.items.items():
            merged[key] = join(merged[key], value, depth) if key in merged else value
        return Mapping(merged)
    return Mapping(None, UNKNOWN, UNKNOWN, max(one.length, other.length))


def _choice(one: Value, other: Value, depth: int = _DEEP) -> Value:
    values: list[Value] = []
    for value in (*alternatives(one), *alternatives(other)):
        for position, seen in enumerate(values):
            if seen is value or _mergeable(seen, value):
                values[position] = seen if seen is value else join(seen, value, depth - 1)
                break
        else:
            values.append(value)
    if len(values) > _CHOICES:
        return UNKNOWN
    return values[0] if len(values) == 1 else Choice(tuple(values))


def _mergeable(one: Value, other: Value) -> bool:
    if isinstance(one, (Const, Scalar)) and isinstance(other, (Const, Scalar)):
        return kind_of(one) == kind_of(other)
    return (type(one) is type(other) and isinstance(one, (Tensor, Size, Sequence, Mapping))) or alike(
        one, other
    )


def alike(one: Value, other: Value) -> bool:
    """Whether two values are the same abstraction, without looking into shared objects."""
    if one is other:
        return True
    if isinstance(one, (Const, Scalar, Tensor, Size, Device, ExternalRef, ClassRef, ModuleValue)):
        return type(one) is type(other) and one == other
    if isinstance(one, Method) and isinstance(other, Method):
        return one.name == other.name and one.receiver is other.receiver
    return False


def alternatives(value: Value) -> tuple[Value, ...]:
    """The values that it may be, one by one."""
    return value.values if isinstance(value, Choice) else (value,)


def join_all(values: Iterable[Value], depth: int = _DEEP) -> Value:
    """The join of several values; Unknown for none."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value, depth)
    return UNKNOWN if result is None else result


def kind_of(value: Value) -> str:
    """The Python type name of a number, string or None; empty for anything else."""
    if isinstance(value, Const):
        return scalar_kind(value.value)
    return value.kind if isinstance(value, Scalar) else ""


def element_of(sequence: Sequence, depth: int = _DEEP) -> Value:
    """What any one item of a sequence may be."""
    return join_all(sequence.items, depth) if sequence.items else sequence.element


def origin_of(value: Value, depth: int = 4) -> Origin:
    """On what a value depends, all told (a container: on what its items and its length depend)."""
    match value:
        case Const() | Scalar() | Size():
            return value.origin
        case Tensor():
            return max(value.data, value.shape) if value.data >= Origin.SHAPE else value.data
        case Sequence() if depth:
            parts = value.items if value.items is not None else [value.element]
            return max([value.length, *(origin_of(part, depth - 1) for part in parts[:64])])
        case Mapping() if depth:
            inner = list(value.items.values()) if value.items is not None else [value.element]
            return max([value.length, *(origin_of(part, depth - 1) for part in inner[:64])])
        case Choice() if depth:
            return max(origin_of(part, depth - 1) for part in value.values)
    return Origin.CONSTANT


def shape_only(value: Value, depth: int = 4) -> Origin:
    """The strongest origin among the numbers of a value (sizes, not tensors): what a conversion would
    freeze.
    """
    match value:
        case Const() | Scalar() | Size():
            return value.origin
        case Sequence() if depth:
            parts = value.items if value.items is not None else [value.element]
            return max([Origin.CONSTANT, *(shape_only(part, depth - 1) for part in parts[:64])])
        case Choice() if depth:
            return max(shape_only(part, depth - 1) for part in value.values)
    return Origin.CONSTANT


def comes_from_input(value: Value) -> bool:
    """Whether a value is a tensor that an input gave, or what unknown code made of one."""
    return value is DERIVED or (isinstance(value, Tensor) and value.data >= Origin.SHAPE)


def contains_input(value: Value, depth: int = 4) -> bool:
    """Whether a tensor that an input gave is the value or inside it."""
    match value:
        case Sequence() if depth:
            parts = value.items if value.items is not None else [value.element]
            return any(contains_input(part, depth - 1) for part in parts[:64])
        case Mapping() if depth:
            inner = list(value.items.values()) if value.items is not None else [value.element]
            return any(contains_input(part, depth - 1) for part in inner[:64])
        case Choice() if depth:
            return any(contains_input(part, depth - 1) for part in value.values)
    return comes_from_input(value)


def contains_unknown(value: Value, depth: int = 4) -> bool:
    """Whether something unknown is the value or inside it."""
    match value:
        case Sequence() if depth:
            parts = value.items if value.items is not None else [value.element]
            return any(contains_unknown(part, depth - 1) for part in parts[:64])
        case Mapping() if depth:
            inner = list(value.items.values()) if value.items is not None else [value.element]
            return any(contains_unknown(part, depth - 1) for part in inner[:64])
        case Choice() if depth:
            return any(contains_unknown(part, depth - 1) for part in value.values)
    return isinstance(value, Unknown)


def contains_tensor(value: Value, depth: int = 4) -> bool:
    """Whether a tensor is the value or inside it."""
    match value:
        case Tensor():
            return True
        case Sequence() if depth:
            parts = value.items if value.items is not None else [value.element]
            return any(contains_tensor(part, depth - 1) for part in parts[:64])
        case Mapping() if depth:
            inner = list(value.items.values()) if value.items is not None else [value.element]
            return any(contains_tensor(part, depth - 1) for part in inner[:64])
        case Choice() if depth:
            return any(contains_tensor(part, depth - 1) for part in value.values)
    return False
