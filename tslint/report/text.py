"""Styled text: pieces with a style each, written plain or with colours; rich is imported for colours only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple, TextIO

_AT_A_TIME = 1000  # pieces
SEVERITY_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
PROOF_STYLES = {"confirmed": "green", "refuted": "bold red", "open": "yellow"}


class Piece(NamedTuple):
    """A piece of output and the rich style it has on a terminal ("" for none)."""

    text: str
    style: str = ""


def use_colour(stream: TextIO, choice: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to write colours: `choice` is always, never or auto.

    On auto, NO_COLOR and FORCE_COLOR decide where they are set and not empty (https://no-color.org,
    https://force-color.org), else whether the stream is a terminal that is not dumb.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def write(pieces: Iterable[Piece], stream: TextIO, colour: bool) -> None:
    """Write the pieces one after the other, some at a time: a long report never lies in memory as a whole."""
    waiting = iter(pieces)
    if not colour:
        while some := "".join(piece.text for piece in islice(waiting, _AT_A_TIME)):
            stream.write(some)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, highlight=False, soft_wrap=True, emoji=False)
    while styled := [(piece.text, piece.style) for piece in islice(waiting, _AT_A_TIME)]:
        console.print(Text.assemble(*styled, end=""), end="")


def one_line(text: str) -> str:
    """A message on one line, whatever its facts held."""
    return " ".join(text.split())
