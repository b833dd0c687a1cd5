"""A qualified name means the definition that Python would bind; where that depends on a condition, none."""

from __future__ import annotations

import ast

import pytest

from tslint.fixes.definitions import find_function
from tslint.fixes.plan import Refused


def line(text: str, qualname: str = "f") -> int:
    return find_function(ast.parse(text), qualname).node.lineno


def test_the_last_of_several_definitions_is_meant() -> None:
    assert line("def f(): 1\ndef f(): 2\ndef g(): 3\n") == 2
    assert line("class A:\n def f(): 1\nclass A:\n def f(): 2\n", "A.f") == 4
    assert line("if x:\n def f(): 1\ndef f(): 2\n") == 3
    assert line("def f(): 1\nwith x:\n def f(): 2\n") == 3


def test_the_only_definition_under_a_condition_is_meant() -> None:
    assert line("try:\n from m import f\nexcept ImportError:\n def f(): 1\n") == 4
    assert line("if a:\n def f(): 1\nelse:\n raise ImportError\n") == 2
    assert line("for x in y:\n def f(): 1\n") == 2


def test_what_is_not_there_at_run_time_is_not_meant() -> None:
    assert line("if TYPE_CHECKING:\n def f(): 1\nelse:\n def f(): 2\n") == 4
    assert line("if typing.TYPE_CHECKING:\n def f(): 1\nif not TYPE_CHECKING:\n def f(): 2\n") == 4
    assert line("if False:\n def f(): 1\nelif 1:\n def f(): 2\n") == 4


@pytest.mark.parametrize(
    "text",
    [
        "if a:\n def f(): 1\nelse:\n def f(): 2\n",
        "def f(): 1\nif a:\n def f(): 2\n",
        "try:\n def f(): 1\nexcept E:\n def f(): 2\n",
        "def f(): 1\nwhile a:\n def f(): 2\n",
        "match a:\n case 1:\n  def f(): 1\n case _:\n  def f(): 2\n",
    ],
)
def test_a_choice_between_definitions_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="more than once"):
        line(text)


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(Refused, match="no definition of `A.g`"):
        line("class A:\n def f(): 1\n", "A.g")
    with pytest.raises(Refused, match="is a class"):
        line("class A:\n def f(): 1\n", "A")
