"""Builds modules from their constructors' signatures: values are guessed by name, then by annotation."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from typing import Any, Final

from torch import nn

# Sizes are even and agree with each other where one constructor takes several of them.
_BY_NAME: Final[dict[str, Any]] = {
    "kernel_size": 3,
    "output_size": 2,
    "padding": 1,
    "num_heads": 2,
    "nhead": 2,
    "num_groups": 2,
    "num_layers": 1,
    "num_chunks": 4,
    "upscale_factor": 2,
    "downscale_factor": 2,
    "num_embeddings": 10,
    "n_classes": 10,
    "cutoffs": [4],
    "groups": 2,
    "dim": 1,
    "unflattened_size": (2, 4),
    "min_val": -1.0,
    "max_val": 1.0,
    "threshold": 0.5,
    "value": 0.5,
    "mode": "LSTM",
    "bias": True,
    "transposed": False,
    "stride": 1,
    "dilation": 1,
    "padding_mode": "zeros",
    "output_padding": 0,
    "lower": 0.1,
    "upper": 0.3,
    "lambd": 0.5,
    "device_ids": None,
}
_BY_ANNOTATION: Final[dict[str, Any]] = {"int": 8, "float": 0.5, "bool": True, "str": "mean"}
_SIZE: Final = 8


def guess(parameter: inspect.Parameter) -> Any:
    """A value for a required constructor parameter. Raises LookupError where nothing is known about it."""
    if parameter.name in _BY_NAME:
        return _BY_NAME[parameter.name]
    if parameter.name == "encoder_layer":
        return nn.TransformerEncoderLayer(_SIZE, 2)
    if parameter.name == "decoder_layer":
        return nn.TransformerDecoderLayer(_SIZE, 2)
    if parameter.name == "module":
        return nn.Linear(_SIZE, _SIZE)
    annotation = parameter.annotation
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    for name, value in _BY_ANNOTATION.items():
        if text.startswith(name):
            return value
    if parameter.name.endswith(("_size", "_features", "_channels", "_dim", "_shape", "_model")):
        return _SIZE
    raise LookupError(parameter.name)


def constructor(owner: type) -> Any:
    """The signature that tells a constructor's parameters: the first `@overload` where it has any."""
    # typing.get_overloads came with Python 3.11
    find_overloads = getattr(typing, "get_overloads", None)
    overloads = find_overloads(owner.__init__) if find_overloads else []  # type: ignore[misc]
    if not overloads:
        return inspect.signature(owner)
    signature = inspect.signature(overloads[0])
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def arguments(owner: type) -> Iterator[dict[str, Any]]:
    """Values for the required parameters of a constructor, then with one known optional one at a time."""
    parameters = constructor(owner).parameters
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    try:
        required = {
            name: guess(parameter)
            for name, parameter in parameters.items()
            if parameter.default is parameter.empty and parameter.kind in named
        }
    except LookupError:
        return
    yield required
    for name, parameter in parameters.items():
        if name not in required and parameter.kind in named and name in _BY_NAME:
            yield {**required, name: _BY_NAME[name]}


def flags(owner: type) -> dict[str, bool]:
    """The constructor's bool parameters with their defaults: what a user may switch."""
    return {
        name: parameter.default
        for name, parameter in constructor(owner).parameters.items()
        if isinstance(parameter.default, bool)
    }


def spelling(values: dict[str, Any]) -> str:
    """The arguments as source text, for the record."""
    return ", ".join(f"{name}={_short(value)}" for name, value in values.items())


def _short(value: object) -> str:
    return f"{type(value).__name__}(...)" if isinstance(value, nn.Module) else repr(value)
