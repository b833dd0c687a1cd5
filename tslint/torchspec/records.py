"""The records that a loaded torchspec answers with: schemas, functions, modules, trace facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tslint.torchspec.types import NONE, TupleType, Type

ParameterKind = Literal[
    "positional_only", "positional_or_keyword", "var_positional", "keyword_only", "var_keyword"
]
FunctionKind = Literal[
    "builtin",
    "function",
    "dispatch",
    "special",
    "class",
    "exception",
    "constant",
    "module",
    "python",
    "unscriptable",
]
AttributeKind = Literal[
    "parameter", "buffer", "attribute", "constant", "submodule", "function", "builtin", "property", "failed"
]
ResultKind = Literal[
    "tensor",
    "tensors",
    "int",
    "float",
    "bool",
    "complex",
    "number",
    "str",
    "ints",
    "size",
    "dtype",
    "device",
    "none",
    "other",
]
Traced = Literal["keeps", "bakes", "unknown"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a schema.

    `declared` is the type as the schema spells it, which tells more than script's own type (`SymInt`,
    `ScalarType?`, `Dimname[]`); `size` is the N of `int[N]`, where one int is taken for a list of N;
    `default` is None, a bool, a number, a str or a list of these; `mutated` says that the operator writes
    to it.
    """

    name: str
    type: Type
    declared: str
    has_default: bool = False
    default: object | None = None
    kwarg_only: bool = False
    size: int | None = None
    mutated: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """One overload of an operator, or the compiled signature of a Python function.

    `variadic`: takes any further arguments (`aten::format(str self, ...)`). `text` is torch's own spelling.
    """

    name: str
    overload: str
    arguments: tuple[Argument, ...]
    returns: tuple[Type, ...]
    return_names: tuple[str, ...]
    variadic: bool
    text: str

    @property
    def result(self) -> Type:
        """The type of a call: no return is None, several are a tuple."""
        if len(self.returns) == 1:
            return self.returns[0]
        return TupleType(self.returns) if self.returns else NONE

    def argument(self, name: str) -> Argument | None:
        """The argument of that name, or None."""
        return next((found for found in self.arguments if found.name == name), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a Python signature; `default` and `annotation` are source text or ""."""

    name: str
    kind: ParameterKind
    has_default: bool = False
    default: str = ""
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A `boolean_dispatch`: a bool argument (its name and place) must be a constant and picks a branch."""

    argument: str
    index: int
    default: bool
    if_true: Schema | Dispatch
    if_false: Schema | Dispatch


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """What script makes of a public Python name, and its signature in eager Python.

    `kind`: `builtin` (operators `ops`, their overloads in `schemas`, in the order in which the compiler
    tries them); `function` (a Python function that compiles; `schemas` has one entry for each
    `@_overload`); `dispatch`; `special` (a form of the compiler's own: `range`, `isinstance`,
    `torch.jit.annotate`); `class` (script can construct it); `exception` (only in `raise`); `constant`
    (`type` and `value`); `module`; `python` (a call into Python: compiles, cannot be saved); `unscriptable`
    (`message` is torch's). `parameters` is None where Python knows no signature (most functions in C).
    `annotation` is the type that the name stands for in an annotation; `context` says whether `with
    name():` compiles (None: no context manager).
    """

    name: str
    kind: FunctionKind
    ops: tuple[str, ...] = ()
    schemas: tuple[Schema, ...] = ()
    parameters: tuple[Parameter, ...] | None = None
    dispatch: Dispatch | None = None
    type: Type | None = None
    value: object | None = None
    annotation: Type | None = None
    context: bool | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A method or attribute of a value, as script knows it.

    `how`: `method` (operators' schemas, their first argument is the value itself); `form` (a method that
    the compiler handles itself: `type` is its result, None where it depends on what is wanted, as of
    `tolist`); `iterator` (a module's method that can only be looped over, unrolled); `attribute` (`type`);
    `unscriptable` (`message`).
    """

    how: Literal["method", "form", "iterator", "attribute", "unscriptable"]
    schemas: tuple[Schema, ...] = ()
    type: Type | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Variation:
    """What is different about an instance where one flag of its constructor is switched (`bias=False`).

    `forward` is empty where it is the usual one.
    """

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    scripts: bool | None = None
    message: str = ""
    forward: tuple[Schema, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a module instance as `torch.jit` takes it; `failed` ones only fail where they are used.

    `text`: a submodule's class, a function's name, a constant's repr, or why torch cannot infer the
    attribute.
    """

    kind: AttributeKind
    type: Type | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ModuleSpec:
    """A class of torch.nn: how it is built, what script makes of an instance.

    `name` is where the class is defined, `aliases` the names that users import; `bases` is the method
    resolution order without the class itself and `object`; `constructor` and `parameters` (of `forward`)
    are Python's signatures without `self`; `methods` are the compiled ones, `forward` those of `forward`
    (several where it is overloaded, as in an LSTM); `scripts` is None where no instance could be built, and
    `built_with` the arguments that built it; `variations` say what differs where a flag is switched, by the
    flag as an argument (`bias=False`); `refused` says, by argument and by the Python type of what it is
    given, why script refuses an instance that eager Python builds.
    """

    name: str
    aliases: tuple[str, ...]
    bases: tuple[str, ...]
    constructor: tuple[Parameter, ...]
    parameters: tuple[Parameter, ...] | None
    forward: tuple[Schema, ...] = ()
    methods: Mapping[str, Schema] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    constants: tuple[str, ...] = ()
    scripts: bool | None = None
    message: str = ""
    built_with: str = ""
    variations: Mapping[str, Variation] = field(default_factory=dict)
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EagerResult:
    """What a call gives in eager Python.

    `kind`: `tensor`; `tensors`, a tuple or list of `count` tensors (None: as many as a size or an argument
    says); Python scalars `int`, `float`, `bool`, `complex`, `number`, `str`; `ints` (a tuple or list of
    them); `size` (`torch.Size`); `dtype`; `device`; `none`; `other`. Several where they depend on the
    overload or on an argument.
    """

    kinds: tuple[ResultKind, ...]
    count: int | None = None

    @property
    def kind(self) -> ResultKind:
        """The only kind, or `other` where it depends on the arguments."""
        return self.kinds[0] if len(self.kinds) == 1 else "other"
