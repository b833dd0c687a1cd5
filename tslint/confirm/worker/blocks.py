"""What PyTorch makes of the code blocks of rule pages: exported by script or trace, and compared with eager.

Run as a program it reads a list of blocks from its input and answers with a line of JSON for each.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import json
import os
import random
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch.jit.frontend import FrontendError

_COUNTER = itertools.count()
_Run = Callable[..., Any]
_COMPILER = (RuntimeError, FrontendError)


@dataclass
class Outcome:
    """How an export went: where it failed or differs from eager Python, and what PyTorch warned of."""

    failed: str = ""
    differs: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    compared: int = 0
    stuck: str = ""
    """How the export fails where it was moved to the block's `device`, with its input."""

    @property
    def faithful(self) -> bool:
        """Whether the export works and did what eager Python does on every input."""
        return not self.failed and not self.differs


def load(path: Path) -> ModuleType:
    """Import a file as a module of its own, afresh: nothing that an earlier run stored is in it."""
    name = f"rule_page_block_{next(_COUNTER)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def traced(path: Path, entry: str) -> Outcome:
    """Record a trace on `example` and compare it with eager Python on `example` and `other`."""

    def export(module: ModuleType) -> Any:
        _seed(0)
        return torch.jit.trace(_target(module, entry), module.example, check_trace=False)

    return _outcome(path, entry, export)


def scripted(path: Path, entry: str) -> Outcome:
    """Compile, save, and compare with eager Python on those of `example` and `other` that there are."""
    return _outcome(path, entry, lambda module: torch.jit.script(_target(module, entry)))


def called(path: Path, entry: str) -> Outcome:
    """Call the block's own `export()`, save what it gives, and compare that with `expected()`."""

    def export(module: ModuleType) -> Any:
        _seed(0)
        return getattr(module, entry)()

    return _outcome(path, entry, export, eager="expected")


def _outcome(path: Path, entry: str, export: Callable[[ModuleType], Any], eager: str = "") -> Outcome:
    outcome = Outcome()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            module = load(path)
        except _COMPILER as error:  # decorators that compile do so here
            outcome.failed = f"{type(error).__name__}: {error}"
            return outcome
        try:
            exported = export(module)
            torch.jit.save(exported, io.BytesIO())
        except Exception as error:  # any way of failing is an answer here
            outcome.failed = f"{type(error).__name__}: {error}"
            return outcome
    outcome.warned = [str(w.message) for w in caught if issubclass(w.category, torch.jit.TracerWarning)]
    afresh = load(path)
    target = getattr(afresh, eager)() if eager else _target(afresh, entry)
    for name in ("example", "other"):
        if hasattr(afresh, name):
            outcome.compared += 1
            given = getattr(afresh, name)
            expected, got = _result(target, given), _result(exported, given)
            if not _same(expected, got):
                outcome.differs.append(f"on `{name}`: eager gives {expected}, the export {got}")
    if hasattr(afresh, "device"):
        outcome.stuck = _moved(exported, afresh.device, afresh.example)
    return outcome


def _moved(exported: Any, device: str, arguments: tuple[Any, ...]) -> str:
    """What is raised where the export and its arguments are on another device; empty where it runs there."""
    got = _result(exported.to(device), tuple(argument.to(device) for argument in arguments))
    return f"{type(got).__name__}: {got}" if isinstance(got, Exception) else ""


def _target(module: ModuleType, entry: str) -> Any:
    found = getattr(module, entry)
    return found().eval() if isinstance(found, type) and issubclass(found, torch.nn.Module) else found


def _seed(number: int) -> None:
    random.seed(number)
    torch.manual_seed(number)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(number)


def _result(run: _Run, arguments: tuple[Any, ...]) -> Any:
    """What a call gives on copies of its arguments; an exception counts as a result."""
    copies = tuple(_copy(argument) for argument in arguments)
    _seed(1)
    try:
        return run(*copies)
    except Exception as error:  # any way of failing is an answer here
        return error


def _copy(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, (list, tuple)):
        return type(value)(_copy(part) for part in value)
    return {key: _copy(part) for key, part in value.items()} if isinstance(value, dict) else value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Exception) or isinstance(other, Exception):
        return isinstance(one, Exception) and isinstance(other, Exception)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other))  # noqa: B905
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return bool(
            one.dtype == other.dtype
            and one.shape == other.shape
            and one.device == other.device
            and (one.is_meta or torch.allclose(one, other, equal_nan=True))
        )
    return type(one) is type(other) and bool(one == other)


_WAYS: dict[str, Callable[[Path, str], Outcome]] = {"script": scripted, "trace": traced, "call": called}


def main() -> None:
    """Answer for each block of the input, `{"path", "entry", "way"}`; what a block prints goes to stderr."""
    asked = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for block in asked:
        try:
            outcome = _WAYS[block["way"]](Path(block["path"]), block["entry"])
        except Exception as error:  # the block cannot be loaded: told, and the next one is run
            answer: dict[str, Any] = {"broken": f"{type(error).__name__}: {error}"}
        else:
            answer = vars(outcome)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
