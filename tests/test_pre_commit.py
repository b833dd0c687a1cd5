"""The hooks as a user runs them: the real pre-commit, on a repository of its own, against this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pre_commit")

ROOT = Path(__file__).resolve().parents[1]
MODEL = """\
import torch


class Gate(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x


class Cell(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()

    def forward(self, x):
        return self.gate(x) + 1
"""
CLEAN = "import torch\n\n\nclass Twice(torch.nn.Module):\n    def forward(self, x):\n        return x * 2\n"
_OFFLINE = re.compile(r"No matching distribution|Failed to establish|Could not f|Temporary failure")
Done = subprocess.CompletedProcess[str]


def call(folder: Path, *words: str, check: bool = False) -> Done:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    environment = {
        **quiet,
        "PRE_COMMIT_HOME": str(folder.parent / "environments"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=check
    )


def git(folder: Path, *words: str) -> Done:
    named = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    return call(folder, "git", *named, *words, check=True)


def pre_commit(folder: Path, *words: str) -> Done:
    return call(folder, sys.executable, "-m", "pre_commit", *words)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's repository whose hooks come from this checkout, as it is, their environment built."""
    if shutil.which("git") is None:
        pytest.skip("no git on this machine")
    base = tmp_path_factory.mktemp("pre-commit")
    source, user = base / "tslint", base / "user"
    source.mkdir()
    for name in ("tslint", "rules", "docsite"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, source / name)
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-qm", "as it is")
    revision = git(source, "rev-parse", "HEAD").stdout.strip()
    user.mkdir()
    git(user, "init", "-q")
    (user / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {source}\n    rev: {revision}\n"
        "    hooks:\n      - id: tslint-check\n      - id: tslint-fix\n"
    )
    built = pre_commit(user, "install", "--install-hooks")
    if built.returncode:
        said = built.stdout + built.stderr
        if _OFFLINE.search(said):
            pytest.skip("pre-commit cannot build the hooks' environment: no package index within reach")
        pytest.fail(said)
    return user


@pytest.fixture
def staged(repository: Path) -> Path:
    """The repository with a clean file and one with a hazard, both staged."""
    (repository / "model.py").write_text(MODEL)
    (repository / "clean.py").write_text(CLEAN)
    (repository / "notes.txt").write_text("if x.sum() > 0:\n")
    git(repository, "add", "-A")
    return repository


def test_the_environment_of_the_hooks_has_no_torch(staged: Path) -> None:
    (python,) = (staged.parent / "environments").glob("repo*/py_env*/bin/python")
    assert call(staged, str(python), "-c", "import tslint").returncode == 0
    assert call(staged, str(python), "-c", "import torch").returncode != 0


def test_check_fails_on_what_it_finds_and_passes_what_is_clean(staged: Path) -> None:
    ran = pre_commit(staged, "run", "tslint-check")
    assert ran.returncode == 1, ran.stderr
    assert "tslint check" in ran.stdout
    assert "Failed" in ran.stdout
    assert "model.py:6:12: error[TS401]" in ran.stdout
    assert (staged / "model.py").read_text() == MODEL
    ran = pre_commit(staged, "run", "tslint-check", "--files", "clean.py")
    assert (ran.returncode, "Passed" in ran.stdout) == (0, True)
    ran = pre_commit(staged, "run", "tslint-check", "--files", "notes.txt")
    assert (ran.returncode, "Skipped" in ran.stdout) == (0, True)


def test_fix_changes_the_file_and_then_both_pass(staged: Path) -> None:
    ran = pre_commit(staged, "run", "tslint-fix")
    assert ran.returncode == 1, ran.stderr
    assert "files were modified by this hook" in ran.stdout
    assert "self.gate = torch.jit.script(Gate())" in (staged / "model.py").read_text()
    git(staged, "add", "-A")
    ran = pre_commit(staged, "run", "--all-files")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("Passed") == 2


def test_a_commit_with_a_hazard_is_refused(staged: Path) -> None:
    refused = call(staged, "git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a model")
    assert refused.returncode == 1
    assert "error[TS401]" in refused.stdout + refused.stderr
    assert call(staged, "git", "rev-parse", "--verify", "-q", "HEAD").returncode != 0
