"""TorchScript's types as small immutable values; `str()` gives the spelling that TorchScript uses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tslint.ir.records import record


class Type:
    """Base of all types. Types are compared by value and can be dictionary keys."""

    __slots__ = ()

    @property
    def children(self) -> tuple[Type, ...]:
        """The types held inside this one, in order (empty for a type that holds none)."""
        return ()


@record
class _Atom(Type):
    """A type that holds no other type; every instance of one class is equal."""

    def __str__(self) -> str:
        return _SPELLING[type(self)]


class TensorType(_Atom):
    """`Tensor`, of any dtype and rank: script does not look at these."""

    __slots__ = ()


class IntType(_Atom):
    """`int`; also what script takes for `torch.dtype`, `torch.layout` and `torch.memory_format`."""

    __slots__ = ()


class FloatType(_Atom):
    """`float`."""

    __slots__ = ()


class ComplexType(_Atom):
    """`complex`."""

    __slots__ = ()


class BoolType(_Atom):
    """`bool`; in TorchScript no subtype of `int`."""

    __slots__ = ()


class StrType(_Atom):
    """`str`."""

    __slots__ = ()


class NoneType(_Atom):
    """The type of `None`."""

    __slots__ = ()


class DeviceType(_Atom):
    """`torch.device`."""

    __slots__ = ()


class GeneratorType(_Atom):
    """`torch.Generator`."""

    __slots__ = ()


class StreamType(_Atom):
    """`torch.Stream`."""

    __slots__ = ()


class StorageType(_Atom):
    """A tensor's storage."""

    __slots__ = ()


class QSchemeType(_Atom):
    """`torch.qscheme`."""

    __slots__ = ()


class CapsuleType(_Atom):
    """An opaque handle."""

    __slots__ = ()


class NumberType(_Atom):
    """A schema's `Scalar`: an int, a float or a complex (no bool)."""

    __slots__ = ()


class AnyType(_Atom):
    """`typing.Any`: everything is a subtype of it."""

    __slots__ = ()


class AnyListType(_Atom):
    """`list` without an element type, as `isinstance(x, list)` tests it."""

    __slots__ = ()


class AnyTupleType(_Atom):
    """`tuple` without element types, as `isinstance(x, tuple)` tests it."""

    __slots__ = ()


class AnyEnumType(_Atom):
    """Any enum, as some schemas take it."""

    __slots__ = ()


class AnyClassType(_Atom):
    """Any script class, as some schemas take it."""

    __slots__ = ()


class UnknownType(_Atom):
    """tslint does not know the type: it fits everywhere, and nothing may be reported because of it."""

    __slots__ = ()


@record
class ListType(Type):
    """`List[elem]`."""

    elem: Type

    @property
    def children(self) -> tuple[Type, ...]:
        return (self.elem,)

    def __str__(self) -> str:
        return f"List[{self.elem}]"


@record
class DictType(Type):
    """`Dict[key, value]`."""

    key: Type
    value: Type

    @property
    def children(self) -> tuple[Type, ...]:
        return (self.key, self.value)

    def __str__(self) -> str:
        return f"Dict[{self.key}, {self.value}]"


@record
class TupleType(Type):
    """`Tuple[a, b, ...]` of a known length."""

    elems: tuple[Type, ...]

    @property
    def children(self) -> tuple[Type, ...]:
        return self.elems

    def __str__(self) -> str:
        return f"Tuple[{', '.join(map(str, self.elems)) or '()'}]"


@record
class NamedTupleType(Type):
    """A `typing.NamedTuple` or `collections.namedtuple` class."""

    qualname: str
    fields: tuple[tuple[str, Type], ...]

    @property
    def children(self) -> tuple[Type, ...]:
        return tuple(kind for _, kind in self.fields)

    @property
    def elems(self) -> tuple[Type, ...]:
        """The field types, as of the plain tuple."""
        return self.children

    def field(self, name: str) -> Type | None:
        """The type of a field, or None."""
        return next((kind for key, kind in self.fields if key == name), None)

    def __str__(self) -> str:
        return self.qualname


@record
class OptionalType(Type):
    """`Optional[elem]`. Build it with `relations.make_optional`, which flattens."""

    elem: Type

    @property
    def children(self) -> tuple[Type, ...]:
        return (self.elem,)

    def __str__(self) -> str:
        return f"Optional[{self.elem}]"


@record
class UnionType(Type):
    """`Union[...]`. Build it with `relations.make_union`, which flattens, drops subtypes and sorts."""

    members: tuple[Type, ...]

    @property
    def children(self) -> tuple[Type, ...]:
        return self.members

    def __str__(self) -> str:
        shown, numbers = list(self.members), (INT, FLOAT, COMPLEX)
        if all(number in shown for number in numbers):
            shown = [member for member in shown if member not in numbers] + [NUMBER]
        return f"Union[{', '.join(map(str, shown))}]"


@record
class FutureType(Type):
    """`Future[elem]`, from `torch.jit.fork`."""

    elem: Type

    @property
    def children(self) -> tuple[Type, ...]:
        return (self.elem,)

    def __str__(self) -> str:
        return f"Future[{self.elem}]"


@record
class AwaitType(Type):
    """`Await[elem]`, from `torch.jit._awaitable`."""

    elem: Type

    @property
    def children(self) -> tuple[Type, ...]:
        return (self.elem,)

    def __str__(self) -> str:
        return f"Await[{self.elem}]"


@record
class RRefType(Type):
    """`RRef[elem]`, a remote reference."""

    elem: Type

    @property
    def children(self) -> tuple[Type, ...]:
        return (self.elem,)

    def __str__(self) -> str:
        return f"RRef[{self.elem}]"


@record
class VarType(Type):
    """A type variable of a schema (`t` in `aten::append.t(t[](a!) self, t el)`)."""

    name: str

    def __str__(self) -> str:
        return self.name


@record
class EnumType(Type):
    """An `enum.Enum` class; `value` is the type that all its values share."""

    qualname: str
    value: Type

    def __str__(self) -> str:
        return self.qualname


@record
class ClassType(Type):
    """A script class, a module's class or a class that torch binds, by its qualified name.

    Types of modules of one class are told apart by a `number`, as torch mangles their names. No message shows
    it: it says nothing, and hangs on what was compiled before.
    """

    qualname: str
    number: int = 0

    def __str__(self) -> str:
        return self.qualname


@record
class InterfaceType(Type):
    """A `@torch.jit.interface` class."""

    qualname: str

    def __str__(self) -> str:
        return self.qualname


@record
class FunctionType(Type):
    """A function as a value (an attribute that holds a scripted function)."""

    qualname: str

    def __str__(self) -> str:
        return f"Function[{self.qualname}]"


_SPELLING: dict[type[_Atom], str] = {
    TensorType: "Tensor",
    IntType: "int",
    FloatType: "float",
    ComplexType: "complex",
    BoolType: "bool",
    StrType: "str",
    NoneType: "NoneType",
    DeviceType: "Device",
    GeneratorType: "Generator",
    StreamType: "Stream",
    StorageType: "Storage",
    QSchemeType: "QScheme",
    CapsuleType: "Capsule",
    NumberType: "number",
    AnyType: "Any",
    AnyListType: "list",
    AnyTupleType: "tuple",
    AnyEnumType: "AnyEnumType",
    AnyClassType: "AnyClassType",
    UnknownType: "Unknown",
}

ATOMS: frozenset[type[Type]] = frozenset(_SPELLING)
"""The classes of the types that hold no other type: of each all instances are equal."""

TENSOR = TensorType()
INT = IntType()
FLOAT = FloatType()
COMPLEX = ComplexType()
BOOL = BoolType()
STR = StrType()
NONE = NoneType()
DEVICE = DeviceType()
GENERATOR = GeneratorType()
STREAM = StreamType()
STORAGE = StorageType()
QSCHEME = QSchemeType()
CAPSULE = CapsuleType()
NUMBER = NumberType()
ANY = AnyType()
ANY_LIST = AnyListType()
ANY_TUPLE = AnyTupleType()
ANY_ENUM = AnyEnumType()
ANY_CLASS = AnyClassType()
UNKNOWN = UnknownType()
_LARGE = 2_000


def walk(whole: Type) -> Iterator[Type]:
    """A type and every type inside it, at any depth."""
    yield whole
    for child in whole.children:
        yield from walk(child)


def is_large(whole: Type) -> bool:
    """Whether a type is made of thousands: `v = (v, v)` forty times over gives more than can be written."""
    return next(itertools.islice(walk(whole), _LARGE, None), None) is not None


def contains(whole: Type, part: type[Type]) -> bool:
    """Whether a type of class `part` occurs in `whole`, at any depth (`contains(t, UnknownType)`)."""
    return isinstance(whole, part) or any(contains(child, part) for child in whole.children)
