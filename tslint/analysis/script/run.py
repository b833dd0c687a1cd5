"""Compiling the entries of a project, each as `torch.jit.script` would take it."""

from __future__ import annotations

from tslint.analysis.events import Event
from tslint.analysis.interp.api import Builder, Recall
from tslint.analysis.script.api import compile_class, compile_function, compile_module, unfinished
from tslint.analysis.script.named import Named, compile_named
from tslint.analysis.seen import Seen, cut_short
from tslint.project.classes import is_module
from tslint.project.entities import Class, Function
from tslint.project.modules import Project
from tslint.torchspec.load import spec


class Scripter:
    """All script entries of a project; what they share is compiled once."""

    def __init__(self, project: Project, target_torch: str | None, history: Recall | None = None) -> None:
        """`history` knows which modules were built before an edit of the project."""
        self.project = project
        self.spec = spec(target_torch)
        self.builder = Builder(project, history)

    def compile(self, entity: Class | Function | Named) -> Seen:
        """The events of one entry."""
        try:
            events = self._compile(entity)
            return Seen(events, unfinished(self.project, self.spec))
        except Exception as error:  # one entry that cannot be finished must not take the others with it
            return Seen([], cut_short(error))

    def _compile(self, entity: Class | Function | Named) -> list[Event]:
        if isinstance(entity, Named):
            return compile_named(self.project, entity, self.spec)
        if isinstance(entity, Function):
            return compile_function(self.project, entity, self.spec)
        if is_module(entity):
            return compile_module(self.project, entity, self.builder.build(entity), self.spec)
        return compile_class(self.project, entity, self.spec)
