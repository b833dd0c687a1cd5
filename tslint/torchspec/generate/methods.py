"""Methods and attributes of values: what script knows of a Tensor, a str, a list, a module, ..."""

from __future__ import annotations

from typing import Any, Final

import torch

from tslint.torchspec.generate.compiler import compile_source
from tslint.torchspec.generate.isolate import run_isolated
from tslint.torchspec.generate.names import roots

# One TorchScript type of each sort, with the Python class whose members are asked about.
SORTS: Final[dict[str, tuple[str, type]]] = {
    "Tensor": ("Tensor", torch.Tensor),
    "str": ("str", str),
    "int": ("int", int),
    "float": ("float", float),
    "bool": ("bool", bool),
    "complex": ("complex", complex),
    "List": ("List[int]", list),
    "Dict": ("Dict[str, int]", dict),
    "Tuple": ("Tuple[int, int]", tuple),
    "Device": ("Device", torch.device),
    "Generator": ("Generator", torch.Generator),
    "Stream": ("Stream", torch.Stream),
    "Future": ("Future[int]", torch.futures.Future),
}


def methods() -> dict[str, dict[str, list[Any]]]:
    """For each sort of value, each name as [how, what]: see `member`."""
    names = roots()
    asked = [(sort, name) for sort, (_, owner) in SORTS.items() for name in dir(owner) if _is_asked(name)]

    def ask(item: tuple[str, str]) -> list[Any]:
        return member(SORTS[item[0]][0], item[1], names)

    told = run_isolated(asked, ask, lambda _, why: ["unscriptable", f"compiling it {why}"])
    result: dict[str, dict[str, list[Any]]] = {sort: {} for sort in SORTS}
    for (sort, name), answer in zip(asked, told, strict=True):
        result[sort][name] = answer
    return result


def _is_asked(name: str) -> bool:
    """Public names, and the dunder ones that are no part of every object."""
    return not name.startswith("_") or (name.startswith("__") and name not in vars(object))


def member(kind: str, name: str, names: dict[str, object]) -> list[Any]:
    """What script makes of `value.name` for a value of TorchScript type `kind`.

    ["method", operators]; ["attribute", type]; ["form", type], a method that the compiler handles itself
    and whose result is of that type ("" where it depends); ["unscriptable", message].
    """
    called = compile_source(f"def f(v: {kind}):\n    return v.{name}(__tslint_probe__=0)\n", names)
    if called.variants:
        heads = [text.partition("(")[0].partition(".")[0] for text in called.variants]
        operators = dict.fromkeys(head for head in heads if "::" in head)
        return ["method", list(operators)]
    read = compile_source(f"def f(v: {kind}):\n    return v.{name}\n", names)
    if read.compiled:
        return ["attribute", read.result]
    for call in (f"v.{name}()", f"v.{name}(0)", f"v.{name}('a')"):
        formed = compile_source(f"def f(v: {kind}):\n    return {call}\n", names)
        if formed.compiled:
            return ["form", formed.result]
        # what has no type of its own (`tolist`) takes the one that is wanted
        if compile_source(f"def f(v: {kind}):\n    y: List[int] = {call}\n    return y\n", names).compiled:
            return ["form", ""]
    return ["unscriptable", called.message]
