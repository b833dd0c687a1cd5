"""Expressions are wrapped and replaced at their place in the tree, with parentheses where they need them."""

from __future__ import annotations

import pytest

from tslint.ir.cures import ReplaceText, WrapCall
from tslint.ir.spans import Span

from .editing import FILE, fix, is_satisfied, refusal, span_of


def wrapped(text: str, part: str, number: int = 0, wrapper: str = "torch.jit.script") -> str:
    return fix(text, WrapCall(FILE, span_of(text, part, number), wrapper))


def replaced(text: str, part: str, new: str, number: int = 0) -> str:
    return fix(text, ReplaceText(FILE, span_of(text, part, number), new))


def test_a_submodule_is_wrapped_where_it_is_built() -> None:
    text = "import torch as th\nself.gate = Gate(  # the gate\n    4,\n)\n"
    new = "import torch as th\nself.gate = th.jit.script(Gate(  # the gate\n    4,\n))\n"
    assert wrapped(text, "Gate(  # the gate\n    4,\n)") == new


def test_columns_are_characters() -> None:
    text = "import torch\né = ['ü', Größe(), Gate()]\n"
    assert wrapped(text, "Gate()") == text.replace("Gate()", "torch.jit.script(Gate())")


@pytest.mark.parametrize(
    ("before", "part", "after"),
    [
        ("x = (Gate())", "Gate()", "x = (torch.jit.script(Gate()))"),
        ("x = (Gate())", "(Gate())", "x = torch.jit.script((Gate()))"),
        ("x = 1, 2", "1, 2", "x = torch.jit.script((1, 2))"),
        ("x = (1, 2)", "(1, 2)", "x = torch.jit.script((1, 2))"),
        ("def f(): return(1, 2)", "(1, 2)", "def f(): return torch.jit.script((1, 2))"),
        ("f(a=Gate())", "Gate()", "f(a=torch.jit.script(Gate()))"),
        ("f(*Gate())", "Gate()", "f(*torch.jit.script(Gate()))"),
        ("x = [Gate() for _ in y]", "Gate()", "x = [torch.jit.script(Gate()) for _ in y]"),
    ],
)
def test_what_is_wrapped_stays_one_argument(before: str, part: str, after: str) -> None:
    assert wrapped(f"import torch\n{before}\n", part) == f"import torch\n{after}\n"


@pytest.mark.parametrize(
    "text",
    [
        "import torch\ng = torch.jit.script(Gate())\n",
        "from torch.jit import script as s\ng = s(Gate())\n",
        "from torch.jit import script as s\ng = s( (Gate()), optimize=None)\n",
    ],
)
def test_what_is_wrapped_already_is_left_alone(text: str) -> None:
    assert is_satisfied(text, WrapCall(FILE, span_of(text, "Gate()")))


def test_a_stale_wrap_is_recognised() -> None:
    # The span is that of `Abc()` before it was wrapped; `torch` now stands there.
    text = "import torch\ng = torch.jit.script(Abc())\n"
    assert is_satisfied(text, WrapCall(FILE, Span(2, 5, 2, 10)))


def test_the_call_of_something_scripted_can_be_wrapped() -> None:
    text = "import torch\ng = torch.jit.script(make)(4)\n"
    assert (
        wrapped(text, "torch.jit.script(make)(4)")
        == "import torch\ng = torch.jit.script(torch.jit.script(make)(4))\n"
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x = 1\n", "x"),
        ("x.y = 1\n", "x.y"),
        ("x = y.z\n", "z"),
        ("f(a=1)\n", "a"),
        ("for x in y: pass\n", "x"),
        ("del x\n", "x"),
        ("def f(x): pass\n", "f"),
        ("def f(x): pass\n", "x"),
        ("import x\n", "x"),
        ("from m import x\n", "x"),
        ("f(*x)\n", "*x"),
        ("match y:\n    case x: pass\n", "x"),
        ("x = y + z\n", "y +"),
        ("x = 'y'\n", "y"),
    ],
)
def test_what_is_no_expression_that_is_read_is_refused(text: str, part: str) -> None:
    at = span_of(text, part)
    assert "no expression" in refusal(text, ReplaceText(FILE, at, "new"))
    assert "no expression" in refusal(f"{text}import torch\n", WrapCall(FILE, at))


@pytest.mark.parametrize(
    ("before", "part", "new", "after"),
    [
        ("y = len(x)", "len(x)", "x.size(0)", "y = x.size(0)"),
        ("y = len(x) + 1", "len(x)", "a + b", "y = a + b + 1"),
        ("y = 1 - len(x)", "len(x)", "a - b", "y = 1 - (a - b)"),
        ("y = len(x) ** 2", "len(x)", "-a", "y = (-a) ** 2"),
        ("y = 2 ** len(x)", "len(x)", "-a", "y = 2 ** -a"),
        ("y = not len(x)", "len(x)", "a or b", "y = not (a or b)"),
        ("y = len(x).z", "len(x)", "a if b else c", "y = (a if b else c).z"),
        ("y = len(x)[0]", "len(x)", "x[1]", "y = x[1][0]"),
        ("y = f(len(x))", "len(x)", "a, b", "y = f((a, b))"),
        ("y = f(len(x))", "len(x)", "a if b else c", "y = f(a if b else c)"),
        ("y = len(x)", "len(x)", "a, b", "y = (a, b)"),
        ("y = len(x)", "len(x)", "(a), (b)", "y = ((a), (b))"),
        ("y = len(x)", "len(x)", "(a, b)", "y = (a, b)"),
        ("def f(y=len(x)): pass", "len(x)", "a, b", "def f(y=(a, b)): pass"),
        ("y = len(x)", "len(x)", "a := b", "y = (a := b)"),
        ("y = len(x)", "len(x)", "a +\n  b", "y = (a +\n  b)"),
        ("y = len(x)", "len(x)", "f(a,\n  b)", "y = f(a,\n  b)"),
        ("y = [len(x) for z in w]", "len(x)", "lambda: z", "y = [lambda: z for z in w]"),
        ("y = [z for z in len(x) if z]", "len(x)", "a if b else c", "y = [z for z in (a if b else c) if z]"),
        ("y = z if(x)else w", "(x)", "a", "y = z if a else w"),
        ("def f(): return(len(x))", "(len(x))", "x.size(0)", "def f(): return x.size(0)"),
        ("y = a < len(x)", "len(x)", "b < c", "y = a < (b < c)"),
        ("y = x[len(x):]", "len(x)", "x.size(0)", "y = x[x.size(0):]"),
        ("y = f'{len(x)}!'", "len(x)", "x.size(0)", "y = f'{x.size(0)}!'"),
        ("while len(x): pass", "len(x)", "lambda: a", "while lambda: a: pass"),
    ],
)
def test_a_replacement_keeps_its_place_in_the_tree(before: str, part: str, new: str, after: str) -> None:
    assert replaced(f"{before}\n", part, new) == f"{after}\n"


def test_a_replacement_that_is_there_is_left_alone() -> None:
    text = "y = x.size(0) + 1\n"
    assert is_satisfied(text, ReplaceText(FILE, span_of(text, "x.size(0)"), "x.size(0)"))
    # The span is that of `len(x)` before it was replaced; `x.size` now stands there.
    assert is_satisfied(text, ReplaceText(FILE, Span(1, 5, 1, 11), "x.size(0)"))


@pytest.mark.parametrize("new", ["a +", "a)(b", "x = 1", "a  # why", "'", "", "*a"])
def test_text_that_is_no_expression_is_refused(new: str) -> None:
    text = "y = len(x)\n"
    assert refusal(text, ReplaceText(FILE, span_of(text, "len(x)"), new))


def test_a_comment_is_never_lost() -> None:
    text = "y = f(\n    x,  # the input\n)\n"
    assert "comment" in refusal(text, ReplaceText(FILE, span_of(text, "f(\n    x,  # the input\n)"), "g(x)"))


@pytest.mark.parametrize(
    ("imports", "new", "after"),
    [
        ("import torch as th\n", "torch.where(a, b, c)", "import torch as th\ny = th.where(a, b, c)\n"),
        ("", "math.sqrt(x)", "import math\n\ny = math.sqrt(x)\n"),
        (
            "import torch\n",
            "torch.jit.annotate(List[int], [])",
            "from typing import List\n\nimport torch\ny = torch.jit.annotate(List[int], [])\n",
        ),
        ("", "other.f(List_)", "y = other.f(List_)\n"),
    ],
)
def test_names_of_torch_in_a_replacement_are_imported(imports: str, new: str, after: str) -> None:
    assert replaced(f"{imports}y = len(x)\n", "len(x)", new) == after
