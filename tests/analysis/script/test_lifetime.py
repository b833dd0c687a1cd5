"""What the script regime keeps of a project goes with the project."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from tslint.analysis.api import analyse
from tslint.config.settings import Settings
from tslint.project.modules import Project
from tslint.source.files import load_source

SOURCE = """
import torch

@torch.jit.script
def scale(x):
    return x * 2
"""


def test_nothing_holds_a_project_whose_analysis_is_over(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(SOURCE)
    project = Project([load_source(path)])
    assert analyse(project, Settings(tmp_path, mode="script")).entries
    gone = weakref.ref(project)
    del project
    gc.collect()
    assert gone() is None
