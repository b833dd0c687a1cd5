"""Cures: what an edit should achieve, said without syntax trees: analysis asks, `fixes` does."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Annotate one parameter of a function or method."""

    file: str
    qualname: str
    name: str
    annotation: str


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


Cure = DecorateFunction | AnnotateLocal | AnnotateParameter | AnnotateReturn | WrapCall | ReplaceText
