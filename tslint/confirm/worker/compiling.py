"""The units that a plan scripts: every one is compiled on its own, and one failure does not hide the next."""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import os
from collections.abc import Iterator
from typing import Any

import torch

from .channel import Channel, StepFailed
from .describe import describe
from .shadow import ShadowFinder
from .target import load_module, pick

BUILDS_NONE = "this model builds none"


class Unit:
    """One unit by name: `pkg.mod.function`, `pkg.mod.Class`, or with a file as targets have, `file.py:f`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.place, _, self.qualname = name.rpartition(":")

    def names(self, obj: Any) -> bool:
        """Whether a function or class is this unit."""
        qualname = getattr(obj, "__qualname__", "")
        if not qualname:
            return False
        if self.place.endswith(".py"):
            return self.qualname == qualname and os.path.realpath(self.place) == _file_of(obj)
        dotted = f"{getattr(obj, '__module__', '')}.{qualname}"
        return dotted == (f"{self.place}.{self.qualname}" if self.place else self.name)

    def find(self, roots: list[str], shadow: ShadowFinder) -> Any:
        """The object in the patched code; StepFailed of *compiles* where there is none."""
        if self.place:
            module = load_module(self.place, roots, shadow, "compiles")
            return pick(module, self.place, self.qualname, "compiles")
        parts = self.name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            place = ".".join(parts[:end])
            try:
                module = load_module(place, roots, shadow, "compiles")
            except StepFailed:
                continue
            return pick(module, place, ".".join(parts[end:]), "compiles")
        raise StepFailed("compiles", f"no module holds {self.name}")


def _file_of(obj: Any) -> str:
    try:
        return os.path.realpath(inspect.getfile(obj))
    except (TypeError, OSError):
        return ""


class Compiler:
    """Stands before `torch.jit.script` while patched code is imported and built.

    A unit that does not compile is noted and left as Python, so that the import goes on to the next unit;
    for everything else the error passes, as it does without tslint.
    """

    def __init__(self, units: list[str]) -> None:
        self.units = [Unit(name) for name in units]
        self.errors: dict[str, str] = {}
        self._depth = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Watch `torch.jit.script` inside the block."""
        script = torch.jit.script

        @functools.wraps(script)
        def watched(obj: Any, *arguments: Any, **keywords: Any) -> Any:
            # One frame more stands between the user's names and the compiler that looks them up.
            if len(arguments) < 2:
                keywords["_frames_up"] = keywords.get("_frames_up", 0) + 1
            self._depth += 1
            try:
                return script(obj, *arguments, **keywords)
            except Exception as error:
                unit = self._unit_of(obj)
                # Deeper calls are the compiler's own: the unit outside of them gets the error.
                if self._depth > 1 or unit is None:
                    raise
                self.errors.setdefault(unit.name, describe(error))
                return obj
            finally:
                self._depth -= 1

        torch.jit.script = watched
        try:
            yield
        finally:
            torch.jit.script = script

    def _unit_of(self, obj: Any) -> Unit | None:
        named = type(obj) if isinstance(obj, torch.nn.Module) else obj
        return next((unit for unit in self.units if unit.names(named)), None)

    def verdicts(
        self, channel: Channel, roots: list[str], shadow: ShadowFinder, model: torch.nn.Module | None
    ) -> list[dict[str, Any]]:
        """Name, verdict and detail of every unit; functions that no decorator compiled are compiled here."""
        found = []
        for unit in self.units:
            channel.begin("compiles", f"scripting {unit.name}")
            try:
                detail = self._verdict(unit, roots, shadow, model)
                found.append({"name": unit.name, "ok": True, "detail": detail})
            except StepFailed as failure:
                found.append({"name": unit.name, "ok": False, "detail": failure.detail})
            except BaseException as error:
                found.append({"name": unit.name, "ok": False, "detail": describe(error)})
        return found

    def _verdict(
        self, unit: Unit, roots: list[str], shadow: ShadowFinder, model: torch.nn.Module | None
    ) -> str:
        if unit.name in self.errors:
            raise StepFailed("compiles", self.errors[unit.name])
        obj = unit.find(roots, shadow)
        owner = module_class_of(unit, obj, roots, shadow)
        if owner is not None:
            return scripted_in(owner, model)
        if not isinstance(obj, torch.jit.ScriptFunction):
            torch.jit.script(obj)
            # While its calls are watched, a unit's error is noted and not raised.
            if unit.name in self.errors:
                raise StepFailed("compiles", self.errors[unit.name])
        return "compiles"


def module_class_of(unit: Unit, obj: Any, roots: list[str], shadow: ShadowFinder) -> type | None:
    """The `nn.Module` class that a unit is, or that it is a method of."""
    if inspect.isclass(obj):
        return obj if issubclass(obj, torch.nn.Module) else None
    outer, _, _ = unit.qualname.rpartition(".") if unit.place else unit.name.rpartition(".")
    if not inspect.isfunction(obj) or not outer or "." not in obj.__qualname__:
        return None
    holder = Unit(f"{unit.place}:{outer}" if unit.place else outer).find(roots, shadow)
    return holder if inspect.isclass(holder) and issubclass(holder, torch.nn.Module) else None


def scripted_in(owner: type, model: torch.nn.Module | None) -> str:
    """Where the model holds the class scripted; an instance held unscripted is compiled as a copy."""
    modules = list(model.named_modules()) if model is not None else []
    for name, module in modules:
        if isinstance(module, torch.jit.ScriptModule) and _original_name(module) == owner.__name__:
            return f"compiles, scripted in the model as {name or 'the model itself'}"
    for name, module in modules:
        if type(module) is owner:
            torch.jit.script(copy.deepcopy(module))
            return f"compiles, but {name or 'the model itself'} is traced"
    return BUILDS_NONE


def _original_name(module: torch.jit.ScriptModule) -> str:
    return str(getattr(module, "original_name", ""))
