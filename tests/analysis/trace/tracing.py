"""Running the trace regime on small sources, and the shorthand in which tests say what it told."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tslint.analysis.api import Analysis, analyse
from tslint.analysis.events import Event
from tslint.config.settings import NEWEST_TORCH, Settings
from tslint.project.modules import Project
from tslint.rules.judge import judge
from tslint.rules.model import Finding
from tslint.rules.ruleset import load_rules
from tslint.source.files import SourceFile, parse

ROOT = "/sources"
IMPORTS = """\
import functools
import math
import random
import numpy
import torch
import torch.nn.functional as F
from torch import Tensor, nn
"""
OFFSET = IMPORTS.count("\n")


def source_file(name: str, text: str) -> SourceFile:
    """A file that lies nowhere."""
    return SourceFile(f"{ROOT}/{name}.py", text, parse(text), "")


def project_of(**files: str) -> Project:
    """A project of modules by name, each with the usual imports above it."""
    return Project([source_file(name, IMPORTS + textwrap.dedent(text)) for name, text in files.items()])


def analysed(*entries: str, mode: str = "trace", **files: str) -> Analysis:
    """The analysis of modules by name, for these entries (none: what stands for itself)."""
    from pathlib import Path

    settings = Settings(Path(ROOT), mode=mode, entries=entries)  # type: ignore[arg-type]
    return analyse(project_of(**files), settings)


def events(*entries: str, **files: str) -> list[Event]:
    """All events of the entries, in the order of the source."""
    found = {
        (event.file, event.span, event.kind, tuple(sorted(event.facts.items()))): event
        for entry in analysed(*entries, **files).entries
        for event in entry.events
    }
    return [found[key] for key in sorted(found)]


def module(forward: str, init: str = "", top: str = "") -> str:
    """A module `Model` around a forward (and other methods), statements of its `__init__`, and top-level
    code.
    """
    methods = textwrap.indent(textwrap.dedent(forward).strip("\n"), "    ")
    extra = textwrap.indent(textwrap.dedent(init).strip("\n"), "        ")
    return (
        f"{textwrap.dedent(top)}\nclass Model(nn.Module):\n    def __init__(self, flag=True, width=4):\n"
        f"        super().__init__()\n        self.linear = nn.Linear(4, 4)\n"
        f"        self.flag, self.width = flag, width\n{extra}\n\n{methods}\n"
    )


def function(body: str, parameters: str = "x", top: str = "") -> list[Event]:
    """The events of tracing `def forward(self, PARAMETERS)` with that body."""
    text = f"def forward(self, {parameters}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return events("Model", model=module(text, top=top))


def kinds(found: Sequence[Event]) -> list[str]:
    """Kinds alone."""
    return [event.kind for event in found]


def text_at(event: Event, **files: str) -> str:
    """The source text that an event points at (one line)."""
    name = event.file.removeprefix(f"{ROOT}/").removesuffix(".py")
    line = (IMPORTS + textwrap.dedent(files[name])).splitlines()[event.span.line - 1]
    return line[event.span.column - 1 : event.span.end_column - 1]


def findings(*entries: str, **files: str) -> list[Finding]:
    """The findings that are more than information."""
    told = judge(events(*entries, **files), load_rules(), NEWEST_TORCH)
    return [finding for finding in told if finding.severity != "info"]
