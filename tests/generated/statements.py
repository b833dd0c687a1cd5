"""Statements of every kind that Python has, over expressions that mostly have the right kind."""

from __future__ import annotations

import sys
import textwrap
from random import Random

from tests.generated import oddities
from tests.generated.expressions import KINDS, Expressions
from tests.generated.extremes import extreme

SIMPLE = (
    "t = <tensor>", "y = <tensor>", "x = <tensor>", "n = <int>", "v: int = <int>",
    "w: List[Tensor] = <list>", "q: Optional[Tensor] = <any>", "z: 'Tensor'", "y += <tensor>", "n -= <int>",
    "y[<int>] = <tensor>", "self.state = <any>", "self.gate = <module>", "a, b = <tuple>", "a, *b = <list>",
    "(a, (b, c)) = <any>", "[a, b] = <list>", "y = z = <tensor>", "<list>.append(<any>)", "d['a'] = <any>",
    "d = <dict>", "l = <list>", "<tensor>.add_(<float>)", "print(<any>)", "assert <bool>, <str>",
    "assert <tensor>.sum() > 0", "del y", "pass", "global state; state = <any>", "raise ValueError(<str>)",
    "raise ValueError from None", "raise", "import os", "from typing import *", "return <tensor>", "return",
    "return <tensor>, <int>", "<any>", "...", "yield <any>", "(yield)", "yield from <list>", "break",
    "continue", "torch._assert(<bool>, <str>)", "x.data = <tensor>", "setattr(self, <str>, <any>)",
    "self.register_buffer(<str>, <tensor>)", "'a string'", "del self.gate", "del d['a']", "nonlocal outer",
    "y: Final = <any>", "self.state: Dict[str, int] = <dict>", "warnings.warn(<str>)", "f = helper",
    "f = <any>", "y = f(<tensor>)", "y @= <tensor>", "n //= <int>", "y.grad = None",
    "torch.manual_seed(<int>)", "x = <module>(<tensor>)", "x = <module>(x)", "x = helper(x, n)",
)  # fmt: skip
COMPOUND = (
    "if <bool>:\n<body>", "if <bool>:\n<body>\nelse:\n<body>", "if <bool>:\n<body>\nelif <bool>:\n<body>",
    "for i in range(<int>):\n<loop>", "for i, v in enumerate(<list>):\n<loop>\nelse:\n<body>",
    "for v in <any>:\n<loop>", "for k, v in <dict>.items():\n<loop>", "while <bool>:\n<loop>",
    "while True:\n<loop>\nelse:\n<body>", "for layer in self.layers:\n    x = layer(x)",
    "for a, b in zip(<list>, self.layers):\n<loop>", "for self.state in <list>:\n<loop>",
    "try:\n<body>\nexcept ValueError as error:\n<body>\nelse:\n<body>\nfinally:\n<body>",
    "try:\n<body>\nexcept (ValueError, KeyError):\n<body>", "try:\n<body>\nfinally:\n<body>",
    "with torch.no_grad():\n<body>", "with <any> as (a, b), open(<str>) as c:\n<body>",
    "with torch.autocast('cpu'):\n<body>", "with torch.jit.optimized_execution(False):\n<body>",
    "def inner(a, b=<any>, *c, **d):\n<function>",
    "@functools.lru_cache(None)\ndef inner(a, /, b, *, c):\n<function>",
    "async def inner(a):\n    async with a as b:\n        await b\n    async for c in a:\n"
    "        yield c",
    "class Inner(nn.Module):\n    def forward(self, x):\n    <function>",
    "match <any>:\n    case 1 | 2:\n    <body>\n    case [a, *b]:\n    <body>\n"
    "    case {'a': c, **d}:\n    <body>\n    case Pair(a=1) as e if e:\n    <body>\n"
    "    case None | True | 'a' | -1.5 | math.pi:\n    <body>\n    case _:\n    <body>",
    "if torch.jit.is_scripting():\n<body>\nelse:\n<body>", "if self.training:\n<body>",
    "if isinstance(x, Tensor):\n<body>", "if not torch.jit.is_tracing():\n<body>",
    "if q is None:\n<body>\nelse:\n<body>", "if __debug__:\n<body>",
)  # fmt: skip
if sys.version_info >= (3, 11):
    COMPOUND += ("try:\n<body>\nexcept* ValueError:\n    pass",)
NAMES = {"tensor": ("x", "t", "y", "z", "q"), "int": ("n", "i"), "list": ("l", "w"), "dict": ("d",),
         "any": ("a", "b", "c", "v", "f", "state", "error")}  # fmt: skip


class Statements:
    """Bodies of functions."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.expressions = Expressions(random)
        for kind, names in NAMES.items():
            self.expressions.names[kind].extend(names)

    def body(self, depth: int, loop: bool = False) -> str:
        """One to four statements; they go `depth` levels down."""
        written = [self._statement(depth, loop) for _ in range(self.random.randint(1, 4))]
        return "\n".join(written)

    def _statement(self, depth: int, loop: bool) -> str:
        random = self.random
        odd = random.random()
        if odd < 0.03:
            return self.expressions.wild.statement()
        if odd < 0.08:
            return self._fill(random.choice(oddities.STATEMENTS), depth, loop)
        if odd < 0.093:
            return extreme(random)
        if depth > 0 and random.random() < 0.35:
            return self._fill(random.choice(COMPOUND), depth, loop)
        while True:
            text = random.choice(SIMPLE)
            if text in ("break", "continue") and not loop:
                continue
            if "yield" in text and random.random() < 0.7:  # a generator says little else
                continue
            return self._fill(text, depth, loop)

    def _fill(self, text: str, depth: int, loop: bool) -> str:
        lines = []
        for line in text.split("\n"):
            bare = line.strip()
            if bare in ("<body>", "<loop>", "<function>"):
                inside = (loop and bare == "<body>") or bare == "<loop>"
                lines.append(textwrap.indent(self.body(depth - 1, inside), line[: -len(bare)] + "    "))
            else:
                lines.append(self._blanks(line))
        return "\n".join(lines)

    def _blanks(self, line: str) -> str:
        for kind in KINDS:
            while f"<{kind}>" in line:
                line = line.replace(f"<{kind}>", self.expressions.of(kind), 1)
        return line
