"""Statements are replaced whole, with everything around them left as it is."""

from __future__ import annotations

import pytest

from tslint.ir.cures import ReplaceStatement, WrapCall

from .editing import FILE, fix, is_satisfied, refusal, run, span_of


def replaced(text: str, part: str, new: str) -> str:
    return fix(text, ReplaceStatement(FILE, span_of(text, part), new))


def test_a_simple_statement_keeps_its_neighbours_and_the_comment_after_it() -> None:
    text = "class A:\n    def f(self):\n        a = 1; self.b = g(2)  # two\n        c = 3\n"
    assert replaced(text, "self.b = g(2)", 'self.put("b", g(2))') == text.replace(
        "self.b = g(2)", 'self.put("b", g(2))'
    )


def test_a_branch_becomes_one_line() -> None:
    part = "if x.sum() > 0:\n        y = x\n    else:\n        y = -x"
    text = f"import torch as th\ndef f(x):\n    {part}\n    return y\n"
    new = "import torch as th\ndef f(x):\n    y = th.where(x.sum() > 0, x, -x)\n    return y\n"
    assert replaced(text, part, "y = torch.where(x.sum() > 0, x, -x)") == new


def test_statements_that_follow_each_other_become_one() -> None:
    text = "def f(x):\n    if x:\n        return 1\n    return 2\n\n\nz = 3\n"
    part = "if x:\n        return 1\n    return 2"
    assert replaced(text, part, "return g(x, 1, 2)") == "def f(x):\n    return g(x, 1, 2)\n\n\nz = 3\n"


def test_torch_is_imported_where_the_new_text_needs_it() -> None:
    text = "def f(x):\r\n\tx = 1\r\n"
    assert replaced(text, "x = 1", "x = torch.ones(\n\t\t1)") == (
        "import torch\r\n\r\n\r\ndef f(x):\r\n\tx = torch.ones(\r\n\t\t1)\r\n"
    )


def test_comments_inside_stay_with_the_text_that_holds_them() -> None:
    text = "self.a = g(\n    1,  # one\n    2,\n)\n"
    new = 'self.put("a", g(\n    1,  # one\n    2,\n))'
    assert replaced(text, text[:-1], new) == new + "\n"


@pytest.mark.parametrize(
    ("text", "part", "new", "reason"),
    [
        ("if a:\n    # why\n    b = 1\n", "if a:\n    # why\n    b = 1", "c()", "holds a comment"),
        ("a = b + c\n", "b + c", "d()", "no whole statements"),
        ("a = 1\nb = 2\n", "a = 1\nb", "d()", "no whole statements"),
        ("if a:\n    b()\nelif c:\n    d()\n", "elif c:\n    d()", "e()", "`elif`"),
        ("a = 1\n", "a = 1", "b = 1; c = 2", "no Python statement"),
        ("a = 1\n", "a = 1", "if b: c()", "no simple statement"),
    ],
)
def test_what_is_refused(text: str, part: str, new: str, reason: str) -> None:
    assert reason in refusal(text, ReplaceStatement(FILE, span_of(text, part), new))


def test_a_statement_that_stands_there_already_is_left_alone() -> None:
    text = 'self.put("a", 1)\n'
    assert is_satisfied(text, ReplaceStatement(FILE, span_of(text, text[:-1]), 'self.put("a", 1)'))


def test_a_cure_inside_a_statement_that_is_replaced_waits() -> None:
    text = "import torch\nx = Gate()\n"
    whole = ReplaceStatement(FILE, span_of(text, "x = Gate()"), "other()")
    inside = WrapCall(FILE, span_of(text, "Gate()"))
    for cures in ((whole, inside), (inside, whole)):
        result = run(text, *cures)
        assert len(result.applied) == 1
        assert "another cure" in result.refused[0][1]
