"""The functions and methods that trial calls are made of, each with the schemas that eager Python takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch._jit_internal import boolean_dispatched
from torch.jit._builtins import _find_builtin

from tslint.torchspec.generate.compiler import compile_source
from tslint.torchspec.generate.names import namespaces, public_names
from tslint.torchspec.generate.signatures import schema_text
from tslint.torchspec.records import Schema
from tslint.torchspec.schema import parse_schema

# Namespaces whose functions compute something from tensors or make tensors.
_COMPUTING = (
    "torch",
    "torch.nn.functional",
    "torch.linalg",
    "torch.fft",
    "torch.special",
    "torch.nested",
    "torch.nn.utils.rnn",
)


@dataclass(frozen=True)
class Callee:
    """A function by its dotted name, or a Tensor method as `torch.Tensor.name`."""

    name: str
    call: Callable[..., Any]
    schemas: tuple[Schema, ...]
    is_method: bool = False


def callees() -> Iterator[Callee]:
    """Every public function of the computing namespaces and every public Tensor method that has a schema."""
    walked = dict(namespaces())
    for prefix in _COMPUTING:
        if prefix not in walked:
            continue
        for name, value in public_names(prefix, walked[prefix]):
            if not callable(value) or isinstance(value, type) or name.rpartition(".")[2].startswith("_"):
                continue
            yield Callee(name, value, _schemas(value))
    for name in dir(torch.Tensor):
        method = getattr(torch.Tensor, name)
        if not name.startswith("_") and callable(method):
            schemas = tuple(
                schema
                for schema in dispatched(f"aten::{name}")
                if schema.arguments and schema.arguments[0].declared == "Tensor"
            )
            yield Callee(f"torch.Tensor.{name}", method, schemas, is_method=True)


def _schemas(function: Any) -> tuple[Schema, ...]:
    operator = _find_builtin(function)
    if operator is not None:
        return dispatched(operator) or registered(operator)
    try:
        if function in boolean_dispatched:
            entry = boolean_dispatched[function]
            return _schemas(entry["if_false"]) + _schemas(entry["if_true"])
        return (parse_schema(schema_text(torch.jit.script(function).schema)),)
    except (
        Exception
    ):  # script takes many functions not at all, and overloaded ones only where they are called
        told = compile_source("def f(x: Tensor):\n    return op(__tslint_probe__=0)\n", {"op": function})
        return tuple(parse_schema(text) for text in told.variants if "-> Tensor 0" not in text)


def registered(operator: str) -> tuple[Schema, ...]:
    """All overloads of an operator that Python implements in a way of its own (`torch.tensor`)."""
    return tuple(parse_schema(str(schema)) for schema in torch._C._jit_get_schemas_for_operator(operator))


def dispatched(operator: str) -> tuple[Schema, ...]:
    """The overloads that eager Python can call: the dispatcher's, without those that write to `out`."""
    found = []
    for schema in torch._C._jit_get_schemas_for_operator(operator):
        overload = f".{schema.overload_name}" if schema.overload_name else ""
        # despite its name: whether the dispatcher knows the operator (every release since 1.5 has it)
        if not torch._C._dispatch_has_kernel(f"{schema.name}{overload}"):
            continue
        parsed = parse_schema(str(schema))
        if not any(argument.kwarg_only and argument.mutated for argument in parsed.arguments):
            found.append(parsed)
    return tuple(found)
