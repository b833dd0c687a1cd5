"""Hostile sources: the script regime ends, whatever it reads."""

from __future__ import annotations

from pathlib import Path

from tests.analysis.script.judging import kinds
from tslint.analysis.script.run import Scripter
from tslint.project.entities import Function
from tslint.project.modules import Project
from tslint.source.files import load_source


def test_deep_nesting_of_expressions_ends(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: Tensor):\n    return " + "(" * 80 + "x" + " + 1)" * 80 + "\n") == []


def test_deep_nesting_of_blocks_ends(tmp_path: Path) -> None:
    lines = ["def f(x: Tensor):"]
    for depth in range(1, 19):
        lines.append("    " * depth + f"for i{depth} in range(2):")
    lines.append("    " * 19 + "x = x + 1")
    assert kinds(tmp_path, "\n".join([*lines, "    return x", ""])) == []


def test_functions_that_call_each_other_end(tmp_path: Path) -> None:
    source = "def g(x: Tensor):\n    return f(x)\n\ndef f(x: Tensor):\n    return g(x)\n"
    assert kinds(tmp_path, source) == ["recursion"]


def test_a_class_that_is_its_own_base_ends(tmp_path: Path) -> None:
    source = "class M(M):\n    def forward(self, x):\n        return x\n"
    assert kinds(tmp_path, source, "M") == ["unsupported-class"]


def test_a_module_that_holds_itself_ends(tmp_path: Path) -> None:
    source = """
    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.me = self

        def forward(self, x: Tensor):
            return x
    """
    assert kinds(tmp_path, source, "M") == []


def test_a_function_of_many_statements_ends(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: Tensor):\n" + "    x = x + 1\n" * 3000 + "    return x\n") == []


def test_a_long_chain_of_calls_ends(tmp_path: Path) -> None:
    lines = [f"def f{i}(x: Tensor):\n    return f{i + 1}(x)\n\n" for i in range(80)]
    source = "".join(lines) + "def f80(x: Tensor):\n    return x\n\ndef f(x: Tensor):\n    return f0(x)\n"
    assert kinds(tmp_path, source) == []


def test_an_expression_as_deep_as_the_parser_takes_ends(tmp_path: Path) -> None:
    nested = "abs(" * 150 + "x.dim()" + ")" * 150
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return {nested}\n") == []


def test_a_long_sum_ends(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: Tensor):\n    return " + " + ".join(["x"] * 600) + "\n") == []


def test_a_bound_that_is_hit_is_told_for_every_entry_that_leads_there(tmp_path: Path) -> None:
    nested = "abs(" * 150 + "x.dim()" + ")" * 150
    path = tmp_path / "judged.py"
    path.write_text(
        f"def g(x):\n    return {nested}\n\ndef f(x):\n    return g(x)\n\ndef h(x):\n    return x\n"
    )
    project = Project([load_source(path)])
    scripter = Scripter(project, None)
    cut = {}
    for name in ("g", "f", "h"):
        entity = project.checked[0].lookup(name)
        assert isinstance(entity, Function)
        cut[name] = scripter.compile(entity).cut
    assert cut == {"g": cut["f"], "f": "an expression in it is nested too deep", "h": ""}
