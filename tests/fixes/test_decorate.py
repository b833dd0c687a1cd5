"""Decorators are put where torch compiles the function, once, and only where the result can work."""

from __future__ import annotations

import pytest

from tslint.ir.cures import DecorateFunction

from .editing import FILE, fix, is_satisfied, refusal


def decorate(qualname: str, decorator: str = "torch.jit.script") -> DecorateFunction:
    return DecorateFunction(FILE, qualname, decorator)


def test_comments_above_a_function_stay_above_the_decorator() -> None:
    text = "import torch\n\n\n# adds\n# one\ndef f(x):  # here\n    return x + 1\n"
    assert fix(text, decorate("f")) == text.replace("def f", "@torch.jit.script\ndef f")


def test_the_decorator_is_the_innermost_one() -> None:
    text = "import torch\n\n\n@torch.no_grad()\n# why\ndef f(x):\n    return x\n"
    assert fix(text, decorate("f")) == text.replace("def f", "@torch.jit.script\ndef f")


def test_a_static_method_is_decorated_below_staticmethod() -> None:
    text = "import torch\nclass A:\n\tclass B:\n\t\t@staticmethod\n\t\tdef f(x): return x\n"
    assert fix(text, decorate("A.B.f")) == text.replace("\t\tdef", "\t\t@torch.jit.script\n\t\tdef")


def test_a_function_that_registers_its_name_is_scripted_above_that() -> None:
    text = "import torch\nfrom torch.fx import wrap\n\n\n@wrap\ndef f(x):\n    return x\n"
    assert fix(text, decorate("f")) == text.replace("@wrap", "@torch.jit.script\n@wrap")
    assert "without its name" in refusal(text.replace("@wrap", "@wrap\n@torch.no_grad()"), decorate("f"))


def test_a_method_can_be_marked_but_not_scripted() -> None:
    text = "import torch\nclass A:\n    def m(self, x):\n        return x\n"
    assert "@torch.jit.unused\n    def m" in fix(text, decorate("A.m", "torch.jit.unused"))
    for decorator in ("torch.jit.script", "torch.jit.script_if_tracing"):
        assert "is a method" in refusal(text, decorate("A.m", decorator))


@pytest.mark.parametrize(
    "head",
    [
        "import torch\n@torch.jit.script\n",
        "import torch as th\n@th.jit.script\n@th.no_grad()\n",
        "from torch.jit import script as s\n@s\n",
        "from torch import jit\n@jit.script_if_tracing\n",
        "import torch.jit as j\n@j.script_if_tracing\n",
    ],
)
def test_a_scripted_function_is_left_alone(head: str) -> None:
    assert is_satisfied(f"{head}def f(x):\n    return x\n", decorate("f"))


def test_a_function_that_is_scripted_after_its_definition_is_left_alone() -> None:
    text = "import torch\n\n\ndef f(x):\n    return x\n\n\nf = torch.jit.script(f)\n"
    assert is_satisfied(text, decorate("f"))
    assert fix(text.replace("f = ", "g = "), decorate("f"))


def test_script_if_tracing_is_not_added_to_script() -> None:
    text = "import torch\n\n\n@torch.jit.script\ndef f(x):\n    return x\n"
    assert is_satisfied(text, decorate("f", "torch.jit.script_if_tracing"))


@pytest.mark.parametrize("name", ["ignore", "unused", "export", "ignore(drop=True)"])
def test_a_function_that_is_kept_out_of_script_is_refused(name: str) -> None:
    text = f"import torch\n\n\n@torch.jit.{name}\ndef f(x):\n    return x\n"
    assert f"@torch.jit.{name.partition('(')[0]}" in refusal(text, decorate("f"))


def test_a_decorator_with_arguments_is_added_once() -> None:
    text = "import torch\n\n\nclass A:\n    def m(self):\n        pass\n"
    new = fix(text, decorate("A.m", "torch.jit.ignore(drop=True)"))
    assert "    @torch.jit.ignore(drop=True)\n    def m" in new
    assert is_satisfied(new, decorate("A.m", "torch.jit.ignore(drop=True)"))


@pytest.mark.parametrize(
    ("imports", "spelled"),
    [
        ("import torch\n", "torch.jit.script"),
        ("import torch.nn as nn\nimport torch.nn.functional\n", "torch.jit.script"),
        ("import torch as th\n", "th.jit.script"),
        ("from torch import jit\n", "jit.script"),
        ("import torch\nfrom torch.jit import script\n", "torch.jit.script"),
        ("from torch.jit import script as s\n", "s"),
    ],
)
def test_the_decorator_is_spelled_by_the_imports_that_are_there(imports: str, spelled: str) -> None:
    text = f"{imports}def f(x):\n    return x\n"
    assert fix(text, decorate("f")) == f"{imports}@{spelled}\ndef f(x):\n    return x\n"


def test_an_async_function_is_refused() -> None:
    assert "async" in refusal("import torch\nasync def f(x):\n    return x\n", decorate("f"))


def test_a_decorator_that_the_file_does_not_know_is_refused() -> None:
    assert "`numba` is not known here" in refusal("def f(x):\n    return x\n", decorate("f", "numba.njit"))


def test_one_line_functions_and_inner_functions_are_decorated() -> None:
    text = "import torch\ndef outer():\n  def f(x): return x\n  return f\n"
    new = text.replace("  def f", "  @torch.jit.script\n  def f")
    assert fix(text, decorate("outer.<locals>.f")) == fix(text, decorate("outer.f")) == new
