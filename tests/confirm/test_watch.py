"""Code that is watched: every kind of branch tells which way it goes, and does what it did before."""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Callable, Iterator
from importlib.util import decode_source
from pathlib import Path
from typing import Any

import pytest

from tslint.confirm.worker import marks
from tslint.confirm.worker.recorder import NAME
from tslint.confirm.worker.watch import Watch


@pytest.fixture(autouse=True)
def without_recorder() -> Iterator[None]:
    """Leave Python's builtins as they were."""
    yield
    if hasattr(builtins, NAME):
        delattr(builtins, NAME)


class Watched:
    """A function `f` of a file that is watched at the place of a text."""

    def __init__(self, path: Path, source: str, *texts: str) -> None:
        source = textwrap.dedent(source)
        path.write_text(source, encoding="utf-8")
        self.watch = Watch([_mark(path, source, text) for text in texts])
        self.names: dict[str, Any] = {}
        tree = self.watch.trees[str(path)]
        exec(compile(tree, str(path), "exec", dont_inherit=True), self.names)
        self.observer = self.watch.observer()

    def __call__(self, *arguments: Any) -> Any:
        with self.watch.watching(self.observer):
            return self.names["f"](*arguments)

    @property
    def missing(self) -> list[str]:
        return [told.rpartition(".py:")[2] for told in self.observer.missing()]


def _mark(path: Path, source: str, text: str) -> dict[str, Any]:
    start = source.index(text)
    line, column = source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)
    end = {"end_line": line, "end_column": column + len(text)}
    return {"file": str(path), "line": line, "column": column, **end}


@pytest.fixture
def watched(tmp_path: Path) -> Callable[..., Watched]:
    return lambda source, *texts: Watched(tmp_path / "model.py", source, *texts)


CASES = [
    ("if on one line", "if x > 0: x = -x\n    return x", "x > 0", "`if` was always true"),
    ("ternary", "return 'é' if x > 0 else x", "'é' if x > 0 else x", "`... if ... else ...` was always true"),
    ("filter", "return [i for i in (x,) if i > 0]", "i > 0", "`if` was always true"),
    ("loop of a comprehension", "return {i for i in range(x)}", "range(x)", "`for` always ran 3 rounds"),
    (
        "loop of a sum",
        "return sum(i for i in range(x))",
        "sum(i for i in range(x))",
        "`for` always ran 3 rounds",
    ),
    ("while on one line", "while x > 0: x -= 1\n    return x", "x > 0", "`while` always ran 3 rounds"),
    ("for on one line", "for i in range(x): x += i\n    return x", "range(x)", "`for` always ran 3 rounds"),
    ("and", "return x > 0 and str(x)", "x > 0 and str(x)", "`and` always gave the same operand"),
    ("or", "return max(x, 0) or None", "max(x, 0) or None", "`or` always gave the same operand"),
    ("bool", "y = bool(x > 0)\n    return y", "bool(x > 0)", "`bool(...)` was always true"),
    ("if with and", "if x > 0 and x < 9: x = 0\n    return x", "x > 0 and x < 9", "`if` was always true"),
    (
        "nested",
        "return g(1 if x > 0 else 2) if x < 9 else 0",
        "x > 0",
        "`... if ... else ...` was always true",
    ),
    ("lambda", "return (lambda t: t if t > 0 else -t)(x)", "t > 0", "`... if ... else ...` was always true"),
]


@pytest.mark.parametrize(("body", "text", "told"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_branch_is_watched_where_it_stands(
    watched: Callable[..., Watched], body: str, text: str, told: str
) -> None:
    source = f"def g(x):\n    return x\ndef f(x):\n    {body}\n"
    plain: dict[str, Any] = {}
    exec(source, plain)
    f = watched(source, text)
    assert f.missing == []
    assert f(3) == plain["f"](3)
    assert f.missing == [f"4: {told}"]
    assert f(-2) == plain["f"](-2)
    assert f.missing == []


def test_the_cases_of_a_match_are_watched(watched: Callable[..., Watched]) -> None:
    source = """
        def f(x):
            match x:
                case 1 | 2:
                    return "few"
                case int() if x > 100:
                    return "many"
            return "some"
    """
    f = watched(source, "1 | 2")
    assert f(1) == f(2) == "few"
    assert f.missing == ["3: `match` always took the same case"]
    assert f(50) == "some"
    assert f.missing == []


def test_a_check_is_exercised_by_going_on(watched: Callable[..., Watched]) -> None:
    source = """
        def f(x):
            if x < 0:
                return 0
            assert x < 9, "too many"
            if x == 5:
                raise ValueError(x)
            return x
    """
    f = watched(source, "x < 9", "x == 5")
    f(-1)
    assert f.missing == ["5: `assert` was never reached", "6: `if` was never reached"]
    f(1)
    assert f.missing == []
    with pytest.raises(AssertionError, match="too many"):
        f(9)


def test_a_function_that_never_ran_has_no_say(watched: Callable[..., Watched]) -> None:
    source = """
        def other(x):
            '''Documented.'''
            return 1 if x else 2
        def f(x):
            return x
    """
    f = watched(source, "1 if x else 2")
    f(1)
    assert f.missing == []
    assert f.names["other"].__doc__ == "Documented."


def test_a_loop_that_is_left_early_has_had_its_rounds(watched: Callable[..., Watched]) -> None:
    source = """
        def f(x):
            for i in range(9):
                if i == x:
                    break
            while True:
                if x > 2:
                    return i
                x += 1
    """
    f = watched(source, "range(9)", "True")
    assert f(2) == 2
    assert f.missing == ["3: `for` always ran 3 rounds", "6: `while` always ran 2 rounds"]
    assert f(5) == 5
    assert f.missing == []


def test_a_recursion_does_not_mix_the_rounds_of_its_loops(watched: Callable[..., Watched]) -> None:
    source = """
        def f(x):
            left = 2
            while left > 0:
                left -= 1
                if x:
                    f(x - 1)
    """
    f = watched(source, "left > 0")
    f(3)
    assert f.missing == ["4: `while` always ran 2 rounds"]


def test_truth_is_asked_once_and_the_object_itself_is_handed_on(watched: Callable[..., Watched]) -> None:
    class Asked:
        def __init__(self, truth: bool) -> None:
            self.truth, self.times = truth, 0

        def __bool__(self) -> bool:
            self.times += 1
            return self.truth

    for word, stopping in (("and", False), ("or", True)):
        f = watched(f"def f(a, b, c):\n    return a {word} b {word} c\n", f"a {word} b {word} c")
        for stop in range(3):
            operands = [Asked(stopping if number == stop else not stopping) for number in range(3)]
            assert f(*operands) is operands[stop]
            asked = [int(number <= min(stop, 1)) for number in range(3)]
            assert [each.times for each in operands] == asked
    f = watched("def f(a):\n    if a: return 1\n    return 2 if a else 3\n", "2 if a else 3")
    a = Asked(False)
    assert f(a) == 3
    assert a.times == 2


def test_a_model_that_raises_in_a_condition_raises_the_same(watched: Callable[..., Watched]) -> None:
    f = watched("def f(x):\n    return 1 if x.size else 2\n", "x.size")
    with pytest.raises(AttributeError, match="size"):
        f(3)


def _every_mark(path: Path) -> list[dict[str, Any]]:
    text = decode_source(path.read_bytes())
    points = marks._Finder(str(path), text).points(ast.parse(text), None)
    stretches = {stretch for point in points for stretch in (*point.headers, point.whole) if stretch}
    names = ("line", "column", "end_line", "end_column")
    return [{"file": str(path), **dict(zip(names, (*start, *end), strict=True))} for start, end in stretches]


@pytest.mark.parametrize("name", ["ast", "argparse", "dataclasses", "inspect", "statistics", "typing"])
def test_whole_modules_can_be_watched_at_every_place(name: str) -> None:
    path = Path(__import__(name).__file__ or "")
    watch = Watch(_every_mark(path))
    assert len(watch.branches) > 40
    assert set(watch.trees) == {str(path)}


def test_a_module_that_is_watched_everywhere_works_as_before() -> None:
    path = Path(textwrap.__file__)
    watch = Watch(_every_mark(path))
    names: dict[str, Any] = {"__name__": "textwrap_watched"}
    exec(compile(watch.trees[str(path)], str(path), "exec", dont_inherit=True), names)
    text = Path(__file__).read_text(encoding="utf-8")
    observer = watch.observer()
    with watch.watching(observer):
        for width in (20, 40, 79):
            assert names["wrap"](text, width) == textwrap.wrap(text, width)
            assert names["shorten"](text, width) == textwrap.shorten(text, width)
        assert names["dedent"](text) == textwrap.dedent(text)
    both = sum(len(sides) > 1 for sides in observer.sides)
    assert both > 10
