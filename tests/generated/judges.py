"""What torch and what tslint say about one program."""

from __future__ import annotations

import contextlib
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
    severities = ("error",) if mode == "script" else ("error", "warning")
    settings = Settings(files[0].parent, mode=mode, entries=(entry,), jobs=1)  # type: ignore[arg-type]
    report = check(files, settings)
    told: dict[str, list[str]] = {path.stem: [] for path in files}
    for finding in report.findings:
        if finding.severity in severities:
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


def trace_loses(path: Path) -> bool | None:
    """Whether the trace of `target` answers unlike it on some input; None where the trace cannot be made."""
    import torch

    torch.manual_seed(0)
    target = loaded(path).target
    example = torch.rand(4, 3)
    others = (-torch.ones(4, 3), torch.zeros(4, 3), torch.rand(2, 3) * 9, torch.rand(6, 5), torch.rand(1, 2))
    with warnings.catch_warnings(), contextlib.redirect_stdout(None):
        warnings.simplefilter("ignore")
        try:
            graph = torch.jit.trace(target, (example.clone(),), check_trace=False)
        except Exception:
            return None
        for given in others:
            try:
                wanted = target(given.clone())
            except Exception:  # no input of this program
                continue
            try:
                found = graph(given.clone())
            except Exception:
                return True
            if found.shape != wanted.shape or not torch.allclose(found, wanted, equal_nan=True):
                return True
    return False


def lost_in_silence(folder: Path, programs: dict[str, str]) -> list[str]:
    """Programs that a trace answers wrongly, and that a check tells nothing about."""
    paths = []
    for name, text in programs.items():
        paths.append(folder / f"{name}.py")
        paths[-1].write_text(text, encoding="utf-8")
    told = tslint_says(paths, "trace", "target")
    return [programs[path.stem] for path in paths if not told[path.stem] and trace_loses(path)]
