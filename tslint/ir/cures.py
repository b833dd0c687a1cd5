"""Cures: what an edit should achieve, said without syntax trees: analysis asks, `fixes` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tslint.ir.spans import Span


@dataclass(frozen=True, slots=True)
class DecorateFunction:
    """Put a decorator above a function or method (`qualname` as in `f` or `Class.method`)."""

    file: str
    qualname: str
    decorator: str = "torch.jit.script"


@dataclass(frozen=True, slots=True)
class AnnotateLocal:
    """Annotate the local that is assigned on `line`: `visit = {}` becomes `visit: Dict[int, bool] = {}`."""

    file: str
    line: int
    name: str
    annotation: str


@dataclass(frozen=True, slots=True)
class AnnotateParameter:
    """Annotate one parameter of a function or method; `instead` of the annotation that it has, if asked."""

    file: str
    qualname: str
    name: str
    annotation: str
    instead: bool = False


@dataclass(frozen=True, slots=True)
class AnnotateReturn:
    """Annotate what a function or method returns."""

    file: str
    qualname: str
    annotation: str


@dataclass(frozen=True, slots=True)
class WrapCall:
    """Wrap the expression at `span` in a call: `Gate()` becomes `torch.jit.script(Gate())`."""

    file: str
    span: Span
    wrapper: str = "torch.jit.script"


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Replace the expression at `span` by other source text: `len(x)` becomes `x.size(0)`."""

    file: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ReplaceStatement:
    """Replace the statements at `span` by one: `self.a = t` becomes `self.register_buffer("a", t)`."""

    file: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class EditComment:
    """Write `text` for the part of a comment at `span`, which says `old`; nothing, to take it out.

    What stands before it only to set it off goes with it, and the line where nothing else is on it.
    """

    file: str
    span: Span
    old: str
    text: str


class Parameter(NamedTuple):
    """A parameter of an extracted function: its name, what the call gives for it, its type."""

    name: str
    given: str
    annotation: str


@dataclass(frozen=True, slots=True)
class ExtractBlock:
    """Cut the statements of `span` (whole lines) out of a function (`qualname`) into one of their own.

    The new function `name` goes above the top-level definition that holds the block, under `decorator`. It
    gives back `results`; where there are none, the block itself returns. `returns` is the type of what it
    gives, empty where that is left open.
    """

    file: str
    qualname: str
    span: Span
    name: str
    parameters: tuple[Parameter, ...]
    results: tuple[str, ...]
    returns: str = ""
    decorator: str = "torch.jit.script"


Cure = (
    DecorateFunction
    | AnnotateLocal
    | AnnotateParameter
    | AnnotateReturn
    | WrapCall
    | ReplaceText
    | ReplaceStatement
    | EditComment
    | ExtractBlock
)
