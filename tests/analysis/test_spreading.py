"""What other processes found, read and missed counts as if this one had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tslint.analysis import spreading
from tslint.analysis.spreading import Bounded, elsewhere
from tslint.project.modules import Project
from tslint.source.files import SourceFile, parse


class Others:
    """Runs work as another process would: on a project of its own."""

    jobs = 2

    def __call__(self, works: Sequence[Callable[[], bytes]], here: Callable[[], None]) -> list[bytes]:
        here()
        return [work() for work in works]


@pytest.fixture
def projects(tmp_path: Path) -> tuple[Project, Project]:
    """A project as two processes have it; `other.py` lies beside what is checked."""
    (tmp_path / "other.py").write_text("def f(x):\n    return x\n")
    path = tmp_path / "model.py"
    path.write_text("from other import f\nfrom absent import g\n")
    made = [Project([SourceFile(str(path), path.read_text(), parse(path.read_text()), "")]) for _ in "12"]
    return made[0], made[1]


def asked(there: Project, monkeypatch: pytest.MonkeyPatch, here: Project, has_values: bool) -> list[str]:
    """What a work gives that follows imports in its own process."""
    answered = spreading._answered

    def apart(_: Project, known: frozenset[str], work: Callable[[], object]) -> bytes:
        return answered(there, known, work)

    def work() -> str:
        return type(there.checked[0].lookup("f")).__name__ + type(there.checked[0].lookup("g")).__name__

    monkeypatch.setattr(spreading, "_answered", apart)
    return elsewhere(here, [work, work], Others(), has_values)


@pytest.mark.parametrize("has_values", [True, False])
def test_files_that_another_process_read_count_as_read(
    projects: tuple[Project, Project], has_values: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = projects
    assert asked(there, monkeypatch, here, has_values) == ["FunctionExternal"] * 2
    assert set(here.read()) == set(there.read())
    assert here.missed == there.missed
    assert any(path.endswith("absent.py") for path in here.missed)
    assert ("other" in here.imported()) is has_values


def test_the_bound_on_imports_counts_what_all_have_read(
    projects: tuple[Project, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tslint.project.modules.IMPORTED", 1)
    there, here = projects
    with pytest.raises(Bounded):
        asked(there, monkeypatch, here, False)
