"""The cache: what it recalls, and what makes it look again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tslint.config.settings import Settings
from tslint.engine import analysing
from tslint.engine import check as engine
from tslint.rules.model import Report

GATE = """
import torch
from torch import nn
from helper import scale

class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return scale(x)
        return x
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "gate.py").write_text(GATE)
    (tmp_path / "helper.py").write_text("def scale(x):\n    return x * 2\n")
    return tmp_path


def _check(repo: Path, mode: str = "trace") -> Report:
    return engine.check([repo / "gate.py"], Settings(root=repo, mode=mode), cached=True)  # type: ignore[arg-type]


def test_another_decorator_makes_it_look_again(repo: Path) -> None:
    said = {}
    for decorator in ("torch.jit.script", "torch.jit.script_if_tracing"):
        settings = Settings(root=repo, script_decorator=decorator)  # type: ignore[arg-type]
        source = (repo / "gate.py").read_text().replace("x.sum() > 0", "pick(x)")
        picked = "\ndef pick(x):\n    return x * 2 if x.sum() > 0 else x\n"
        (repo / "gate.py").write_text(
            source.replace("if pick(x):", "return pick(x)\n        if True:") + picked
        )
        report = engine.check([repo / "gate.py"], settings, cached=True)
        said[decorator] = [each.message for each in report.findings if each.code == "TS601"]
    assert all(f"@{decorator} above it" in message for decorator, (message,) in said.items())


def _codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def _forbid_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("analysed again")

    monkeypatch.setattr(analysing, "analyse", fail)


def _edit(path: Path, text: str) -> None:
    path.write_text(text)
    later = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))


@pytest.mark.parametrize("mode", ["trace", "script", "hybrid"])
def test_nothing_is_analysed_where_nothing_changed(
    repo: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    first = _check(repo, mode)
    _forbid_analysis(monkeypatch)
    assert _check(repo, mode) == first


def test_an_edited_file_is_looked_at_again(repo: Path) -> None:
    assert _codes(_check(repo)) == ["TS401"]
    _edit(repo / "gate.py", GATE.replace("x.sum() > 0", "self.training"))
    assert _codes(_check(repo)) == []


def test_an_edited_module_that_was_imported_counts_too(repo: Path) -> None:
    _check(repo)
    _edit(repo / "helper.py", "def scale(x):\n    return x * int(x.shape[0])\n")
    assert sorted(_codes(_check(repo))) == ["TS401", "TS501"]


def test_a_module_that_was_missing_and_has_come_counts_too(repo: Path) -> None:
    helper = (repo / "helper.py").read_text()
    (repo / "helper.py").unlink()
    _check(repo)
    (repo / "helper.py").write_text(helper.replace("x * 2", "x * len(x)"))
    assert sorted(_codes(_check(repo))) == ["TS401", "TS503"]


@pytest.mark.parametrize("content", [b"", b"\x93\x01\x02", b"not a cache at all"])
def test_a_damaged_cache_is_passed_over_and_written_again(repo: Path, content: bytes) -> None:
    first = _check(repo)
    (stored,) = (repo / ".tslint_cache").glob("*.msgpack")
    stored.write_bytes(content)
    assert _check(repo) == first
    assert stored.read_bytes() != content


def test_the_folder_says_what_it_is_and_keeps_itself_out_of_git(repo: Path) -> None:
    _check(repo)
    assert (repo / ".tslint_cache" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f")
    assert (repo / ".tslint_cache" / ".gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(repo: Path) -> None:
    (repo / ".tslint_cache").write_text("a file is in the way")
    assert _codes(_check(repo)) == ["TS401"]


def test_suppression_comments_and_syntax_errors_are_recalled(repo: Path) -> None:
    (repo / "gate.py").write_text(GATE.replace("x.sum() > 0:", "x.sum() > 0:  # tslint: ignore[TS401]"))
    (repo / "broken.py").write_text("def f(:\n")
    settings = Settings(root=repo, mode="trace")
    first = engine.check([repo], settings, cached=True)
    assert _codes(first) == ["TS901"]
    assert engine.check([repo], settings, cached=True) == first


def test_files_whose_names_are_no_text_are_recalled_too(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = Path(os.fsdecode(os.fsencode(repo / "odd") + b"\xff\n.py"))
    odd.write_text(GATE)
    settings = Settings(root=repo, mode="trace")
    first = engine.check([odd], settings, cached=True)
    assert _codes(first) == ["TS401"]
    _forbid_analysis(monkeypatch)
    assert engine.check([odd], settings, cached=True) == first


def test_a_check_that_recalls_everything_imports_no_interpreter(repo: Path) -> None:
    run = (
        "import sys; from tslint.__main__ import main; main();"
        "print(any(name.startswith(('tslint.analysis.interp', 'tslint.hybrid')) for name in sys.modules))"
    )
    command = [sys.executable, "-c", run, "check", "--quiet", "gate.py"]
    for imports in (True, False):
        told = subprocess.run(command, cwd=repo, capture_output=True, text=True, check=True).stdout
        assert "TS401" in told
        assert told.endswith(f"{imports}\n")
