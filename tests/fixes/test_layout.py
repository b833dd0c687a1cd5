"""Line ends, tabs, form feeds, byte order marks and missing line ends stay as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tslint.fixes.apply import apply_cures
from tslint.fixes.document import TOO_DEEP
from tslint.ir.cures import AnnotateLocal, AnnotateReturn, DecorateFunction, ReplaceText, WrapCall

from .editing import FILE, fix, span_of

BEFORE = """\
import torch


class A:
    # a gate
    def m(self, x):
        self.g = Gate( )  # here
        n=len( x )
        return n

def f(x):
    v = {}
    return v
"""
AFTER = """\
from typing import Dict

import torch


class A:
    # a gate
    def m(self, x) -> int:
        self.g = torch.jit.script(Gate( ))  # here
        n: int = x.size(0)
        return n

@torch.jit.script
def f(x):
    v: Dict[int, bool] = {}
    return v
"""


def fixed(text: str) -> str:
    line = text.replace("\r\n", "\n").replace("\r", "\n").split("v = {}")[0].count("\n") + 1
    return fix(
        text,
        AnnotateReturn(FILE, "A.m", "int"),
        WrapCall(FILE, span_of(text, "Gate( )")),
        AnnotateLocal(FILE, line - 4, "n", "int"),
        ReplaceText(FILE, span_of(text, "len( x )"), "x.size(0)"),
        DecorateFunction(FILE, "f"),
        AnnotateLocal(FILE, line, "v", "Dict[int, bool]"),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\n"),
        ("\n", "\r\n"),
        ("\n", "\r"),
        ("    ", "\t"),
        ("    ", "  "),
        ("\nclass", "\n\f\nclass"),
        ("class", "\fclass"),
        ("    def m", "\f    def m"),
        ("        n", "    \f    \f        n"),
        ("    v", "\f    v"),
        ("# here", "# hier: größer \f\v\x85\u2028!"),
        ("# a gate", '"""A gate\n  \f  of \f one line.\n\f"""'),
        ("    return v\n", "    return v"),
        ("    return v\n", "    return v  # end"),
        ("    return v\n", "    return v\n    # end\n\n"),
        ("    return v\n", "    return v;\n\\\n\n"),
        ("class A", '"""é\n\\\n"""\nclass A'),
    ],
)
def test_the_layout_stays(old: str, new: str) -> None:
    assert fixed(BEFORE.replace(old, new)) == AFTER.replace(old, new)


def test_a_byte_order_mark_stays_first() -> None:
    text = "\ufeffdef f(): return []"
    assert fix(text, AnnotateReturn(FILE, "f", "List[int]")) == (
        "\ufefffrom typing import List\n\n\ndef f() -> List[int]: return []"
    )


def test_mixed_line_ends_stay() -> None:
    text = "import torch\r\ndef f(x):\n\tv = {}\r\n\treturn v\r\n"
    new = "import torch\r\n@torch.jit.script\ndef f(x):\n\tv: int = {}\r\n\treturn v\r\n"
    assert fix(text, DecorateFunction(FILE, "f"), AnnotateLocal(FILE, 3, "v", "int")) == new


def test_decorated_functions_of_nested_classes_keep_their_indentation() -> None:
    head = "import torch\nif 1:\n  class A:\n   class B:\n\n"
    text = f"{head}     @staticmethod # s\n     # c\n     def f(x):\n      return x\n"
    new = text.replace("     def", "     @torch.jit.script\n     def")
    assert fix(text, DecorateFunction(FILE, "A.B.f")) == new


@pytest.mark.parametrize(
    "nested",
    [
        lambda count: "-" * count + "len(x)",
        lambda count: "len(x)" + ".a" * count,
        lambda count: "len(x)" + " + x" * count,
        lambda count: "x if x else " * count + "len(x)",
    ],
)
def test_what_is_nested_too_deep_is_refused_wherever_that_shows(nested: Callable[[int], str]) -> None:
    """Reading, finding places and asking for contexts each take another number of frames."""
    said = set()
    for count in (20, *range(200, 400, 10)):
        before = f"def f(x):\n    return {nested(count)}\n"
        result = apply_cures({FILE: before}, [ReplaceText(FILE, span_of(before, "len(x)"), "x.size(0)")])
        said |= {reason for _, reason in result.refused}
        assert (result.texts == {}) == bool(result.refused)
    assert said == {TOO_DEEP}
