"""Marked branches are taken both ways where an input can be found that does, and told where none is."""

from __future__ import annotations

from pathlib import Path

from tests.confirm.conftest import Project
from tslint.ir.spans import Span

RARE = """
class Rare(nn.Module):
    def forward(self, x):
        if x.abs().max() > 500.0:
            x = x / 500.0
        return x * 2
"""


LARGE = "x.abs().max() > 500.0"


def marked(path: Path, text: str) -> tuple[tuple[str, Span]]:
    """The one place of a file where this text stands, as the analysis marks it."""
    lines = path.read_text().splitlines()
    ((line, column),) = [(number, row.index(text) + 1) for number, row in enumerate(lines, 1) if text in row]
    return ((str(path), Span(line, column, line, column + len(text))),)


def test_an_input_is_searched_that_takes_the_other_side(project: Project) -> None:
    path = project.write("model.py", RARE)
    blind = project.confirm("model:Rare", "float32[batch, 4]")
    assert blind.verdict == "confirmed", blind.reason

    report = project.confirm("model:Rare", "float32[batch, 4]", branches=marked(path, LARGE))
    assert report.verdict == "disagrees"
    assert report.inputs is not None
    assert report.inputs.not_exercised == ()
    assert report.hybrid is not None
    wrong = [each.label for each in report.hybrid.sets if each.outcome == "differs"]
    assert wrong == ["searched 1"]


def test_a_branch_that_no_input_takes_both_ways_is_not_exercised(project: Project) -> None:
    path = project.write("model.py", RARE.replace("> 500.0", "< 0"))
    never = marked(path, "x.abs().max() < 0")
    report = project.confirm("model:Rare", "float32[batch, 4]", branches=never)
    assert report.verdict == "confirmed"
    assert report.inputs is not None
    assert [each.partition("model.py:")[2] for each in report.inputs.not_exercised] == [
        "7: `if` was never true"
    ]
    assert "not exercised: " in report.step("inputs").detail
    assert report.to_json()["inputs"]["not_exercised"] == report.inputs.not_exercised


def test_a_side_that_only_a_refused_input_takes_counts_for_nothing(project: Project) -> None:
    path = project.write("model.py", RARE.replace("x = x / 500.0", "x = x[7, 7, 7]"))
    report = project.confirm("model:Rare", "float32[batch, 4]", branches=marked(path, LARGE))
    assert report.inputs is not None
    assert [each.partition("model.py:")[2] for each in report.inputs.not_exercised] == [
        "7: `if` was never true"
    ]


def test_a_loop_is_exercised_by_two_numbers_of_rounds(project: Project) -> None:
    path = project.write(
        "model.py",
        """
        def total(x):
            result = torch.zeros(3)
            for i in range(x.shape[0]):
                result = result + x[i]
            return result
        """,
    )
    mark = marked(path, "range(x.shape[0])")
    named = project.confirm("model:total", "float32[rows, 3]", branches=mark)
    fixed = project.confirm("model:total", "float32[2, 3]", branches=mark)
    assert named.inputs is not None
    assert named.inputs.not_exercised == ()
    assert fixed.inputs is not None
    assert [each.partition("model.py:")[2] for each in fixed.inputs.not_exercised] == [
        "7: `for` always ran 2 rounds"
    ]


def test_a_searched_input_that_keeps_a_loop_going_does_not_hang_the_proof(project: Project) -> None:
    path = project.write(
        "model.py",
        """
        def shrink(x):
            while x.abs().max() > 100.0:
                x = x * 1.0
            return x + 1
        """,
    )
    report = project.confirm(
        "model:shrink", "float32[4]", branches=marked(path, "x.abs().max() > 100.0"), timeout=60.0
    )
    assert report.verdict == "confirmed", report.reason
    assert report.inputs is not None
    assert len(report.inputs.not_exercised) == 1


def test_the_ways_of_a_factorys_inputs_are_searched_too(project: Project) -> None:
    path = project.write("model.py", RARE + "\n\ndef make_inputs():\n    return (torch.ones(2, 4),)\n")
    report = project.confirm("model:Rare", factory="model:make_inputs", branches=marked(path, LARGE))
    assert report.verdict == "disagrees"
    assert report.inputs is not None
    assert report.inputs.not_exercised == ()


def test_a_ternary_on_one_line_is_searched_like_any_branch(project: Project) -> None:
    path = project.write(
        "model.py",
        """
        class Rare(nn.Module):
            def forward(self, x):
                y = [t / 500.0 if t.abs().max() > 500.0 else t for t in x.unbind(1)]
                return torch.stack(y)
        """,
    )
    mark = marked(path, "t / 500.0 if t.abs().max() > 500.0 else t")
    report = project.confirm("model:Rare", "float32[batch, 4]", branches=mark)
    assert report.verdict == "disagrees"
    assert report.inputs is not None
    assert report.inputs.not_exercised == ()


def test_what_is_scripted_already_is_compiled_from_the_file_as_it_is(project: Project) -> None:
    path = project.write(
        "model.py",
        """
        @torch.jit.script
        def clip(x):
            if bool(x.abs().max() > 500.0):
                x = x / 500.0
            return x


        class Model(nn.Module):
            def forward(self, x):
                y = x * 2 if x.shape[0] > 2 else x
                return clip(y)
        """,
    )
    marks = (*marked(path, "x.abs().max() > 500.0"), *marked(path, "x * 2 if x.shape[0] > 2 else x"))
    report = project.confirm("model:Model", "float32[batch, 4]", branches=marks)
    assert report.inputs is not None, report.reason
    assert report.inputs.not_exercised == ()
    assert report.verdict == "disagrees"
