"""Operator schemas, in the order in which the compiler tries them."""

from __future__ import annotations

import torch
from torch.jit._builtins import _builtin_ops, _get_builtin_table

from tslint.torchspec.generate.compiler import compile_source


def operators() -> dict[str, list[str]]:
    """`namespace::name` -> schemas as torch prints them, of every registered operator.

    Operators that torch itself writes in TorchScript (`aten::_pair`, `aten::add` of a float and a tensor)
    are in no registry that Python can read: the compiler names them when a call fits nothing, after the
    registered ones.
    """
    _get_builtin_table()
    resolved_from = {name: function for function, name in _builtin_ops}
    registered = {schema.name for schema in torch._C._jit_get_all_schemas()}
    result: dict[str, list[str]] = {}
    for name in sorted(registered | set(resolved_from)):
        schemas = [str(schema) for schema in torch._C._jit_get_schemas_for_operator(name)]
        schemas += _written_in_torchscript(name, resolved_from.get(name))
        if schemas:
            result[name] = schemas
    return result


def _written_in_torchscript(name: str, function: object) -> list[str]:
    namespace, _, leaf = name.partition("::")
    if function is None:
        if namespace not in ("aten", "prim") or not leaf.isidentifier():
            return []
        function = getattr(getattr(torch.ops, namespace), leaf, None)
    told = compile_source("def f(x: Tensor):\n    return op(__tslint_probe__=0)\n", {"op": function})
    return [f"{namespace}::{text}" for text in told.variants if "::" not in text.partition("(")[0]]
