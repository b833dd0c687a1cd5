"""Annotations of locals, parameters and results, with what is left alone and what is refused."""

from __future__ import annotations

import pytest

from tslint.ir.cures import AnnotateLocal, AnnotateParameter, AnnotateReturn

from .editing import FILE, fix, is_satisfied, refusal

HEAD = "from typing import Dict, List\nfrom torch import Tensor\n"


def local(name: str = "visit", line: int = 4, annotation: str = "Dict[int, bool]") -> AnnotateLocal:
    return AnnotateLocal(FILE, line, name, annotation)


def parameter(name: str, annotation: str = "int", qualname: str = "f") -> AnnotateParameter:
    return AnnotateParameter(FILE, qualname, name, annotation)


def body(statement: str) -> str:
    return f"{HEAD}def f(x):\n    {statement}\n    return x\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("visit = {}  # seen", "visit: Dict[int, bool] = {}  # seen"),
        ("visit={}", "visit: Dict[int, bool] = {}"),
        ("visit   =  {}", "visit: Dict[int, bool]   =  {}"),
        ("visit =(x)", "visit: Dict[int, bool] = (x)"),
        ("visit = \\\n  {}", "visit: Dict[int, bool] = \\\n  {}"),
        ("visit=\\\n  {}", "visit: Dict[int, bool] =\\\n  {}"),
        ("visit \\\n  = {}", "visit: Dict[int, bool] \\\n  = {}"),
        ("visit = {\n    # none\n    }", "visit: Dict[int, bool] = {\n    # none\n    }"),
        ("y = 1; visit = {}; z = 2", "y = 1; visit: Dict[int, bool] = {}; z = 2"),
        ("if x: visit = {}", "if x: visit: Dict[int, bool] = {}"),
        ("x.visit = {}; é = ''; visit = {}", "x.visit = {}; é = ''; visit: Dict[int, bool] = {}"),
    ],
)
def test_a_local_is_annotated_where_it_is_assigned(before: str, after: str) -> None:
    assert fix(body(before), local()) == body(after)


def test_an_attribute_is_annotated_like_a_local() -> None:
    text = f"{HEAD}class A:\n    def __init__(self):\n        self.seen = []\n"
    assert fix(text, local("self.seen", 5, "List[Tensor]")) == text.replace("seen =", "seen: List[Tensor] =")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("a = visit = {}", "several targets"),
        ("visit, a = {}, 1", "unpacked"),
        ("[a, *visit] = x", "unpacked"),
        ("for visit in x: pass", "a loop"),
        ("with x as visit: pass", "a with statement"),
        ("y = [visit for visit in x]", "a comprehension"),
        ("visit += 1", "an augmented assignment"),
        ("y = (visit := {})", "an assignment expression"),
        ("(visit) = {}", "parentheses"),
        ("visit: List[int] = []", "annotated as `List[int]`"),
        ("visit = {}  # type: Dict[int, bool]", "type comment"),
        ("visits = visit", "no assignment"),
        ("global visit; visit = {}", "global"),
    ],
)
def test_what_cannot_be_annotated_is_refused(statement: str, reason: str) -> None:
    assert reason in refusal(body(statement), local())


def test_an_attribute_of_a_class_is_no_local() -> None:
    assert "of a class" in refusal(f"{HEAD}class A:\n    visit = {{}}\n", local())


@pytest.mark.parametrize(
    "annotation",
    ["Dict[int, bool]", "dict[int, bool]", "'Dict[int, bool]'", "typing.Dict[int,bool]", "D[ int , bool ]"],
)
def test_a_local_that_is_annotated_so_is_left_alone(annotation: str) -> None:
    text = f"import typing; from typing import Dict, Dict as D\n\ndef f(x):\n    visit: {annotation} = {{}}\n"
    assert is_satisfied(text, local())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("n", "n: int"),
        ("n, x", "n: int, x"),
        ("n=3", "n: int = 3"),
        ("n =3", "n: int = 3"),
        ("n  =  3", "n: int  =  3"),
        ("x, /, n=3, *, y=1", "x, /, n: int = 3, *, y=1"),
        ("*, n", "*, n: int"),
        ("*n", "*n: int"),
        ("**n", "**n: int"),
        ("n=(\n    3)", "n: int = (\n    3)"),
        ("\n    n,  # how many\n    x\n", "\n    n: int,  # how many\n    x\n"),
        ("\n    n=  # how many\n    3\n", "\n    n: int=  # how many\n    3\n"),
        ("é='ü', n='ß'", "é='ü', n: int = 'ß'"),
    ],
)
def test_a_parameter_is_annotated_with_the_spaces_of_pep_8(before: str, after: str) -> None:
    assert fix(f"def f({before}): return 1\n", parameter("n")) == f"def f({after}): return 1\n"


def test_a_parameter_is_left_alone_or_refused_where_it_has_a_type() -> None:
    assert is_satisfied("def f(n: int = 3): return n\n", parameter("n"))
    assert "`float` already" in refusal("def f(n: float = 3): return n\n", parameter("n"))
    assert "has no parameter `m`" in refusal("def f(n): return n\n", parameter("m"))
    text = "def f(n):\n    # type: (int) -> int\n    return n\n"
    assert "type comment" in refusal(text, parameter("n"))
    assert fix("def f(n):\n    return n  # type: ignore[x]\n", parameter("n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(x): return x", "def f(x) -> int: return x"),
        (
            "def f(\n    x,  # :)\n)  :  # ):\n    return x",
            "def f(\n    x,  # :)\n) -> int  :  # ):\n    return x",
        ),
        ("def f(x=(1, 2)) \\\n:\n  return x", "def f(x=(1, 2)) -> int \\\n:\n  return x"),
        ("def f(): return (x)", "def f() -> int: return (x)"),
    ],
)
def test_a_result_is_annotated_before_the_colon(before: str, after: str) -> None:
    assert fix(before, AnnotateReturn(FILE, "f", "int")) == after


def test_a_result_is_left_alone_or_refused_where_it_has_a_type() -> None:
    assert is_satisfied("def f() -> int: return 1\n", AnnotateReturn(FILE, "f", "int"))
    assert "`str` already" in refusal("def f() -> str: return ''\n", AnnotateReturn(FILE, "f", "int"))


def test_annotations_of_one_signature_go_together() -> None:
    cures = [parameter("n"), parameter("x", "Tensor"), AnnotateReturn(FILE, "f", "List[Tensor]")]
    text = f"{HEAD}def f(x, n=1): return [x]\n"
    assert fix(text, *cures) == f"{HEAD}def f(x: Tensor, n: int = 1) -> List[Tensor]: return [x]\n"


def test_an_annotation_is_replaced_where_the_cure_says_so() -> None:
    text = "def f(x, n: int = None,  # n\n      m=1): pass\n"
    cure = AnnotateParameter(FILE, "f", "n", "Optional[int]", instead=True)
    new = "from typing import Optional\n\n\n" + text.replace("n: int", "n: Optional[int]")
    assert fix(text, cure) == new
    assert is_satisfied(new, cure)
    assert "is annotated as `int` already" in refusal(
        text, AnnotateParameter(FILE, "f", "n", "Optional[int]")
    )
    assert "m: float = 1" in fix(text, AnnotateParameter(FILE, "f", "m", "float", instead=True))
