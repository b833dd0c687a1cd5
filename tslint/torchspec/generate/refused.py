"""Arguments of module classes of torch.nn that eager Python takes and script refuses, by their type."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from typing import Any, Final

import torch
from torch import nn

from tslint.torchspec.generate.compiler import cause, forget_types
from tslint.torchspec.generate.construct import constructor

# Several of a type, so that a value which is wrong in itself is not taken for a wrong type.
_VALUES: Final[dict[str, tuple[object, ...]]] = {"int": (0, 1, 2, 3), "NoneType": (None,)}


def refused_arguments(owner: type, values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """By constructor argument and by the type of what it is given, why script refuses the instance.

    `values` build an instance that script takes. What depends on the value given is left out.
    """
    warnings.simplefilter("ignore")
    found: dict[str, dict[str, str]] = {}
    for name in _named(owner):
        for kind, tried in _VALUES.items():
            told = list(_told(owner, values, name, tried))
            if told and all(told):
                found.setdefault(name, {})[kind] = told[0]
    return found


def _named(owner: type) -> list[str]:
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [name for name, parameter in constructor(owner).parameters.items() if parameter.kind in named]


def _told(owner: type, values: dict[str, Any], name: str, tried: tuple[object, ...]) -> Iterator[str]:
    """What script says of an instance with each of the values; nothing of those that eager refuses."""
    for value in tried:
        try:
            instance = owner(**{**values, name: value})
        except Exception:  # any error of a constructor: no such module exists
            continue
        yield _refusal(instance)


def _refusal(instance: nn.Module) -> str:
    """Why script refuses an instance; empty where it takes it."""
    forget_types()
    try:
        torch.jit.script(instance)
    except Exception as error:
        return cause(str(error)) or type(error).__name__
    return ""
