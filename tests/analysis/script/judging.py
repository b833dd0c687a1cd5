"""Judge a source text with the script regime, as the tests of this folder do."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tslint.analysis.events import Event
from tslint.analysis.interp.api import build_instance
from tslint.analysis.script.api import compile_class, compile_function, compile_module
from tslint.project.classes import is_module
from tslint.project.entities import Class, Function
from tslint.project.modules import Project
from tslint.source.files import load_source
from tslint.torchspec.load import spec
from tslint.torchspec.types import Type

IMPORTS = """\
import math
from enum import Enum
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

"""
_QUIET = {"ignored-call", "minor-difference"}


def events(folder: Path, source: str, entry: str = "f", types: dict[str, Type] | None = None) -> list[Event]:
    """Every event of the entry in `source`, which may use the usual imports."""
    path = folder / "judged.py"
    path.write_text(IMPORTS + dedent(source), encoding="utf-8")
    project = Project([load_source(path)])
    entity = project.checked[0].lookup(entry)
    if isinstance(entity, Function):
        return compile_function(project, entity, spec(None), types)
    assert isinstance(entity, Class), f"no entry {entry}"
    if is_module(entity):
        return compile_module(project, entity, build_instance(project, entity), spec(None))
    return compile_class(project, entity, spec(None))


def kinds(folder: Path, source: str, entry: str = "f", types: dict[str, Type] | None = None) -> list[str]:
    """The kinds of the events that torch bears out, in order."""
    return [event.kind for event in events(folder, source, entry, types) if event.kind not in _QUIET]


def line_of(event: Event) -> str:
    """The source line on which an event starts."""
    return Path(event.file).read_text(encoding="utf-8").splitlines()[event.span.line - 1].strip()
