"""What torch and what tslint say about one program."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tslint.config.settings import Settings
from tslint.engine.check import check


def torch_says(path: Path) -> str:
    """The error of torch.jit.script on the `target` of a file; empty where it compiles."""
    import torch

    module = loaded(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.jit.script(module.target)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return ""


def loaded(path: Path) -> Any:
    """A file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tslint_says(paths: Iterable[Path], mode: str, entry: str) -> dict[str, list[str]]:
    """The errors that a check tells about the `entry` of each file, by the file's stem."""
    files = list(paths)
    settings = Settings(files[0].parent, mode=mode, entries=(entry,), jobs=1)  # type: ignore[arg-type]
    report = check(files, settings)
    told: dict[str, list[str]] = {path.stem: [] for path in files}
    for finding in report.findings:
        if finding.severity == "error":
            told[Path(finding.file).stem].append(f"{finding.span.line}: {finding.code} {finding.message}")
    return told


def disagreements(folder: Path, programs: dict[str, str], entry: str) -> list[str]:
    """Where tslint is alone with its verdict under script: false alarms and misses, with the program."""
    paths = []
    for name, text in programs.items():
        paths.append(folder / f"{name}.py")
        paths[-1].write_text(text, encoding="utf-8")
    told = tslint_says(paths, "script", entry)
    found = []
    for path in paths:
        said = torch_says(path)
        if bool(said) != bool(told[path.stem]):
            what = f"missed: {said}" if said else f"false alarm: {told[path.stem]}"
            found.append(f"{path.stem} {what}\n{programs[path.stem]}")
    return found
