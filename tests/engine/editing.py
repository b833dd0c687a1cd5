"""A file in an editor: what is typed, checked while it is, and edits as people make them."""

from __future__ import annotations

import random
from pathlib import Path

from tslint.analysis.api import Analysis
from tslint.config.settings import Settings
from tslint.engine.live import Live
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import tree
from tslint.source.unsaved import Desk, at

FILE = """\
import torch
from torch import nn

from helpers import shifted

SCALE = [1.0, 2.0]


def halved(x, n=2):
    return x / n


def kept(x):
    # the rows that count
    if x.sum() > 0:
        return x
    return halved(x)


class Gate(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.lin = nn.Linear(width, width)
        self.seen = []

    def forward(self, x):
        y = self.lin(x)
        if y.mean() > 0:
            y = kept(y)
        return shifted(y) * SCALE[0]


class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()
        self.gates = nn.ModuleList([Gate(n) for n in (2, 3)])

    def forward(self, x):
        n = int(x.shape[0])
        for i in range(n):
            x = x + i
        return self.gate(x)


class Alone(nn.Module):
    def forward(self, x):
        return kept(x).item()


class Two(nn.Module):
    def __init__(self, head=None, gate=Gate(8)):
        super().__init__()
        self.head = head if head is not None else Alone()
        self.gate = gate

    def helper(self, x):
        return self.gate(x)

    def forward(self, x):
        self.last = x
        return self.helper(x)


@torch.jit.script
def scripted(x: torch.Tensor):
    return x + len(x)


def make_two(width):
    return Two(nn.Linear(width, width))
"""
HELPERS = """\
def shifted(x):
    return x + 1
"""
NEW = (
    "# a remark", "", "y = 1", "x = x * 2", "if x.sum() > 0: x = -x", "n = int(x.shape[0])", "self.last = x",
    "x.item()", "for i in range(x.size(0)): x = x + i", "return x", "print(x)", "x = scripted(x)",
    "x = kept(x)", "self.seen.append(x)", "x = Alone()(x)", "self.gate = Gate()", "SCALE[0] = x",
)  # fmt: skip

HEADS = (
    ("(x", "(x, more=None"), ("(self, ", "(self, more=None, "), ("x)", "x: torch.Tensor)"),
    ("__init__", "__init"), ("(nn.Module)", "(nn.Sequential)"), ("def forward", "def forward_"),
    ("class ", "@torch.jit.script\nclass "), ("def ", "async def "), ("def ", "@torch.jit.ignore\ndef "),
)  # fmt: skip

TOP = (
    "import math", "from helpers import *", "from torch.nn import functional as F", "SCALE = (3.0,)",
    "from helpers import shifted as kept", "def added(x):\n    return kept(x)", "def kept(x):\n    return x",
    "@torch.jit.script\ndef added(x):\n    return x * 2", "class Added(Gate):\n    pass", "kept = halved",
    "class Added(nn.Module):\n    def forward(self, x):\n        return kept(x).item()", "Gate = Loop",
    "def make_two(head):\n    return Two(head, Loop())", "del halved", "added = Two()",
    "for SCALE in ([1.0], [2.0]):\n    pass", "if SCALE:\n    def kept(x):\n        return -x",
)  # fmt: skip
IN_CLASS = (
    "    added = 1", "    lin: nn.Linear", "    training = False", "    def added(self):\n        return 1",
    "    @property\n    def seen(self):\n        return [1]", "    def helper(self, x):\n        return x",
    "    def __call__(self, x):\n        return self.forward(x)", "    class Gate(nn.Module):\n        pass",
    "    forward = kept",
)  # fmt: skip
NAMES = (("Gate", "Gates"), ("kept", "keeps"), ("Alone", "Loop"), ("seen", "lin"))
AGAIN = """\
import torch
from torch import nn


def halved(x):
    if x.sum() > 0:
        return x / 2
    return x


class One(nn.Module):
    def forward(self, x):
        return halved(x)


class Two(nn.Module):
    def forward(self, x):
        return -halved(x)


class Three(nn.Module):
    def forward(self, x):
        return x + 1
"""


class Editor:
    """One file on disk, checked as it is typed; `checked` says what a check found and drew."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path, self.settings, self.live = path, settings, Live()
        self.parsed: dict[str, object] = {}

    def check(self, text: str, fresh: bool = False, helpers: str | None = None) -> object:
        texts = {str(self.path): text.encode()}
        if helpers is not None:
            texts[str(self.path.parent / "helpers.py")] = helpers.encode()
        with at(Desk(texts, {} if fresh else self.parsed)):  # type: ignore[arg-type]
            found, drawn = (Live() if fresh else self.live).examine([self.path], self.settings, draw)
        return found.report, drawn


def draw(analysis: Analysis, plans: list[Plan]) -> list[str]:
    return [str(node) for plan in plans if (found := tree(analysis, plan)) for node in found.everything()]


def edited(lines: list[str], chance: random.Random) -> list[str]:
    """Some lines after an edit, as people and their editors make them."""
    lines = list(lines)
    place = chance.randrange(len(lines))
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    match chance.randrange(13):
        case 9:
            tops = [n for n, line in enumerate(lines) if line and not line[0].isspace()]
            place = chance.choice(tops or [place])
            lines[place:place] = ["", *chance.choice(TOP).splitlines(), ""]
        case 10:
            classes = [n for n, line in enumerate(lines) if line.startswith("class ")]
            place = chance.choice(classes or [place])
            lines[place + 1 : place + 1] = [*chance.choice(IN_CLASS).splitlines(), ""]
        case 11:  # all of a definition
            heads = [n for n, line in enumerate(lines) if line.lstrip().startswith(("def ", "class "))]
            place = chance.choice(heads or [place])
            inner = len(lines[place]) - len(lines[place].lstrip())
            stop = place + 1
            while stop < len(lines) and (
                not lines[stop].strip() or lines[stop].startswith(" " * (inner + 1))
            ):
                stop += 1
            del lines[place:stop]
        case 12:
            old, new = chance.choice(NAMES)
            lines = [line.replace(old, new) if chance.random() < 0.9 else line for line in lines]
        case 5:
            moved = [lines.pop(place) for _ in range(min(chance.randrange(1, 6), len(lines) - place))]
            place = chance.randrange(len(lines) + 1)
            lines[place:place] = moved
        case 6:
            return edited(edited(lines, chance), chance) if len(lines) > 2 else lines
        case 7:
            lines[place] += chance.choice(["  # a remark", "  # tslint: ignore", " ", " ("])
        case 8:
            heads = [n for n, line in enumerate(lines) if line.lstrip().startswith(("def ", "class "))]
            place = chance.choice(heads or [place])
            lines[place] = lines[place].replace(*chance.choice(HEADS))
        case 0 | 1:
            lines.insert(place, indent + chance.choice(NEW))
        case 2:
            del lines[place]
        case 3:
            lines.insert(place, chance.choice(lines))
        case _:
            lines[place] = lines[place].replace(
                *chance.choice([("x", "y"), ("1", "2"), ("self", "x"), ("return", "y =")])
            )
    return lines
