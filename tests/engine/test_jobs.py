"""Checks in several processes: the same findings in the same order, the same cache, trouble in one line."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tslint.analysis import api as analysis
from tslint.analysis.trace import shares
from tslint.cli.main import run as tslint
from tslint.config.settings import Settings
from tslint.engine import analysing, parts, pool, spread
from tslint.engine import check as engine
from tslint.engine.cache import FOLDER
from tslint.engine.planning import plan
from tslint.errors import TslintError
from tslint.report.plan import as_json
from tslint.rules.model import Report

pytestmark = pytest.mark.skipif(not pool.can_fork(), reason="processes are forked")
FIXTURES = Path(__file__).parents[2] / "fixtures"

LAYER = """
import torch
from torch import nn
from common.helpers import {used}

class Layer{n}(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.linear = nn.Linear(width, width)

    def forward(self, x):
        if x.sum() > {n}:
            return {used}(self.linear(x))
        return x

@torch.jit.script
def scaled{n}(x):
    return [*{used}(x)]

TABLE = {{}}
"""
MODEL = """
from torch import nn
from layers{folder}.layer{n} import Layer{n}
from layers{other}.layer{m} import Layer{m}, scaled{m}

class Model{n}(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Layer{n}(8), Layer{m}()

    def forward(self, x):
        return scaled{m}(self.second(self.first(x))) + int(x.shape[0])
"""
HELPERS = """
def doubled(x):
    return x * 2 if len(x) > 2 else x

def halved(x):
    y = doubled(x)
    return y / float(y.max())
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Packages whose models, layers and helpers lie in different folders and call each other."""
    for folder in ("common", "layers0", "layers1", "models"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "common" / "helpers.py").write_text(HELPERS)
    for n in range(8):
        layer = LAYER.format(n=n, used=("doubled", "halved")[n % 2])
        (tmp_path / f"layers{n % 2}" / f"layer{n}.py").write_text(layer)
        m = (n + 3) % 8
        (tmp_path / "models" / f"model{n}.py").write_text(MODEL.format(n=n, m=m, folder=n % 2, other=m % 2))
    (tmp_path / "models" / "broken.py").write_text("def f(:\n")
    return tmp_path


@pytest.fixture(autouse=True)
def large_enough(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Small parts, and work that is worth processes; gives how many processes were begun in each pool."""
    monkeypatch.setattr(parts, "LARGEST_PART", 200)
    monkeypatch.setattr(parts, "_CERTAIN", 0)
    monkeypatch.setattr(spread, "SMALL", 100)
    begun: list[int] = []
    kept = pool.run

    def counted(tasks, *how):  # type: ignore[no-untyped-def]
        begun.append(len(tasks))
        return kept(tasks, *how)

    monkeypatch.setattr(pool, "run", counted)
    return begun


def checked(root: Path, jobs: int, mode: str, cached: bool = False, **more: object) -> Report:
    settings = Settings(root=root, mode=mode, jobs=jobs, **more)  # type: ignore[arg-type]
    return engine.check([root], settings, cached=cached)


@pytest.mark.parametrize("mode", ["hybrid", "trace", "script"])
@pytest.mark.parametrize("entries", [(), ("*",)])
def test_findings_and_their_order_are_those_of_one_process(
    repo: Path, mode: str, entries: tuple[str, ...], large_enough: list[int]
) -> None:
    alone = checked(repo, 1, mode, entries=entries)
    assert large_enough == []
    assert len(alone.findings) > 8
    for jobs in (2, 3):
        assert checked(repo, jobs, mode, entries=entries) == alone
    assert all(number > 1 for number in large_enough)
    assert len(large_enough) == 2


@pytest.mark.parametrize("jobs", [2, 5])
def test_one_part_is_shared_under_script(
    repo: Path, jobs: int, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGEST_PART", 10**6)
    monkeypatch.setattr(analysis, "FEWEST", 2)
    alone = checked(repo, 1, "script", entries=("*",))
    assert checked(repo, jobs, "script", entries=("*",)) == alone
    assert large_enough == [jobs - 1]  # this process takes a share too


@pytest.mark.parametrize("mode", ["trace", "hybrid"])
@pytest.mark.parametrize("jobs", [2, 5])
def test_one_part_is_shared_under_trace(
    repo: Path, mode: str, jobs: int, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGEST_PART", 10**6)
    monkeypatch.setattr(shares, "FEWEST", 2)
    alone = checked(repo, 1, mode)
    assert large_enough == []
    assert checked(repo, jobs, mode) == alone
    assert large_enough == [min(jobs - 1, 3)]  # eight models are four shares, the first of which is done here


def test_plans_are_those_of_one_process(
    repo: Path, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGEST_PART", 10**6)
    monkeypatch.setattr(shares, "FEWEST", 2)
    settings = Settings(root=repo, jobs=1)
    alone = plan([repo], settings)
    assert large_enough == []
    several = plan([repo], replace(settings, jobs=3))
    assert large_enough == [2]
    assert as_json(several.models, repo) == as_json(alone.models, repo)
    assert several.findings == alone.findings
    assert len(alone.models) > 7


@pytest.mark.parametrize("bound", [100, 300, 6_000])
def test_a_bound_on_imports_is_hit_alike_under_trace(
    repo: Path, bound: int, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tslint.project.modules.IMPORTED", bound)
    monkeypatch.setattr(parts, "LARGEST_PART", 10**6)
    monkeypatch.setattr(shares, "FEWEST", 2)
    settings = Settings(root=repo, jobs=1)
    alone = engine.check([repo / "models"], settings)
    assert engine.check([repo / "models"], replace(settings, jobs=4)) == alone
    assert large_enough == [3]
    assert bool(alone.notes) == (bound < 6_000)


@pytest.mark.parametrize("bound", [100, 300, 6_000])
def test_a_bound_on_imports_is_hit_alike(
    repo: Path, bound: int, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tslint.project.modules.IMPORTED", bound)
    monkeypatch.setattr(analysis, "FEWEST", 2)
    (repo / "models" / "__init__.py").write_text("import torch\n")
    settings = Settings(root=repo, mode="script", jobs=1, entries=("*",))
    monkeypatch.setattr(parts, "LARGEST_PART", 10**6)
    alone = engine.check([repo / "models"], settings)
    assert engine.check([repo / "models"], replace(settings, jobs=4)) == alone
    assert large_enough == [3]
    assert bool(alone.notes) == (bound < 6_000)


@pytest.mark.parametrize("mode", ["hybrid", "script"])
def test_the_fixtures_are_judged_alike(mode: str, large_enough: list[int]) -> None:
    settings = Settings(root=FIXTURES, mode=mode, jobs=1)  # type: ignore[arg-type]
    alone = engine.check([FIXTURES], settings)
    assert engine.check([FIXTURES], replace(settings, jobs=3)) == alone
    assert large_enough
    assert alone.findings


@pytest.mark.parametrize("mode", ["hybrid", "script"])
def test_one_process_recalls_what_several_wrote_and_the_other_way_round(
    repo: Path, mode: str, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    several = checked(repo, 3, mode, cached=True)
    written = {path.name: path.read_bytes() for path in (repo / FOLDER).glob("*.msgpack")}
    assert written

    def forbidden(*_: object) -> None:
        raise AssertionError("analysed again")

    with monkeypatch.context() as patched:
        patched.setattr(analysing, "analyse", forbidden)
        assert checked(repo, 1, mode, cached=True) == several
        assert checked(repo, 3, mode, cached=True) == several
    assert large_enough == [large_enough[0]]
    for name in written:
        (repo / FOLDER / name).unlink()
    assert checked(repo, 1, mode, cached=True) == several
    assert {path.name for path in (repo / FOLDER).glob("*.msgpack")} == set(written)


def test_a_cache_that_cannot_be_written_costs_nothing_else(repo: Path) -> None:
    (repo / FOLDER).write_text("a file is in the way")
    assert checked(repo, 3, "hybrid", cached=True) == checked(repo, 1, "hybrid")


def test_a_small_check_begins_no_process(
    repo: Path, large_enough: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "SMALL", 2**18)
    assert checked(repo, 8, "hybrid").findings
    assert large_enough == []


def test_a_file_that_cannot_be_read_is_told_once(repo: Path) -> None:
    (repo / "models" / "latin.py").write_bytes(b"x = '\xe9'\n")
    for mode in ("hybrid", "script"):
        report = checked(repo, 3, mode)
        assert len(report.failures) == 1
        assert report == checked(repo, 1, mode)


def test_a_process_that_is_killed_is_one_message_and_exit_code_2(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def killed(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(analysing, "analyse", killed)
    assert tslint(["check", str(repo), "--jobs", "2"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "a process ended (SIGKILL) while it looked at" in err
    assert "--jobs 1" in err
    assert not list((repo / FOLDER).glob("*.msgpack"))


def test_an_unknown_entry_is_the_same_mistake(repo: Path) -> None:
    with pytest.raises(TslintError, match="no entry `Modell1`"):
        checked(repo, 2, "trace", entries=("Modell1",))


def test_the_command_line_wins_over_the_configuration(
    repo: Path, large_enough: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    (repo / "tslint.toml").write_text("jobs = 2\n")
    assert tslint(["check", str(repo), "--no-cache", "--output-format", "json"]) == 1
    several = json.loads(capsys.readouterr().out)
    assert len(large_enough) == 1
    assert tslint(["check", str(repo), "--no-cache", "--output-format", "json", "--jobs", "1"]) == 1
    assert json.loads(capsys.readouterr().out) == several
    assert len(large_enough) == 1


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_processes_that_is_none_is_refused(
    repo: Path, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tslint(["check", str(repo), "--jobs", jobs]) == 2
    (repo / "tslint.toml").write_text("jobs = 0\n")
    assert tslint(["check", str(repo)]) == 2
    assert "jobs" in capsys.readouterr().err
