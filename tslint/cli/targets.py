"""Targets of `confirm`: from a name of the configuration, or a place in the source, to a job."""

from __future__ import annotations

import difflib
import importlib.util
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tslint.config.load import LoadedConfig
from tslint.config.model import Target
from tslint.config.settings import Settings, with_target_torch
from tslint.confirm.inputs import parse_inputs
from tslint.confirm.model import ConfirmJob, Device
from tslint.engine.cache import prepared_folder
from tslint.engine.proposal import Proposal, propose
from tslint.errors import TslintError

_TIMEOUT = 300.0  # seconds
_FACTORY = re.compile(r"[^\s\[\](){}'\"]+:[^\W\d][\w.]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says; None and empty leave it to the configuration."""

    inputs: tuple[str, ...] = ()
    factory: str | None = None
    device: Device | None = None
    python: str | None = None
    timeout: float | None = None
    save: Path | None = None
    cpp: bool = False
    speed: bool = False
    on_cpu: bool | None = None


def target_of(word: str, loaded: LoadedConfig) -> Target:
    """The target called `word` in the configuration, or else the model that the word itself names.

    Raises TslintError for a word that is neither.
    """
    if word in loaded.config.targets:
        return loaded.config.targets[word]
    if ":" in word:
        return Target(model=word)
    known = list(loaded.config.targets)
    close = difflib.get_close_matches(word, known, n=3)
    listed = (
        f"; did you mean {' or '.join(close)}?" if close else f"; it has {', '.join(known)}" if known else ""
    )
    raise TslintError(
        f"`{word}` is no target of the configuration and no model such as pkg.module:Name{listed}"
    )


def job_for(target: Target, asked: Asked, loaded: LoadedConfig) -> ConfirmJob:
    """The job without a plan; relative paths of the configuration are relative to its folder."""
    # What the command line says about inputs stands in place of all that the configuration says about them.
    own = bool(asked.inputs or asked.factory)
    inputs = asked.inputs if own else target.inputs
    factory = asked.factory if own else target.factory
    # What names a function in the place of specifications is the factory of them all.
    if factory is None and any(map(_FACTORY.fullmatch, inputs)):
        if len(inputs) > 1:
            raise TslintError("a factory makes all the inputs: give it as the one --input, or with --factory")
        (factory,), inputs = inputs, ()
    save = asked.save or (None if target.save is None else loaded.root / target.save)
    return ConfirmJob(
        target=target.model,
        search_path=[str(folder) for folder in search_path(loaded)],
        inputs=parse_inputs(inputs) if inputs else None,
        factory=factory,
        args=target.args,
        kwargs=target.kwargs,
        device=asked.device or target.device,
        on_cpu=target.on_cpu if asked.on_cpu is None else asked.on_cpu,
        python=asked.python or interpreter_of(target.python, loaded.root),
        timeout=asked.timeout or target.timeout or _TIMEOUT,
        save=save,
        speed=asked.speed,
        cpp=asked.cpp or target.cpp,
        loader_folder=prepared_folder(loaded.root) if asked.cpp or target.cpp else None,
    )


def plan_for(job: ConfirmJob, settings: Settings) -> Proposal:
    """The edits that the hybrid plan wants for the model of a job; none where its source is not found."""
    place, _, name = job.target.rpartition(":")
    file = _source_of(place, [Path(folder) for folder in job.search_path])
    return Proposal({}, (), ()) if file is None else propose(file, name, settings)


def for_interpreter(settings: Settings, python: str) -> Settings:
    """The settings for a plan that the torch of an interpreter will run, where nobody named a release."""
    from tslint.confirm.release import torch_release

    release = torch_release(python)
    return settings if release is None else with_target_torch(settings, release)


def search_path(loaded: LoadedConfig) -> list[Path]:
    """Where the modules of a project are: the configuration's folder, its `src`, the working directory."""
    folders = [loaded.root, loaded.root / "src", Path.cwd()]
    return list(dict.fromkeys(folder.absolute() for folder in folders if folder.is_dir()))


def _source_of(place: str, folders: list[Path]) -> Path | None:
    if place.endswith(".py"):
        return Path(place)
    relative = Path(*place.split("."))
    for folder in folders:
        for candidate in (folder / relative / "__init__.py", folder / relative.with_suffix(".py")):
            if candidate.is_file():
                return candidate
    return None


def interpreter_of(configured: str | None, root: Path) -> str:
    """The interpreter that has torch: the configured one, tslint's own if it has it, else python3."""
    if configured is not None:
        return str(root / configured) if "/" in configured else configured
    return sys.executable if importlib.util.find_spec("torch") is not None else "python3"
