"""Sources that are nested without end: each is judged as far as it goes, in every mode."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_HEAD = "import torch\nfrom torch import nn\n\n\n"


def _model(expression: str) -> str:
    return f"{_HEAD}class M(nn.Module):\n    def forward(self, x):\n        return {expression}\n"


def _calls(count: int) -> str:
    functions = [f"def f{i}(x):\n    return f{i + 1}(x)\n\n\n" for i in range(count)]
    return f"{_HEAD}{''.join(functions)}def f{count}(x):\n    return x\n"


def _bases(count: int) -> str:
    classes = [f"class B{i}(B{i - 1}):\n    pass\n\n\n" for i in range(1, count)]
    return f"{_HEAD}class B0(nn.Module):\n    pass\n\n\n{''.join(classes)}"


def _elifs(count: int) -> str:
    ways = [f"        elif n == {i}:\n            x = x + {i}\n" for i in range(1, count)]
    head = "class M(nn.Module):\n    def forward(self, x, n: int):\n        if n == 0:\n            x = -x\n"
    return f"{_HEAD}{head}{''.join(ways)}        return x\n"


def _lists(count: int) -> str:
    inside = "        a = []\n        a.append(a)\n" + "        a = [a]\n" * count
    return f"{_HEAD}class M(nn.Module):\n    def forward(self, x):\n{inside}        return a\n"


DEEP = {
    "sums": _model("x" + " + x" * 2500),
    "powers": _model("x ** " * 1400 + "x"),
    "attributes": _model("x" + ".a" * 2500),
    "method calls": _model("x" + ".relu()" * 2000),
    "subscripts": _model("x" + "[0]" * 2500),
    "negations": _model("not " * 900 + "x"),
    "signs": _model("-" * 1400 + "x"),
    "ternaries": _model("x if x.sum() > 0 else " * 1400 + "x"),
    "lambdas": _model("lambda: " * 1400 + "x"),
    "brackets": _model("[" * 190 + "x" + "]" * 190),
    "elif": _elifs(2000),
    "functions that call one another": _calls(400),
    "classes that derive from one another": _bases(400),
    "lists in lists": _lists(2000),
}


@pytest.mark.parametrize("mode", ["script", "trace", "hybrid"])
@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_without_end_ends_in_a_message(kind: str, mode: str, tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(DEEP[kind], encoding="utf-8")
    words = ["-m", "tslint", "check", str(path), "--mode", mode, "--entry", "*", "--no-cache"]
    done = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert "internal error" not in done.stderr + done.stdout
    assert done.stdout
