"""`tslint init`: what it writes is valid where it goes, what is there stays, and nothing is done unasked."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.cli.conftest import Tslint
from tests.published import published
from tslint.cli.initial import jsonc, surroundings
from tslint.cli.initial.surroundings import Source, look_around, source_of
from tslint.config import toml
from tslint.config.load import load_config

SOURCE = "https://git.example.org/tools/tslint@v0.1.0"
MODEL = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x
"""
GIT = {"vcs": "git", "commit_id": "c0ffee"}
TAG, BRANCH = ({**GIT, "requested_revision": revision} for revision in ("v3.0", "main"))
WRITTEN = {".pre-commit-config.yaml", ".vscode/tasks.json", ".github/workflows/tslint.yml"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("src/net/model.py", "tests/test_model.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(MODEL)
    (tmp_path / "src" / "net" / "export.py").write_text("import torch\n\nexported = torch.jit.trace\n")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "tidy.py").write_text("import os\n")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git/" not in str(path))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_nothing_is_written_without_an_answer(tslint: Tslint, project: Path) -> None:
    before = files(project)
    ran = tslint("init", "--source", SOURCE)
    assert (ran.code, ran.err) == (1, "Nothing was written: --yes writes it.\n")
    for name in (*WRITTEN, "tslint.toml"):
        assert f"+++ {name}\n" in ran.out
    assert files(project) == before


def test_everything_is_written_and_a_second_time_nothing(tslint: Tslint, project: Path) -> None:
    ran = tslint("init", "--yes", "--source", SOURCE)
    assert (ran.code, ran.err) == (0, "")
    written = files(project)
    assert set(written) >= {*WRITTEN, "tslint.toml"}
    again = tslint("init", "--yes", "--source", SOURCE)
    assert (again.code, again.out.count("is set up already"), files(project)) == (0, 4, written)


def test_the_configuration_is_one_and_fits_the_project(tslint: Tslint, project: Path) -> None:
    tslint("init", "--yes", "--only", "config")
    config = load_config(project).config
    assert (config.mode, config.exclude) == ("hybrid", ("tests/",))
    assert tslint("check", "--show-files").out.split() == [
        "scripts/tidy.py",
        "src/net/export.py",
        "src/net/model.py",
    ]
    (project / "tslint.toml").unlink()
    (project / "src" / "net" / "export.py").write_text("import torch\n\nexported = torch.jit.script\n")
    tslint("init", "--yes", "--only", "config")
    assert load_config(project).config.mode == "script"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a\n[project]\nname = 'x'  # b",
        "[project]\r\nname = 'x'\r\n",
        "[tool.ruff]\nline-length = 3\n\n",
    ],
)
def test_a_project_file_grows_at_its_end(tslint: Tslint, project: Path, text: str) -> None:
    path = project / "pyproject.toml"
    path.write_bytes(text.encode())
    path.chmod(0o640)
    assert tslint("init", "--yes", "--only", "config").code == 0
    after = path.read_bytes().decode()
    assert after.startswith(text)
    assert ("\r\n" in text) == ("\r\n" in after)
    assert after.count("\n") == after.count("\r\n") or "\r" not in after
    assert path.stat().st_mode & 0o777 == 0o640
    assert load_config(project).config.exclude == ("tests/",)
    before = toml.loads(text)
    assert {**toml.loads(after), "tool": before.get("tool")} == {**before, "tool": before.get("tool")}
    assert set(files(project)) - {"pyproject.toml"} == set(files(project)) - {"pyproject.toml", "tslint.toml"}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("pyproject.toml", "[project\n", "it is not valid TOML"),
        ("pyproject.toml", "tool = { ruff = {} }\n", "its table `tool` takes no further table"),
        ("pyproject.toml", "tool = 3\n", "its `tool` is no table"),
        (".pre-commit-config.yaml", "repos: [\n", "it has no list `repos`"),
        (".pre-commit-config.yaml", "ci: {}\n", "it has no list `repos`"),
        (".pre-commit-config.yaml", "repos: [{repo: meta, hooks: 3}]\n", "its list `repos` is not"),
        (".pre-commit-config.yaml", "repos: []\n", "its list `repos` is not written as one"),
        (".pre-commit-config.yaml", "repos: [{repo: meta, hooks: [{id: i}]}]\n", "its list `repos` is not"),
        (".vscode/tasks.json", "{", "it has no list `tasks`"),
        (".vscode/tasks.json", '{"version": "2.0.0"}', "it has no list `tasks`"),
        (".vscode/tasks.json", '{"tasks": []}', "its list `tasks` is not written as one"),
        (".pre-commit-config.yaml", b"\xff", "it is not UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_extended_is_left_with_what_to_paste(
    tslint: Tslint, project: Path, name: str, text: str | bytes, reason: str
) -> None:
    path = project / name
    path.parent.mkdir(exist_ok=True)
    before = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(before)
    part = {"p": "config", ".p": "pre-commit", ".v": "vscode"}[name[: 2 if name[0] == "." else 1]]
    ran = tslint("init", "--yes", "--only", part)
    assert ran.code == 1
    assert ran.err.startswith(f"tslint: {name}: left alone: {reason}")
    assert path.read_bytes() == before
    paste = ran.out.removeprefix("Paste this:\n")
    if part == "config":
        assert toml.loads(paste)["tool"]["tslint"]["mode"] == "hybrid"
    elif part == "pre-commit":
        assert yaml.safe_load(paste)["repos"][0]["hooks"][0]["id"] == "tslint-check"
    else:
        assert [task["label"] for task in json.loads(paste)["tasks"]] == ["tslint", "tslint: watch"]


HOOKS = """\
# ours
default_stages: [pre-commit]
repos:
{0}- repo: https://github.com/astral-sh/ruff-pre-commit  # a comment
{0}  rev: v0.17.0
{0}  hooks:
{0}    - id: ruff
{0}    # - id: ruff-format

# of the service
ci:
  autofix_prs: false
"""


@pytest.mark.parametrize(
    "text",
    [
        None,
        HOOKS.format(""),
        HOOKS.format("  "),
        HOOKS.format("    ").partition("\n\n")[0],
        HOOKS.format("").replace("\n", "\r\n"),
        "---\n" + HOOKS.format("  ").partition("\n# of")[0] + "...\n",
    ],
)
@pytest.mark.parametrize("source", [Source("https://git.example.org/tslint", "v1.0"), Source(), None])
def test_the_hooks_are_what_pre_commit_takes(
    tslint: Tslint, project: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, source: Source | None
) -> None:
    pytest.importorskip("pre_commit")
    path = project / ".pre-commit-config.yaml"
    if text is not None:
        path.write_bytes(text.encode())
    monkeypatch.setattr(surroundings, "source_of", lambda said: source)
    assert tslint("init", "--yes", "--only", "pre-commit").code == 0
    after = path.read_bytes().decode()
    ran = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(path)], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stdout + ran.stderr
    for line in (text or "").splitlines():
        assert line in after.splitlines()
    *_, entry = yaml.safe_load(after)["repos"]
    assert [hook["id"] for hook in entry["hooks"]] == ["tslint-check", "tslint-fix"]
    assert all(hook["exclude"] == r"^(tests/)" for hook in entry["hooks"])
    if source is None:
        assert (entry["repo"], entry["hooks"][0]["language"]) == ("local", "system")
    elif source.repository:
        assert (entry["repo"], entry["rev"]) == ("https://git.example.org/tslint", "v1.0")
    else:
        assert entry["hooks"][0]["additional_dependencies"] == ["tslint==0.1.0"]
    assert after.count("\r\n") in (0, after.count("\n"))
    assert text is None or "autofix" not in text or yaml.safe_load(after)["ci"] == {"autofix_prs": False}


def test_a_local_hook_runs(tslint: Tslint, project: Path) -> None:
    """The entries of the hooks that need no address are commands that do what the others do."""
    tslint("init", "--yes", "--only", "pre-commit")
    (entry,) = yaml.safe_load((project / ".pre-commit-config.yaml").read_text())["repos"]
    check = entry["hooks"][0]["entry"].split()
    ran = tslint(*check[1:], "src/net/model.py")
    assert (ran.code, "src/net/model.py:6:12: error[TS401]" in ran.out) == (1, True)


TASKS = """\
{
\t// what we run
\t"version": "2.0.0",
\t"tasks": [
\t\t{ "label": "build", "args": ["a", "]"], /* "tasks": [ */ },  // the last
\t],
\t"inputs": []
}
"""


@pytest.mark.parametrize("text", [None, TASKS, TASKS.replace("},  //", "}  //"), TASKS.replace("\n", "\r\n")])
def test_the_tasks_stand_beside_those_that_are_there(tslint: Tslint, project: Path, text: str | None) -> None:
    path = project / ".vscode" / "tasks.json"
    if text is not None:
        path.parent.mkdir()
        path.write_bytes(text.encode())
    assert tslint("init", "--yes", "--only", "vscode").code == 0
    after = path.read_bytes().decode()
    document = jsonc.loads(after)
    labels = [task["label"] for task in document["tasks"]]
    assert labels == [*(["build"] if text else []), "tslint", "tslint: watch"]
    assert document["version"] == "2.0.0"
    for line in (text or "").splitlines():
        assert line.rstrip() in [each.rstrip() for each in after.splitlines()] or line.strip().endswith(
            "last"
        )
    assert "// the last" in after or text is None
    assert after.count("\r\n") in (0, after.count("\n"))


def test_the_problem_matcher_of_a_task_reads_what_its_command_prints(tslint: Tslint, project: Path) -> None:
    tslint("init", "--yes", "--only", "vscode")
    for task in json.loads((project / ".vscode" / "tasks.json").read_text())["tasks"]:
        program, *words = task["command"].replace(" --watch", "").split()
        assert program == "tslint"
        line = next(line for line in tslint(*words).out.splitlines() if "TS401" in line)
        pattern: dict[str, Any] = task["problemMatcher"]["pattern"]
        match = re.search(pattern["regexp"], line)
        assert match is not None
        read = [match[pattern[key]] for key in ("file", "line", "column", "severity", "code")]
        assert read == ["src/net/model.py", "6", "12", "error", "TS401"]


def test_the_workflow_is_one_and_runs_what_there_is(tslint: Tslint, project: Path) -> None:
    tslint("init", "--yes", "--only", "github", "--source", SOURCE)
    path = project / ".github" / "workflows" / "tslint.yml"
    steps = yaml.safe_load(path.read_text())["jobs"]["tslint"]["steps"]
    install, check = (step["run"] for step in steps if "run" in step)
    assert install == 'pip install "git+https://git.example.org/tools/tslint@v0.1.0"'
    program, *words = check.split()
    ran = tslint(*words)
    assert (program, ran.code) == ("tslint", 1)
    assert "::error " in ran.out
    assert "file=src/net/model.py" in ran.out
    # YAML 1.1 reads the key `on` as true; GitHub does not.
    document = {
        "on" if key is True else key: value for key, value in yaml.safe_load(path.read_text()).items()
    }
    jsonschema.validate(document, published("github-workflow"))


def test_without_an_address_no_workflow_is_made_up(tslint: Tslint, project: Path) -> None:
    ran = tslint("init", "--yes", "--only", "github")
    assert (ran.code, (project / ".github").exists()) == (1, False)
    assert "--source says where a workflow gets it" in ran.err


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("https://h/a/tslint", Source("https://h/a/tslint", "v0.1.0")),
        ("git+https://h/a/tslint@main", Source("https://h/a/tslint", "main")),
        ("https://me@h/a/tslint", Source("https://me@h/a/tslint", "v0.1.0")),
        ("git@h:a/tslint", Source("git@h:a/tslint", "v0.1.0")),
        ("git@h:a/tslint@v2", Source("git@h:a/tslint", "v2")),
    ],
)
def test_a_source_is_an_address_and_a_revision(said: str, source: Source) -> None:
    assert source_of(said) == source


@pytest.mark.parametrize(
    ("told", "source"),
    [
        (None, Source()),
        ({"url": "file:///src", "dir_info": {"editable": True}}, None),
        ({"url": "https://h/t", "vcs_info": TAG}, Source("https://h/t", "v3.0")),
        ({"url": "https://h/t", "vcs_info": BRANCH}, Source("https://h/t", "c0ffee")),
        ({"url": "https://h/t", "vcs_info": GIT}, Source("https://h/t", "c0ffee")),
    ],
)  # fmt: skip
def test_the_source_is_where_this_one_was_installed_from(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, Any] | None, source: Source | None
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return None if told is None else json.dumps(told)

    monkeypatch.setattr(surroundings.metadata, "distribution", lambda name: Installed())
    assert source_of(None) == source


def test_many_folders_are_checked_as_one(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.py").write_text("from torch import nn\n")
    assert look_around(tmp_path).sources == (".",)
    (tmp_path / "d" / "m.py").unlink()
    assert look_around(tmp_path).sources == ("a", "b", "c")


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_on_a_terminal_it_asks(project: Path, answer: str, code: int) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tslint", "init", "--only", "config"],
        cwd=project, stdin=child, stdout=child, stderr=child, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    os.close(child)
    said = b""
    while b"Write this file? [y/N]" not in said:
        said += os.read(parent, 1000)
    os.write(parent, answer.encode() + b"\n")
    assert process.wait(timeout=60) == code
    os.close(parent)
    assert (project / "tslint.toml").exists() == (answer == "y")


def test_a_file_that_comes_between_is_not_overwritten(
    tslint: Tslint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tslint.cli import init

    def meanwhile(count: int, yes: bool) -> bool:
        (project / "tslint.toml").write_text("mode = 'trace'\n")
        return True

    monkeypatch.setattr(init, "_agreed", meanwhile)
    ran = tslint("init", "--only", "config")
    assert (ran.code, ran.err) == (1, "tslint: tslint.toml: left alone: it is there by now\n")
    assert (project / "tslint.toml").read_text() == "mode = 'trace'\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tslint: Tslint, project: Path) -> None:
    project.chmod(0o500)
    try:
        ran = tslint("init", "--yes", "--only", "config")
    finally:
        project.chmod(0o700)
    assert (ran.code, ran.err) == (
        1,
        "tslint: tslint.toml: left alone: it cannot be written: Permission denied\n",
    )


def test_a_file_in_the_way_of_a_folder_is_told(tslint: Tslint, project: Path) -> None:
    (project / ".github").write_text("")
    ran = tslint("init", "--yes", "--only", "github", "--source", SOURCE)
    assert ran.code == 1
    assert ran.err.startswith("tslint: .github/workflows/tslint.yml: left alone: it cannot be ")
