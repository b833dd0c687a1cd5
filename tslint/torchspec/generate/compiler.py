"""Asks TorchScript's compiler about a name: compiles one line that uses it and reads graph or error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch.jit import _recursive

_SCHEMA = re.compile(r"^\s*((?:\w+::)?[\w.<>]*\(.*\) -> .+?):\s*$", re.MULTILINE)
_MISMATCH = re.compile(r"\s*Arguments for call are not valid|\s*\n\S*\(.*\) -> .*:\n")
_LOCATION = re.compile(r":?\s*\n\s*File \"|\s*The original call is|\s*Here are some suggestions:")
_CALLER = re.compile(r"\n'?[\w.<>]+'? is being compiled since")
_MANGLED = re.compile(
    r" \(of Python compilation unit at: 0x[0-9a-f]+\)|___torch_mangle_\d+\.| at 0x[0-9a-f]+"
)
_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Outcome:
    """What the compiler said.

    Where it compiled: the kinds of the graph's nodes, outermost first, the type that `f` returns, and the
    value where the graph is one constant. `variants`: the schemas that it held against the call, in its
    order, where the call fits none. `message`: its error without source and location.
    """

    compiled: bool
    nodes: tuple[str, ...] = ()
    result: str = ""
    value: object = None
    variants: tuple[str, ...] = ()
    message: str = ""


def forget_types() -> None:
    """Make torch forget the module types it knows: one whose methods failed is not compiled again."""
    torch._C._jit_clear_class_registry()
    torch.jit._state._clear_class_state()
    _recursive.concrete_type_store = _recursive.ConcreteTypeStore()


def compile_source(source: str, names: Mapping[str, object]) -> Outcome:
    """Compile the function `f` that `source` defines; `names` are its globals."""
    unit = torch._C.CompilationUnit()
    try:
        unit.define(source, names.get)
        function = unit.find_function("f")
        graph = function.graph
        nodes = tuple(_nodes(graph))
        value = next(graph.nodes()).output().toIValue() if nodes == ("prim::Constant",) else None
        return Outcome(True, nodes, result=str(function.schema.returns[0].type), value=value)
    except Exception as error:
        text = str(error)
        misfit = _MISMATCH.match(text) and not _CALLER.search(text)
        variants = _SCHEMA.findall(text.split("The original call is")[0]) if misfit else []
        return Outcome(False, variants=tuple(variants), message=cause(text))


def _nodes(block: Any) -> list[str]:
    found: list[str] = []
    for node in block.nodes():
        found.append(node.kind())
        for inner in node.blocks():
            found.extend(_nodes(inner))
    return found


def unmangled(text: str) -> str:
    """`text` without what differs from one compilation to the next."""
    return _MANGLED.sub("", text)


def cause(text: str) -> str:
    """What torch says is wrong, on one line, without source, location and the chain of callers."""
    told = _CALLER.split(_LOCATION.split(text.strip())[0])[0]
    told = unmangled(re.sub(r"\s+", " ", told))
    return told.strip(" :")[:_LONGEST_MESSAGE]
