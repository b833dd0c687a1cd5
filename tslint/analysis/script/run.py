"""Compiling the entries of a project, each as `torch.jit.script` would take it."""

from __future__ import annotations

from tslint.analysis.events import Event
from tslint.analysis.interp.api import build_instance
from tslint.analysis.script.api import compile_class, compile_function, compile_module
from tslint.project.classes import is_module
from tslint.project.entities import Class, Function
from tslint.project.modules import Project
from tslint.torchspec.load import spec


class Scripter:
    """All script entries of a project; what they share is compiled once."""

    def __init__(self, project: Project, target_torch: str | None) -> None:
        self.project = project
        self.spec = spec(target_torch)

    def compile(self, entity: Class | Function) -> tuple[list[Event], bool]:
        """The events of one entry, and whether it was looked at to the end."""
        try:
            return self._compile(entity), True
        except RecursionError:
            return [], False

    def _compile(self, entity: Class | Function) -> list[Event]:
        if isinstance(entity, Function):
            return compile_function(self.project, entity, self.spec)
        if is_module(entity):
            return compile_module(self.project, entity, build_instance(self.project, entity), self.spec)
        return compile_class(self.project, entity, self.spec)
