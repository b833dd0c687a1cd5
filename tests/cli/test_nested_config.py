"""Nested configuration: the nearest file above each source governs it, and the run stays one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import GATE, Ran, Tslint


def write(path: Path, text: str = GATE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three folders with a hazard each; the root has a configuration."""
    write(tmp_path / "tslint.toml", "severity = { TS401 = 'warning' }\nselect = ['TS4', 'TS9']\n")
    for name in ("own", "packages/inner", "packages/other"):
        write(tmp_path / name / "model.py")
    return tmp_path


def told(ran: Ran) -> dict[str, str]:
    """Severity of what is told, by file."""
    assert ran.code in (0, 1), ran.err
    return {
        finding["file"]: finding["severity"]
        for finding in json.loads(ran.out)["findings"]
        if finding["code"] == "TS401"
    }


def check(tslint: Tslint, *words: str) -> dict[str, str]:
    return told(tslint("check", "--output-format", "json", "--no-cache", *words))


def test_the_nearest_configuration_alone_says_how_grave_a_finding_is(tslint: Tslint, project: Path) -> None:
    write(project / "packages" / "inner" / "pyproject.toml", "[tool.tslint]\nseverity = { TS4 = 'info' }\n")
    write(project / "packages" / "other" / "pyproject.toml", "[tool.other]\n")
    assert check(tslint) == {
        "own/model.py": "warning",
        "packages/inner/model.py": "info",
        "packages/other/model.py": "warning",
    }


@pytest.mark.parametrize(
    "text",
    [
        "ignore = ['TS401']\n",
        "select = ['TS5']\n",
        "severity = { data-dependent-if = 'off' }\n",
        "per-file-ignores = { 'inner/' = ['TS401'] }\n",
        "exclude = ['inner']\n",
        "exclude = ['model.py']\n",
        "severity = { TS401 = 'info' }\nmin-severity = 'warning'\n",
    ],
)
def test_every_key_about_files_and_rules_holds_for_its_folders_alone(
    tslint: Tslint, project: Path, text: str
) -> None:
    nested = project / "packages" / "tslint.toml"
    write(project / "inner" / "model.py")  # patterns are relative to the file that has them
    every = {"inner/model.py", "own/model.py", "packages/inner/model.py", "packages/other/model.py"}
    assert set(check(tslint)) == every
    write(nested, text)
    found = set(check(tslint))
    assert {"inner/model.py", "own/model.py"} <= found
    assert "packages/inner/model.py" not in found


def test_an_option_of_the_command_line_holds_everywhere(tslint: Tslint, project: Path) -> None:
    write(project / "packages" / "tslint.toml", "select = ['TS5']\nseverity = { TS4 = 'info' }\n")
    assert set(check(tslint, "--select", "TS4")) == {
        "own/model.py", "packages/inner/model.py", "packages/other/model.py"
    }  # fmt: skip
    assert set(check(tslint, "--select", "TS4", "--min-severity", "warning")) == {"own/model.py"}
    assert set(check(tslint, "--config", "select = ['TS4']", "--config", "severity.TS4 = 'error'")) == {
        "own/model.py", "packages/inner/model.py", "packages/other/model.py"
    }  # fmt: skip


def test_a_configuration_that_is_asked_for_is_the_only_one(tslint: Tslint, project: Path) -> None:
    write(project / "packages" / "tslint.toml", "exclude = ['inner']\nselect = ['TS5']\n")
    write(project / "all.toml", "severity = { TS4 = 'error' }\n")
    assert check(tslint, "--config", "all.toml") == {
        "own/model.py": "error", "packages/inner/model.py": "error", "packages/other/model.py": "error"
    }  # fmt: skip


def test_a_run_without_a_configuration_of_its_own_meets_those_of_its_paths(
    tslint: Tslint, tmp_path: Path
) -> None:
    for name, severity in (("a", "warning"), ("b", "info")):
        write(tmp_path / name / "model.py")
        write(tmp_path / name / "tslint.toml", f"severity = {{ TS401 = '{severity}' }}\n")
    assert check(tslint, "a", "b") == {"a/model.py": "warning", "b/model.py": "info"}


def test_a_model_of_one_folder_is_judged_with_what_it_builds_in_another(
    tslint: Tslint, project: Path
) -> None:
    """One analysis over all: a finding lies where its file is, and its file's configuration speaks."""
    for folder in ("own", "packages"):
        write(project / folder / "__init__.py", "")
    write(
        project / "packages" / "user.py",
        "import torch\nfrom own.model import Gate\n\n\nclass User(torch.nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.gate = Gate()\n\n"
        "    def forward(self, x):\n        return self.gate(x)\n",
    )
    write(project / "own" / "tslint.toml", "severity = { TS401 = 'info' }\n")
    ran = tslint("check", "--output-format", "json", "--no-cache")
    document = json.loads(ran.out)
    assert told(ran)["own/model.py"] == "info"
    (entry,) = [each for each in document["entries"] if each["name"] == "User" and each["regime"] == "trace"]
    reached = [document["findings"][number] for number in entry["findings"]]
    assert ("own/model.py", "info") in {(each["file"], each["severity"]) for each in reached}
    assert entry["verdict"] == "clean"


def test_unused_comments_are_told_where_that_rule_is_on(tslint: Tslint, project: Path) -> None:
    for folder in ("inner", "other"):
        write(project / "packages" / folder / "a.py", "x = 1  # tslint: ignore[TS501]\n")
    write(project / "packages" / "inner" / "tslint.toml", "ignore = ['TS903']\n")
    ran = tslint("check", "--output-format", "concise", "--no-cache")
    told = [line.partition(": ")[0] for line in ran.out.splitlines() if "TS903" in line]
    assert told == ["packages/other/a.py:1:8"]


def test_a_nearer_baseline_leaves_out_what_it_holds(tslint: Tslint, project: Path) -> None:
    write(project / "packages" / "inner" / "tslint.toml", "baseline = 'known.json'\n")
    assert tslint("baseline", "create", "packages/inner").code == 0
    assert (project / "packages" / "inner" / "known.json").is_file()
    assert set(check(tslint)) == {"own/model.py", "packages/other/model.py"}
    write(project / "packages" / "inner" / "model.py", "x = 1\n")
    ran = tslint("check", "--no-cache")
    assert "TS401 in model.py is gone" in ran.err
    assert "`tslint baseline update packages/inner` drops it" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mode = 'script'\n", "tslint.toml:1:8: `mode`: holds for a whole run, and "),
        ("\nrule-paths = ['lint']\n", "tslint.toml:2:14: `rule-paths`: holds for a whole run, and "),
        ("select = ['TS4', 'TS4x']\n", "tslint.toml:1:18: `select`: `TS4x` is no rule"),
        ("severity = { TS4o1 = 'off' }\n", "tslint.toml:1:14: `severity.TS4o1`: `TS4o1` is no rule"),
        ("per-file-ignores = { 'a' = ['no'] }\n", "tslint.toml:1:29: `per-file-ignores.a`: `no` is no rule"),
        ("modes = 'script'\n", "tslint.toml:1:1: unknown key `modes`; did you mean `mode`?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_nearer_configuration_is_shown_in_its_file(
    tslint: Tslint, project: Path, text: str, said: str
) -> None:
    nested = write(project / "packages" / "tslint.toml", text)
    ran = tslint("check", "--no-cache")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"tslint: {nested.parent}/{said}")
    assert "^" in ran.err


def test_a_key_of_the_whole_run_may_say_the_same_or_be_given_on_the_command_line(
    tslint: Tslint, project: Path
) -> None:
    nested = write(project / "packages" / "tslint.toml", "mode = 'hybrid'\ntargets.a.model = 'm:A'\n")
    assert check(tslint)
    nested.write_text("mode = 'script'\n")
    assert check(tslint, "--mode", "trace")
    # By itself the folder is a run of its own.
    assert json.loads(tslint("check", "--show-settings", "packages").out)["mode"] == "script"


def test_a_warm_run_is_judged_by_the_configuration_of_now(tslint: Tslint, project: Path) -> None:
    words = ("check", "--output-format", "json")
    assert told(tslint(*words))["own/model.py"] == "warning"
    write(project / "own" / "tslint.toml", "severity = { TS401 = 'error' }\n")
    assert told(tslint(*words))["own/model.py"] == "error"


def test_show_files_honours_nearer_excludes(tslint: Tslint, project: Path) -> None:
    write(project / "packages" / "tslint.toml", "exclude = ['inner']\n")
    assert tslint("check", "--show-files").out.split() == ["own/model.py", "packages/other/model.py"]


def test_a_path_that_leads_up_and_down_again_is_governed_by_where_it_ends(
    tslint: Tslint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project / "packages" / "inner" / "tslint.toml", "select = ['TS5']\n")
    monkeypatch.chdir(project / "packages" / "inner")
    assert list(check(tslint, "../other").values()) == ["warning"]
    assert list(check(tslint, "../other/model.py").values()) == ["warning"]
    assert check(tslint, "../other/../inner") == {}
    assert list(check(tslint, "../other", ".").values()) == ["warning"]
    (project / "packages" / "tslint.toml").write_text("baseline = 'none.json'\n")
    # What both have in common is the folder above: its configuration is the run's.
    assert "none.json: there is no baseline here" in tslint("check", "../other", "model.py").err
