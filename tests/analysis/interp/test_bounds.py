"""Hostile sources: bounded work, a verdict, no crash."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import analysed, events, function, kinds, module
from tslint.analysis.api import EntryEvents


def traced(text: str) -> EntryEvents:
    (entry,) = analysed("Model", model=text).entries
    return entry


def model(body: str, init: str = "", top: str = "") -> str:
    return module(f"def forward(self, x):\n    {body}", init, top)


@pytest.mark.parametrize(
    "top",
    [
        "def f(x):\n    return f(x)\n",
        "def f(x, n=0):\n    return f(x + n, n + 1) if n < 10**9 else x\n",
        "def f(x):\n    return g(x) + g(-x)\ndef g(x):\n    return f(x) * f(2 * x)\n",
        "f = lambda x: f(f(x))\n",
        "def f(x):\n    def g(y):\n        return f(y)\n    return g(x)\n",
        "f = f\n",
        "def f(x, *rest):\n    return f(x, *rest, x)\n",
        "def f(x, box=[]):\n    box.append(box)\n    return f(x, box)\n",
    ],
)
def test_recursion_ends(top: str) -> None:
    assert [e.kind for e in traced(model("return f(x)", top=top)).events] in (
        [],
        ["erased-branch"],
        ["python-state"],
    )


def test_code_behind_a_recursion_is_still_judged() -> None:
    top = "def f(x, n):\n    return x if n == 0 else f(x, n - 1)\n"
    assert kinds(events("Model", model=model("return f(x, 3) * x.sum().item()", top=top))) == ["baked-value"]


def test_a_chain_of_many_calls_ends() -> None:
    top = "def f0(x):\n    return x\n"
    top += "".join(f"def f{i}(x):\n    return f{i - 1}(x)\n" for i in range(1, 500))
    assert traced(model("return f499(x)", top=top)).events == []


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n        x = x + 1",
        "while True:\n        pass",
        "for i in range(10**12):\n        x = x + i\n    return x",
        "n = 0\n    while n < 10**12:\n        n += 1\n    return x * n",
        "for i in iter(int, 1):\n        x = x + 1\n    return x",
    ],
)
def test_endless_loops_end(body: str) -> None:
    assert traced(model(body)).events == []


def test_an_init_that_does_not_end_is_bounded() -> None:
    entry = traced(model("return self.linear(x)", "while True:\n    self.n = 1"))
    assert entry.events == []


@pytest.mark.parametrize(
    "expression",
    [
        "+".join(["x"] * 1000),
        "(" * 80 + "x" + ")" * 80,
        "-" * 900 + "x",
        "x" + ".abs()" * 300,
        "[" * 80 + "x" + "]" * 80,
        " if x else ".join(["x"] * 60),
        "torch.cat([" + ", ".join(["x"] * 5000) + "])",
        "10 ** 10 ** 10",
        "'a' * 10 ** 12",
        "[0] * 10 ** 12",
        "1 << 10 ** 9",
        "'%1000000000d' % 1",
        "('ab' * 10 ** 6).replace('a', 'b' * 10 ** 6)",
        "list(range(10 ** 12))",
        "sum(range(10 ** 12))",
        "tuple([1] * 10 ** 9)",
        "9" * 4000 + " + 1",
        "[[0] * 10 ** 5] * 10 ** 5",
        "int('9' * 10 ** 4)",
        "f\"{'a':>1000000000}\"",
        "dict.fromkeys(range(10 ** 10))",
        "math.factorial(10 ** 7)",
        "math.comb(10 ** 7, 10 ** 6)",
        "pow(7, 10 ** 8)",
        "2 ** -1 ** 0.5",
        "1 / 0 + 1 % 0 + 1 // 0",
    ],
    ids=lambda text: text[:24],
)
def test_expressions_that_are_huge_or_mean_huge_things(expression: str) -> None:
    entry = traced(model(f"y = {expression}\n    return x"))
    told = {"erased-branch", "harmless-question", "unfinished-entry"}
    assert {event.kind for event in entry.events} <= told
    assert entry.complete == ("unfinished-entry" not in kinds(entry.events))


def test_a_function_of_five_thousand_statements() -> None:
    lines = [f"y{i} = x * {i} + y{i - 1}" for i in range(1, 5000)]
    found = function("y0 = x\n" + "\n".join(lines) + "\nreturn y4999 * y4999.sum().item()")
    assert kinds(found) == ["baked-value"]


def test_many_choices_in_a_row_do_not_multiply() -> None:
    lines = [f"if self.flag{i}:\n    x = x + {i}" for i in range(200)]
    assert function("\n".join(lines) + "\nreturn x") == []


def test_choices_inside_choices_do_not_multiply() -> None:
    text = "return x"
    for i in range(60):
        text = f"if self.flag{i}:\n" + "\n".join("    " + line for line in text.splitlines()) + "\nx = x + 1"
    assert function(text + "\nreturn x") == []


def test_a_nested_loop_over_known_items_is_bounded() -> None:
    text = "x = x + 1"
    for i in range(9):
        text = f"for i{i} in (1, 2, 3, 4, 5):\n" + "\n".join("    " + line for line in text.splitlines())
    entry = traced(module("def forward(self, x):\n" + "\n".join("    " + t for t in text.splitlines())))
    assert kinds(entry.events) == ["unfinished-entry"]
    assert not entry.complete


def test_an_entry_that_hits_a_bound_takes_no_other_with_it() -> None:
    heavy = "\n".join(f"    x = f{i}(x, {i})" for i in range(1, 30))
    top = "def f0(x, n):\n    return x\n" + "".join(
        f"def f{i}(x, n):\n    return f{i - 1}(f{i - 1}(x, n + 1), n * 2 + 1)\n" for i in range(1, 30)
    )
    source = (
        f"{top}\nclass Heavy(nn.Module):\n    def forward(self, x):\n"
        + "\n".join("    " + line for line in heavy.splitlines())
        + "\n        return x\n\nclass Light(nn.Module):\n    def forward(self, x):\n"
        "        return x if x.sum() > 0 else -x\n"
    )
    entries = {entry.name: entry for entry in analysed(model=source).entries}
    assert kinds(entries["Light"].events) == ["erased-branch"]
    assert entries["Light"].complete


def test_a_class_that_builds_itself_ends() -> None:
    source = """
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = Model()
            def forward(self, x):
                return self.inner(x)
        """
    assert traced(source).events == []
