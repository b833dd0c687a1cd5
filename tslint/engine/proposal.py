"""What a plan makes of one model: the patched texts of its files, and what is scripted in them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tslint.analysis.api import Analysis
from tslint.config.settings import Settings
from tslint.engine.check import Placement, examine
from tslint.engine.fixing import carry_out, cures_of
from tslint.errors import TslintError
from tslint.hybrid.placement import Plan
from tslint.ir.cures import Cure
from tslint.ir.spans import Span
from tslint.project.classes import is_module, resolve
from tslint.project.entities import Class
from tslint.project.modules import Project
from tslint.source.files import InvalidSyntax, SourceFile, load_source


@dataclass(frozen=True, slots=True)
class Proposal:
    """Source texts by absolute path, what is scripted as `file.py:name`, and the edits left undone.

    `models` are those that hold a unit, as `file.py:Name`, where the proposal is for more than one.
    `branches` are file and span of what a trace decides once: a proof has to take it both ways.
    `left` are the losses that stay, in the order of the source. `as_a_whole` are those of `units` that are
    models, which are scripted in place of traced.
    """

    patches: dict[str, str]
    units: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    branches: tuple[tuple[str, Span], ...] = ()
    models: Mapping[str, Sequence[str]] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    as_a_whole: tuple[str, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class Left:
    """A loss of the trace that no edit of the plan reaches, where it stands, and why not."""

    file: str
    span: Span
    reason: str


@dataclass(slots=True)
class _Wanted:
    """The edits and pieces of the plans that were seen, and what the plans of the `models` leave."""

    cures: list[Cure] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    as_a_whole: set[str] = field(default_factory=set)
    left: set[Left] = field(default_factory=set)
    models: Collection[str] = ()

    def take(self, analysis: Analysis, plans: Sequence[Plan]) -> None:
        for plan in plans:
            if plan.entry.name in self.models:
                self.left |= {Left(event.file, event.span, reason) for event, reason in plan.left}
            for placed in plan.pieces.values():
                candidate = placed.candidate
                self.cures += candidate.edits
                self.units.append(candidate.address)
                if candidate.kind == "model":
                    self.as_a_whole.add(candidate.address)


def propose(file: Path, name: str, settings: Settings) -> Proposal:
    """The hybrid plan for the definition `name` of a source file, its edits carried out in memory.

    Raises TslintError where the file cannot be read or parsed.
    """
    wanted = _Wanted()
    branches: dict[tuple[str, Span], None] = {}
    for files, entries, models in _entries(file, name, settings):
        wanted.models = models
        asked = replace(settings, mode="hybrid", entries=entries)
        report = examine(files, asked, visit=wanted.take).report
        # Of what a trace loses the plan takes care; the unsafe cures there are other ways than the plan's.
        wanted.cures += cures_of(report.findings, unsafe=False)
        wanted.cures += cures_of((each for each in report.findings if each.regime == "script"), unsafe=True)
        marked = (each for each in report.findings if each.regime == "trace" and each.severity != "info")
        branches.update(((each.file, each.span), None) for each in marked)
    # A plan is not bound to the file that was named: it goes wherever the losses lie.
    fixed = carry_out(wanted.cures, {cure.file for cure in wanted.cures})
    units = tuple(dict.fromkeys(wanted.units))
    left = tuple(sorted(wanted.left))
    return Proposal(
        fixed.result.texts,
        units,
        tuple(fixed.refused),
        tuple(branches),
        left=left,
        as_a_whole=tuple(sorted(wanted.as_a_whole)),
    )


def proposed(placements: Sequence[Placement]) -> Proposal:
    """The plans of all models of a check together, as `propose` gives that of one.

    `placements` say it all: what a cache recalls will do.
    """
    cures = [cure for placement in placements for cure in placement.event.cures]
    fixed = carry_out(cures, {cure.file for cure in cures})
    models: dict[str, dict[str, None]] = {}
    for event, model in placements:
        models.setdefault(event.facts["piece"], {})[model] = None
    holders = {unit: list(found) for unit, found in models.items()}
    return Proposal(fixed.result.texts, tuple(models), tuple(fixed.refused), models=holders)


_Asked = tuple[list[Path], tuple[str, ...], Collection[str]]


def _entries(file: Path, name: str, settings: Settings) -> list[_Asked]:
    """What to plan, in which files, and which models are meant: the class; for a function, which may build
    the model, the modules beside it, of which it builds some, and those of other files that it builds.
    """
    try:
        source = load_source(file)
    except InvalidSyntax as error:
        raise TslintError(f"{file}:{error.line}: this is not valid Python: {error.reason}") from None
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return [([file], (name,), (name,))]
        if isinstance(node, ast.FunctionDef) and node.name == name:
            named = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            here: list[_Asked] = [([file], (name,), (name,)), ([file], (), named)]
            return [*here, *_built(source, node, settings)]
    built = {
        part.id
        for made in source.tree.body
        if _makes(made, name)
        for part in ast.walk(made)
        if isinstance(part, ast.Name)
    }
    return [([file], (), built)]


def _makes(statement: ast.stmt, name: str) -> bool:
    """Whether a statement binds a name at module level: a model that is built there."""
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _built(source: SourceFile, function: ast.FunctionDef, settings: Settings) -> Iterator[_Asked]:
    """The modules out of other files that a function builds: judged as it builds them."""
    project = Project([source], settings.follow_imports != "none")
    (module,) = project.checked
    found: dict[tuple[str, str], None] = {}
    for node in ast.walk(function):
        cls = resolve(module, node.func) if isinstance(node, ast.Call) else None
        if isinstance(cls, Class) and cls.module is not module and is_module(cls):
            found[cls.module.path, cls.name] = None
    for path, name in found:
        yield [Path(source.path), Path(path)], (name,), (name,)
