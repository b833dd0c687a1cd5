"""What an expression can be inside the compiler: a first-class value, or a compile-time object.

Named after the compiler's own term (torch/csrc/jit/frontend/sugared_value.h).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from tslint.analysis.values import Instance
from tslint.ir.records import record
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.torchspec import types as t
from tslint.torchspec.records import FunctionSpec, Schema


class Sugared:
    """Anything an expression can be. `kind` is the compiler's word for it in error messages."""

    __slots__ = ()
    kind = "value"


class _Nothing:
    """Marks a value that is no compile-time constant (None is one)."""

    __slots__ = ()


NOTHING = _Nothing()


@dataclass(frozen=True, eq=False, slots=True)
class Drift:
    """Where eager Python has a value of another type than script.

    `eager`: int (a float in script), float or bool (a Tensor in script), Tensor (a number in script), size (a
    List[int] in script), dtype (an int in script), operand (a bool in script), text (printed otherwise).
    `node` is what brings it about.
    """

    eager: str
    node: ast.AST
    construct: str
    detail: str


@record
class Simple(Sugared):
    """A first-class value of a TorchScript type.

    `constant` is its value where the graph holds a constant there; `empty` marks an unannotated `[]`, which
    still fits any list type. Storing it in a variable drops both. `drift` says what eager Python has there,
    where that is of another type.
    """

    type: t.Type
    constant: object | None = NOTHING
    empty: bool = False
    drift: Drift | None = field(default=None, compare=False)

    @property
    def is_constant(self) -> bool:
        return not isinstance(self.constant, _Nothing)


@record
class Unknown(Sugared):
    """Nothing is known about it: silent in every use."""


UNKNOWN = Unknown()
UNKNOWN_VALUE = Simple(t.UNKNOWN)


@record
class Builtin(Sugared):
    """Operators under one name, bound to `self` where they are methods of a value."""

    name: str
    schemas: tuple[Schema, ...]
    receiver: Simple | None = None
    kind = "builtin"


@record
class TorchFunction(Sugared):
    """A public function outside the project that script knows, by its record."""

    spec: FunctionSpec
    kind = "function"


@record
class Cast(Sugared):
    """`int`, `float`, `bool`, `str`, `complex` as callables."""

    name: str
    type: t.Type

    @property
    def magic(self) -> str:
        return f"__{self.name}__"


@record
class Special(Sugared):
    """A form of the compiler's own: `range`, `zip`, `isinstance`, `torch.jit.annotate`, ..."""

    form: str


@record
class Printing(Sugared):
    """`print`."""

    kind = "print"


@record
class Nothing(Sugared):
    """What a call of `print` gives: not even a None."""

    kind = "None"


@dataclass(eq=False, slots=True)
class PythonFunction(Sugared):
    """A function of the project, compiled when it is named; `receiver` where it is a module's method."""

    function: Function
    kind = "function"


@dataclass(eq=False, slots=True)
class PythonClass(Sugared):
    """A class of the project that script can construct."""

    cls: Class
    kind = "Python type"


@record
class NamedTupleClass(Sugared):
    """A NamedTuple as its constructor."""

    type: t.NamedTupleType
    schema: Schema
    kind = "named tuple"


@dataclass(eq=False, slots=True)
class EnumClass(Sugared):
    """An enum class; its members are constants."""

    cls: Class
    type: t.EnumType
    members: tuple[str, ...]
    kind = "EnumClass"


@record
class ExceptionClass(Sugared):
    """An exception class: usable in `raise` only."""

    name: str
    kind = "Python exception"


@record
class ExceptionValue(Sugared):
    """An exception made by calling its class."""

    name: str
    kind = "exception message"


@record
class Namespace(Sugared):
    """A Python module: of the project, or outside by its dotted name."""

    module: Module | None
    dotted: str
    kind = "python module"


@record
class PythonValue(Sugared):
    """A Python object that script cannot take: a global list, a logger. `type_name` is what Python
    calls its type. What is not `sure` may be a function, a class or a module: of these a call or an attribute
    may compile, a use as a value does not.
    """

    type_name: str
    name: str
    sure: bool = True
    kind = "python value"


@dataclass(eq=False, slots=True)
class ModuleValue(Sugared):
    """A submodule (or `self`), with the attribute table that `__init__` made."""

    instance: Instance
    path: str
    kind = "module"


@dataclass(eq=False, slots=True)
class ModuleMethod(Sugared):
    """A method of a module; `function` None where it is one of torch's own (then `schema`)."""

    module: ModuleValue
    name: str
    function: Function | None
    schema: Schema | None = None
    kind = "method"


@dataclass(eq=False, slots=True)
class ModuleItems(Sugared):
    """`items()`, `keys()`, `values()` of a ModuleDict, or `named_children()` and its kin, before they
    are called. `paired`: what `items()` gives can be walked, and is no tuple.
    """

    items: tuple[Sugared, ...] | None
    paired: bool = False
    kind = "module dict method"


@record
class Method(Sugared):
    """A method of a script class instance."""

    receiver: Simple
    name: str
    function: Function
    kind = "method"


@record
class Items(Sugared):
    """Several values at once (a tuple of modules, a container's children): loops over it are unrolled."""

    items: tuple[Sugared, ...]
    kind = "Tuple"


@record
class Range(Sugared):
    """`range(...)` before anything iterates over it; `counter`: enumerate's own, as long as its partner."""

    counter: bool = False
    kind = "range"


@record
class SliceValue(Sugared):
    """`slice(...)`: an index, and nothing else."""

    kind = "Python slice value"


@record
class Zipped(Sugared):
    """`zip(...)` or `enumerate(...)` before anything iterates over it."""

    children: tuple[Sugared, ...]
    kind = "iterabletree"


@record
class Closure(Sugared):
    """A name that a function around this one binds: a function or module may be called, a value not be
    used.
    """

    name: str


@record
class Super(Sugared):
    """`super()`: script has no such thing and takes it for a call with a Tensor result."""

    kind = "super"


@record
class LambdaValue(Sugared):
    """A lambda held by a module attribute."""

    node: ast.Lambda
