"""Programs around torch.nn.Module, one a seed: whatever Python has as syntax, and the jit API."""

from __future__ import annotations

import ast
import textwrap
import warnings
from random import Random

from tests.generated import oddities
from tests.generated.expressions import KINDS
from tests.generated.extremes import encoded
from tests.generated.statements import Statements

HEAD = """\
{future}import functools
import math
import warnings
from dataclasses import dataclass
from enum import Enum
from typing import *

import torch
import torch.nn.functional as F
from torch import Tensor, nn

state = {state}


class Pair(NamedTuple):
    a: Tensor
    b: int = 1


class Gate(nn.Module):
    def forward(self, v, *rest, flag=None):
        return v if v.sum() > 0 else -v

"""
DECORATORS = (
    "torch.jit.script", "torch.jit.script_if_tracing", "torch.jit.ignore", "torch.jit.ignore(drop=True)",
    "torch.jit.unused", "torch.jit.export", "torch.no_grad()", "functools.wraps(helper)", "staticmethod",
    "classmethod", "property", "functools.lru_cache", "torch.jit._overload", "helper", "dataclass", "state",
    "torch.jit.interface", "torch.compile", "torch.jit._overload_method", "(lambda f: f)", "overload",
)  # fmt: skip
ANNOTATIONS = (
    "Tensor", "int", "float", "bool", "str", "Optional[Tensor]", "List[Tensor]", "Dict[str, Tensor]", "Any",
    "Tuple[int, ...]", "Tuple[Tensor, int]", "Union[int, Tensor]", "int | None", "'Model'", "nn.Module",
    "Pair",
    "Callable[[Tensor], Tensor]", "list[int]", "'List[Undefined'", "Undefined", "None", "3", "Literal['a']",
    "...",
    "torch.device", "Optional[List[Optional[Dict[str, Tuple[Tensor, Tensor]]]]]", "Final[int]", "Type[int]",
    "Dict",
)  # fmt: skip
BASES = ("nn.Module", "nn.Module", "nn.Module", "nn.Sequential", "Gate", "object", "Enum", "NamedTuple",
    "Model",
         "nn.ModuleList", "nn.Linear", "Generic[T]", "Exception", "torch.autograd.Function", "state",
         "Protocol",
         "nn.Module, metaclass=type", "Tensor", "Other", "")  # fmt: skip
FIELDS = (
    "a: Tensor = <tensor>", "b = <int>", "__constants__ = ['layers', <str>]", "c: Final[int] = <int>",
    "d: List[int]",
    "__slots__ = <list>", "training = <bool>", "gate: Gate", "forward = helper", "e, f = <tuple>",
    "A = 1; B = 'b'",
    "__jit_unused_properties__ = ['p']", "if <bool>:\n    g = <any>", "for h in <list>:\n    k = h", "<any>",
    "@property\ndef p(self):\n    return <any>", "@staticmethod\ndef s(v):\n    return <any>",
)  # fmt: skip
INITS = (
    "self.gate = Gate()", "self.layers = nn.ModuleList([nn.Linear(3, 3) for _ in range(<int>)])",
    "self.layers = [nn.Linear(3, 3), Gate()]", "self.layers = nn.Sequential(<module>, <module>)",
    "self.gate = <any>",
    "self.state = <any>", "self.state: Dict[str, int] = <dict>", "self.register_buffer('mean', <tensor>)",
    "self.d = nn.ModuleDict({'a': <module>})", "setattr(self, <str>, <module>)", "self.gate = self",
    "self.gate = Model()",
    "self.helper = helper", "self.forward = <any>", "self.p = nn.Parameter(<tensor>)", "for i in range(3):\n"
    "    self.add_module(f'm{i}', <module>)", "self.apply(<any>)", "self.layers = [None, <any>]",
    "self.__dict__ = <dict>",
    "if <bool>:\n    self.gate = <module>\nelse:\n    self.gate = None",
    "self.gate = torch.jit.script(Gate())", "return",
)  # fmt: skip
USES = (
    "torch.jit.script(Model())", "torch.jit.trace(Model(), <tensor>)", "torch.jit.script(helper)",
    "m = Model(<any>)",
    "torch.jit.trace(lambda x: <any>, (<tensor>, <int>), strict=<bool>)", "f = torch.jit.script(<any>)",
    "class Empty: ...",
    "torch.jit.trace(<any>, <any>, check_inputs=<list>)",
    "m = torch.jit.freeze(torch.jit.script(Model().eval()))",
    "Model.forward = helper", "torch.jit.trace_module(Model(), {'forward': <tensor>})",
    "T = TypeVar('T', bound=<any>)",
    "if __name__ == '__main__':\n    torch.jit.script(Model())",
    "def main():\n    torch.jit.trace(Model().eval(), <tensor>)",
    "helper = torch.jit.script(helper)", "from missing import *", "from . import sibling", "del helper",
    "helper: int", "<any>",
    "Alias = Model", "__all__ = <list>",
    "@torch.jit.script\nclass Scripted:\n    def __init__(self, a: int):\n"
    "        self.a = a", "try:\n    import numpy\nexcept ImportError:\n    numpy = None",
)  # fmt: skip


class Programs:
    """One program. A third of what stands in its classes and after them is odd."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.statements = Statements(random)

    def write(self) -> str:
        """Its text."""
        random = self.random
        future = "from __future__ import annotations\n" if random.random() < 0.3 else ""
        parts = [HEAD.format(future=future, state=self.statements.expressions.of("any", 1))]
        if random.random() < 0.3:
            parts.append(oddities.HEAD)
        parts.append(self.function("helper", "v, n=1"))
        for name in random.choice((("Model",), ("Model",), ("Other", "Model"), ("Model", "Other"))):
            parts.append(self.cls(name))
        if random.random() < 0.3:
            parts.append(self.function("late", ""))
        parts += [self.one_of(USES, oddities.USES) for _ in range(random.choice((0, 0, 1, 2)))]
        return "\n\n".join(parts) + "\n"

    def fill(self, text: str) -> str:
        """A template with its blanks filled."""
        for kind in KINDS:
            while f"<{kind}>" in text:
                text = text.replace(f"<{kind}>", self.statements.expressions.of(kind, 2), 1)
        return text

    def one_of(self, usual: tuple[str, ...], odd: tuple[str, ...]) -> str:
        """A template of either kind, filled."""
        return self.fill(self.random.choice(odd if self.random.random() < 0.35 else usual))

    def function(self, name: str, parameters: str, depth: int = 2) -> str:
        """A function: decorated, annotated, or a coroutine, at times."""
        random = self.random
        decorators = "".join(f"@{random.choice(DECORATORS)}\n" for _ in range(random.choice((0, 0, 0, 1, 2))))
        arrow = f" -> {random.choice(ANNOTATIONS)}" if random.random() < 0.3 else ""
        word = "async def" if random.random() < 0.02 else "def"
        if not parameters or random.random() < 0.3:
            parameters = self._parameters("self" if parameters.startswith("self") else "")
        body = self.statements.body(depth) + "\nreturn x"
        return f"{decorators}{word} {name}({parameters}){arrow}:\n{textwrap.indent(body, '    ')}"

    def _parameters(self, first: str) -> str:
        random, found = self.random, [first] if first else []
        kinds = random.sample(("x", "n", "q", "/", "*", "*a", "k", "**d"), random.randint(0, 5))
        order = {"x": 0, "/": 1, "n": 2, "*a": 3, "*": 3, "k": 4, "q": 5, "**d": 6}
        kinds.sort(key=lambda kind: order[kind])
        if "*" in kinds and ("*a" in kinds or not {"k", "q"} & set(kinds)):
            kinds.remove("*")
        if "/" in kinds and not (first or "x" in kinds):
            kinds.remove("/")
        for kind in kinds:
            note = f": {random.choice(ANNOTATIONS)}" if kind.isalpha() and random.random() < 0.5 else ""
            default = f" = {self.fill('<any>')}" if kind in ("n", "k", "q") else ""
            found.append(f"{kind}{note}{default}")
        return ", ".join(found)

    def cls(self, name: str) -> str:
        """A class, mostly a module."""
        random = self.random
        decorator = f"@{random.choice(DECORATORS)}\n" if random.random() < 0.1 else ""
        members = [self.one_of(FIELDS, oddities.FIELDS) for _ in range(random.choice((0, 0, 1, 2)))]
        if random.random() < 0.85:
            start = ["super().__init__()"] if random.random() < 0.95 else []
            told = [
                *start,
                *(self.one_of(INITS, oddities.INITS) for _ in range(random.randint(0, 4))),
                "pass",
            ]
            members.append(
                f"def __init__(self, width=3, *layers):\n{textwrap.indent(chr(10).join(told), '    ')}"
            )
        if random.random() < 0.95:
            members.append(
                self.function("forward", random.choice(("self, x", "self, x: Tensor, n: int = 2")))
            )
        if random.random() < 0.4:
            members.append(
                self.function(
                    random.choice(("other", "__getattr__", "__call__", "extra_repr", "__iter__")), "self, v"
                )
            )
        body = "\n\n".join(members) or "pass"
        return f"{decorator}class {name}({random.choice(BASES)}):\n{textwrap.indent(body, '    ')}"


def program(seed: int) -> str:
    """The program of a seed; Python can always parse it."""
    programs = Programs(Random(seed))
    while True:
        text = programs.write()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                ast.parse(text)
            except (
                SyntaxError,
                ValueError,
                RecursionError,
                MemoryError,
            ):  # nested too deeply, taken together
                continue
        return text


def program_in_bytes(seed: int) -> bytes:
    """The program of a seed as a file holds it, in one of many encodings and ways to end a line."""
    return encoded(Random(seed), program(seed))
