"""What calls and attributes give in eager Python: told by schemas, else by annotations, else by a call."""

from __future__ import annotations

import inspect
import typing
import warnings
from typing import Any

import torch

from tslint.torchspec import types as t
from tslint.torchspec.generate.callables import Callee, callees
from tslint.torchspec.generate.isolate import run_isolated
from tslint.torchspec.records import ResultKind, Schema

Result = tuple[list[ResultKind], int | None]

_BY_TYPE: dict[t.Type, ResultKind] = {
    t.TENSOR: "tensor",
    t.INT: "int",
    t.FLOAT: "float",
    t.BOOL: "bool",
    t.COMPLEX: "complex",
    t.NUMBER: "number",
    t.STR: "str",
    t.DEVICE: "device",
    t.NONE: "none",
    t.ListType(t.TENSOR): "tensors",
    t.ListType(t.INT): "ints",
}
_BY_CLASS: dict[type, ResultKind] = {
    torch.Size: "size",
    torch.dtype: "dtype",
    torch.device: "device",
    bool: "bool",
    int: "int",
    float: "float",
    complex: "complex",
    str: "str",
    type(None): "none",
}


def eager_results() -> dict[str, Result]:
    """For each function, Tensor method (`torch.Tensor.size`) and attribute: ([kinds], number of tensors)."""
    found: dict[str, Result] = {}
    for name, result in _attributes().items():
        found[f"torch.Tensor.{name}"] = result
    asked = list(callees())
    observed = run_isolated(asked, _observed, lambda _, why: None)
    for callee, seen in zip(asked, observed, strict=True):
        declared = _from_schemas(callee.schemas) or _from_annotation(callee.call)
        both = _merged([told for told in (declared, seen) if told is not None])
        if both is not None:
            found[callee.name] = both
    return found


def _merged(told: list[Result]) -> Result | None:
    """All kinds that were told; a number of tensors that is told differently depends on the arguments."""
    if not told:
        return None
    kinds = list(dict.fromkeys(kind for kinds, _ in told for kind in kinds))
    counts = {count for kinds, count in told if "tensors" in kinds}
    return kinds, counts.pop() if len(counts) == 1 else None


def _from_schemas(schemas: tuple[Schema, ...]) -> Result | None:
    kinds: list[ResultKind] = []
    counts: set[int | None] = set()
    for schema in schemas:
        kind, count = _of_returns(schema)
        if kind not in kinds:
            kinds.append(kind)
        if kind == "tensors":
            counts.add(count)
    if not kinds:
        return None
    return kinds, counts.pop() if len(counts) == 1 else None


def _of_returns(schema: Schema) -> tuple[ResultKind, int | None]:
    returned = schema.returns
    if len(returned) == 1 and isinstance(returned[0], t.TupleType):
        returned = returned[0].elems
    if len(returned) > 1:
        return ("tensors", len(returned)) if all(kind == t.TENSOR for kind in returned) else ("other", None)
    if schema.text.endswith("-> ScalarType"):
        return "dtype", None
    if schema.name == "aten::size" and returned[0] != t.INT:
        return "size", None
    return _BY_TYPE.get(schema.result, "other"), None


def _from_annotation(function: Any) -> Result | None:
    """What a Python function says that it returns; None where it says nothing that we can tell."""
    try:
        annotation = inspect.signature(function, eval_str=True).return_annotation
    except Exception:  # no signature, or an annotation that names what is not there
        return None
    return _of_annotation(annotation)


def _of_annotation(annotation: Any) -> Result | None:
    if annotation is torch.Tensor:
        return ["tensor"], None
    if annotation is None:
        return ["none"], None
    if isinstance(annotation, type) and annotation in _BY_CLASS:
        return [_BY_CLASS[annotation]], None
    members = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple and members and all(item is torch.Tensor for item in members):
        return ["tensors"], len(members)
    if typing.get_origin(annotation) in (list, tuple) and members[:1] == (torch.Tensor,):
        return ["tensors"], None
    return None


def _observed(callee: Callee) -> Result | None:
    """What a method gives without arguments: Python's own methods do more than schemas say (`x.size()`)."""
    if not callee.is_method:
        return None
    warnings.simplefilter("ignore")
    try:
        return _of_value(callee.call(torch.ones(2, 3)))
    except Exception:  # a method that needs arguments
        return None


def _of_value(value: object) -> Result | None:
    if isinstance(value, torch.Tensor):
        return ["tensor"], None
    if isinstance(value, (tuple, list)) and not isinstance(value, torch.Size) and value:
        if all(isinstance(item, torch.Tensor) for item in value):
            return ["tensors"], None
        if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
            return ["ints"], None
    kind = _BY_CLASS.get(type(value))
    return ([kind] if kind else ["other"]), None


def _attributes() -> dict[str, Result]:
    """The attributes of a tensor that has a gradient; what is None there is left out."""
    found: dict[str, Result] = {}
    for sample in (torch.ones(2, 2, dtype=torch.complex64), torch.ones(2, 2)):
        for name in dir(torch.Tensor):
            if name.startswith("_") or callable(getattr(torch.Tensor, name)):
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    value = getattr(sample, name)
            except Exception:  # attributes of other kinds of tensors raise, each what it likes
                continue
            told = None if value is None else _of_value(value)
            if told:
                found[name] = told
    return found
