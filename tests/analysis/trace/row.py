"""A forward that a trace carries or loses. It takes one float tensor of four columns, and rows that vary."""

from __future__ import annotations

import textwrap
from typing import NamedTuple


class Row(NamedTuple):
    """A forward under a name, whether tracing it loses something, and the code around it."""

    name: str
    forward: str
    lost: bool
    init: str
    top: str


def lost(name: str, body: str, init: str = "", top: str = "") -> Row:
    """A body of `forward(self, x)` that torch.jit.trace gets wrong for other inputs."""
    return _row(name, body, True, init, top)


def kept(name: str, body: str, init: str = "", top: str = "") -> Row:
    """A body of `forward(self, x)` that torch.jit.trace gets right for every input."""
    return _row(name, body, False, init, top)


def _row(name: str, body: str, is_lost: bool, init: str, top: str) -> Row:
    forward = "def forward(self, x):\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return Row(name, forward, is_lost, textwrap.dedent(init).strip("\n"), textwrap.dedent(top))
