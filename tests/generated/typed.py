"""Small typed functions for torch.jit.script, right and wrong: each seed is one, `target`."""

from __future__ import annotations

from random import Random

HEAD = """\
import math
from typing import *

import torch
import torch.nn.functional as F
from torch import Tensor, nn

"""
TYPES = {
    "Tensor": ("x", "x + 1", "torch.zeros(2)", "x[0]", "-x", "x.t()", "F.relu(x)", "torch.cat([x, x])",
               "x * 0.5"),
    "int": ("i", "3", "len(l)", "x.size(0)", "i + 1", "i // 2", "-i", "int(x.sum())", "l[0]", "d['a']"),
    "float": ("0.5", "float(i)", "i / 2", "math.sqrt(2.0)", "math.pi", "float(x.sum())", "abs(-0.5)"),
    "bool": ("True", "i > 2", "x.sum() > 0", "not b", "b and i > 0", "s == 'a'", "i in l", "o is None",
             "len(l) > 1"),
    "str": ("'a'", "s", "s + 'b'", "s.upper()", "str(i)", "f'{i}'", "s[0]", "'a'.join([s, s])"),
    "List[int]": ("l", "[1, 2]", "[i]", "l + [i]", "l[1:]", "[j for j in l]", "x.shape", "list(range(i))",
                  "l * 2"),
    "List[Tensor]": ("[x, x]", "[x]", "[x for _ in range(i)]", "torch.split(x, 1)", "x.unbind(0)"),
    "Dict[str, int]": ("d", "{'a': 1}", "{s: i}", "dict(d)", "{k: v for k, v in d.items()}"),
    "Tuple[int, str]": ("(i, s)", "(1, 'a')"),
    "Optional[int]": ("o", "None", "i", "3"),
}  # fmt: skip
USES = (
    "<Tensor> + <Tensor>", "<Tensor> @ <Tensor>", "<Tensor>[<int>]", "<Tensor>.view(<List[int]>)",
    "<int> % <int>", "<Tensor>.sum(<int>)", "<Tensor>.reshape(<int>, -1)", "<float> * <int>",
    "<str>.split(<str>)", "<int> < <float>", "sum(<List[int]>)", "max(<List[int]>)", "max(<int>, <int>)",
    "round(<float>)", "<str> in <Dict[str, int]>", "torch.stack(<List[Tensor]>)",
    "torch.cat(<List[Tensor]>, dim=<int>)", "sorted(<List[int]>)", "<int> ** <int>", "<List[int]>[<int>]",
    "<Dict[str, int]>[<str>]", "<Tuple[int, str]>[0]", "<Tuple[int, str]>[1]", "<str> * <int>",
    "<Dict[str, int]>.get(<str>, <int>)", "<Tensor> if <bool> else <Tensor>", "<int> if <bool> else <int>",
    "torch.where(<Tensor> > 0, <Tensor>, <Tensor>)", "<Tensor>.to(<Tensor>.dtype)",
    "isinstance(<Any>, int)", "F.softmax(<Tensor>, dim=<int>)", "torch.full([<int>], <float>)",
    "torch.arange(<int>)", "bool(<Tensor>.any())", "list(zip(<List[int]>, <List[Tensor]>))",
    "[q + 1 for q in <List[int]>]", "{q: 1 for q in <List[int]>}", "(<int>, <Tensor>)", "len(<str>)",
    "<Tensor>.item()", "<Tensor>.tolist()", "<Any>", "<int> is None", "abs(<int>)", "any([<bool>])",
    "all([<bool>])", "<str>.format(<int>)", "<str> % <int>", "torch.tensor(<List[int]>)", "-<str>",
    "divmod(<int>, <int>)", "<Tensor>.foo()", "<Tensor>.shape[<int>]", "print(<Any>)", "<int> & <int>",
    "~<int>",
)  # fmt: skip
STATEMENTS = (
    "r = <use>", "i = <int>", "i += <int>", "x = <Tensor>", "x += <Tensor>", "l = <List[int]>",
    "l.append(<int>)", "d[<str>] = <int>", "s = <str>", "s += <str>", "b = <bool>", "o = <Optional[int]>",
    "x[<int>] = <float>", "k: int = <int>", "k: Optional[int] = <Optional[int]>",
    "p, q = <Tuple[int, str]>", "assert <bool>", "print(<use>)", "if <bool>:\n    x = <Tensor>",
    "if <bool>:\n    i = <int>\nelse:\n    i = <int>", "if o is not None:\n    i = o + 1",
    "for j in range(<int>):\n    x = x + j", "for j in <List[int]>:\n    i += j",
    "while <bool>:\n    i += 1", "for j, t in enumerate(<List[Tensor]>):\n    x = x + t",
    "for k, v in d.items():\n    i += v", "del l[0]", "if <bool>:\n    return <Tensor>",
    "if <bool>:\n    raise ValueError(<str>)", "i = <Any>", "x = <Any>", "pass",
    "if <bool>:\n    w = <use>\nelse:\n    w = <use>",
    "for j in range(3):\n    if <bool>:\n        break\n    x = -x",
    "with torch.no_grad():\n    x = <Tensor>", "w = [<int>]\nw.append(<Any>)", "w = {<str>: <Any>}",
    "m = <use>\nr = m", "try:\n    i = 1\nexcept ValueError:\n    pass",
    "if isinstance(o, int):\n    i = o", "l[<int>] = <int>", "i = i\ndel s", "x, y = <Tensor>, <Tensor>",
    "w, *rest = <List[int]>", "f = lambda v: v", "w = <use>\nw = <use>",
)  # fmt: skip
SIGNATURE = "x: Tensor, i: int, s: str, b: bool, l: List[int], d: Dict[str, int], o: Optional[int]"


class Typed:
    """One program; one blank in fifteen is filled with another type."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def write(self) -> str:
        """Its text."""
        random = self.random
        body = [self._filled(random.choice(STATEMENTS)) for _ in range(random.randint(0, 3))]
        arrow = f" -> {random.choice(list(TYPES))}" if random.random() < 0.15 else ""
        body.append("return " + self._filled(random.choice(("<use>", "<use>", "x", "<Any>"))))
        text = "\n".join(body).replace("\n", "\n    ")
        return f"{HEAD}def target({SIGNATURE}){arrow}:\n    {text}\n"

    def _filled(self, text: str) -> str:
        while "<use>" in text:
            text = text.replace("<use>", self.random.choice(USES), 1)
        for kind in (*TYPES, "Any"):
            while f"<{kind}>" in text:
                chosen = (
                    self.random.choice(list(TYPES))
                    if kind == "Any" or self.random.random() < 1 / 15
                    else kind
                )
                value = self.random.choice(TYPES[chosen])
                text = text.replace(f"<{kind}>", value if value.isidentifier() else f"({value})", 1)
        return text


def typed(seed: int) -> str:
    """The program of a seed."""
    return Typed(Random(seed)).write()
