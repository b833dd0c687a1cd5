"""What the interpreter asks of `torchspec`: results of eager calls, tensor members, constructors,
forwards.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from collections.abc import Mapping as Table
from functools import lru_cache
from typing import TypeVar, cast

from tslint.analysis.values import (
    PARAMETER,
    UNKNOWN,
    Const,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Value,
)
from tslint.torchspec import types as t
from tslint.torchspec.load import TorchSpec, judging, spec
from tslint.torchspec.records import Attribute, Dispatch, EagerResult, ModuleSpec, Schema

TENSOR_VIEWS = frozenset({"T", "mT", "H", "mH", "real", "imag", "grad"})
TENSOR_FLAGS = frozenset(
    {"is_cuda", "requires_grad", "is_leaf", "is_quantized", "is_sparse", "is_meta", "is_mkldnn", "is_nested"}
)


_Asked = TypeVar("_Asked", bound=Callable[..., object])
_release: str | None = None
_kept: list[Callable[[], None]] = []


def judge_by(target_torch: str | None) -> None:
    """Answer from the data of this release from here on; what another one answered is forgotten."""
    global _release
    chosen = judging(target_torch)
    if chosen != _release:
        _release = chosen
        for forget in _kept:
            forget()


def lacking(dotted: str) -> str | None:
    """The release that has a public name which the present one lacks; None where it has it, or none does."""
    return _facts().absent(dotted)


def has_name(dotted: str) -> bool | None:
    """Whether the present release has a public name of torch; None where that is not known."""
    if not dotted.startswith("torch."):
        return None
    if lacking(dotted) is not None:
        return False
    return True if _facts().function(dotted) or _facts().module(dotted) else None


def lacks_names() -> bool:
    """Whether the present release lacks names that another one has."""
    return _facts().lacks_names()


def release() -> str:
    """The release whose data answer."""
    return _facts().release


def _facts() -> TorchSpec:
    return spec(_release)


def _remembered(size: int) -> Callable[[_Asked], _Asked]:
    """As `lru_cache`, for as long as the release stays the same."""

    def decorate(function: _Asked) -> _Asked:
        kept = lru_cache(maxsize=size)(function)
        _kept.append(kept.cache_clear)
        return cast(_Asked, kept)

    return decorate


@_remembered(4096)
def is_tensor_member(name: str) -> bool:
    """Whether tensors have such a method at all."""
    facts = _facts()
    return facts.eager_result(f"torch.Tensor.{name}") is not None or bool(facts.tensor_method(name))


@_remembered(4096)
def eager(dotted: str) -> EagerResult | None:
    """What a torch function gives in eager Python; None where torchspec does not know it."""
    return _facts().eager_result(dotted)


# Functions that give values and indices where a dimension is named, and one tensor where none is (their
# documentation).
_BY_DIMENSION = frozenset({"max", "min", "median", "nanmedian", "mode", "aminmax"})


def dispatched(dotted: str, args: list[Value], kwargs: dict[str, Value], tensor: Tensor) -> Value | None:
    """The result of a function whose bool argument (`return_indices`) picks one of two; None for any
    other.
    """
    found = _facts().function(dotted)
    if found is None or found.dispatch is None:
        return None
    choice = found.dispatch
    positional = args[choice.index] if choice.index < len(args) else Const(choice.default)
    flag = kwargs.get(choice.argument, positional)
    if not isinstance(flag, Const):
        return UNKNOWN
    return _forwarded(_usual(choice.if_true if flag.value else choice.if_false).result, tensor)


def _usual(choice: Schema | Dispatch) -> Schema:
    """The function that is taken where every flag is left as it is."""
    while isinstance(choice, Dispatch):
        choice = choice.if_true if choice.default else choice.if_false
    return choice


def result_value(result: EagerResult, tensor: Tensor, name: str = "", has_dimension: bool = False) -> Value:
    """The value of a call with that kind of result, given what its tensors depend on.

    `has_dimension`: the call names more than the tensor, which makes `max` give values and indices.
    """
    kind: str = result.kind
    if set(result.kinds) == {"tensor", "tensors"}:
        if name in _BY_DIMENSION:
            kind = "tensors" if has_dimension else "tensor"
        elif name == "where":
            kind = "tensor"
    match kind:
        case "tensor":
            return tensor
        case "tensors":
            if result.count is not None:
                return Sequence("tuple", [tensor] * result.count)
            return Sequence("tuple", None, tensor, Origin.CONFIGURATION)  # as many as tensors were given
        case "int" | "float" | "bool" | "complex" | "str":
            return Scalar(result.kind)
        case "number":
            return Scalar("number")
        case "size":
            return Size(tensor.shape)
        case "none":
            return Const(None)
    return UNKNOWN


@_remembered(1024)
def module_spec(dotted: str) -> ModuleSpec | None:
    """What torchspec knows of a module class of torch."""
    return _facts().module(dotted)


def constructed(
    dotted: str, args: list[Value], kwargs: dict[str, Value]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Constructor arguments by name, and the attributes that the module has, from torchspec."""
    found = module_spec(dotted)
    if found is None:
        return {}, {}
    given: dict[str, Value] = {}
    for index, parameter in enumerate(found.constructor):
        if index < len(args) and parameter.kind in ("positional_only", "positional_or_keyword"):
            given[parameter.name] = args[index]
        elif parameter.name in kwargs:
            given[parameter.name] = kwargs[parameter.name]
        elif parameter.has_default:
            given[parameter.name] = _literal(parameter.default)
    present: Table[str, object] = found.attributes
    kept = {name: value for name, value in given.items() if name in present}
    for name, attribute in _own_attributes(dotted, _switched(found, given)):
        if attribute.kind in ("parameter", "buffer"):
            kept[name] = Const(None) if attribute.type == t.NONE else PARAMETER
        elif attribute.type is not None and name not in given:
            kept[name] = of_type(attribute.type)
    return given, kept


def _switched(found: ModuleSpec, given: dict[str, Value]) -> tuple[str, ...]:
    """The flags that are switched, each of which changes attributes: with `bias=False` there is no bias."""
    switched = []
    for flag in found.variations:
        name, _, text = flag.partition("=")
        value = given.get(name)
        if isinstance(value, Const) and repr(value.value) == text:
            switched.append(flag)
    return tuple(switched)


@_remembered(1024)
def _own_attributes(dotted: str, switched: tuple[str, ...]) -> tuple[tuple[str, Attribute], ...]:
    """The attributes of a module with these flags; its mode is the export's, private ones are torch's own."""
    found = module_spec(dotted)
    if found is None:
        return ()
    attributes: dict[str, Attribute] = dict(found.attributes)
    for flag in switched:
        attributes.update(found.variations[flag].attributes)
    return tuple(
        (name, attribute)
        for name, attribute in attributes.items()
        if name != "training" and not name.startswith("_") and attribute.type is not None
    )


@lru_cache(maxsize=4096)
def _read(text: str) -> object:
    """What a default is as Python writes it; a list, of which nothing is said, where it is no constant."""
    try:
        return cast(object, ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return []


def _literal(text: str) -> Value:
    value = _read(text)
    if isinstance(value, tuple):
        return Sequence("tuple", [Const(part) for part in value])
    return Const(value) if not isinstance(value, (list, dict)) else UNKNOWN


def of_type(kind: t.Type) -> Value:
    """A configuration value of a TorchScript type."""
    match kind:
        case t.TensorType():
            return PARAMETER
        case t.IntType() | t.FloatType() | t.BoolType() | t.StrType() | t.ComplexType():
            return Scalar(str(kind))
        case t.ListType():
            return Sequence("list", None, of_type(kind.elem), Origin.CONFIGURATION)
        case t.TupleType():
            return Sequence("tuple", [of_type(part) for part in kind.elems])
        case t.DictType():
            return Mapping(None, of_type(kind.key), of_type(kind.value), Origin.CONFIGURATION)
        case t.NoneType():
            return Const(None)
    return UNKNOWN


def forward_result(dotted: str, given: Table[str, Value], tensor: Tensor) -> Value:
    """What calling a torch module built with these arguments gives, from the type of its compiled forward
    (a Tensor where that is not known).
    """
    found = module_spec(dotted)
    if found is None:
        return UNKNOWN
    schemas = forward_schemas(found, given)
    if schemas is None:
        return UNKNOWN
    if not schemas:
        return tensor
    return _forwarded(schemas[0].result, tensor)  # the first overload is the one that takes tensors


def forward_schemas(found: ModuleSpec, given: Table[str, Value]) -> tuple[Schema, ...] | None:
    """The compiled forward of a module built with these arguments; None where an argument that is not known
    decides.
    """
    schemas = found.forward
    for flag, variation in found.variations.items():
        name, _, text = flag.partition("=")
        value = given.get(name)
        if not variation.forward or value is None:
            continue
        if not isinstance(value, Const):
            return None
        if repr(value.value) == text:
            schemas = variation.forward
    return schemas


def _forwarded(kind: t.Type, tensor: Tensor) -> Value:
    match kind:
        case t.TensorType():
            return tensor
        case t.TupleType():
            return Sequence("tuple", [_forwarded(part, tensor) for part in kind.elems])
        case t.ListType():
            return Sequence("list", None, _forwarded(kind.elem, tensor), tensor.shape)
    return UNKNOWN


@_remembered(8192)
def is_baked(dotted: str, name: str, alone: bool) -> bool:
    """Whether a trace freezes a size given as that argument; `alone`: as a bare number, not inside a list."""
    facts = _facts()
    return (facts.traced_number if alone else facts.traced_argument)(dotted, name) == "bakes"


@_remembered(4096)
def takes_bool(dotted: str, name: str) -> bool:
    """Whether every overload that has this argument declares it `bool`: a traced comparison is a tensor."""
    facts = _facts()
    method = dotted.startswith("torch.Tensor.")
    found = None if method else facts.function(dotted)
    schemas = facts.tensor_method(dotted[13:]) if method else found.schemas if found is not None else ()
    types = [argument.type for schema in schemas if (argument := schema.argument(name)) is not None]
    return bool(types) and all(kind == t.BOOL for kind in types)


def parameter_names(dotted: str) -> tuple[str, ...]:
    """The parameter names of a torch function, for naming positional arguments."""
    return _parameter_names(dotted)


@_remembered(4096)
def _parameter_names(dotted: str) -> tuple[str, ...]:
    facts = _facts()
    if dotted.startswith("torch.Tensor."):
        schemas = facts.tensor_method(dotted[13:])
        return tuple(argument.name for argument in schemas[0].arguments) if schemas else ()
    found = facts.function(dotted)
    if found is None:
        return ()
    if found.dispatch is not None:
        return tuple(argument.name for argument in _usual(found.dispatch).arguments)
    if found.parameters:
        return tuple(parameter.name for parameter in found.parameters)
    return tuple(argument.name for argument in found.schemas[0].arguments) if found.schemas else ()
