"""`follow-imports`: whether and where imports lead to source."""

from __future__ import annotations

from pathlib import Path

from tslint.project.entities import Class, External
from tslint.project.modules import Project
from tslint.source.files import load_source


def _project(tmp_path: Path, **options: object) -> Project:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "model.py").write_text("from gates import Gate\nfrom parts import Part\n")
    (tmp_path / "app" / "parts.py").write_text("class Part: pass\n")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "gates.py").write_text("class Gate: pass\n")
    return Project([load_source(tmp_path / "app" / "model.py")], **options)  # type: ignore[arg-type]


def test_imports_lead_to_files_beside_the_checked_ones_and_no_further(tmp_path: Path) -> None:
    model = _project(tmp_path).checked[0]
    assert isinstance(model.lookup("Part"), Class)
    assert model.lookup("Gate") == External("gates.Gate")


def test_installed_packages_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    model = _project(tmp_path, installed=[tmp_path / "site"]).checked[0]
    assert isinstance(model.lookup("Gate"), Class)


def test_imports_lead_nowhere_where_they_are_not_followed(tmp_path: Path) -> None:
    model = _project(tmp_path, follow=False).checked[0]
    assert model.lookup("Part") == External("parts.Part")
