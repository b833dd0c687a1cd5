"""Settings: what one run works with, joined from the defaults, the configuration and the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tslint.config.model import Config, FollowImports, MinSeverity, Mode, OutputFormat, ScriptDecorator
from tslint.config.origin import Origin
from tslint.config.requirement import required_torch

if TYPE_CHECKING:
    from tslint.config.nested import Nested

NEWEST_TORCH = "2.13"
"""The release that is assumed where none is named: the newest whose behaviour was measured."""

Regime = Literal["script", "trace"]


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's settings; `root` is the folder that `exclude` and `rule_paths` are relative to."""

    root: Path
    mode: Mode = "hybrid"
    entries: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns as in .gitignore, relative to `root`, with the rules that are quiet in what they fit."""
    severity: tuple[tuple[str, str], ...] = ()
    min_severity: MinSeverity = "info"
    baseline: str = ""
    """The file of findings that are left for later, relative to `root`."""
    exclude: tuple[str, ...] = ()
    rule_paths: tuple[str, ...] = ()
    """Folders of rule pages of the project's own, relative to `root`."""
    optional_events: frozenset[str] = frozenset()
    """The kinds of `analysis.events.OPTIONAL` that a rule of this run speaks about."""
    target_torch: str = NEWEST_TORCH
    target_torch_from: str = ""
    """The file of the project whose requirement on torch chose `target_torch`; empty where none did."""
    output_format: OutputFormat = "full"
    follow_imports: FollowImports = "project"
    script_decorator: ScriptDecorator = "torch.jit.script"
    """What the plan puts above functions; submodules are wrapped in `torch.jit.script` all the same."""
    jobs: int | None = None
    """How many processes work at once; None for as many as there are cores."""
    origin: Origin = field(default=Origin(), compare=False, repr=False)
    """Where the values come from, for objections to them."""
    nested: Nested | None = field(default=None, compare=False, repr=False)
    """The configurations nearer to some files; None where these settings hold for all."""

    def governing(self, folder: str) -> Settings:
        """The settings that hold for the files of a folder (an absolute path)."""
        return (self.nested.of(folder) if self.nested is not None else None) or self

    @property
    def regimes(self) -> tuple[Regime, ...]:
        """The regimes that this mode judges code by."""
        if self.mode == "hybrid":
            return ("trace", "script")
        return (self.mode,)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says; None and empty leave it to the configuration."""

    mode: Mode | None = None
    entries: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    target_torch: str | None = None
    output_format: OutputFormat | None = None
    min_severity: MinSeverity | None = None

    def on(self, settings: Settings) -> Settings:
        """Settings with what is said in place of what they had."""
        given = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        release = given.pop("target_torch", self.target_torch)
        keys = ["target-torch"] if release is not None else []
        keys += ["entry" if name == "entries" else name.replace("_", "-") for name in given]
        settings = replace(settings, origin=settings.origin.overriding(*keys), **given)
        return with_target_torch(settings, release)


def settings_from(config: Config, root: Path, origin: Origin = Origin()) -> Settings:  # noqa: B008
    """The settings that a configuration asks for; raises TslintError for a torch release that is none.

    Where the configuration names no release, the project's own requirement on torch chooses it.
    """
    settings = Settings(
        root=root,
        mode=config.mode or "hybrid",
        entries=config.entry or (),
        select=config.select or (),
        extend_select=config.extend_select or (),
        ignore=config.ignore or (),
        per_file_ignores=tuple(config.per_file_ignores.items()),
        severity=tuple(config.severity.items()),
        min_severity=config.min_severity or "info",
        baseline=config.baseline or "",
        exclude=config.exclude or (),
        rule_paths=config.rule_paths or (),
        output_format=config.output_format or "full",
        follow_imports=_follow(config.follow_imports),
        script_decorator=config.script_decorator or "torch.jit.script",
        jobs=config.jobs,
        origin=origin,
    )
    if config.target_torch is None and (required := required_torch(root)) is not None:
        return replace(settings, target_torch=required.release, target_torch_from=str(required.file))
    return with_target_torch(settings, config.target_torch)


def with_target_torch(settings: Settings, release: str | None) -> Settings:
    """Settings for a torch release such as `2.13` or `1.13.1`; raises TslintError where it is not one."""
    if release is None:
        return settings
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?", release):
        said = f"`{release}` is not a torch release; write it as 2.13 or 1.13.1"
        raise settings.origin.error("target-torch", said)
    return replace(settings, target_torch=release, target_torch_from="")


def _follow(value: bool | FollowImports | None) -> FollowImports:
    if value is None:
        return "project"
    if value is True:
        return "site-packages"
    if value is False:
        return "none"
    return value
