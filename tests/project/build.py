"""Small projects on disk, for tests of names and classes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from tslint.project.entities import Class
from tslint.project.modules import Project
from tslint.source.files import load_source


def project_at(root: Path, files: Mapping[str, str], checked: tuple[str, ...] = ()) -> Project:
    """Write files (an empty text makes an `__init__.py`, say) and make a project of those to be checked."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return Project([load_source(root / name) for name in checked or tuple(files)])


def class_of(project: Project, module: str, name: str) -> Class:
    """A class of the project, which must be there."""
    found = project.module(module)
    assert found is not None
    entity = found.lookup(name)
    assert isinstance(entity, Class)
    return entity
