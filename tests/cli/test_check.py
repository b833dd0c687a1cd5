"""`tslint check`: formats, options and exit codes, over what an analysis of one event an `if` would say."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint
from tslint.analysis.api import Analysis, EntryEvents
from tslint.analysis.events import Event
from tslint.config.settings import Settings
from tslint.ir.cures import ReplaceText
from tslint.project.modules import Project
from tslint.rules.model import Rule
from tslint.rules.ruleset import RuleSet, load_rules
from tslint.source.positions import span_of

RULE = Rule("TS499", "an-if", "any", "error", "if", "`if {test}`", "do without", applicability="safe")
NOTE = Rule("TS498", "a-while", "any", "info", "while", "`while {test}`", "as you like")


def analyse(project: Project, settings: Settings, spread: object = None) -> Analysis:
    """One entry a module with an event for each `if` and `while`: the layers above are under test here."""
    found = []
    for module in project.checked:
        events = []
        for node in ast.walk(module.source.tree):
            if isinstance(node, ast.If | ast.While):
                kind = type(node).__name__.lower()
                span = span_of(module.source.lines, node.test)
                cure = ReplaceText(module.path, span, "True")
                facts = {"test": ast.unparse(node.test)}
                cures = (cure,) if kind == "if" else ()
                events.append(Event(kind, settings.regimes[0], module.path, span, facts, cures=cures))
        found.append(
            EntryEvents("m", module.name, "module", module.path, 1, settings.regimes[0], events, True)
        )
    return Analysis(project, found, {})


@pytest.fixture(autouse=True)
def simple_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = RuleSet([*(rule for rule in load_rules().rules if rule.code.startswith("TS9")), RULE, NOTE])
    monkeypatch.setattr("tslint.engine.analysing.analyse", analyse)
    monkeypatch.setattr("tslint.engine.check.load_rules", lambda: rules)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "pkg" / "model.py"
    path.parent.mkdir()
    path.write_text("x = 1\nif x > 0:\n    y = 2\n")
    return path


def test_the_working_directory_is_checked_where_no_path_is_given(tslint: Tslint, model: Path) -> None:
    ran = tslint("check", "--output-format", "concise")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[0] == "pkg/model.py:2:4: error[TS499] [*] `if x > 0`"


def test_the_full_format_is_the_default(tslint: Tslint, model: Path) -> None:
    ran = tslint("check", "pkg")
    assert ran.out.startswith(
        "error[TS499] `if x > 0`\n --> pkg/model.py:2:4\n  |\n2 | if x > 0:\n  |    ^^^^^\n"
    )
    assert "\x1b[" not in ran.out
    assert "\x1b[" in tslint("check", "pkg", "--color", "always").out


def test_json_is_one_document(tslint: Tslint, model: Path) -> None:
    document = json.loads(tslint("check", "--output-format", "json").out)
    assert [finding["file"] for finding in document["findings"]] == ["pkg/model.py"]
    assert document["entries"][0]["findings"] == [0]


def test_nothing_to_report_is_exit_code_0(tslint: Tslint, model: Path) -> None:
    model.write_text("x = 1\n")
    ran = tslint("check")
    assert (ran.code, ran.out) == (0, "No findings: 1 entry in 1 file checked.\n")


def test_findings_for_information_alone_are_exit_code_0(tslint: Tslint, model: Path) -> None:
    model.write_text("while True:\n    pass\n")
    ran = tslint("check", "--output-format", "concise")
    assert ran.code == 0
    assert "info[TS498]" in ran.out


def test_exit_zero_and_quiet(tslint: Tslint, model: Path) -> None:
    ran = tslint("check", "--exit-zero", "--quiet", "--output-format", "concise")
    assert (ran.code, ran.out) == (0, "pkg/model.py:2:4: error[TS499] [*] `if x > 0`\n")


def test_the_command_line_stands_in_place_of_the_configuration(
    tslint: Tslint, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.tslint]\nselect = ['TS498']\noutput-format = 'concise'\nmode = 'script'\n"
    )
    assert tslint("check").code == 0
    ran = tslint("check", "--select", "TS498,an-if")
    assert (ran.code, ran.out.splitlines()[0]) == (1, "pkg/model.py:2:4: error[TS499] [*] `if x > 0`")
    document = json.loads(tslint("check", "--output-format", "json").out)
    assert document["entries"][0]["regime"] == "script"
    document = json.loads(tslint("check", "--output-format", "json", "--mode", "trace").out)
    assert document["entries"][0]["regime"] == "trace"


def test_the_configuration_nearest_to_the_paths_holds(tslint: Tslint, model: Path) -> None:
    (model.parent / "tslint.toml").write_text("exclude = ['/model.py']\n")
    (model.parent / "other.py").write_text("")
    assert tslint("check", "pkg").code == 0
    assert tslint("check", "pkg/model.py").code == 1


def test_a_syntax_error_is_a_finding_and_the_rest_is_checked(tslint: Tslint, model: Path) -> None:
    (model.parent / "broken.py").write_text("def f(:\n")
    ran = tslint("check", "--output-format", "concise")
    assert (ran.code, ran.err) == (1, "")
    assert [line.split(" ")[0] for line in ran.out.splitlines()[:-1]] == [
        "pkg/broken.py:1:7:",
        "pkg/model.py:2:4:",
    ]
    assert "error[TS901]" in ran.out


def test_what_cannot_be_checked_is_told_and_the_rest_is_checked(tslint: Tslint, model: Path) -> None:
    (model.parent / "latin.py").write_bytes(b"x = '\xe9'\n")
    ran = tslint("check", "absent", "pkg", "--output-format", "concise", "--exit-zero")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "tslint: absent: no such file or folder",
        "tslint: pkg/latin.py: not UTF-8: byte 0xe9 at offset 5, line 1;"
        " save it as UTF-8 or declare its encoding in the first line",
    ]
    assert "pkg/model.py:2:4: error[TS499]" in ran.out


def test_an_entry_that_is_nowhere_is_an_error(tslint: Tslint, model: Path) -> None:
    model.write_text("class Gate:\n    pass\n")
    ran = tslint("check", "--entry", "Gatt")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "tslint: no entry `Gatt` in the checked files; did you mean Gate?\n"
    for name in ("Gate", "model.Gate", "*"):
        assert tslint("check", "--entry", name).code == 0


def test_a_suppressed_finding_is_not_told(tslint: Tslint, model: Path) -> None:
    model.write_text("if x > 0:  # tslint: ignore[TS499] it is a constant\n    y = 2\n")
    assert tslint("check").code == 0
    model.write_text("y = 2  # tslint: ignore[TS499]\n")
    ran = tslint("check", "--output-format", "concise")
    assert ran.code == 1
    said = "this comment silences nothing: there is no finding of TS499 here"
    assert ran.out.splitlines()[0] == f"pkg/model.py:1:8: warning[TS903] [*] {said}"


def test_a_fix_is_shown_as_a_diff_or_written(tslint: Tslint, model: Path) -> None:
    before = model.read_text()
    shown = tslint("fix", "--diff")
    assert shown.code == 1
    assert shown.out.startswith("--- pkg/model.py\n+++ pkg/model.py\n")
    assert "-if x > 0:\n+if True:\n" in shown.out
    assert shown.err == "1 cure would change 1 file.\n"
    assert model.read_text() == before
    done = tslint("fix")
    assert (done.code, done.out, done.err) == (0, "1 cure carried out in 1 of 1 file.\n", "")
    assert model.read_text() == before.replace("x > 0", "True")


def test_nothing_to_fix_is_exit_code_0(tslint: Tslint, model: Path) -> None:
    model.write_text("x = 1\n")
    assert tslint("fix").out == "Nothing to fix.\n"
    assert tslint("fix", "--diff").code == 0
    assert tslint("fix", "absent").code == 2
