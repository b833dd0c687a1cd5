"""What the compiler of a release takes that another's does not: each feature asked by one small program."""

from __future__ import annotations

import linecache
import sys
import textwrap
import warnings
from types import ModuleType
from typing import Final

import torch

from tslint.torchspec.generate.isolate import run_isolated

# Each defines `entry`, which compiles where the release has the feature.
_PROBES: Final[dict[str, str]] = {
    # PEP 604 in annotations
    "union-operator": "def entry(x: int | str) -> int | str:\n    return x",
    # a bool is taken where an int is wanted
    "bool-for-int": "def entry(flag: bool, n: int) -> int:\n    return n + flag",
    # the `apply` of a torch.autograd.Function
    "autograd-function": """
        class Doubled(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2

            @staticmethod
            def backward(ctx, grad):
                return grad * 2

        def entry(x: torch.Tensor) -> torch.Tensor:
            return Doubled.apply(x)
        """,
    # PEP 585 where Python reads the annotation: of an attribute, of a field, of what is ignored
    "builtin-generic": """
        class Sizes(torch.nn.Module):
            sizes: list[int]

            def __init__(self):
                super().__init__()
                self.sizes = []

            def forward(self, x: torch.Tensor) -> int:
                return len(self.sizes)

        entry = Sizes()
        """,
    # torch.Generator as the type of a parameter
    "generator-type": "def entry(g: torch.Generator) -> torch.Tensor:\n    return torch.rand(2, generator=g)",
    # torch.qscheme as the type of a parameter
    "qscheme-type": "def entry(q: torch.qscheme) -> torch.qscheme:\n    return q",
    # an enum that is also an int or a str
    "mixed-in-enum": """
        class Level(enum.IntEnum):
            LOW = 1
            HIGH = 2

        def entry(level: Level) -> int:
            return level.value
        """,
}


def language() -> dict[str, bool]:
    """Each feature, and whether the installed torch has it."""
    names = list(_PROBES)
    return dict(zip(names, run_isolated(names, _compiles, lambda _, why: False), strict=True))


def _compiles(name: str) -> bool:
    warnings.simplefilter("ignore")
    source = f"import enum\nfrom typing import *\nimport torch\n\n{textwrap.dedent(_PROBES[name])}\n"
    filename = f"<feature {name}>"
    # torch looks for the source of what it compiles there, and for a class in the module that it names
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    module = ModuleType("feature")
    module.__file__ = filename
    sys.modules["feature"] = module
    exec(compile(source, filename, "exec", dont_inherit=True), vars(module))
    try:
        torch.jit.script(vars(module)["entry"])
    except Exception:  # whatever it is: the release does not take the program
        return False
    return True
