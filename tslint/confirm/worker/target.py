"""Finds the target in the user's code and builds it: a module class, a factory, an instance or a function."""

from __future__ import annotations

import ast
import difflib
import importlib
import importlib.util
import inspect
import os
import random
import sys
from types import ModuleType
from typing import Any

import torch

from .channel import Channel, StepFailed, attempt
from .describe import show_path
from .shadow import ShadowFinder

SEED = 20260101


def seed_everything(offset: int = 0) -> None:
    """Start every generator that a model may draw from at the same point."""
    torch.manual_seed(SEED + offset)
    random.seed(SEED + offset)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed((SEED + offset) % 2**32)


def extend_path(places: list[str]) -> None:
    """Put the user's roots first on `sys.path`, in their order."""
    sys.path[:0] = [place for place in places if place not in sys.path]


def module_name_of(path: str, roots: list[str]) -> tuple[str, str]:
    """The dotted name of a source file and the directory that it is imported from.

    Packages with `__init__.py` say it themselves; otherwise the deepest root that holds the file does.
    """
    directory, filename = os.path.split(os.path.realpath(path))
    parts = [os.path.splitext(filename)[0]]
    if parts == ["__init__"]:
        parts = []
    while os.path.isfile(os.path.join(directory, "__init__.py")):
        directory, package = os.path.split(directory)
        parts.insert(0, package)
    if len(parts) == 1:
        for root in sorted(map(os.path.realpath, roots), key=len, reverse=True):
            between = os.path.relpath(directory, root).split(os.sep)
            if between == ["."]:
                break
            if all(part.isidentifier() for part in between):
                return ".".join([*between, *parts]), root
    return ".".join(parts), directory


def load_file(path: str, roots: list[str], shadow: ShadowFinder) -> ModuleType:
    """Import a source file, under the dotted name that its neighbours know it by where that is free."""
    name, directory = module_name_of(path, roots)
    if directory not in sys.path:
        sys.path.insert(0, directory)
    real = os.path.realpath(path)
    known = sys.modules.get(name)
    if known is not None and _file_of(known) == real:
        return known
    found = None
    if known is None and all(part.isidentifier() for part in name.split(".")):
        try:
            found = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            found = None
    if found is not None and found.origin and os.path.realpath(found.origin) == real:
        return importlib.import_module(name)
    # Another module bears the name (a `types.py`), or none can be imported by it (`my-model.py`).
    private = "_tslint_target_" + "".join(sign if sign.isalnum() else "_" for sign in name)
    spec = importlib.util.spec_from_file_location(private, real)
    if spec is None or spec.loader is None:
        raise ImportError(f"{show_path(path)} is no Python source file")
    spec = shadow.patched(spec)
    module = importlib.util.module_from_spec(spec)
    sys.modules[private] = module
    if spec.loader is not None:
        spec.loader.exec_module(module)
    return module


def _file_of(module: ModuleType) -> str:
    return os.path.realpath(getattr(module, "__file__", None) or "")


def load_module(place: str, roots: list[str], shadow: ShadowFinder, step: str, asked: str = "") -> ModuleType:
    """Import what stands before the colon of a target; StepFailed with kind `usage` if there is none.

    `asked` says what named it, where that was not the target.
    """
    if place.endswith(".py"):
        return load_file(place, roots, shadow)
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError as error:
        # A parent or the module itself is missing: the user's mistake. Anything deeper: the model's.
        if error.name is not None and (place == error.name or place.startswith(error.name + ".")):
            raise StepFailed(
                step, f"there is no module {error.name}; {asked or f'the target is {place}'}", "usage"
            ) from error
        raise


def pick(module: ModuleType, place: str, qualname: str, step: str) -> Any:
    """The attribute that stands behind the colon; StepFailed with kind `usage` where there is none."""
    value: Any = module
    for part in qualname.split("."):
        try:
            value = getattr(value, part)
        except AttributeError:
            near = difflib.get_close_matches(part, [name for name in vars(value) if name[:1] != "_"], n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise StepFailed(step, f"there is no {qualname} in {place}{hint}", "usage") from None
    return value


def load_target(channel: Channel, job: dict[str, Any], target: str, shadow: ShadowFinder) -> Any:
    """Import the module of `target` and give the object that it names (step *imports*)."""
    place, _, qualname = target.rpartition(":")
    with attempt(channel, "imports", f"importing {place}"):
        extend_path(job["search_path"])
        return pick(load_module(place, job["search_path"], shadow, "imports"), place, qualname, "imports")


class Built:
    """What is exported: `call` is a module in eval mode or a function; `is_module` tells them apart."""

    def __init__(self, call: Any, is_module: bool) -> None:
        self.call = call
        self.is_module = is_module


def build(channel: Channel, job: dict[str, Any], found: Any) -> Built:
    """Build the model, always from the same seed (step *builds*)."""
    arguments, keywords = ast.literal_eval(job["args"]), ast.literal_eval(job["kwargs"])
    name = job["target"].rpartition(":")[2]
    with attempt(channel, "builds", f"building {name}"):
        seed_everything()
        made = _build(found, name, arguments, keywords)
        if isinstance(made, torch.nn.Module):
            return Built(made.eval().to(job["device"]), True)
        return Built(made, False)


def _build(found: Any, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    if isinstance(found, (torch.nn.Module, torch.jit.ScriptFunction)):
        return found
    if inspect.isclass(found):
        if not issubclass(found, torch.nn.Module):
            raise StepFailed("builds", f"{name} is a class, but no torch.nn.Module", "usage")
        _bind(found, name, arguments, keywords)
        return found(*arguments, **keywords)
    if not callable(found):
        raise StepFailed("builds", f"{name} is neither a module nor a function", "usage")
    parameters = list(inspect.signature(found).parameters.values())
    if arguments or keywords:
        _bind(found, name, arguments, keywords)
    elif any(is_required(parameter) for parameter in parameters):
        return found
    # A function that needs no inputs is a factory if it gives a module.
    try:
        made = found(*arguments, **keywords)
    except Exception:
        if parameters and not arguments and not keywords:
            return found
        raise
    if isinstance(made, torch.nn.Module):
        return made
    if arguments or keywords or not parameters:
        raise StepFailed("builds", f"{name}() gives a {type(made).__name__}, not a torch.nn.Module", "usage")
    return found


def is_required(parameter: inspect.Parameter) -> bool:
    """Whether a call has to give this parameter."""
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return parameter.default is inspect.Parameter.empty and parameter.kind not in variadic


def _bind(called: Any, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    try:
        inspect.signature(called).bind(*arguments, **keywords)
    except ValueError:
        return  # no signature to be read: the call itself will tell
    except TypeError as error:
        raise StepFailed("builds", f"{name} cannot be called with the arguments given: {error}") from None


def load_weights(built: Built, path: str) -> str:
    """Give the model the reference's weights; says in words where their names or shapes do not agree."""
    if not built.is_module:
        return ""
    saved = torch.load(path, map_location="cpu")
    own = {key: value for key, value in built.call.state_dict().items() if isinstance(value, torch.Tensor)}
    shapes = {key: value.shape for key, value in own.items()}
    if shapes != {key: value.shape for key, value in saved.items()}:
        return "the weights have other names or shapes than the original's, so only the seed is the same"
    with torch.no_grad():
        for key, value in saved.items():
            own[key].copy_(value)
    return ""


def weights_of(built: Built) -> dict[str, torch.Tensor]:
    """The model's parameters and buffers by name, on the CPU; empty for a function."""
    if not built.is_module:
        return {}
    state = built.call.state_dict()
    return {
        key: value.detach().cpu().clone() for key, value in state.items() if isinstance(value, torch.Tensor)
    }
