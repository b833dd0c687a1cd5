"""No input makes tslint fail: generated programs, damaged files and hostile ones, in all modes."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.outcomes import Outcome, outcome
from benchmarks.robustness import of_files, of_seeds, outcomes
from tests.generated.mutations import mutated
from tests.generated.programs import program, program_in_bytes
from tests.generated.projects import project
from tests.generated.wild import kinds_of


@pytest.mark.parametrize("first", range(0, 120, 40))
def test_generated_programs_go_through_every_mode_plan_and_fix(first: int) -> None:
    found = of_seeds(range(first, first + 40))
    assert found.inputs == 40
    assert found.troubles == {}
    assert all(reason.endswith("nested too deep") for reason in found.unfinished)


def test_generated_programs_differ_and_hold_every_kind_of_node_of_python() -> None:
    trees = [ast.parse(program(seed)) for seed in range(400)]
    assert len({program(seed) for seed in range(400)}) == 400
    held = {type(node) for tree in trees for node in ast.walk(tree)}
    families = ["stmt", "expr", "pattern", "excepthandler", "unaryop", "boolop", "cmpop"]
    families += ["type_param"] if hasattr(ast, "type_param") else []
    rare = {ast.BitAnd, ast.NotIn, ast.GtE}
    expected = {kind for family in families for kind in kinds_of(family)} - rare
    assert sorted(kind.__name__ for kind in expected - held) == []


HELD = {
    "a coroutine": lambda node: isinstance(node, ast.AsyncFor | ast.AsyncWith),
    "a class with a metaclass": lambda node: isinstance(node, ast.ClassDef) and bool(node.keywords),
    "a class in its own bases": lambda node: (
        isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == node.name for base in node.bases)
    ),
    "a decorator that is a lambda": lambda node: (
        isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Lambda) for each in node.decorator_list)
    ),
    "a lambda with a default": lambda node: isinstance(node, ast.Lambda) and bool(node.args.defaults),
    "a star import": lambda node: isinstance(node, ast.alias) and node.name == "*",
    "an import under a condition": lambda node: (
        isinstance(node, ast.If | ast.Try)
        and any(isinstance(each, ast.Import | ast.ImportFrom) for each in node.body)
    ),
    "an attribute that is deleted": lambda node: (
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Del)
    ),
    "a setter of a property": lambda node: isinstance(node, ast.Attribute) and node.attr == "setter",
    "a descriptor": lambda node: isinstance(node, ast.FunctionDef) and node.name == "__get__",
    "__getattr__": lambda node: isinstance(node, ast.FunctionDef) and node.name == "__getattr__",
    "__all__": lambda node: isinstance(node, ast.Name) and node.id == "__all__",
    "exec": lambda node: isinstance(node, ast.Name) and node.id == "exec",
    "eval": lambda node: isinstance(node, ast.Name) and node.id == "eval",
    "an f-string in an f-string": lambda node: (
        isinstance(node, ast.FormattedValue)
        and any(isinstance(each, ast.JoinedStr) for each in ast.walk(node.value))
    ),
    "a number of thousands of digits": lambda node: (
        isinstance(node, ast.Constant) and type(node.value) is int and node.value.bit_length() > 10_000
    ),
    "a text of thousands of characters": lambda node: (
        isinstance(node, ast.Constant) and type(node.value) is str and len(node.value) > 10_000
    ),
    "a star in a subscript": lambda node: (
        isinstance(node, ast.Subscript)
        and any(isinstance(each, ast.Starred) for each in ast.walk(node.slice))
    ),
    "forward that calls itself": lambda node: (
        isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Attribute) and each.attr == node.name for each in ast.walk(node))
    ),
    "the module in itself": lambda node: (
        isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id == "self"
    ),
}


def test_generated_programs_hold_what_is_odd() -> None:
    nodes = [node for seed in range(400) for node in ast.walk(ast.parse(program(seed)))]
    assert [what for what, is_one in HELD.items() if not any(map(is_one, nodes))] == []


def test_generated_files_are_of_many_encodings_and_line_ends() -> None:
    files = [program_in_bytes(seed) for seed in range(200)]
    for held in (b"\r\n", b"\r", b"\xef\xbb\xbf", b"coding: latin-1", b"cp1252", b"\x0c", b"\n\t"):
        assert any(held in content for content in files), held


def test_generated_folders_have_modules_that_import_one_another() -> None:
    imports = 0
    for seed in range(200):
        files = project(seed)
        assert len(files) > 1
        texts = {path: content.decode("utf-8", "replace") for path, content in files.items()}
        imports += sum(
            f"import {one}" in texts[f"pkg/{two}.py"] or f"pkg.{one} import" in texts[f"pkg/{two}.py"]
            for one, two in (("a", "b"), ("b", "a"))
            if {f"pkg/{one}.py", f"pkg/{two}.py"} <= texts.keys()
        )
    assert imports > 5


def test_a_failure_a_hang_and_a_bound_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep.py"
    path.write_text("def f(x):\n    return " + "(" * 150 + "x" + ")" * 150 + "\n")
    monkeypatch.setattr("benchmarks.outcomes.check", lambda *_: 1 // 0)
    (said,) = outcome("deep.py", path, ["script"]).troubles
    assert said.startswith("ZeroDivisionError")
    monkeypatch.setattr("benchmarks.outcomes.check", lambda *_: exec("while True: pass"))
    (said,) = outcome("deep.py", path, ["script"], seconds=0.3).troubles
    assert said.startswith("hang beyond 0.3 s")
    monkeypatch.setattr("benchmarks.outcomes.check", lambda *_: time.sleep(60))
    (said,) = outcome("deep.py", path, ["script"], seconds=0.05).troubles
    assert said.startswith("hang beyond 0.05 s")


def test_a_process_that_dies_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "fine.py"
    path.write_text("def f(x):\n    return x\n")
    fine = partial(of_files, [path])
    given = list(outcomes([fine, fine, partial(_killed, "this one"), fine, fine], 1))
    assert [one.inputs for one in given] == [1, 1, 1, 1, 1]
    assert [list(one.troubles.values()) for one in given] == [[], [], [["('this one',)"]], [], []]


def _killed(name: str) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(name)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_damaged_files_are_checked_or_refused_in_a_line(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "damaged.py"
    path.write_bytes(mutated(Random(seed), program(seed % 400).encode()))
    assert outcome("damaged", path, ["script", "fix"]).troubles == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_no_text_and_no_bytes_make_a_check_fail(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "any.py"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    assert outcome("any", path, ["hybrid", "fix"]).troubles == {}


NESTED = {
    "brackets": "x = " + "(" * 5_000 + ")" * 5_000,
    "lists": "def f(x):\n    return " + "[" * 190 + "x" + "]" * 190,
    "signs": "def f(x):\n    return " + "-" * 5_000 + "x",
    "sums": "def f(x):\n    return " + " + ".join(["x"] * 20_000),
    "calls": "def f(x):\n    return x" + ".abs()" * 3_000,
    "calls of functions": "def f(x):\n    return " + "f(" * 180 + "x" + ")" * 180,
    "subscripts": "def f(x):\n    return x" + "[0]" * 3_000,
    "branches": "def f(x):\n"
    + "".join(" " * n + "if x.sum() > 0:\n" for n in range(1, 95))
    + " " * 95
    + "pass",
    "elifs": "def f(x):\n    if x:\n        pass\n" + "    elif x.sum() > 0:\n        pass\n" * 2_000,
    "lambdas": "def f(x):\n    return " + "lambda: " * 900 + "x",
    "conditions": "def f(x):\n    return " + "x if x.sum() > 0 else " * 900 + "x",
    "comparisons": "def f(x):\n    return " + " < ".join(["x"] * 20_000),
    "statements": "def f(x):\n" + "    x = x + 1\n" * 30_000,
    "definitions": "".join(
        f"def f{n}(x):\n    return x if x.sum() > 0 else f{n - 1}(x)\n" for n in range(1, 600)
    ),
    "classes": "from torch import nn\n" + "".join(f"class C{n}(C{n - 1}):\n    pass\n" for n in range(3_000)),
    "decorators": "@f\n" * 5_000 + "def f(x):\n    return x",
    "annotations": "def f(x: " + "List[" * 180 + "int" + "]" * 180 + "):\n    return x",
    "a text of a megabyte": "def f(x):\n    return x, '" + "a" * 1_000_000 + "'",
    "a name of a megabyte": "def f(x):\n    return x." + "a" * 1_000_000,
    "a number of a megabyte": "def f(x):\n    return x + 0x" + "1" * 1_000_000,
    "a power": "def f(x):\n    return x + 9 ** 9 ** 9 + (1 << 10 ** 10), 'a' * 10 ** 10, [0] * 10 ** 10",
    "a comment of a megabyte": "def f(x):\n    return x  # tslint: ignore[" + "TS401, " * 140_000 + "]",
    "an f-string": "def f(x):\n    return f'" + "{x}" * 20_000 + "'",
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_and_long_code_is_checked_in_bounded_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.py"
    path.write_text(NESTED[name] + "\n")
    for mode in ("script", "trace"):
        words = ["check", path.name, "--mode", mode, "--entry", "*", "--no-cache", "--quiet"]
        done = subprocess.run(
            [sys.executable, "-m", "tslint", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode in (0, 1, 2), done.stderr
        assert "internal error" not in done.stderr + done.stdout
        assert "error inside tslint" not in done.stdout
