"""Files read and analysed from nothing: what a check does where nothing is recalled.

The interpreter takes longer to be imported than a report to be made of what is recalled: whoever may not
need this module imports it where it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tslint.analysis.api import Analysis, Spread, analyse
from tslint.config.settings import Settings
from tslint.engine.collector import seldom, undisturbed
from tslint.engine.environment import site_packages
from tslint.engine.progress import Progress
from tslint.engine.reading import Reading
from tslint.project.modules import Project
from tslint.source.files import SourceFile


def analysed(
    files: Sequence[Path],
    reading: Reading,
    settings: Settings,
    progress: Progress,
    spread: Spread | None,
) -> Analysis:
    """Read files and analyse them; `spread` has other processes look at some of the entries."""
    with undisturbed():
        sources = reading.read(files, settings, progress)
    progress("analysing", 0, 0)
    with seldom():
        project = project_of(sources, settings)
        return analyse(project, settings, spread=spread)


def project_of(sources: list[SourceFile], settings: Settings) -> Project:
    """Sources with whatever the settings let their imports lead to."""
    installed = site_packages() if settings.follow_imports == "site-packages" else ()
    return Project(sources, settings.follow_imports != "none", installed)
