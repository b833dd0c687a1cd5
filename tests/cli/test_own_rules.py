"""Rules of a project's own on the command line: check, rules, explain, test-rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Tslint
from tslint.rules.pages import pages_folder

PAGE = """\
+++
code = "ACME001"
name = "no-print"
regime = "trace"
severity = "warning"
event = "external-call"
message = "`{value}` prints while the trace is recorded, and never again"
since = "1"

[when]
name = "builtins.print"
+++

# no-print (ACME001)

## What it does
Reports `print` in traced code.

## Why is this bad
It is not in the export.

## Example
```python
import torch


def shown(x: torch.Tensor) -> torch.Tensor:
    print("here")
    return x * 2


example = (torch.ones(2),)
other = (torch.zeros(3),)
```

## Use instead
```python
import torch


def shown(x: torch.Tensor) -> torch.Tensor:
    return x * 2


example = (torch.ones(2),)
other = (torch.zeros(3),)
```
"""
MODEL = """\
import torch


def note(x):
    print(x.shape)
    if x.sum() > 0:
        return x
    return -x


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        print("built")

    def forward(self, x):
        return note(x)


print("imported")
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "tslint.toml").write_text('rule-paths = ["lint"]\n')
    (tmp_path / "model.py").write_text(MODEL)
    path = tmp_path / "lint" / "ACME001-no-print.md"
    path.parent.mkdir()
    path.write_text(PAGE)
    return path


def test_a_rule_of_the_project_speaks_beside_those_of_tslint(tslint: Tslint, page: Path) -> None:
    out = tslint("check", "--output-format", "concise", "--mode", "trace", "--quiet").out.splitlines()
    assert [line.split("]")[0] for line in out] == [
        "model.py:5:5: warning[ACME001",
        "model.py:6:8: error[TS401",
    ]


def test_a_page_that_is_added_or_changed_is_heard_in_spite_of_the_cache(tslint: Tslint, page: Path) -> None:
    page.rename(page.with_suffix(".txt"))
    assert "ACME001" not in tslint("check").out
    page.with_suffix(".txt").rename(page)
    assert "ACME001" in tslint("check").out
    page.write_text(PAGE.replace("builtins.print", "builtins.input"))
    assert "ACME001" not in tslint("check").out


def test_it_is_selected_ignored_and_suppressed_as_any_other(tslint: Tslint, page: Path) -> None:
    assert "TS401" not in tslint("check", "--select", "ACME").out
    assert "ACME001" not in tslint("check", "--ignore", "no-print").out
    model = page.parents[1] / "model.py"
    model.write_text(MODEL.replace("print(x.shape)", "print(x.shape)  # tslint: ignore[ACME001] wanted"))
    out = tslint("check").out
    assert "ACME001" not in out
    assert "TS903" not in out


def test_a_plan_does_not_take_it_for_a_loss(tslint: Tslint, page: Path) -> None:
    model = page.parents[1] / "model.py"
    model.write_text(MODEL.replace("    if x.sum() > 0:\n        return x\n", ""))
    out = tslint("check").out
    assert "ACME001" in out
    assert "TS6" not in out


def test_it_is_listed_and_explained(tslint: Tslint, page: Path) -> None:
    assert "ACME001\tno-print\ttrace\twarning\t-\tReports `print` in traced code." in tslint("rules").out
    assert tslint("explain", "no-print").out.startswith("# no-print (ACME001)\n")
    elsewhere = page.parents[1] / "other.toml"
    elsewhere.write_text("")
    assert "ACME001" not in tslint("rules", "--config", str(elsewhere)).out


def test_pages_that_are_right_are_told_so(tslint: Tslint, page: Path) -> None:
    for words in ((), ("lint",), (str(page),)):
        ran = tslint("test-rules", *words)
        assert (ran.code, ran.out, ran.err) == (0, "2 blocks of 1 page run: all right.\n", "")


def test_pages_outside_of_the_configuration_are_run_with_its_rules(tslint: Tslint, page: Path) -> None:
    other = page.parents[1] / "drafts" / "ACME002-no-relu.md"
    other.parent.mkdir()
    text = PAGE.replace("ACME001", "ACME002").replace("no-print", "no-relu")
    text = text.replace('"builtins.print"', '"torch.relu"').replace("x * 2", "torch.relu(x)", 1)
    other.write_text(text.replace("```python\n", "```python also=ACME001\n", 1))
    ran = tslint("test-rules", "drafts")
    assert (ran.code, ran.out) == (0, "2 blocks of 1 page run: all right.\n")


def test_a_page_that_is_wrong_is_told_line_by_line(tslint: Tslint, page: Path) -> None:
    page.write_text(PAGE.replace('    print("here")\n', "    if x.sum() > 0:\n        return x\n"))
    ran = tslint("test-rules")
    assert ran.code == 1
    first, unreported, surplus, last = ran.out.splitlines()
    assert first == "lint/ACME001-no-print.md: ACME001 no-print"
    assert unreported == "  Example: ACME001 is not reported"
    assert surplus.startswith("  Example: line 5: TS401 is reported: ")
    assert last == "2 blocks of 1 page run: 1 page is wrong."


def test_a_cure_that_is_reported_and_a_page_without_one_are_wrong(tslint: Tslint, page: Path) -> None:
    cure = PAGE.index("## Use instead")
    page.write_text(PAGE[:cure] + PAGE[cure:].replace("    return", '    print("")\n    return'))
    ran = tslint("test-rules")
    assert (ran.code, "Use instead: line 5: ACME001 is reported" in ran.out) == (1, True)
    page.write_text(PAGE[:cure])
    ran = tslint("test-rules")
    assert (ran.code, "Use instead: there is no block to run" in ran.out) == (1, True)


def test_a_block_that_is_no_python_is_told(tslint: Tslint, page: Path) -> None:
    page.write_text(PAGE.replace("def shown(x: torch.Tensor) ->", "def shown(x: torch.Tensor ->", 1))
    ran = tslint("test-rules")
    assert ran.code == 1
    assert "Example: the block is not valid Python, line 4" in ran.out


def test_trouble_is_no_verdict(tslint: Tslint, page: Path) -> None:
    ran = tslint("test-rules", "nowhere")
    assert (ran.code, ran.out, ran.err) == (2, "", "tslint: nowhere: no such page or folder\n")
    page.write_text(PAGE.replace("severity", "sevrity"))
    ran = tslint("test-rules")
    assert ran.code == 2
    assert f"{page}:5:1: unknown key `sevrity`" in ran.err
    page.unlink()
    assert "there is no rule page to run" in tslint("test-rules").err


def test_a_message_with_a_fact_that_the_event_lacks_is_told(tslint: Tslint, page: Path) -> None:
    page.write_text(PAGE.replace("`{value}` prints", "`{what}` prints"))
    ran = tslint("check")
    assert ran.code == 2
    assert "ACME001-no-print names the fact 'what', which the event `external-call` lacks" in ran.err


def test_torch_has_to_object_unless_the_page_says_that_it_does_not(tslint: Tslint, page: Path) -> None:
    pytest.importorskip("torch")
    ran = tslint("test-rules", "--torch")
    assert (ran.code, "Example: torch: it works, and does what eager Python does" in ran.out) == (1, True)
    page.write_text(PAGE.replace("```python\n", "```python accepted\n", 1))
    assert tslint("test-rules", "--torch").code == 0


def test_a_block_that_ends_the_process_does_not_keep_the_others_from_torch(
    tslint: Tslint, page: Path
) -> None:
    pytest.importorskip("torch")
    text = PAGE.replace("```python\n", "```python accepted\n", 1)
    page.write_text(text.replace("import torch\n", "import os\n\nimport torch\n\nos._exit(7)\n", 1))
    ran = tslint("test-rules", "--torch")
    assert ran.code == 1
    said = [line for line in ran.out.splitlines() if "torch:" in line]
    assert said == ["  Example: torch: the block cannot be judged: ends the process, exit code 7"]


def test_the_pages_of_tslint_itself_are_run_by_their_table(tslint: Tslint) -> None:
    pytest.importorskip("torch")
    chosen = {"TS102", "TS401", "TS525", "TS601", "TS607", "TS701"}
    pages = [str(path) for path in sorted(pages_folder().glob("TS*.md")) if path.name[:5] in chosen]
    ran = tslint("test-rules", "--torch", *pages)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(" of 6 pages run: all right.\n")


def test_an_interpreter_without_torch_is_trouble(tslint: Tslint, page: Path) -> None:
    ran = tslint("test-rules", "--torch", "--python", "/nowhere/python")
    assert (ran.code, ran.err) == (2, "tslint: /nowhere/python cannot be run: No such file or directory\n")


def test_a_folder_of_rules_that_is_not_there_is_shown(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("rule-paths = [\n  'lnt/',\n]\n")
    ran = tslint("check")
    assert ran.code == 2
    assert "tslint.toml:2:3: `rule-paths`: `lnt/` is no folder in " in ran.err
    assert "\n2 |   'lnt/',\n  |   ^^^^^^\n" in ran.err
