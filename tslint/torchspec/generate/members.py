"""Members of modules and containers that script knows: `self.training`, `layers.items()`."""

from __future__ import annotations

import linecache
import warnings
from typing import Any, Final

import torch
from torch import nn

from tslint.torchspec.generate.compiler import cause
from tslint.torchspec.generate.isolate import run_isolated

HELD: Final[dict[str, nn.Module]] = {
    "torch.nn.modules.module.Module": nn.Linear(2, 2),
    "torch.nn.modules.container.ModuleList": nn.ModuleList([nn.Linear(2, 2)]),
    "torch.nn.modules.container.Sequential": nn.Sequential(nn.Linear(2, 2)),
    "torch.nn.modules.container.ModuleDict": nn.ModuleDict({"a": nn.Linear(2, 2)}),
    "torch.nn.modules.container.ParameterList": nn.ParameterList([nn.Parameter(torch.zeros(2))]),
    "torch.nn.modules.container.ParameterDict": nn.ParameterDict({"a": nn.Parameter(torch.zeros(2))}),
}
# How a member may be used: the first that compiles names the way.
_USES: Final = (
    ("method", "return self.held.{}()"),
    ("method", "return self.held.{}(x)"),
    ("iterator", "for item in self.held.{}():\n            pass\n        return x"),
    ("method", "y = self.held.{}()\n        return x"),
    ("method", "return self.held.{}('a')"),
    ("attribute", "return self.held.{}"),
)


def members() -> dict[str, dict[str, list[str]]]:
    """For each module or container class, each public name of its class as [way, result type or message].

    Ways: `attribute`, `method`, `iterator` (a method whose result can only be looped over, unrolled),
    `unscriptable`.
    """
    asked = [
        (owner, name)
        for owner, held in HELD.items()
        for name in sorted({*dir(_class(owner, held)), *nn.Module.__annotations__})
        if not name.startswith("_") or name in ("__len__", "__contains__", "__getitem__")
    ]
    told = run_isolated(asked, _ask, lambda _, why: ["unscriptable", f"compiling it {why}"])
    result: dict[str, dict[str, list[str]]] = {owner: {} for owner in HELD}
    for (owner, name), answer in zip(asked, told, strict=True):
        result[owner][name] = answer
    return result


def _class(owner: str, held: nn.Module) -> type:
    return nn.Module if owner.endswith(".Module") else type(held)


def _ask(item: tuple[str, str]) -> list[str]:
    warnings.simplefilter("ignore")
    owner, name = item
    message = ""
    for way, use in _USES:
        try:
            holder = _holder(use.format(name), HELD[owner])
            compiled: Any = torch.jit.script(holder)
        except Exception as error:
            message = message or cause(str(error))
            continue
        result = "" if use.endswith("return x") else str(compiled.forward.schema.returns[0].type)
        return [way, result]
    return ["unscriptable", message]


def _holder(statement: str, held: nn.Module) -> nn.Module:
    """A module that holds `held` and runs `statement`; its source is put where torch looks for it."""
    source = (
        "class Holder(nn.Module):\n"
        "    def __init__(self, held):\n        super().__init__()\n        self.held = held\n"
        f"    def forward(self, x: torch.Tensor):\n        {statement}\n"
    )
    filename = f"<probe {statement}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    scope: dict[str, Any] = {"nn": nn, "torch": torch, "__name__": __name__}
    exec(compile(source, filename, "exec"), scope)
    holder: nn.Module = scope["Holder"](held)
    return holder
